"""The handle with which a job's function reports its progress and learns that it is cancelled."""

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
"""The least number of seconds between two reports that are saved."""


class Cancelled(Exception):  # noqa: N818 - a request, not an error
    """The job was cancelled, or ended as stalled."""


class JobHandle:
    """The first argument of a job's function."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._reported_at = 0.0
        self._reporter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job-report")
        """Writes reports on its own database connection: the job's connection may be reading, and SQLite refuses
        to write on a connection that reads an older state of the database."""

    def __enter__(self) -> JobHandle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reporter.submit(connections.close_all)
        self._reporter.shutdown()

    @property
    def by(self) -> User:
        """The user who started the job."""
        return self.job.started_by

    def report(self, done: int, of: int | None = None, message: str = "") -> None:
        """Save that `done` of `of` steps are done, at most twice a second.

        :raises Cancelled: if the job was cancelled, or ended as stalled.
        """
        if time.monotonic() - self._reported_at < REPORT_EVERY:
            return
        if connection.in_atomic_block:
            is_running = self._write(done, of, message)
        else:
            is_running = self._reporter.submit(self._write, done, of, message).result()
        self._reported_at = time.monotonic()
        if not is_running:
            raise Cancelled

    def _write(self, done: int, of: int | None, message: str) -> bool:
        running = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, is_cancel_requested=False)
        return bool(running.update(done=done, total=of, message=message[:300], last_report_at=timezone.now()))
