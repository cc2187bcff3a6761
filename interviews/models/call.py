"""Calls."""

from django.db import models
from django.utils import timezone

from accounts.timestamped import TimeStampedByModel
from interviews.models.contact import Contact
from interviews.vocabulary import Disposition
from survey.models import SampledUnit


class Call(TimeStampedByModel):
    """One attempt to reach a respondent and how it ended. Calls are never changed or deleted."""

    CLASS_C = ("note",)

    unit = models.ForeignKey(SampledUnit, models.PROTECT, related_name="calls")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="calls")
    made_at = models.DateTimeField()
    disposition = models.CharField(max_length=24, choices=Disposition)
    call_back_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    submission_key = models.UUIDField(unique=True)
    submission_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["unit", "-made_at", "-id"], name="call_unit_made_at")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(disposition__in=Disposition.values),
                name="%(app_label)s_%(class)s_disposition_is_known",
                violation_error_message="Choose how the call ended.",
            ),
            models.CheckConstraint(
                condition=models.Q(call_back_at__isnull=False)
                | ~models.Q(disposition__in=[Disposition.APPOINTMENT, Disposition.CALL_BACK]),
                name="%(app_label)s_%(class)s_call_back_has_a_time",
                violation_error_message="Say when to ring back.",
            ),
            models.CheckConstraint(
                condition=models.Q(call_back_at__isnull=True)
                | models.Q(call_back_at__gt=models.F("made_at")),
                name="%(app_label)s_%(class)s_call_back_is_later",
                violation_error_message="The time to ring back must be after the call.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_disposition_display()} at {timezone.localtime(self.made_at):%H:%M on %d %B %Y}"
