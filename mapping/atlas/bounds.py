"""The part of the country that an address looks at. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from noms.coordinates import Box, Point
from noms.models.located import Boxed

ROUND = 0.35
"""Half the height, in degrees, of what the map shows round a place: some 40 km."""

Corners = list[list[float]]


def extent(box: Box | None, places: Sequence[Boxed], point: Point | None) -> Corners | None:
    """The box chosen, else the box round the areas or regions chosen, else round a point; None for everywhere.

    As [[south, west], [north, east]].
    """
    if box:
        return [[box.south, box.west], [box.north, box.east]]
    if places:
        return [
            [min(place.south for place in places), min(place.west for place in places)],
            [max(place.north for place in places), max(place.east for place in places)],
        ]
    if point:
        north, east = point.latitude, point.longitude
        return [[north - ROUND, east - 1.6 * ROUND], [north + ROUND, east + 1.6 * ROUND]]
    return None
