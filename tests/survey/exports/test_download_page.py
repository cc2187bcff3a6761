"""The page that downloads answers: which format, without names or in full for a reason, and the audit trail."""

import csv
import sys
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.jobs.actions import cancel, run_job, start
from accounts.jobs.progress import Cancelled, JobHandle
from accounts.models import AuditEvent, Job, JobFilePart
from survey import actions, jobs
from tests.factories.survey import OnlineStrandFactory, ResponseFactory
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db


def page_of(strand) -> str:
    return f"/studies/{strand.study.slug}/answers/download/"


def test_answers_are_downloaded_without_names_and_in_full_only_for_a_reason(lead, curator, waiting):
    address, body = page_of(waiting.strand), {"instrument": waiting.instrument.pk}

    def taken(client, **more) -> str:
        file = client.post(address, {**body, **more}, follow=True)
        return b"".join(file).decode("utf-8-sig")

    bare = taken(curator, is_full="on", reason="x")
    refused = lead.post(address, {**body, "is_full": "on"})
    full = taken(lead, is_full="on", reason="To check.")

    (row,) = csv.DictReader(StringIO(bare))
    assert (row["sector"], row["sector/food"], row["sector/retail"], row["employees"]) == (
        "food",
        "1",
        "0",
        "",
    )
    assert "Phoenix" not in bare and "Leeds" not in bare and waiting.reference not in bare
    assert "Say what the names" in words_of(refused)
    assert "'=Phoenix" in full and waiting.reference in full
    assert list(
        AuditEvent.objects.filter(verb="responses.exported").values_list("detail__is_full", flat=True)
    ) == [True, False]


@pytest.mark.parametrize("name", ["csv", "xlsx", "ods", "sav", "dta", "zip"])
def test_every_format_is_offered_and_a_download_is_in_the_audit_trail(curator, waiting, name):
    address, body = page_of(waiting.strand), {"instrument": waiting.instrument.pk, "format": name}

    file = curator.post(address, body, follow=True)

    assert b"".join(file)
    assert f".{name}" in file.headers["Content-Disposition"] and "no-store" in file.headers["Cache-Control"]
    event = AuditEvent.objects.get(verb="responses.exported")
    assert event.detail["format"] == name and event.detail["rows"] == {"answers": 1}
    assert event.detail["is_full"] is False


def test_a_format_that_cannot_hold_an_answer_says_so_and_no_event_is_recorded(lead, strand):
    ResponseFactory(sent=True, strand=strand, answers={"organisation_name": {"value": "é" * 20_000}})
    address, body = page_of(strand), {"instrument": strand.instrument.pk, "format": "sav"}

    page = lead.post(address, {**body, "is_full": "on", "reason": "To check."})

    assert "longer than SPSS holds" in words_of(page)
    assert not AuditEvent.objects.filter(verb="responses.exported").exists()


def test_without_the_optional_packages_the_page_says_what_is_missing(lead, waiting, monkeypatch):
    monkeypatch.setattr(sys.modules["survey.exports.statistics"], "find_spec", lambda name: None)
    address, body = page_of(waiting.strand), {"instrument": waiting.instrument.pk}

    assert "optional packages pandas and pyreadstat" in words_of(
        lead.post(address, {**body, "format": "dta"})
    )
    assert lead.post(address, {**body, "format": "csv"}, follow=True).status_code == 200
    assert "Choose from the list" in words_of(lead.post(address, {**body, "format": "pdf"}))


def test_with_a_queue_the_page_of_the_job_comes_first_and_the_file_when_it_is_made(
    curator, waiting, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    address, body = page_of(waiting.strand), {"instrument": waiting.instrument.pk, "format": "xlsx"}

    page = curator.post(address, body, follow=True)
    job = Job.objects.get()
    run_job.call(str(job.pk))

    assert "Waiting" in words_of(page) and "as Excel (xlsx)" in words_of(page)
    assert f"Download {Job.objects.get().file_name}" in words_of(curator.get(f"/account/jobs/{job.pk}/"))


def test_a_cancelled_download_leaves_no_file_and_no_event(curator, waiting, monkeypatch):
    address, body = page_of(waiting.strand), {"instrument": waiting.instrument.pk}

    def cancelled(handle, *args):
        cancel(job=handle.job, by=handle.by)
        raise Cancelled

    monkeypatch.setattr(JobHandle, "report", cancelled)
    page = curator.post(address, body, follow=True)

    assert "Cancelled" in words_of(page)
    assert not JobFilePart.objects.exists()
    assert not AuditEvent.objects.filter(verb="responses.exported").exists()


def test_names_are_refused_by_the_job_itself_to_an_account_that_lost_the_role(user_with, waiting):
    curator = user_with("curator")
    about = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk, "format": "csv"}

    job = start(
        kind=jobs.EXPORT, title="All", by=curator.pk, arguments={**about, "is_full": True, "reason": "x"}
    )

    assert job.errors == ["Your account may not take answers with names."]


def test_only_the_answers_of_the_study_are_downloaded_and_only_questionnaires_that_were_answered(
    curator, waiting
):
    other = OnlineStrandFactory(instrument=waiting.instrument)
    none = curator.get(page_of(other))
    unanswered = curator.post(page_of(other), {"instrument": waiting.instrument.pk, "format": "csv"})

    assert "There is no answer to download yet." in words_of(none)
    assert unanswered.status_code == 200
    assert str(waiting.instrument) in words_of(curator.get(page_of(waiting.strand)))
    assert not Job.objects.exists()


def test_researchers_download_no_answers_even_where_they_may_review_them(client_for, waiting):
    study = waiting.strand.study
    actions.let_researchers_review(study=study, is_allowed=True, by=None)
    researcher = client_for("researcher")

    listed = words_of(researcher.get(f"/studies/{study.slug}/answers/"))

    assert waiting.reference in listed and "Download answers" not in listed
    assert researcher.get(page_of(waiting.strand)).status_code == 403


def test_the_page_costs_the_same_for_any_number_of_answers(curator, waiting, django_assert_num_queries):
    address = page_of(waiting.strand)
    curator.get(address)
    with CaptureQueriesContext(connection) as few:
        curator.get(address)
    for _ in range(5):
        ResponseFactory(sent=True, strand=waiting.strand, instrument=waiting.instrument)

    with django_assert_num_queries(len(few)):
        curator.get(address)
