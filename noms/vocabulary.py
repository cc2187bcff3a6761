"""The words of the frame: kinds and forms of service, counting units, how exactly a date is known."""

from django.db import models


class ServiceKind(models.TextChoices):
    """The two halves of the National Offender Management Service."""

    PRISON = "prison", "Prison"
    PROBATION = "probation", "Probation service"


class ServiceForm(models.TextChoices):
    """What a service is within its kind. The last two are the two layers of probation."""

    PRISON = "prison", "Prison"
    PRISON_AND_YOI = "prison_and_yoi", "Prison and young offender institution"
    YOI = "yoi", "Young offender institution"
    IRC = "irc", "Immigration removal centre run by the Prison Service"
    AREA_SERVICE = "area_service", "Probation area service (to 31 March 2010)"
    TRUST = "trust", "Probation trust (from 1 April 2010)"


FORMS_OF_KIND: dict[str, tuple[ServiceForm, ...]] = {
    ServiceKind.PRISON: (ServiceForm.PRISON, ServiceForm.PRISON_AND_YOI, ServiceForm.YOI, ServiceForm.IRC),
    ServiceKind.PROBATION: (ServiceForm.AREA_SERVICE, ServiceForm.TRUST),
}


class CountingUnit(models.TextChoices):
    """What one prison is when prisons are counted: 135 or 140 in the middle of 2009."""

    ESTABLISHMENT = "establishment", "Establishments (one governor)"
    SITE = "site", "Sites"


class DatePrecision(models.TextChoices):
    """How exactly a date is known. A year's opening is kept as its first day, its closing as its last."""

    YEAR = "year", "Year only"
    MONTH = "month", "Month"
    DAY = "day", "Day"


class SexHeld(models.TextChoices):
    """Who is held in a prison."""

    MALE = "male", "Men"
    FEMALE = "female", "Women"
    BOTH = "both", "Men and women"


class ProbationStatus(models.TextChoices):
    """What an area's probation service was in law in the middle of 2009."""

    BOARD = "board", "Probation board"
    TRUST = "trust", "Probation trust"
