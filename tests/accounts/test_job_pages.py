"""The pages of jobs: for their owner only, without JavaScript, with their file until it is erased."""

import datetime as dt
import time
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs import actions
from accounts.jobs.kinds import Result, ResultFile
from accounts.jobs.models import RETENTION, Job, JobFilePart, JobState
from accounts.jobs.progress import JobHandle
from accounts.models import AuditEvent, User
from tests.factories.accounts import JobFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_file_is_stored_in_parts_and_downloaded_by_its_owner_with_an_audit_event(kind_of, client_for):
    content = b"x" * (actions.CHUNK_SIZE + 5)
    client = client_for("viewer")
    owner = User.objects.get()

    def write(handle: JobHandle) -> Result:
        return Result(file=ResultFile(BytesIO(content), "naïve.csv", "text/csv"))

    job = actions.start(kind=kind_of(write), title="Write", by=owner.pk)
    file = client.get(job.next_address)

    assert b"".join(file) == content and job.parts.count() == 2
    assert file.headers["Content-Length"] == str(len(content)) and file.headers["Content-Type"] == "text/csv"
    assert "attachment" in file.headers["Content-Disposition"]
    assert "no-store" in file.headers["Cache-Control"]
    assert AuditEvent.objects.get(verb="job.file_downloaded").by == owner


@pytest.mark.parametrize("name", ["job-detail", "job-file", "job-cancel"])
def test_the_job_of_somebody_else_is_not_found_whatever_the_role(name, client_for, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    job = JobFactory(finished=True)
    address = {"job-detail": "", "job-file": "file/", "job-cancel": "cancel/"}[name]

    for role in ("administrator", "study_lead", "viewer"):
        client: Client = client_for(role)
        ask = client.post if name == "job-cancel" else client.get
        assert ask(f"/account/jobs/{job.pk}/{address}").status_code == 404


def test_nobody_cancels_the_job_of_another():
    with pytest.raises(PermissionDenied):
        actions.cancel(job=JobFactory(), by=UserFactory())


def page_of(client: Client, job: Job, **headers: str) -> str:
    return client.get(f"/account/jobs/{job.pk}/", headers=headers).content.decode()


def test_the_page_of_a_running_job_says_how_far_it_is_without_a_script(client):
    job = JobFactory(running=True, done=3, total=8, message="Writing.")
    client.force_login(job.started_by)

    page, part = page_of(client, job), page_of(client, job, **{"X-Part": "progress"})

    assert "3 of 8" in page and "Writing." in page and "Reload this page" in page
    assert 'data-behaviour="job-progress"' in page and "Cancel this job" in page
    assert "3 of 8" in part and "<html" not in part


def test_the_page_of_an_ended_job_shows_its_result_and_stops_reloading(client):
    user = UserFactory()
    client.force_login(user)
    failed = JobFactory(started_by=user, failed=True, error="Row 3 is <empty>.")
    finished = JobFactory(started_by=user, finished=True, file_name="x.csv", file_size=2_048)
    pages = [page_of(client, job) for job in (failed, finished)]

    assert "Row 3 is &lt;empty&gt;." in pages[0] and str(failed.pk) in pages[0]
    assert "Download x.csv" in pages[1] and f"/account/jobs/{finished.pk}/file/" in pages[1]
    for page in pages:
        assert "data-job-ended" in page and "Cancel this job" not in page and "job-progress" not in page


def test_cancelling_on_the_page_shows_what_happened(client):
    user = UserFactory()
    client.force_login(user)
    waiting, running, ended = (
        JobFactory(started_by=user),
        JobFactory(started_by=user, running=True),
        JobFactory(started_by=user, finished=True),
    )

    def pages(job: Job) -> str:
        return client.post(f"/account/jobs/{job.pk}/cancel/", follow=True).content.decode()

    assert "The job is cancelled." in pages(waiting)
    assert "will stop at its next step" in pages(running)
    assert "had ended already" in pages(ended)


def test_a_job_whose_worker_was_killed_can_be_cancelled_at_once_and_is_ended_by_housekeeping(client):
    long_ago = timezone.now() - dt.timedelta(minutes=20)
    user = UserFactory()
    client.force_login(user)
    job, other = (JobFactory(started_by=user, running=True, last_report_at=long_ago) for _ in range(2))
    alive = JobFactory(running=True)

    assert "Its worker was stopped" in page_of(client, job)
    assert actions.cancel(job=job, by=user).state == JobState.CANCELLED
    assert actions.end_stalled_jobs(dry_run=False) == 1
    other.refresh_from_db()
    alive.refresh_from_db()
    assert (other.state, other.error, alive.state) == (JobState.FAILED, actions.STALLED, JobState.RUNNING)


def test_a_job_that_no_worker_takes_says_so(client):
    job = JobFactory(created_at=timezone.now() - dt.timedelta(minutes=6))
    client.force_login(job.started_by)

    assert "No worker has taken it up yet" in page_of(client, job)


def test_old_jobs_are_erased_with_their_files_which_are_not_offered_after_they_expire(client):
    day = dt.datetime(2009, 7, 15, 10, tzinfo=dt.UTC)
    user = UserFactory()
    with time_machine.travel(day, tick=False):
        old = JobFactory(started_by=user, finished=True, ended_at=day, file_name="x", file_size=1)
        JobFilePart.objects.create(job=old, number=0, content=b"x")
        running = JobFactory(started_by=user, running=True)
    with time_machine.travel(day + RETENTION + dt.timedelta(minutes=1), tick=False):
        client.force_login(user)
        session = client.session
        session.update({"signed_in_at": time.time(), "seen_at": time.time()})
        session.save()
        young = JobFactory(finished=True)
        assert client.get(old.next_address).status_code == 404

        assert actions.remove_old_jobs(dry_run=True) == 1
        assert actions.remove_old_jobs(dry_run=False) == 1

    assert set(Job.objects.all()) == {young, running} and not JobFilePart.objects.exists()


def test_the_pages_need_as_many_queries_for_many_jobs_as_for_one(client):
    user = UserFactory()
    client.force_login(user)
    job = JobFactory(started_by=user, finished=True)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    cost("/account/jobs/")
    few = cost("/account/jobs/"), cost(f"/account/jobs/{job.pk}/")
    JobFactory.create_batch(10, started_by=user, finished=True)

    assert (cost("/account/jobs/"), cost(f"/account/jobs/{job.pk}/")) == few
    assert max(few) <= 5
