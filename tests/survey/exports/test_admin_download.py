"""Downloading answers in the admin: which format, without names or in full for a reason, and the audit trail."""

import csv
import sys
from io import StringIO

import pytest

from accounts.jobs.actions import cancel, run_job, start
from accounts.jobs.progress import Cancelled, JobHandle
from accounts.models import AuditEvent, Job, JobFilePart
from survey import jobs
from tests.factories.survey import ResponseFactory
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db
QUEUE = "/admin/survey/response/"


def test_answers_are_downloaded_without_names_and_in_full_only_for_a_reason(lead, curator, waiting):
    body = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk}

    def taken(client, **more) -> str:
        file = client.post(f"{QUEUE}download/", {**body, **more}, follow=True)
        return b"".join(file).decode("utf-8-sig")

    bare = taken(curator, is_full="on", reason="x")
    refused = lead.post(f"{QUEUE}download/", {**body, "is_full": "on"})
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
    body = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk, "format": name}

    file = curator.post(f"{QUEUE}download/", body, follow=True)

    assert b"".join(file)
    assert f".{name}" in file.headers["Content-Disposition"] and "no-store" in file.headers["Cache-Control"]
    event = AuditEvent.objects.get(verb="responses.exported")
    assert event.detail["format"] == name and event.detail["rows"] == {"answers": 1}
    assert event.detail["is_full"] is False


def test_a_format_that_cannot_hold_an_answer_says_so_and_no_event_is_recorded(lead, strand):
    ResponseFactory(sent=True, strand=strand, answers={"organisation_name": {"value": "é" * 20_000}})
    body = {"strand": strand.pk, "instrument": strand.instrument.pk, "format": "sav"}

    page = lead.post(f"{QUEUE}download/", {**body, "is_full": "on", "reason": "To check."})

    assert "longer than SPSS holds" in words_of(page)
    assert not AuditEvent.objects.filter(verb="responses.exported").exists()


def test_without_the_optional_packages_the_page_says_what_is_missing(lead, waiting, monkeypatch):
    monkeypatch.setattr(sys.modules["survey.exports.statistics"], "find_spec", lambda name: None)
    body = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk}

    assert "optional packages pandas and pyreadstat" in words_of(
        lead.post(f"{QUEUE}download/", {**body, "format": "dta"})
    )
    assert lead.post(f"{QUEUE}download/", {**body, "format": "csv"}, follow=True).status_code == 200
    assert "Choose from the list" in words_of(lead.post(f"{QUEUE}download/", {**body, "format": "pdf"}))


def test_with_a_queue_the_page_of_the_job_comes_first_and_the_file_when_it_is_made(
    curator, waiting, settings
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    body = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk, "format": "xlsx"}

    page = curator.post(f"{QUEUE}download/", body, follow=True)
    job = Job.objects.get()
    run_job.call(str(job.pk))

    assert "Waiting" in words_of(page) and "as Excel (xlsx)" in words_of(page)
    assert f"Download {Job.objects.get().file_name}" in words_of(curator.get(f"/account/jobs/{job.pk}/"))


def test_a_cancelled_download_leaves_no_file_and_no_event(curator, waiting, monkeypatch):
    body = {"strand": waiting.strand.pk, "instrument": waiting.instrument.pk}

    def cancelled(handle, *args):
        cancel(job=handle.job, by=handle.by)
        raise Cancelled

    monkeypatch.setattr(JobHandle, "report", cancelled)
    page = curator.post(f"{QUEUE}download/", body, follow=True)

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
