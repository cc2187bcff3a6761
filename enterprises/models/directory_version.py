"""The directory's edition: which state of the directory an answer was made from."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Edition(models.Model):
    """One row whose number rises after every recorded change of the directory or of the frame.

    What was made from one edition stands until the next: feeds are kept and programs answered "not modified" by it.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY)
    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="%(app_label)s_%(class)s_only_one",
                violation_error_message="The directory has one edition.",
            )
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}"
