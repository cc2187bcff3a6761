"""The bounds of the part of the country that the map shows."""

from __future__ import annotations

from collections.abc import Sequence

from noms.coordinates import Box, Point
from noms.models.located import Boxed

HALF_HEIGHT = 0.35
"""Half the height, in degrees, of the part shown around a point: about 40 km."""
HALF_WIDTH = 1.6 * HALF_HEIGHT

Bounds = list[list[float]]
"""[[south, west], [north, east]] in degrees, as Leaflet takes them."""


def bounds_of(box: Box | None, places: Sequence[Boxed], point: Point | None) -> Bounds | None:
    """Return the bounds of the box, else of the areas or regions, else of a part around the point; else None."""
    if box:
        return [[box.south, box.west], [box.north, box.east]]
    if places:
        return [
            [min(place.south for place in places), min(place.west for place in places)],
            [max(place.north for place in places), max(place.east for place in places)],
        ]
    if point:
        north, east = point.latitude, point.longitude
        return [[north - HALF_HEIGHT, east - HALF_WIDTH], [north + HALF_HEIGHT, east + HALF_WIDTH]]
    return None
