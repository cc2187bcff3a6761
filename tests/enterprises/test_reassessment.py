"""Assessing the whole directory again from the admin, as a job of curators that can be cancelled."""

import pytest

from accounts.jobs import progress
from accounts.jobs.actions import cancel, start
from accounts.jobs.models import Job, JobState
from accounts.models import AuditEvent, User
from enterprises import jobs
from enterprises.actions import assessments
from enterprises.models import Assessment
from tests.factories.assessed import assessed

pytestmark = pytest.mark.django_db
PAGE = "/admin/enterprises/organisation/reassess/"


def test_a_curator_assesses_all_again_and_reads_what_changed(client_for, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    assessed("Phoenix", trading_share="60")
    Assessment.objects.update(outcome="undetermined")
    curator = client_for("curator")

    assert "Assess all again" in curator.get("/admin/enterprises/organisation/").content.decode()
    assert "evidence" in curator.get(PAGE).content.decode()
    page = curator.post(PAGE, follow=True).content.decode()

    assert "1 organisations assessed, 1 assessments changed." in page
    assert not Assessment.objects.filter(is_current=True, outcome="undetermined").exists()
    assert AuditEvent.objects.filter(verb="directory.assessed").latest("pk").by == User.objects.get(
        role_grants__role="curator"
    )


def test_a_reader_without_curation_permission_cannot_start_it(client_for, settings):
    settings.SECOND_FACTOR_REQUIRED = False

    assert client_for("study_lead").post(PAGE).status_code == 403
    assert not Job.objects.exists()


def test_a_cancelled_run_keeps_its_whole_batches_and_says_in_the_trail_how_far_it_came(
    user_with, monkeypatch
):
    monkeypatch.setattr(assessments, "BATCH", 1)
    monkeypatch.setattr(progress, "REPORT_EVERY", 0)
    for name in ("Phoenix", "Ember", "Ash"):
        assessed(name, trading_share="60")
    Assessment.objects.update(outcome="undetermined")
    curator, reports = user_with("curator"), []
    report = progress.JobHandle.report

    def cancel_at_the_second(handle, *args):
        reports.append(args)
        if len(reports) == 2:
            cancel(job=handle.job, by=handle.by)
        report(handle, *args)

    monkeypatch.setattr(progress.JobHandle, "report", cancel_at_the_second)
    job = start(kind=jobs.REASSESSMENT, title="Again", by=curator.pk)

    assert (job.state, reports) == (JobState.CANCELLED, [(1, 3), (2, 3)])
    assert Assessment.objects.filter(is_current=True, outcome="undetermined").count() == 1
    assert AuditEvent.objects.filter(verb="directory.assessed").latest("pk").detail["organisations"] == 2
