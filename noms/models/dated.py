"""Rows that open and close, with the precision of each date."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import dateformat

from noms.vocabulary import DatePrecision

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
