"""Abstract models of the frame: rows with data sources, dates, coordinates, a bounding box."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import dateformat

from noms.coordinates import BRITAIN, Box
from noms.vocabulary import DatePrecision

SEPARATOR = "; "


class DataSource(models.Model):
    """A publication that facts of the frame come from, with its licence and attribution."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    detail = models.CharField(
        "what exactly was read", max_length=400, blank=True, help_text="Such as the version of a repository."
    )
    licence = models.CharField(max_length=100)
    attribution = models.TextField(blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """A row of the frame with its data sources and a note of what was not checked.

    `is_kept_by_hand` is set when an administrator changes a row: load_reference then leaves it alone.
    """

    source = models.CharField(
        "sources", max_length=200, blank=True, help_text="Keys of data sources, separated by semicolons."
    )
    uncertain = models.CharField("not checked", max_length=300, blank=True)
    is_kept_by_hand = models.BooleanField(
        "kept by hand", default=False, help_text="Changed here: the reference files no longer overwrite it."
    )

    class Meta:
        abstract = True

    @property
    def source_keys(self) -> list[str]:
        """Return the keys of the row's data sources, in order."""
        return [key.strip() for key in self.source.split(";") if key.strip()]


FORMATS = {DatePrecision.YEAR: "Y", DatePrecision.MONTH: "F Y", DatePrecision.DAY: "j F Y"}


def format_date(day: dt.date | None, precision: str) -> str:
    """Format a date with its precision: “1972”, “November 2009”, “1 April 2010”; empty for None."""
    return dateformat.format(day, FORMATS[DatePrecision(precision)]) if day else ""


class Dated(models.Model):
    """A row that is open from its first day to its last, both included.

    No opening date: open since before our records. No closing date: still open. A year alone is kept as the
    year's first day (opening) or last day (closing), with its precision.
    """

    opened_on = models.DateField(null=True, blank=True)
    opened_precision = models.CharField("opening known to", max_length=5, choices=DatePrecision, blank=True)
    closed_on = models.DateField(
        "last day open", null=True, blank=True, help_text="Empty while it is still open."
    )
    closed_precision = models.CharField("closing known to", max_length=5, choices=DatePrecision, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True)
                | Q(closed_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
                name="%(app_label)s_%(class)s_closes_after_it_opens",
                violation_error_message="The last day open must be on or after the opening date.",
            ),
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True, opened_precision="")
                | Q(opened_on__isnull=False, opened_precision__in=DatePrecision.values),
                name="%(app_label)s_%(class)s_opening_says_how_exact",
                violation_error_message="Say how exactly the opening date is known, or leave both empty.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_precision="")
                | Q(closed_on__isnull=False, closed_precision__in=DatePrecision.values),
                name="%(app_label)s_%(class)s_closing_says_how_exact",
                violation_error_message="Say how exactly the last day open is known, or leave both empty.",
            ),
        ]

    @property
    def opened(self) -> str:
        """The opening date as text; empty if unknown."""
        return format_date(self.opened_on, self.opened_precision)

    @property
    def closed(self) -> str:
        """The closing date as text; empty while it is open."""
        return format_date(self.closed_on, self.closed_precision)

    def was_open_on(self, day: dt.date) -> bool:
        """Return True if the row was open on the day; the same rule as the queryset's `open_on(day)`."""
        return (self.opened_on is None or self.opened_on <= day) and (
            self.closed_on is None or self.closed_on >= day
        )


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

    @property
    def box(self) -> Box:
        return Box(west=self.west, south=self.south, east=self.east, north=self.north)
