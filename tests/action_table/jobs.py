"""Actions on jobs."""

import datetime as dt

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.jobs import actions
from tests.action_table.cases import Act, case, fresh
from tests.factories.accounts import JobFactory, RoleGrantFactory

LONG_AGO = dt.timedelta(days=30)


@case
def jobs__start() -> Act:
    user = RoleGrantFactory(role="curator").user
    return lambda: actions.start(kind="reassessment", title="Again", by=user.pk)


@case
def jobs__cancel() -> Act:
    job = JobFactory()
    return lambda: actions.cancel(job=fresh(job), by=job.started_by)


@case
def jobs__end_stalled_jobs() -> Act:
    JobFactory(running=True, last_report_at=timezone.now() - LONG_AGO)
    return lambda: actions.end_stalled_jobs(dry_run=False)


@case
def jobs__remove_old_jobs() -> Act:
    JobFactory(finished=True, ended_at=timezone.now() - LONG_AGO)
    return lambda: actions.remove_old_jobs(dry_run=False)


@case
def jobs__remove_queue_entries() -> Act:
    DBTaskResult.objects.create(
        task_path=actions.run_job.module_path,
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        queue_name="default",
        status="SUCCESSFUL",
        finished_at=timezone.now() - LONG_AGO,
        run_after=timezone.now() - LONG_AGO,
    )
    return lambda: actions.remove_queue_entries(dry_run=False)
