"""What happens to a case: calls and their corrections, locks, late changes."""

from __future__ import annotations

import datetime as dt
import math

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from accounts.timestamped import TimeStampedByModel
from interviews.models.contact import Contact
from interviews.vocabulary import EXCLUSIONS, INTERVIEW_CALLS, Change, Disposition
from survey.models import SampledUnit


class CallQuerySet(models.QuerySet):
    """Calls, with a filter for those in which an interview was held."""

    def of_interviews(self) -> CallQuerySet:
        """Return the calls in which an interview was held, without those before the case was reopened."""
        reopened = LateChange.objects.filter(
            unit=models.OuterRef("unit"), change=Change.REOPENED, created_at__gte=models.OuterRef("made_at")
        )
        return self.filter(~models.Exists(reopened), disposition__in=INTERVIEW_CALLS)


class MadeCallManager(models.Manager.from_queryset(CallQuerySet)):  # type: ignore[misc]
    """The calls that were made: all but those that were undone."""

    def get_queryset(self) -> CallQuerySet:
        calls: CallQuerySet = super().get_queryset().filter(undone_at=None)
        return calls


class Call(TimeStampedByModel):
    """One attempt to reach a respondent and how it ended.

    Calls are never deleted. A call that was logged by mistake is undone: it stays readable and counts nowhere, because
    `objects` and `unit.calls` leave it out; `with_undone` has it. A mistake in a call is corrected, and a
    `CallCorrection` keeps what the call said before. `created_by` is the caller, whoever corrects the call.

    `began_at` is the moment at which the caller pressed “I am ringing now”, or None; such a call ended at `made_at`.
    `new_contact` is the contact that was given in the call and replaced the one that was called.
    """

    CLASS_C = ("note", "undo_reason")

    unit = models.ForeignKey(SampledUnit, models.PROTECT, related_name="calls")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="calls")
    new_contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="given_in", editable=False
    )
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    disposition = models.CharField(max_length=24, choices=Disposition)
    call_back_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    submission_key = models.UUIDField(unique=True)
    submission_hash = models.CharField(max_length=64)
    undone_at = models.DateTimeField("undone", null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    undo_reason = models.TextField("why it was undone", blank=True, editable=False)

    objects = MadeCallManager()
    with_undone = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["unit", "-made_at", "-id"],
                condition=models.Q(undone_at=None),
                name="call_unit_made_at",
            )
        ]
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
            models.CheckConstraint(
                condition=models.Q(began_at__isnull=True) | models.Q(began_at__lte=models.F("made_at")),
                name="%(app_label)s_%(class)s_begins_before_it_ends",
                violation_error_message="A call must begin before it ends.",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=False)
                | models.Q(undone_by__isnull=True, undo_reason=""),
                name="%(app_label)s_%(class)s_undone_has_a_time",
                violation_error_message="Only a call that was undone names who undid it and why.",
            ),
        ]

    @property
    def is_interview(self) -> bool:
        """Return True if an interview was held in this call, in whole or in part."""
        return self.disposition in INTERVIEW_CALLS

    @property
    def minutes(self) -> int | None:
        """The length of the call in minutes, rounded up, or None if its beginning is not known."""
        if self.began_at is None:
            return None
        return max(1, math.ceil((self.made_at - self.began_at).total_seconds() / 60))

    def __str__(self) -> str:
        made_at = timezone.localtime(self.made_at)
        return f"{self.get_disposition_display()} at {made_at:%H:%M} on {date_format(made_at, 'j F Y')}"


class CallCorrection(TimeStampedByModel):
    """A correction of a call: what the call said before, who corrected it, and why.

    What it says since is in the call, or in its next correction. `number` counts the corrections of a call from 1.
    """

    CLASS_C = ("note", "reason")

    call = models.ForeignKey(Call, models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    disposition = models.CharField(max_length=24, choices=Disposition)
    call_back_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    reason = models.TextField("why it was corrected", blank=True)
    submission_key = models.UUIDField(unique=True)
    submission_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "number"],
                name="%(app_label)s_%(class)s_number_once",
                violation_error_message="Somebody else corrected this call in the meantime.",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="%(app_label)s_%(class)s_counts_from_one",
                violation_error_message="Corrections are counted from 1.",
            ),
            models.CheckConstraint(
                condition=models.Q(disposition__in=Disposition.values),
                name="%(app_label)s_%(class)s_disposition_is_known",
                violation_error_message="Choose how the call ended.",
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.number} of call {self.call_id}"


LOCK_DURATION = dt.timedelta(minutes=15)
"""The time that a case stays locked after the last action of the caller."""

RESERVATION_DURATION = dt.timedelta(minutes=5)
"""The time for which a case is reserved for the person who was sent to it and has not begun to ring."""


class CaseLock(models.Model):
    """A case locked by the person who is calling it, so that nobody else calls it. It expires at `until`.

    A reservation is the lock of a person who was sent to the case and has not pressed “I am ringing now” yet.
    """

    unit = models.OneToOneField(SampledUnit, models.CASCADE, related_name="case_lock")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    is_reservation = models.BooleanField(default=False)

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


class LateChange(TimeStampedByModel):
    """Something found out about a sampled unit other than by calling it: that it closed, merged or is a duplicate.

    The unit stays in the sample and counts as not eligible. Rows are never changed or deleted: a mistake is corrected
    by a later row. `same_as` is another unit of the sample: the one it was merged into, or its duplicate that stays.
    `is_requested` is True if the respondent, who had refused, asked to be called again; `reason` then says their words.
    """

    CLASS_C = ("reason",)

    unit = models.ForeignKey(SampledUnit, models.PROTECT, related_name="late_changes")
    change = models.CharField(max_length=12, choices=Change)
    same_as = models.ForeignKey(
        SampledUnit, models.PROTECT, null=True, blank=True, related_name="changed_into"
    )
    is_requested = models.BooleanField("asked for by the respondent", default=False)
    reason = models.TextField("how it was found out")

    class Meta:
        ordering = ["unit", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(change__in=Change.values),
                name="%(app_label)s_%(class)s_change_is_known",
                violation_error_message="Choose what became of it.",
            ),
            models.CheckConstraint(
                condition=~models.Q(change=Change.FOUND_TWICE) | models.Q(same_as__isnull=False),
                name="%(app_label)s_%(class)s_twice_names_the_other",
                violation_error_message="Name the other case, which stays in the sample.",
            ),
            models.CheckConstraint(
                condition=models.Q(same_as__isnull=True)
                | (
                    models.Q(change__in=[Change.MERGED, Change.FOUND_TWICE])
                    & ~models.Q(same_as=models.F("unit"))
                ),
                name="%(app_label)s_%(class)s_other_is_another",
                violation_error_message="Only a merged case, or one found twice, names another, and never itself.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_requested=False) | models.Q(change=Change.REOPENED),
                name="%(app_label)s_%(class)s_request_reopens",
                violation_error_message="A respondent asks only to be rung again.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Say how it was found out.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_change_display().lower()}"

    @property
    def audit_label(self) -> str:
        return str(self)

    @property
    def is_exclusion(self) -> bool:
        """Return True if the unit counts as not eligible after this change."""
        return self.change in EXCLUSIONS
