"""Jobs: every state from start to end, cancelled jobs and jobs given up."""

import datetime as dt
import json
import logging
import time
import uuid
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs import actions, kinds, progress
from accounts.jobs.kinds import Result, ResultFile
from accounts.jobs.models import Job, JobFilePart, JobState
from accounts.jobs.progress import JobHandle
from accounts.models import User
from tests.constraints import assert_refused
from tests.factories.accounts import JobFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def every_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "REPORT_EVERY", 0)


def started(kind: str, by: User | None = None, **arguments) -> Job:
    return actions.start(kind=kind, title="Count", by=(by or UserFactory()).pk, arguments=arguments)


def test_a_job_runs_at_once_and_stores_its_result(kind_of):
    def count(handle: JobHandle, *, to: int) -> Result:
        for number in range(to):
            handle.report(number, to)
        return Result(message=f"Counted to {to}.", address="/")

    job = started(kind_of(count), to=3)

    assert (job.state, job.message, job.next_address) == (JobState.FINISHED, "Counted to 3.", "/")
    assert job.running_since and job.ended_at and job.errors == []


def test_a_refusal_is_shown_in_its_own_words(kind_of):
    def refuse(handle: JobHandle) -> Result:
        raise ValidationError(["Row 3 is empty.", "Row 5 is empty."])

    job = started(kind_of(refuse))

    assert (job.state, job.errors) == (JobState.FAILED, ["Row 3 is empty.", "Row 5 is empty."])


def test_an_error_of_the_program_is_logged_with_its_traceback_and_shown_without_it(kind_of, caplog):
    def fail(handle: JobHandle) -> Result:
        raise OSError("The disk is full.")

    with caplog.at_level(logging.ERROR):
        job = started(kind_of(fail))

    assert (job.state, job.error) == (JobState.FAILED, actions.UNEXPECTED)
    assert str(job.pk) in caplog.text and "The disk is full." in caplog.text


def test_a_job_whose_process_is_stopped_says_so(kind_of):
    def stop(handle: JobHandle) -> Result:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        started(kind_of(stop))

    assert (Job.objects.get().state, Job.objects.get().error) == (JobState.FAILED, actions.STOPPED)


def test_a_file_that_cannot_be_stored_leaves_nothing(kind_of):
    class Torn(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("The disk is gone.")
            return super().read(size)

    def write(handle: JobHandle) -> Result:
        return Result(file=ResultFile(Torn(b"x" * 2 * actions.CHUNK_SIZE), "x.csv", "text/csv"))

    job = started(kind_of(write))

    assert job.state == JobState.FAILED and not JobFilePart.objects.exists()


def test_a_running_job_stops_at_its_next_report_when_its_owner_cancels_it(kind_of, every_report):
    steps = []

    def count(handle: JobHandle) -> Result:
        for number in range(5):
            steps.append(number)
            if number == 2:
                actions.cancel(job=handle.job, by=handle.by)
            handle.report(number, 5)
        return Result()

    job = started(kind_of(count))

    assert (job.state, steps, job.done) == (JobState.CANCELLED, [0, 1, 2], 1)


@pytest.mark.django_db(transaction=True)
def test_a_waiting_job_is_cancelled_at_once_and_never_run(kind_of, settings):
    settings.TASKS = DATABASE
    runs = []

    def work(handle: JobHandle) -> Result:
        runs.append(1)
        return Result()

    job = started(kind_of(work))
    assert actions.cancel(job=job, by=job.started_by).state == JobState.CANCELLED
    call_command("db_worker", batch=True, interval=0, verbosity=0)

    assert runs == []


@pytest.mark.django_db(transaction=True)
def test_with_the_database_back_end_a_worker_runs_it(kind_of, settings):
    settings.TASKS = DATABASE

    job = started(kind_of(lambda handle: Result(message="Done.")))
    assert job.state == JobState.QUEUED
    call_command("db_worker", batch=True, interval=0, verbosity=0)
    job.refresh_from_db()

    assert (job.state, job.message) == (JobState.FINISHED, "Done.")


def test_a_job_is_run_once_however_often_it_is_called(kind_of):
    runs = []

    def work(handle: JobHandle) -> Result:
        runs.append(1)
        return Result()

    job = started(kind_of(work))
    actions.run_job.call(str(job.pk))

    assert runs == [1]


@pytest.mark.django_db(transaction=True)
def test_progress_is_visible_from_outside_while_the_job_is_reading(kind_of, every_report):
    """SQLite refuses to write from a connection that reads an older state, so another connection reports."""
    owner = UserFactory()
    UserFactory.create_batch(3)
    seen = []

    def read(handle: JobHandle) -> Result:
        for number, _ in enumerate(User.objects.iterator(chunk_size=1)):
            handle.report(number, 4)
            handle.report(number, 4, f"User {number}")
            seen.append(Job.objects.filter(pk=handle.job.pk).exists())
        return Result()

    assert started(kind_of(read), owner).state == JobState.FINISHED
    assert len(seen) == 4


def test_progress_reported_in_quick_succession_is_written_once(kind_of):
    written = []

    def count(handle: JobHandle) -> Result:
        with CaptureQueriesContext(connection) as queries:
            for number in range(1_000):
                handle.report(number, 1_000)
        written.append(len(queries))
        return Result()

    begin = time.monotonic()
    started(kind_of(count))

    assert written[0] <= 1 + (time.monotonic() - begin) / progress.REPORT_EVERY


def test_a_job_needs_the_permission_of_its_kind(kind_of):
    kind = kind_of(lambda handle: Result(), permission="study.manage")

    with pytest.raises(PermissionDenied):
        started(kind)
    assert not Job.objects.exists()


def test_a_permission_lost_while_a_job_waits_stops_it_and_closes_its_file(
    kind_of, settings, user_with, client
):
    settings.TASKS = DATABASE
    settings.SECOND_FACTOR_REQUIRED = False
    lead = user_with("study_lead")
    client.force_login(lead)
    kind = kind_of(
        lambda handle: Result(file=ResultFile(BytesIO(b"x"), "x", "text/plain")), permission="study.manage"
    )
    before, after = started(kind, lead), started(kind, lead)
    actions.run_job.call(str(before.pk))
    lead.role_grants.all().delete()
    actions.run_job.call(str(after.pk))
    for job in (before, after):
        job.refresh_from_db()

    assert (after.state, after.error) == (JobState.FAILED, actions.NOT_PERMITTED)
    assert client.get(before.next_address).status_code == 404


def test_a_kind_that_a_new_release_no_longer_has_fails_in_the_log(caplog):
    job = JobFactory(kind="gone")

    actions.run_job.call(str(job.pk))
    job.refresh_from_db()

    assert job.state == JobState.FAILED and "no kind of job 'gone'" in caplog.text
    with pytest.raises(kinds.UnknownKindError):
        started("gone")


def test_a_kind_is_registered_once_and_with_a_known_permission(kind_of):
    kind_of(lambda handle: Result())

    with pytest.raises(ValueError, match="already"):
        kinds.register("test", permission="account.own")(lambda handle: Result())
    with pytest.raises(ValueError, match="not a permission word"):
        kinds.register("other", permission="everything")


def test_the_result_of_a_job_that_was_given_up_is_discarded(kind_of):
    def late(handle: JobHandle) -> Result:
        Job.objects.filter(pk=handle.job.pk).update(last_report_at=timezone.now() - dt.timedelta(hours=1))
        actions.end_stalled_jobs(dry_run=False)
        return Result(file=ResultFile(BytesIO(b"x"), "x", "text/plain"))

    job = started(kind_of(late))

    assert job.state == JobState.FAILED and not JobFilePart.objects.exists() and job.file_name == ""


def test_an_impossible_state_of_a_job_is_refused():
    about = {"kind": "test", "title": "Count", "started_by": UserFactory(), "arguments": {}}

    assert_refused(lambda: Job(**about, state="lost", ended_at=timezone.now()), "no such state")
    assert_refused(lambda: Job(**about, ended_at=timezone.now()), "says when it ended")
    assert_refused(lambda: Job(**about, state=JobState.FINISHED), "says when it ended")
    assert_refused(lambda: Job(**about, state=JobState.FAILED, ended_at=timezone.now()), "says why")
    assert_refused(lambda: Job(**about, error="No."), "says why")


def test_a_part_of_a_file_is_stored_once():
    job = JobFactory()
    JobFilePart.objects.create(job=job, number=0, content=b"x")

    assert_refused(lambda: JobFilePart(job=job, number=0, content=b"y"), "there already")


def test_arguments_are_numbers_and_texts(kind_of):
    kind = kind_of(lambda handle, **arguments: Result(message=json.dumps(arguments)))

    with pytest.raises(ValidationError, match="cannot be read as JSON"):
        started(kind, at=uuid.uuid4())
    assert started(kind, strand=3).message == '{"strand": 3}'
