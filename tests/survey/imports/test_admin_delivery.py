"""Loading answers in the admin: upload, preview, load, and a file of the rows to correct."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
        (b"", "The submitted file is empty."),
        ("é".encode("latin-1"), "not a text in UTF-8"),
        (b"organisation_name\nPhoenix\n", "No column says which submission a row is"),
        (b"KEY,horses\nuuid:1,2\n", "“horses”"),
        (b"\x00" * 20, "form.csv is empty"),
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
    assert "This field is required" in words_of(lead.post(f"{SECTION}add/", {"strand": strand.pk}))
    assert "This field is required" in words_of(lead.post(f"{SECTION}add/", {}))
    page = lead.post(f"{SECTION}add/", {"strand": strand.pk, "instrument": 0})
    assert "Select a valid choice" in words_of(page)


def test_a_file_is_discarded(lead, strand):
    upload(lead, strand, central())
    delivery = Delivery.objects.get()

    page = lead.post(f"{SECTION}{delivery.pk}/lay-aside/", follow=True)

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
