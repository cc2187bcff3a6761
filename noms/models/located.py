"""Abstract models for rows with coordinates or a bounding box."""

from django.db import models

from noms.coordinates import BRITAIN

GREAT_BRITAIN = {
    "latitude__gte": BRITAIN.south,
    "latitude__lte": BRITAIN.north,
    "longitude__gte": BRITAIN.west,
    "longitude__lte": BRITAIN.east,
}
"""The condition that coordinates are in Great Britain, in degrees (WGS84)."""


class Located(models.Model):
    """A row with one point, in degrees north and east (WGS84)."""

    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(**GREAT_BRITAIN),
                name="%(app_label)s_%(class)s_in_great_britain",
                violation_error_message="Give a latitude and a longitude in Great Britain.",
            ),
        ]


class Boxed(models.Model):
    """A row with the bounding box of its postcodes, in degrees (WGS84), for zooming a map."""

    south = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    east = models.FloatField()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(south__lt=models.F("north"), west__lt=models.F("east")),
                name="%(app_label)s_%(class)s_box_has_an_inside",
                violation_error_message="The box must run from south to north and from west to east.",
            ),
        ]
