"""Names on a drawn map: each at the first of its positions where it covers no mark and no other name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from mapping.atlas.drawing.text_width import SPACE_OF_CAPITALS, text_width
from mapping.atlas.place_names import FACES, MAX_NAMES, Face, PlaceName

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

CELL = 64
AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
"""The positions of a name around its point, the best first: right and left (1, -1), below and above (1, -1)."""
CENTRED = ((0, 0), (0, -1), (0, 1))
"""Those of the name of an area: on its middle, above it, below it."""
GAPS = (4,)
FAR_GAPS: Mapping[str, tuple[float, ...]] = {"city": (4, 16, 28), "zone": (4, 22, 40)}
"""The name of a city or an area that marks surround finds its place farther away."""
ASCENT = 0.82
"""The baseline of a line, as a share of the size below its top."""
DOT = 2


@dataclass(frozen=True)
class PlacedName:
    """A name at the left end of its baseline, with its sizes in the units of the drawing, and its dot if it has one."""

    text: str
    x: float
    y: float
    face: Face
    size: float
    halo: float
    spacing: float
    spot: tuple[float, float, float] | None
    """The middle and the radius of its dot."""

    @property
    def dot(self) -> SafeString:
        """The attributes of its dot; empty without one."""
        if self.spot is None:
            return SafeString()
        x, y, radius = self.spot
        return mark_safe(f'cx="{x}" cy="{y}" r="{radius}"')  # noqa: S308  (numbers only)

    @property
    def type(self) -> SafeString:
        """The attributes of its place, size and face."""
        face = f'font-size="{self.size}" font-weight="{self.face.weight}" fill="{self.face.fill}"'
        spacing = f' letter-spacing="{self.spacing}"' if self.spacing else ""
        place = f'x="{self.x}" y="{self.y}"'
        return mark_safe(f'{place} {face} stroke-width="{self.halo}"{spacing}')  # noqa: S308  (numbers and constants only)


@dataclass
class Grid:
    """Boxes by square cell, so that a name is compared with the few boxes near it."""

    cells: dict[tuple[int, int], list[Box]] = field(default_factory=dict)

    def is_free(self, box: Box) -> bool:
        return all(
            box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]
            for key in self._keys(box)
            for other in self.cells.get(key, ())
        )

    def take(self, box: Box) -> None:
        for key in self._keys(box):
            self.cells.setdefault(key, []).append(box)

    @staticmethod
    def _keys(box: Box) -> Iterable[tuple[int, int]]:
        for column in range(int(box[0] // CELL), int(box[2] // CELL) + 1):
            for row in range(int(box[1] // CELL), int(box[3] // CELL) + 1):
                yield column, row


def place(
    names: Iterable[tuple[PlaceName, float, float, float]],
    *,
    zoom: float,
    width: float,
    height: float,
    unit: float,
    occupied: Sequence[Box] = (),
    most: int = MAX_NAMES,
    gaps: Mapping[str, tuple[float, ...]] = FAR_GAPS,
) -> list[PlacedName]:
    """Return the names that find a place on a drawing of this size, at most `most`.

    A name comes with its x and y and the radius of its mark (0 for none). The first names choose first. `unit` is the
    size of one pixel of the screen on the drawing; `occupied` are boxes that stay free of names; `gaps` are the
    distances that a face may have from its point, if not the usual one.
    """
    grid = Grid()
    for box in occupied:
        grid.take(box)
    placed: list[PlacedName] = []
    for name, x, y, radius in names:
        if len(placed) == most:
            break
        if not name.minimum <= zoom < name.maximum or not (0 <= x <= width and 0 <= y <= height):
            continue
        found = _position(name, x, y, radius, grid, width, height, unit, gaps.get(name.face, GAPS))
        if found is not None:
            placed.append(found)
    return placed


def _position(
    name: PlaceName,
    x: float,
    y: float,
    radius: float,
    grid: Grid,
    width: float,
    height: float,
    unit: float,
    gaps: Sequence[float],
) -> PlacedName | None:
    face = FACES[name.face]
    size = face.size * unit
    across = text_width(name.text, size, is_bold=face.weight >= 600, is_spaced=face.is_spaced)
    has_dot = name.face in ("city", "town")
    for gap in gaps:
        away = gap * unit + radius
        for right, down in CENTRED if face.is_spaced else AROUND:
            left = x + away if right > 0 else x - away - across if right < 0 else x - across / 2
            top = y + away if down > 0 else y - away - size if down < 0 else y - size / 2
            box = (left - 2 * unit, top - unit, left + across + 2 * unit, top + size + unit)
            if min(box[:2]) < 0 or box[2] > width or box[3] > height or not grid.is_free(box):
                continue
            side = (DOT + 1) * unit
            spot = (x - side, y - side, x + side, y + side)
            # A mark that is there already says where it is.
            dot = (round(x, 1), round(y, 1), round(DOT * unit, 1)) if has_dot and grid.is_free(spot) else None
            grid.take(box)
            if dot:
                grid.take(spot)
            spacing = round(SPACE_OF_CAPITALS * size, 2) if face.is_spaced else 0
            return PlacedName(
                name.text,
                round(left, 1),
                round(top + size * ASCENT, 1),
                face,
                round(size, 1),
                round(face.halo * unit, 1),
                spacing,
                dot,
            )
    return None
