"""Loading answers from other tools: upload, preview, load, undo, and a file of the rows to correct."""

import csv
import re
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
from accounts.uploads.actions import NOT_APPLIED, NOT_OPEN
from survey import actions as survey_actions
from survey.models import Delivery, Response, Study
from survey.views.answer_uploads import DecisionForm
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, StudyFactory
from tests.survey.imports.exported import CENTRAL_PROJECTS, FIRST, FORM, SECOND, central, central_row
from tests.survey.reviewed import words_of

pytestmark = pytest.mark.django_db
SECTION = "/studies/study/answers/uploads/"


@pytest.fixture
def strand():
    return OnlineStrandFactory(study__slug="study", instrument=InstrumentFactory(questionnaire=FORM))


def upload(lead, strand, *contents, follow=True):
    files = [
        SimpleUploadedFile(f"form{place or ''}.csv", each if isinstance(each, bytes) else each.encode())
        for place, each in enumerate(contents)
    ]
    return lead.post(SECTION, {"instrument": "", "uploads": files}, follow=follow)


def figures(page) -> dict[str, int]:
    """Return the big figures of a page by what they count."""
    found = re.findall(r'stat__figure">(\d+)</span>\s*<span class="gh-stat__label">([^<]*)<', words_of(page))
    return {label: int(number) for number, label in found}


def test_a_file_is_previewed_row_by_row_and_then_loaded(lead, strand):
    seen = upload(
        lead, strand, central(central_row(), central_row(SECOND, employees="many")), CENTRAL_PROJECTS
    )

    assert "Nothing is loaded yet" in words_of(seen)
    assert figures(seen)["New: it will be loaded"] == 1
    assert "Enter a whole number, such as 25." in words_of(seen) and "size-employees" in words_of(seen)
    assert not Response.objects.exists()
    delivery = Delivery.objects.get()
    done = lead.post(f"{SECTION}{delivery.pk}/", {"what": "load"}, follow=True)

    assert (figures(done)["Loaded"], figures(done)["Left out"]) == (1, 1)
    assert Response.objects.get().delivery == delivery
    assert NOT_OPEN in words_of(lead.post(f"{SECTION}{delivery.pk}/", {"what": "load"}, follow=True))


def test_the_rows_with_problems_can_be_downloaded_before_and_after(lead, strand):
    upload(lead, strand, central(central_row(), central_row(SECOND, employees="=many")))
    delivery = Delivery.objects.get()

    def rows():
        file = lead.get(f"{SECTION}{delivery.pk}/rows/").content.decode("utf-8-sig")
        return list(csv.DictReader(StringIO(file)))

    before = rows()
    assert [(row["row"], row["column"]) for row in before] == [("3", "size-employees"), ("2", "")]
    assert before[1]["on loading"] == "New: it will be loaded"
    lead.post(f"{SECTION}{delivery.pk}/", {"what": "load"})
    assert [(row["row"], row["why"]) for row in rows()] == [("3", "Enter a whole number, such as 25.")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty. Choose another."),
        (b"KEY,trades\n1\x81", "not a text that can be read"),
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


def test_a_missing_file_or_questionnaire_is_reported(lead, strand):
    assert "Choose a file for “Files”" in words_of(lead.post(SECTION, {}))
    page = lead.post(SECTION, {"instrument": 0})
    assert "Choose from the list" in words_of(page)


def test_a_file_is_discarded(lead, strand):
    upload(lead, strand, central())
    delivery = Delivery.objects.get()

    page = lead.post(f"{SECTION}{delivery.pk}/", {"what": "discard"}, follow=True)

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
    lead.post(f"{SECTION}{delivery.pk}/", {"what": "load"})

    page = lead.post(f"{SECTION}{delivery.pk}/", {"what": "undo"}, follow=True)

    assert "What this file added is removed, and what it replaced is put back." in words_of(
        page
    ) and "Undone" in words_of(page)
    assert not Response.objects.exists()
    assert NOT_APPLIED in words_of(lead.post(f"{SECTION}{delivery.pk}/", {"what": "undo"}, follow=True))


def test_with_a_queue_the_page_of_the_job_comes_first_and_leads_to_the_rows(lead, strand, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    page = upload(lead, strand, central())
    job = Job.objects.get()
    delivery = Delivery.objects.get()
    unread = lead.get(f"{SECTION}{delivery.pk}/")
    run_job.call(str(job.pk))

    assert "Read answers for" in words_of(page) and "Waiting" in words_of(page)
    assert "The file is being read." in words_of(unread) and "Being read" in words_of(unread)
    assert 'value="load"' not in unread.content.decode()
    assert f'href="{SECTION}{delivery.pk}/"' in lead.get(f"/account/jobs/{job.pk}/").content.decode()
    assert figures(lead.get(f"{SECTION}{delivery.pk}/"))["New: it will be loaded"] == 1


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
        address = f"{SECTION}{Delivery.objects.latest('pk').pk}/"
        with CaptureQueriesContext(connection) as queries:
            lead.get(address)
        return len(queries)

    few = cost(central_row())
    many = cost(*(central_row(str(uuid.UUID(int=number + 1))) for number in range(40)))
    monkeypatch.setattr(files, "read_sheets", None)

    assert many == few
    assert lead.get(f"{SECTION}{Delivery.objects.latest('pk').pk}/").status_code == 200


def test_a_study_without_a_survey_says_where_to_set_it(lead):
    StudyFactory(slug="study")

    page = words_of(lead.get(SECTION))

    assert "no online survey yet" in page and "/studies/study/survey/" in page
    assert lead.post(SECTION, {}).status_code == 404


def test_a_closed_study_takes_no_file_and_says_why(lead, strand):
    survey_actions.close_study(study=strand.study, by=None, is_confirmed=True)
    closed = Study.objects.get(slug="study")

    page = upload(lead, strand, central())

    assert closed.why_no_fieldwork in words_of(page)
    assert "Look at the rows" not in words_of(lead.get(SECTION))
    assert not Delivery.objects.exists()


def test_a_file_is_not_found_under_another_study(lead, strand):
    upload(lead, strand, central())
    StudyFactory(slug="other")

    for page in ("", "rows/"):
        assert (
            lead.get(f"/studies/other/answers/uploads/{Delivery.objects.get().pk}/{page}").status_code == 404
        )


def test_a_column_that_nobody_knows_is_passed_over_with_a_tick_only(lead, strand):
    seen = upload(lead, strand, f"KEY,trades,horses\n{SECOND},yes,2\n")
    address = f"{SECTION}{Delivery.objects.get().pk}/"

    assert "Columns that nobody knows" in words_of(seen) and "horses" in words_of(seen)
    without = lead.post(address, {"what": "load"})
    assert "Tick each of these columns to pass it over" in words_of(without)
    assert not Response.objects.exists()
    done = lead.post(address, {"what": "load", "pass_over": ["horses"]}, follow=True)

    assert "Columns that were passed over: horses." in words_of(done)
    assert Response.objects.get().answers == {"trades": {"value": "yes"}}


def test_many_columns_that_nobody_knows_are_passed_over_with_one_tick(lead, strand):
    names = [f"x{number}" for number in range(8)]
    upload(lead, strand, f"KEY,trades,{','.join(names)}\n{SECOND},yes{',2' * 8}\n")

    lead.post(f"{SECTION}{Delivery.objects.get().pk}/", {"what": "load", "pass_over_all": "on"})

    assert Delivery.objects.get().decisions["passed_over"] == names
    assert Response.objects.count() == 1


def test_a_conflict_is_decided_for_the_file_with_a_tick(lead, strand):
    upload(lead, strand, central())
    lead.post(f"{SECTION}{Delivery.objects.get().pk}/", {"what": "load"})
    seen = upload(lead, strand, central(central_row(employees="13")))
    delivery = Delivery.objects.latest("pk")

    assert figures(seen)["Conflict: it is left out"] == 1
    assert "Load the answers that are ticked" in words_of(seen)
    done = lead.post(f"{SECTION}{delivery.pk}/", {"what": "load", "taken": [FIRST]}, follow=True)

    response = Response.objects.get()
    assert figures(done)["Replaced by a newer version"] == 1
    assert response.answers["employees"] == {"value": 13}
    assert response.earlier_answers.get().answers["employees"] == {"value": 12}
    lead.post(f"{SECTION}{delivery.pk}/", {"what": "undo"})
    response.refresh_from_db()
    assert response.answers["employees"] == {"value": 12} and not response.earlier_answers.exists()


def test_of_many_conflicts_the_first_are_offered_and_the_page_says_so():
    keys = [str(number) for number in range(1_200)]
    lines = [["form.csv", int(key) + 2, key, "conflict", "", "It is here."] for key in keys]

    many = DecisionForm(delivery=Delivery(preview={"conflicts": keys, "lines": lines}))
    few = DecisionForm(delivery=Delivery(preview={"conflicts": keys[:300], "lines": lines[:300]}))

    words = "These are the first 300 of 1,200: load the file in parts to decide about the others."
    assert str(many.fields["taken"].help_text).endswith(words)
    assert len(many["taken"]) == 300
    assert "first" not in few.fields["taken"].help_text
