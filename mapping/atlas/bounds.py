"""The part of the country that an address asks to look at."""

from typing import NamedTuple

from mapping.atlas.query import AtlasQuery
from noms.coordinates import KILOMETRES_IN_A_DEGREE

HALF_HEIGHT = 0.35
"""Half the height, in degrees, of the part shown around a point: about 40 km."""
HALF_WIDTH = 1.6 * HALF_HEIGHT


class Bounds(NamedTuple):
    """The edges of a part of the map in degrees."""

    west: float
    south: float
    east: float
    north: float


def bounds_of(atlas: AtlasQuery) -> Bounds | None:
    """Return the bounds of the box, else of the areas or regions chosen, else of a part around the point; else None.

    The part around a point holds the circle of the miles asked for.
    """
    box, near = atlas.filters.box, atlas.filters.near
    boxes = [box] if box else [place.box for place in (atlas.areas or atlas.regions) if place.box]
    if boxes:
        return Bounds(
            min(one.west for one in boxes),
            min(one.south for one in boxes),
            max(one.east for one in boxes),
            max(one.north for one in boxes),
        )
    if near:
        north, east, circle = near.point.latitude, near.point.longitude, atlas.filters.circle
        high = circle.kilometres / KILOMETRES_IN_A_DEGREE if circle else HALF_HEIGHT
        wide = high * HALF_WIDTH / HALF_HEIGHT
        return Bounds(east - wide, north - high, east + wide, north + high)
    return None
