"""What a job's function holds while it works: it reports how far it is, and is told when to stop."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING

from django.db import connection, connections
from django.utils import timezone

from accounts.jobs.models import Job, JobState

if TYPE_CHECKING:
    from accounts.models import User

REPORT_EVERY = 0.5
"""Seconds between two reports that are written down."""


class Cancelled(Exception):  # noqa: N818 - a request, not an error
    """Somebody asked the job to stop."""


class JobHandle:
    """The running job, as its function sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._reported_at = 0.0
        self._reporter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job-report")
        """Has a connection of its own: the job's may be in the middle of reading, and SQLite lets no connection
        write that reads an older state of the database."""

    def __enter__(self) -> JobHandle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reporter.submit(connections.close_all)
        self._reporter.shutdown()

    @property
    def by(self) -> User:
        """The person who started the job."""
        return self.job.started_by

    def report(self, done: int, of: int | None = None, message: str = "") -> None:
        """Write down that `done` of `of` steps are done, at most twice a second.

        :raises Cancelled: when somebody asked the job to stop, or it was given up because it reported nothing.
        """
        if time.monotonic() - self._reported_at < REPORT_EVERY:
            return
        if connection.in_atomic_block:
            is_wanted = self._write(done, of, message)
        else:
            is_wanted = self._reporter.submit(self._write, done, of, message).result()
        self._reported_at = time.monotonic()
        if not is_wanted:
            raise Cancelled

    def _write(self, done: int, of: int | None, message: str) -> bool:
        wanted = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, is_cancel_requested=False)
        return bool(wanted.update(done=done, total=of, message=message[:300], last_report_at=timezone.now()))
