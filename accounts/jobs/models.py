"""A job and the file that it made."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User

RETENTION = dt.timedelta(days=7)
"""How long an ended job and its file are kept."""
SILENCE = dt.timedelta(minutes=15)
"""A running job that has reported nothing for so long was stopped from outside."""
PATIENCE = dt.timedelta(minutes=5)
"""A job that waits longer than this for a worker is said to wait."""


class JobState(models.TextChoices):
    """Where a job is. The last three are ends."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


ENDED = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED)
OPEN = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """Which jobs are whose, stopped or too old."""

    def of(self, user: User) -> JobQuerySet:
        """The jobs that this person started, the latest first."""
        return self.filter(started_by=user).order_by("-created_at")

    def stalled(self, now: dt.datetime | None = None) -> JobQuerySet:
        """Running jobs that have reported nothing for `SILENCE`: their worker was stopped."""
        return self.filter(state=JobState.RUNNING, last_report_at__lt=(now or timezone.now()) - SILENCE)

    def expired(self, now: dt.datetime | None = None) -> JobQuerySet:
        """Jobs that ended longer than `RETENTION` ago."""
        return self.filter(ended_at__lt=(now or timezone.now()) - RETENTION)


class Job(models.Model):
    """A piece of long work that somebody started, how far it is, and what came of it.

    Only the person who started it sees it. `arguments` are keys and words, never objects or personal data.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    arguments = models.JSONField(default=dict, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_from = models.CharField("page it was started from", max_length=300, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: not known beforehand.")
    message = models.CharField("what it does, or what came of it", max_length=300, blank=True)
    error = models.TextField("why it failed", blank=True, help_text="One sentence to a line.")
    is_cancel_requested = models.BooleanField(default=False)
    result_address = models.CharField("page of its result", max_length=300, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_type = models.CharField("media type of its file", max_length=100, blank=True)
    file_size = models.PositiveBigIntegerField("bytes of its file", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    running_since = models.DateTimeField(null=True, blank=True)
    last_report_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["started_by", "-created_at"], name="accounts_job_of_somebody")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values),
                name="%(app_label)s_%(class)s_state_is_known",
                violation_error_message="There is no such state of a job.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, state__in=ENDED)
                | Q(ended_at__isnull=True, state__in=OPEN),
                name="%(app_label)s_%(class)s_says_when_it_ended",
                violation_error_message="A job says when it ended, and only then.",
            ),
            models.CheckConstraint(
                condition=(Q(state=JobState.FAILED) & ~Q(error=""))
                | (~Q(state=JobState.FAILED) & Q(error="")),
                name="%(app_label)s_%(class)s_says_why_it_failed",
                violation_error_message="A job that failed says why, and no other does.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("job-detail", args=[self.pk])

    @property
    def next_address(self) -> str:
        """Where to lead the person who started it: to its file or the page of its result, else to its own page."""
        if self.state == JobState.FINISHED and self.file_name:
            return reverse("job-file", args=[self.pk])
        if self.state == JobState.FINISHED and self.result_address:
            return self.result_address
        return self.get_absolute_url()

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED

    @property
    def is_stalled(self) -> bool:
        """Whether it was running and its worker was stopped."""
        last = self.last_report_at
        return self.state == JobState.RUNNING and last is not None and timezone.now() - last > SILENCE

    @property
    def lacks_worker(self) -> bool:
        """Whether it has waited so long that no worker seems to run."""
        return self.state == JobState.QUEUED and timezone.now() - self.created_at > PATIENCE

    @property
    def expires_at(self) -> dt.datetime | None:
        """The moment after which it and its file may be erased; None before it has ended."""
        return self.ended_at + RETENTION if self.ended_at else None

    @property
    def errors(self) -> list[str]:
        """The sentences that say why it failed."""
        return self.error.splitlines()

    def content(self) -> Iterator[bytes]:
        """Its file in parts of at most 1 MiB."""
        parts = self.parts.order_by("number").values_list("content", flat=True)
        return (bytes(part) for part in parts.iterator(chunk_size=1))


class JobFilePart(models.Model):
    """A part of the file that a job made: at most 1 MiB, so that no file has to fit into memory."""

    CLASS_C = ("content",)

    job = models.ForeignKey(Job, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "number"],
                name="%(app_label)s_%(class)s_once_for_each_number",
                violation_error_message="This part of the file is there already.",
            )
        ]

    def __str__(self) -> str:
        return f"part {self.number} of job {self.job_id}"
