"""Querysets of interviews and mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from survey.models import Study


class InterviewQuerySet(models.QuerySet):
    def of_study(self, study: Study) -> InterviewQuerySet:
        return self.filter(unit__strand__study=study)


class MentionQuerySet(models.QuerySet):
    def of_study(self, study: Study) -> MentionQuerySet:
        return self.filter(interview__unit__strand__study=study)

    def unmatched(self) -> MentionQuerySet:
        return self.filter(match_state="unmatched")
