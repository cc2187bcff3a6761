"""Actions on jobs: start, run, cancel, end stalled jobs and remove old ones."""

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
from accounts.jobs.models import OPEN, RETENTION, Job, JobFilePart, JobState
from accounts.jobs.progress import Cancelled, JobHandle
from accounts.models import User

CHUNK_SIZE = 1024 * 1024
UNEXPECTED = "Something went wrong in the program. It was written to the log under this job’s number."
STOPPED = "The job was stopped before it finished. Start it again."
STALLED = "The job’s worker stopped, or reported nothing for too long. Start the job again."
NOT_PERMITTED = "Your account may no longer do this."

logger = logging.getLogger(__name__)


def start(
    *, kind: str, title: str, by: int, arguments: Mapping[str, Any] | None = None, started_from: str = ""
) -> Job:
    """Start a job for the account with the key `by`, and return it.

    With the immediate backend the job has ended when this returns; with the database backend it waits for a worker.
    Call it outside transactions. `arguments` are passed to the function of the kind; they must fit into JSON.

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
    """Run the job with this key, unless it was started before. django-tasks calls this."""
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
    """Cancel a job: at once if it is queued or stalled, else when it next reports its progress.

    A job that has ended stays as it is.

    :raises PermissionDenied: for a job of another user.
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
    """End stalled jobs as failed, and return their number."""
    stalled = Job.objects.stalled()
    if dry_run:
        return stalled.count()
    return stalled.update(state=JobState.FAILED, error=STALLED, ended_at=timezone.now())


def remove_old_jobs(*, dry_run: bool) -> int:
    """Remove jobs that ended more than `RETENTION` ago, with their files, and return the number of jobs."""
    old = Job.objects.expired()
    if dry_run:
        return old.count()
    JobFilePart.objects.filter(job__in=old).delete()
    return old.delete()[0]


def remove_queue_entries(*, dry_run: bool) -> int:
    """Remove the entries of django-tasks' queue that ended more than `RETENTION` ago, and return their number."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - RETENTION)
    return old.count() if dry_run else old.delete()[0]


def _finish(job: Job, result: Result) -> None:
    file = result.file
    changes = {"message": result.message[:300], "result_address": result.address}
    with transaction.atomic():
        if file is not None:
            with file.content:
                changes |= _store_file(job, file)
        if not _end(job, JobState.FINISHED, **changes):
            transaction.set_rollback(True)
            logger.warning("Job %s (%s) finished after it had been given up.", job.pk, job.kind)


def _store_file(job: Job, file: ResultFile) -> dict[str, Any]:
    size = 0
    for number, content in enumerate(_chunks(file.content)):
        JobFilePart.objects.create(job=job, number=number, content=content)
        size += len(content)
    return {"file_name": file.name, "file_type": file.media_type, "file_size": size}


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(CHUNK_SIZE):
        yield chunk


def _end(job: Job, state: JobState, **changes: Any) -> bool:
    """End a job, and return True unless it had ended before."""
    open_jobs = Job.objects.filter(pk=job.pk, state__in=OPEN)
    return bool(open_jobs.update(state=state, ended_at=timezone.now(), **changes))
