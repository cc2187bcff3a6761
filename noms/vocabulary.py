"""Choices of the frame: kinds and forms of service, counting units, precision of dates."""

from django.db import models

REFERENCE_FRAME = "england-and-wales"
"""The slug of the frame that ships with the product: prisons and probation services of England and Wales."""


PRISON, PROBATION = "prison", "probation"
"""The keys of the kinds of service of the reference frame. Every kind is a row: `noms.models.ServiceKind`."""


class ServiceForm(models.TextChoices):
    """The form of a service of the reference frame within its kind. Those of probation followed one another."""

    PRISON = "prison", "Prison"
    PRISON_AND_YOI = "prison_and_yoi", "Prison and young offender institution"
    YOI = "yoi", "Young offender institution"
    IRC = "irc", "Immigration removal centre run by the Prison Service"
    AREA_SERVICE = "area_service", "Probation area service (to 31 March 2010)"
    TRUST = "trust", "Probation trust (from 1 April 2010)"
    DELIVERY_UNIT = "delivery_unit", "Probation delivery unit (from 26 June 2021)"


FORMS_OF_KIND: dict[str, tuple[ServiceForm, ...]] = {
    PRISON: (ServiceForm.PRISON, ServiceForm.PRISON_AND_YOI, ServiceForm.YOI, ServiceForm.IRC),
    PROBATION: (ServiceForm.AREA_SERVICE, ServiceForm.TRUST, ServiceForm.DELIVERY_UNIT),
}


NOMS_2009 = "noms-2009"
"""The key of the division into the ten regions of the National Offender Management Service."""

PROBATION_2021 = "probation-2021"
"""The key of the division into the twelve probation regions of June 2021."""


class CountingUnit(models.TextChoices):
    """What counts as one prison: establishments (135 in mid-2009) or sites (140)."""

    ESTABLISHMENT = "establishment", "Sites under one governor count once"
    SITE = "site", "Each site counts"


class DatePrecision(models.TextChoices):
    """The precision of a date. A year is stored as its first day (opening) or last day (closing)."""

    YEAR = "year", "Year only"
    MONTH = "month", "Month"
    DAY = "day", "Day"


class Fate(models.TextChoices):
    """What became of a prison site of mid-2009 by June 2025."""

    IN_USE = "in_use", "In use"
    CHANGED_FUNCTION = "changed_function", "In use with another function"
    RENAMED = "renamed", "In use under another name"
    OTHER_CODE = "other_code", "In use under another code"
    TEMPORARILY_CLOSED = "temporarily_closed", "Temporarily closed"
    MERGED = "merged", "Merged into another prison"
    CLOSED = "closed", "Closed"
    REBUILT = "rebuilt", "Closed, and a new prison built on the site"


class SexHeld(models.TextChoices):
    """Who is held in a prison."""

    MALE = "male", "Men"
    FEMALE = "female", "Women"
    BOTH = "both", "Men and women"


class ProbationStatus(models.TextChoices):
    """The legal status of an area's probation service in mid-2009."""

    BOARD = "board", "Probation board"
    TRUST = "trust", "Probation trust"
