"""Who made a row and who changed it last, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User


class TimeStampedByModel(models.Model):
    """A row that says who created and who last changed it. NULL means a command, not a person."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    updated_at = models.DateTimeField(auto_now=True, editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True

    def stamp(self, *, by: User | None) -> None:
        """Set who changes this row, and who made it when it is new. Saving is left to the caller."""
        if self._state.adding:
            self.created_by = by
        self.updated_by = by
