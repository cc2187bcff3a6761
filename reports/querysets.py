"""Querysets of releases: public, current, in preparation, announced and due."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from survey.models import Study

NO_BULK = "Releases are changed one by one, by the actions in reports/releases/actions.py."


class ReleaseQuerySet(models.QuerySet):
    """Releases; changing and deleting many at once is refused."""

    def of_study(self, study: Study) -> ReleaseQuerySet:
        """Return the releases of a study without their content, the newest first."""
        return self.filter(study=study).defer("content").order_by("-number")

    def public(self) -> ReleaseQuerySet:
        """Return those that have public addresses: released ones, and those that were and are withdrawn."""
        return self.filter(state__in=("released", "withdrawn"))

    def current(self) -> ReleaseQuerySet:
        """Return those that are released and not withdrawn."""
        return self.filter(state="released")

    def in_preparation(self) -> ReleaseQuerySet:
        """Return drafts, and ready ones that are not released yet."""
        return self.filter(state__in=("draft", "ready"))

    def announced(self) -> ReleaseQuerySet:
        """Return the ready ones of listed studies with a day in the calendar, the earliest first."""
        ready = self.filter(state="ready", scheduled_for__isnull=False, study__is_published=True)
        return ready.defer("content").select_related("study").order_by("scheduled_for", "pk")

    def recent(self) -> ReleaseQuerySet:
        """Return them without their content, the latest released first."""
        return self.defer("content").select_related("study").order_by("-released_at", "-pk")

    def waiting(self) -> ReleaseQuerySet:
        """Return the ready ones for which a second person is needed, the oldest first."""
        ready = self.filter(state="ready", approved_at__isnull=True)
        return ready.defer("content").select_related("study", "prepared_by").order_by("ready_at", "pk")

    def due(self, now: dt.datetime | None = None) -> ReleaseQuerySet:
        """Return the ready ones that the second person has released for a moment that has come, now by default."""
        waiting = self.filter(state="ready", approved_at__isnull=False)
        return waiting.filter(scheduled_for__lte=now or timezone.now()).order_by("scheduled_for", "pk")

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValidationError(NO_BULK)

    update = bulk_update = delete = update_or_create = _refuse
