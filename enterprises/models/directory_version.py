"""The version number of the directory, used as a cache key."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class DirectoryVersion(models.Model):
    """The current version of the directory: one row whose number rises after each recorded change.

    Feeds are cached under it, and the API answers "not modified" while it stays the same.
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
                violation_error_message="The directory has one version.",
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
