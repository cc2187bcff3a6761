"""What is done with jobs: started, run, cancelled, given up when their worker was stopped, and erased in time."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from accounts.access import may
from accounts.jobs import kinds
from accounts.jobs.kinds import Result, ResultFile
from accounts.jobs.models import RETENTION, Job, JobFilePart, JobState
from accounts.jobs.progress import Cancelled, JobHandle
from accounts.models import User

PART = 1024 * 1024
UNEXPECTED = "Something went wrong in the program. It was written to the log under this job’s number."
STOPPED = "It was stopped before it was finished. Start it again."
STALLED = "Its worker was stopped, or nothing was heard of it for too long. Start it again."
NOT_PERMITTED = "Your account may no longer do this."

logger = logging.getLogger(__name__)


def start(
    *, kind: str, title: str, by: int, arguments: Mapping[str, Any] | None = None, started_from: str = ""
) -> Job:
    """Start a job for the account with the key `by`, and return it as it is then.

    With the immediate back end it has ended when this returns; with the database back end it waits for a worker.
    Call it outside transactions. `arguments` go to the function of the kind: keys and words, not objects.

    :raises PermissionDenied: for an account without the permission of the kind.
    :raises UnknownKindError: for a kind that no app registers.
    """
    user = User.objects.get(pk=by)
    if not may(user, kinds.get(kind).permission):
        raise PermissionDenied
    job = Job(
        kind=kind,
        title=title[:200],
        arguments=dict(arguments or {}),
        started_by=user,
        started_from=started_from[:300],
    )
    job.full_clean()
    job.save(force_insert=True)
    run_job.enqueue(str(job.pk))
    job.refresh_from_db()
    return job


@task()
def run_job(key: str) -> None:
    """Run the job with this key, once: what django-tasks calls."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=key, state=JobState.QUEUED)
    if not waiting.update(state=JobState.RUNNING, running_since=now, last_report_at=now):
        return
    job = Job.objects.select_related("started_by").get(pk=key)
    try:
        kind = kinds.get(job.kind)
        if not may(job.started_by, kind.permission):
            raise ValidationError(NOT_PERMITTED)
        with JobHandle(job) as handle:
            result = kind.run(handle, job.arguments)
        _finish(job, result)
    except Cancelled:
        _end(job, JobState.CANCELLED)
    except ValidationError as refusal:
        _end(job, JobState.FAILED, error="\n".join(refusal.messages))
    except Exception:
        logger.exception("Job %s (%s) failed.", job.pk, job.kind)
        _end(job, JobState.FAILED, error=UNEXPECTED)
    except BaseException:
        _end(job, JobState.FAILED, error=STOPPED)
        raise


@transaction.atomic
def cancel(*, job: Job, by: User) -> Job:
    """Ask a job to stop: at once where it waits or its worker is gone, else at its next report.

    A job that has ended stays as it is.

    :raises PermissionDenied: for somebody else's.
    """
    if job.started_by_id != by.pk:
        raise PermissionDenied
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state == JobState.QUEUED or job.is_stalled:
        _end(job, JobState.CANCELLED)
    elif job.state == JobState.RUNNING:
        Job.objects.filter(pk=job.pk).update(is_cancel_requested=True)
    job.refresh_from_db()
    return job


def end_stalled_jobs(*, dry_run: bool) -> int:
    """End the jobs whose worker was stopped, as failed; return their number."""
    stalled = Job.objects.stalled()
    if dry_run:
        return stalled.count()
    return stalled.update(state=JobState.FAILED, error=STALLED, ended_at=timezone.now())


def remove_old_jobs(*, dry_run: bool) -> int:
    """Remove the jobs that ended longer than `RETENTION` ago, with their files; return the number of jobs."""
    old = Job.objects.expired()
    if dry_run:
        return old.count()
    JobFilePart.objects.filter(job__in=old).delete()
    return old.delete()[0]


def remove_queue_entries(*, dry_run: bool) -> int:
    """Remove what the queue in the database still says of tasks that ended longer than `RETENTION` ago."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - RETENTION)
    return old.count() if dry_run else old.delete()[0]


def _finish(job: Job, result: Result) -> None:
    file = result.file
    about = {"message": result.message[:300], "result_address": result.address}
    with transaction.atomic():
        if file is not None:
            with file.content:
                about |= _stored(job, file)
        if not _end(job, JobState.FINISHED, **about):
            transaction.set_rollback(True)
            logger.warning("Job %s (%s) finished after it had been given up.", job.pk, job.kind)


def _stored(job: Job, file: ResultFile) -> dict[str, Any]:
    size = 0
    for number, content in enumerate(_parts(file.content)):
        JobFilePart.objects.create(job=job, number=number, content=content)
        size += len(content)
    return {"file_name": file.name, "file_type": file.media_type, "file_size": size}


def _parts(content: IO[bytes]) -> Iterator[bytes]:
    while part := content.read(PART):
        yield part


def _end(job: Job, state: JobState, **about: Any) -> bool:
    """End a job that has not ended, and say whether it had not."""
    open_jobs = Job.objects.filter(pk=job.pk, state__in=(JobState.QUEUED, JobState.RUNNING))
    return bool(open_jobs.update(state=state, ended_at=timezone.now(), **about))
