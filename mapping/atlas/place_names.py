"""The names that the live map and the drawn maps show: which, from which zoom, in which face and in which order."""

import csv
import hashlib
import re
from dataclasses import asdict, dataclass
from functools import cache
from typing import NamedTuple

import orjson

from noms import geometry
from noms.places import TOWNS_FILE


@dataclass(frozen=True)
class Face:
    """How a kind of name is set: size and halo in pixels; `is_spaced` for capitals with space between them."""

    size: float
    weight: int
    fill: str
    halo: float
    is_spaced: bool = False


FACES = {
    "chosen": Face(14, 700, "#0b0c0c", 4),
    "city": Face(13.5, 600, "#1d2122", 3.5),
    "zone": Face(11, 700, "#17434f", 3, is_spaced=True),
    "service": Face(12, 600, "#0b0c0c", 3.5),
    "town": Face(12, 400, "#1d2122", 3),
}
SINGLE_MARKS = 6.9
"""The zoom from which single services and organisations are drawn: below it they would cover cities."""
ZONES = (6.9, 9.0)
"""The zooms between which the names of areas, trusts and regions are shown."""
PRISONS, OFFICES = 8.6, 10.0
"""The zooms from which services are named: those with the first shape (prisons), and all others."""
MAX_NAMES = 70

TIERS = ((400_000, 5.0), (150_000, 6.5), (80_000, 7.3), (30_000, 8.3), (15_000, 9.2), (0, 10.2))
"""The people from which a town is named, and from which zoom."""
CITY = 80_000
LONDON = 9.6
LONDON_LATER = 1.8
"""Boroughs and suburbs of London are named this much later than towns of their size, and never before `LONDON`."""

COMMON_ENDING = re.compile(r" Probation( Trust| Delivery Unit)?$")


class PlaceName(NamedTuple):
    """A name at a point in degrees, shown from zoom `minimum` to below `maximum`."""

    text: str
    latitude: float
    longitude: float
    face: str
    minimum: float
    maximum: float = 99.0


@cache
def towns() -> tuple[PlaceName, ...]:
    """Return the towns of England and Wales of 10,000 people and more, the largest first."""
    with TOWNS_FILE.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["population"]), reverse=True)
    return tuple(_town(row) for row in rows)


def _town(row: dict[str, str]) -> PlaceName:
    people = int(row["population"])
    zoom = next(zoom for least, zoom in TIERS if people >= least)
    is_suburb = row["is_london"] == "yes" and row["slug"] != "london"
    return PlaceName(
        row["name"],
        float(row["latitude"]),
        float(row["longitude"]),
        "town" if is_suburb or people < CITY else "city",
        round(max(LONDON, zoom + LONDON_LATER), 1) if is_suburb else zoom,
    )


def zone_names(layer: str) -> list[PlaceName]:
    """Return the names of the shapes of a layer in capitals, at their middles."""
    return [
        PlaceName(short_name(name).upper(), north, east, "zone", *ZONES)
        for name, (east, north) in geometry.middles(layer).items()
    ]


def short_name(name: str) -> str:
    """Return the name of a zone or a service without the ending that those of probation share.

    >>> short_name("Northumbria Probation Trust")
    'Northumbria'
    """
    return COMMON_ENDING.sub("", name)


@cache
def places_json() -> bytes:
    """Return faces, zooms and towns as JSON for the live map. A town is [name, latitude, longitude, zoom]."""
    rows = [(town.face, [town.text, town.latitude, town.longitude, town.minimum]) for town in towns()]
    content = {
        "faces": {key: asdict(face) for key, face in FACES.items()},
        "zones": ZONES,
        "prisons": PRISONS,
        "offices": OFFICES,
        "most": MAX_NAMES,
        "cities": [row for face, row in rows if face == "city"],
        "towns": [row for face, row in rows if face == "town"],
    }
    return orjson.dumps(content)


@cache
def places_hash() -> str:
    """Return 16 hexadecimal digits that change with `places_json`, for addresses and ETags."""
    return hashlib.sha256(places_json()).hexdigest()[:16]
