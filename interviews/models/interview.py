"""Interviews: what a respondent said for a sampled unit."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from accounts.timestamped import TimeStampedByModel
from interviews.models.contact import Contact
from interviews.querysets import InterviewQuerySet
from interviews.vocabulary import HELD, InterviewStatus
from survey.models import Instrument, SampledUnit


class Interview(TimeStampedByModel):
    """One interview with one sampled unit: one JSON document of answers, by one version of the guide.

    `version` counts saves; a save that starts from an older version is a conflict and keeps both texts.
    `answers` are what the respondent said (survey.answers), `notes` the interviewer's own, both by
    question; `consents` are "yes" or "no" by Consent, absent where nobody asked. Every text that was
    saved deliberately, and every one that replaced a finished interview, stays in the history. A withdrawn
    interview keeps that it was held, and no word of it.
    """

    CLASS_C = ("answers", "notes")

    unit = models.OneToOneField(SampledUnit, models.PROTECT, related_name="interview")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="interviews")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="interviews")
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="interviews")
    held_on = models.DateField("date of the interview")
    status = models.CharField(max_length=9, choices=InterviewStatus, default=InterviewStatus.DRAFT)
    answers = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    consents = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)

    history = HistoricalRecords(excluded_fields=["created_at", "updated_at"])
    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=InterviewStatus.values),
                name="%(app_label)s_%(class)s_status_is_known",
                violation_error_message="An interview is being entered, partly completed, complete or withdrawn.",
            ),
        ]

    def __str__(self) -> str:
        return f"Interview with {self.unit}"

    @property
    def audit_label(self) -> str:
        """How the audit trail names it: by the service, never by what was said."""
        return str(self)

    @property
    def is_finished(self) -> bool:
        """Whether it counts: complete, or partly completed and closed as such."""
        return self.status in HELD

    def may(self, consent: str) -> bool:
        """Whether the respondent agreed. Not asked is no."""
        return self.consents.get(consent) == "yes"

    def get_absolute_url(self) -> str:
        return reverse("interview-entry", args=[self.unit.strand.study.slug, self.unit_id])
