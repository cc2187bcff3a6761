"""The tile map: every zone is a tile of the same size, so that large areas do not dominate the map."""

import re
import textwrap
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mapping.atlas.drawing.shading import NOT_AVAILABLE_FILL, PALETTE
from mapping.atlas.drawing.text_width import text_width
from mapping.atlas.measures import Shading
from mapping.atlas.place_names import short_name

SIDE = 108
STEP = 114
LINE_HEIGHT = 15
LINE_LENGTH = 13
DARK_FILLS = frozenset(PALETTE[4:])
ABBREVIATION = 31
"""The size of the letters on a phone, where the whole name would be illegible."""
INITIALS = frozenset({"North", "South", "West", "East", "Greater", "Mid"})


@dataclass(frozen=True)
class Tile:
    """The square of one zone: its place, its name in lines with the y of each, its figure in words and its colours.

    `abbreviation` is as much of the name as fits in large letters.
    """

    x: int
    y: int
    middle: int
    lines: tuple[tuple[str, int], ...]
    abbreviation: str
    below: int
    words: str
    fill: str
    ink: str
    is_chosen: bool


@dataclass(frozen=True)
class TileMap:
    """All tiles, in their order on the page."""

    rows: tuple[Tile, ...]
    width: int
    height: int
    side: int = SIDE


def tile_map(
    zones: Iterable[tuple[str, int, int]], shading: Shading, chosen: Collection[str]
) -> TileMap | None:
    """Return the tiles of zones given as (name, row, column), shaded; None where there is no zone.

    Empty rows and columns take no space.
    """
    places = sorted(zones, key=lambda zone: zone[1:])
    if not places:
        return None
    across, down = (sorted({place[axis] for place in places}) for axis in (2, 1))
    rows = tuple(
        _tile(name, down.index(row), across.index(column), shading, name in chosen)
        for name, row, column in places
    )
    return TileMap(
        rows=rows,
        width=max(tile.x for tile in rows) + STEP,
        height=max(tile.y for tile in rows) + STEP,
    )


def abbreviation(name: str) -> str:
    """Return as much of a name as fits a tile in large letters; a point of the compass is its first letter.

    >>> abbreviation("West Yorkshire"), abbreviation("Devon and Cornwall"), abbreviation("London")
    ('W York', 'Devon', 'London')
    """
    words = [word[0] if word in INITIALS else word for word in re.split(r"[ ,]+and |, ", name)[0].split()]
    found = " ".join(words)
    while text_width(found, ABBREVIATION) > SIDE - 2:
        found = found[:-1]
    return found.rstrip(" -")


def _tile(name: str, row: int, column: int, shading: Shading, is_chosen: bool) -> Tile:
    figure = shading.figures.get(name)
    shade = figure.shade if figure else None
    fill = NOT_AVAILABLE_FILL if shade is None else shading.shades[shade].fill
    x, y = column * STEP + 3, row * STEP + 3
    lines = textwrap.wrap(short_name(name), LINE_LENGTH, break_long_words=False)
    first = y + SIDE // 2 - (len(lines) - 1) * LINE_HEIGHT // 2 + 4
    return Tile(
        x=x,
        y=y,
        middle=x + SIDE // 2,
        lines=tuple((line, first + number * LINE_HEIGHT) for number, line in enumerate(lines)),
        abbreviation=abbreviation(short_name(name)),
        below=y + SIDE // 2 + ABBREVIATION // 3,
        words=figure.words if figure else name,
        fill=fill,
        ink="#ffffff" if fill in DARK_FILLS else "#0b0c0c",
        is_chosen=is_chosen,
    )
