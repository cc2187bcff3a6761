"""The lock on a case while somebody calls it."""

import datetime as dt

from django.conf import settings
from django.db import models

from survey.models import SampledUnit

LOCK_DURATION = dt.timedelta(minutes=15)
"""The time that a case stays locked after the last action of the caller."""


class CaseLock(models.Model):
    """A case locked by the person who is calling it, so that nobody else calls it. It expires at `until`."""

    unit = models.OneToOneField(SampledUnit, models.CASCADE, related_name="case_lock")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["until"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message="A lock must end after it begins.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} rings {self.unit}"
