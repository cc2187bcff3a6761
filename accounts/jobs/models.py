"""Jobs and their files."""

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
STALL_TIMEOUT = dt.timedelta(minutes=15)
"""A running job that has reported nothing for this long counts as stalled."""
WORKER_TIMEOUT = dt.timedelta(minutes=5)
"""After this time in the queue, the page of the job says that no worker seems to run."""


class JobState(models.TextChoices):
    """The state of a job. The last three are final."""

    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


ENDED = (JobState.FINISHED, JobState.FAILED, JobState.CANCELLED)
OPEN = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by user and by age."""

    def for_user(self, user: User) -> JobQuerySet:
        """Return the jobs that this user started, the latest first."""
        return self.filter(started_by=user).order_by("-created_at")

    def stalled(self, now: dt.datetime | None = None) -> JobQuerySet:
        """Return running jobs that have reported nothing for `STALL_TIMEOUT`, because their worker was stopped."""
        return self.filter(state=JobState.RUNNING, last_report_at__lt=(now or timezone.now()) - STALL_TIMEOUT)

    def expired(self, now: dt.datetime | None = None) -> JobQuerySet:
        """Return jobs that ended more than `RETENTION` ago."""
        return self.filter(ended_at__lt=(now or timezone.now()) - RETENTION)


class Job(models.Model):
    """A piece of long work that a user started, with its progress and its result.

    Only this user sees it. `arguments` contain no personal data.
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
        """The address to redirect to: the job's file or the page of its result, else the page of the job."""
        if self.state == JobState.FINISHED and self.file_name:
            return reverse("job-file", args=[self.pk])
        if self.state == JobState.FINISHED and self.result_address:
            return self.result_address
        return self.get_absolute_url()

    @property
    def has_ended(self) -> bool:
        """True if the job finished, failed or was cancelled."""
        return self.state in ENDED

    @property
    def is_stalled(self) -> bool:
        """True if the job was running and has reported nothing for `STALL_TIMEOUT`."""
        last = self.last_report_at
        return self.state == JobState.RUNNING and last is not None and timezone.now() - last > STALL_TIMEOUT

    @property
    def lacks_worker(self) -> bool:
        """True if the job has been queued for longer than `WORKER_TIMEOUT`."""
        return self.state == JobState.QUEUED and timezone.now() - self.created_at > WORKER_TIMEOUT

    @property
    def expires_at(self) -> dt.datetime | None:
        """The time after which the job and its file may be removed; None before it has ended."""
        return self.ended_at + RETENTION if self.ended_at else None

    @property
    def errors(self) -> list[str]:
        """The sentences that say why the job failed."""
        return self.error.splitlines()

    def content(self) -> Iterator[bytes]:
        """Yield the file in parts of at most 1 MiB."""
        parts = self.parts.order_by("number").values_list("content", flat=True)
        return (bytes(part) for part in parts.iterator(chunk_size=1))


class JobFilePart(models.Model):
    """A part of a job's file, at most 1 MiB, so that a file need not fit into memory."""

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
