"""Cases that somebody is ringing at this moment."""

import datetime as dt

from django.conf import settings
from django.db import models

from survey.models import SampledUnit

HELD_FOR = dt.timedelta(minutes=15)
"""How long a case stays with whoever rings it after the last sign of it."""


class Ringing(models.Model):
    """Somebody is ringing a case, so that nobody else does. It ends by itself at `until`."""

    unit = models.OneToOneField(SampledUnit, models.CASCADE, related_name="ringing")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["until"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message="A case is held until a time after it was taken.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} rings {self.unit}"
