"""Areas, trusts or regions as tiles of one size: a map on which a large area does not outshine a small one."""

import re
import textwrap
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mapping.atlas.drawing.shading import NOT_AVAILABLE_FILL, PALETTE
from mapping.atlas.measures import Shading

SIDE = 108
STEP = 114
LINE = 15
LETTERS = 13
DARK = frozenset(PALETTE[4:])
SAID_OF_ALL = re.compile(r" Probation( Trust)?$")
"""What the names of trusts end with."""


@dataclass(frozen=True)
class Tile:
    """One area, trust or region: where its square stands, its name in lines with their heights, figure and colours."""

    x: int
    y: int
    middle: int
    lines: tuple[tuple[str, int], ...]
    words: str
    fill: str
    ink: str
    is_chosen: bool


@dataclass(frozen=True)
class Tiles:
    """All tiles, in their order on the page."""

    rows: tuple[Tile, ...]
    width: int
    height: int
    side: int = SIDE


def lay(areas: Iterable[tuple[str, int, int]], shading: Shading, chosen: Collection[str]) -> Tiles | None:
    """Tiles for areas given as (name, row, column), shaded; None where there is no area.

    Rows and columns that no area stands in take no room.
    """
    places = sorted(areas, key=lambda area: area[1:])
    if not places:
        return None
    across, down = (sorted({place[axis] for place in places}) for axis in (2, 1))
    rows = tuple(
        _tile(name, down.index(row), across.index(column), shading, name in chosen)
        for name, row, column in places
    )
    return Tiles(
        rows=rows,
        width=max(tile.x for tile in rows) + STEP,
        height=max(tile.y for tile in rows) + STEP,
    )


def _tile(name: str, row: int, column: int, shading: Shading, is_chosen: bool) -> Tile:
    figure = shading.figures.get(name)
    shade = figure.shade if figure else None
    fill = NOT_AVAILABLE_FILL if shade is None else shading.shades[shade].fill
    x, y = column * STEP + 3, row * STEP + 3
    lines = textwrap.wrap(SAID_OF_ALL.sub("", name), LETTERS, break_long_words=False)
    first = y + SIDE // 2 - (len(lines) - 1) * LINE // 2 + 4
    return Tile(
        x=x,
        y=y,
        middle=x + SIDE // 2,
        lines=tuple((line, first + number * LINE) for number, line in enumerate(lines)),
        words=figure.words if figure else name,
        fill=fill,
        ink="#ffffff" if fill in DARK else "#0b0c0c",
        is_chosen=is_chosen,
    )
