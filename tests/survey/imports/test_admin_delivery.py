"""Loading answers in the admin: upload, preview, load, and a file of the rows to correct."""

import csv
import uuid
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.jobs.actions import cancel, run_job
from accounts.jobs.progress import Cancelled, JobHandle
from accounts.models import Job
from accounts.uploads import files
from survey.models import Delivery, Response
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory
from tests.survey.imports.exported import CENTRAL_PROJECTS, FORM, SECOND, central, central_row
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db
SECTION = "/admin/survey/delivery/"


@pytest.fixture
def strand():
    return OnlineStrandFactory(study__slug="study", instrument=InstrumentFactory(questionnaire=FORM))


def upload(lead, strand, *contents, follow=True):
    files = [
        SimpleUploadedFile(f"form{place or ''}.csv", each if isinstance(each, bytes) else each.encode())
        for place, each in enumerate(contents)
    ]
    return lead.post(
        f"{SECTION}add/", {"strand": strand.pk, "instrument": "", "uploads": files}, follow=follow
    )


def test_a_file_is_previewed_row_by_row_and_then_loaded(lead, strand):
    seen = upload(
        lead, strand, central(central_row(), central_row(SECOND, employees="many")), CENTRAL_PROJECTS
    )

    assert "Nothing is loaded yet" in words_of(seen)
    assert "New: it will be loaded: <strong>1</strong>" in words_of(seen)
    assert "Enter a whole number, such as 25." in words_of(seen) and "size-employees" in words_of(seen)
    assert not Response.objects.exists()
    delivery = Delivery.objects.get()
    done = lead.post(f"{SECTION}{delivery.pk}/load/", follow=True)

    assert "Loaded: <strong>1</strong>" in words_of(done) and "Left out: <strong>1</strong>" in words_of(done)
    assert Response.objects.get().delivery == delivery
    assert "does not apply" in words_of(lead.post(f"{SECTION}{delivery.pk}/load/", follow=True))


def test_the_rows_with_problems_can_be_downloaded_before_and_after(lead, strand):
    upload(lead, strand, central(central_row(), central_row(SECOND, employees="=many")))
    delivery = Delivery.objects.get()

    def rows():
        file = lead.get(f"{SECTION}{delivery.pk}/rows/").content.decode("utf-8-sig")
        return list(csv.DictReader(StringIO(file)))

    before = rows()
    assert [(row["row"], row["column"]) for row in before] == [("3", "size-employees"), ("2", "")]
    assert before[1]["on loading"] == "New: it will be loaded"
    lead.post(f"{SECTION}{delivery.pk}/load/")
    assert [(row["row"], row["why"]) for row in rows()] == [("3", "Enter a whole number, such as 25.")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty. Choose another."),
        ("é".encode("latin-1"), "not a text in UTF-8"),
        (b"organisation_name\nPhoenix\n", "No column says which submission a row is"),
        (b"KEY,horses\nuuid:1,2\n", "“horses”"),
        (b"\x00" * 20, "form.csv: this file is empty"),
        (b"KEY,trades\n", "no answers in this file"),
    ],
    ids=["empty", "encoding", "no key", "another form", "zeros", "only headings"],
)
def test_a_bad_file_is_refused_with_a_message_at_its_field_and_nothing_is_stored(
    lead, strand, content, words
):
    page = upload(lead, strand, content)

    assert page.status_code == 200 and words in words_of(page)
    assert not Delivery.objects.exists()


def test_more_than_10_mb_is_refused(lead, strand):
    page = upload(lead, strand, b"x" * (files.MAX_BYTES + 1))

    assert "larger than 10 MB" in words_of(page)


def test_a_missing_file_survey_or_questionnaire_is_reported(lead, strand):
    assert "Fill this in" in words_of(lead.post(f"{SECTION}add/", {"strand": strand.pk}))
    assert "Fill this in" in words_of(lead.post(f"{SECTION}add/", {}))
    page = lead.post(f"{SECTION}add/", {"strand": strand.pk, "instrument": 0})
    assert "Choose from the list" in words_of(page)


def test_a_file_is_discarded(lead, strand):
    upload(lead, strand, central())
    delivery = Delivery.objects.get()

    page = lead.post(f"{SECTION}{delivery.pk}/discard/", follow=True)

    assert "Discarded" in words_of(page)
    assert not Response.objects.exists()
    delivery.refresh_from_db()
    assert delivery.content == ""


def test_the_list_of_deliveries_needs_the_same_number_of_queries_for_any_length(lead, strand):
    upload(lead, strand, central())
    lead.get(SECTION)
    with CaptureQueriesContext(connection) as few:
        lead.get(SECTION)
    for _ in range(4):
        upload(lead, strand, central())

    with CaptureQueriesContext(connection) as many:
        page = lead.get(SECTION)

    assert len(many) <= len(few)
    assert "Waiting to be loaded" in words_of(page)


def test_a_load_is_undone_from_its_page(lead, strand):
    upload(lead, strand, central())
    delivery = Delivery.objects.get()
    lead.post(f"{SECTION}{delivery.pk}/load/")

    page = lead.post(f"{SECTION}{delivery.pk}/undo/", follow=True)

    assert "The answers of this file are removed." in words_of(page) and "Undone" in words_of(page)
    assert not Response.objects.exists()
    assert "does not apply" in words_of(lead.post(f"{SECTION}{delivery.pk}/undo/", follow=True))


def test_with_a_queue_the_page_of_the_job_comes_first_and_leads_to_the_rows(lead, strand, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    page = upload(lead, strand, central())
    job = Job.objects.get()
    delivery = Delivery.objects.get()
    unread = lead.get(f"{SECTION}{delivery.pk}/change/")
    run_job.call(str(job.pk))

    assert "Read answers for" in words_of(page) and "Waiting" in words_of(page)
    assert "The file is being read." in words_of(unread) and "Being read" in words_of(unread)
    assert f"{SECTION}{delivery.pk}/load/" not in unread.content.decode()
    assert f'href="{SECTION}{delivery.pk}/change/"' in lead.get(f"/account/jobs/{job.pk}/").content.decode()
    assert "New: it will be loaded: <strong>1</strong>" in words_of(
        lead.get(f"{SECTION}{delivery.pk}/change/")
    )


def test_with_a_queue_a_file_that_cannot_be_read_is_reported_on_the_page_of_the_job(lead, strand, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    upload(lead, strand, "KEY,horses\nuuid:1,2\n")
    job = Job.objects.get()
    run_job.call(str(job.pk))

    assert "“horses”" in words_of(lead.get(f"/account/jobs/{job.pk}/"))
    assert not Delivery.objects.exists()


def test_a_cancelled_reading_leaves_nothing(lead, strand, monkeypatch):
    def cancelled(handle, *args):
        cancel(job=handle.job, by=handle.by)
        raise Cancelled

    monkeypatch.setattr(JobHandle, "report", cancelled)
    page = upload(lead, strand, central())

    assert "Cancelled" in words_of(page)
    assert not Delivery.objects.exists()


def test_the_page_of_the_rows_reads_no_file_and_costs_the_same_for_any_number(lead, strand, monkeypatch):
    def cost(*rows: str) -> int:
        upload(lead, strand, central(*rows))
        address = f"{SECTION}{Delivery.objects.latest('pk').pk}/change/"
        with CaptureQueriesContext(connection) as queries:
            lead.get(address)
        return len(queries)

    few = cost(central_row())
    many = cost(*(central_row(str(uuid.UUID(int=number + 1))) for number in range(40)))
    monkeypatch.setattr(files, "read_sheets", None)

    assert many == few
    assert lead.get(f"{SECTION}{Delivery.objects.latest('pk').pk}/change/").status_code == 200
