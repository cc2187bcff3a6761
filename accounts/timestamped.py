"""The abstract model of rows with the time and user of their creation and last change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User


class TimeStampedByModel(models.Model):
    """A row with the time and user of its creation and last change; a NULL user means a command."""

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
        """Set `updated_by`, and `created_by` of a new row. The caller saves the row."""
        if self._state.adding:
            self.created_by = by
        self.updated_by = by
