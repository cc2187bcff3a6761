"""A report as a page and as files: who sees it, what it says, what a wrong address gets."""

import csv
import json
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mapping import reports
from mapping.render.heading import GENERATED
from survey.models import Study
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db


def fill(study: Study, regions: int) -> Study:
    strand = StrandFactory(study=study)
    for number in range(regions):
        region = RegionFactory(name=f"Region {study.pk}-{number}")
        for code in ("I", "R", "NC", "NC", "I"):
            SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region, probation=True), code="I")
    return study


@pytest.fixture
def study() -> Study:
    return fill(StudyFactory(slug="small", title="A small study", is_published=True), 2)


def page(client: Client, name: str = "coverage", slug: str = "small"):  # type: ignore[no-untyped-def]
    return client.get(reverse("report-detail", args=[slug, name]))


def file(client: Client, name: str, extension: str, slug: str = "small"):  # type: ignore[no-untyped-def]
    return client.get(reverse("report-download", args=[slug, name, extension]))


def test_the_page_answers_in_its_first_sentence_and_says_of_which_day_and_unit(
    client: Client, study: Study
) -> None:
    text = page(client).content.decode()

    assert "4 of 10 prisons were interviewed (40%), and 2 of 2 probation areas (100%)." in text
    assert "30 June 2009" in text
    assert "Establishments (one governor)" in text


@pytest.mark.parametrize("name", reports.names())
@pytest.mark.parametrize("role", ["public", "viewer", "researcher", "study_lead", "curator", "administrator"])
def test_everybody_reads_the_reports_of_a_published_study(
    client_for, study: Study, role: str, name: str
) -> None:  # type: ignore[no-untyped-def]
    client = client_for(role)

    assert page(client, name).status_code == 200
    assert {file(client, name, extension).status_code for extension in ("csv", "json")} == {200}


@pytest.mark.parametrize(
    ("role", "status"),
    [
        *[(role, 404) for role in ("public", "viewer", "administrator")],
        *[(role, 200) for role in ("researcher", "study_lead", "curator")],
    ],
)
def test_an_unpublished_study_is_there_only_for_those_who_work_on_it(
    client_for,  # type: ignore[no-untyped-def]
    role: str,
    status: int,
) -> None:
    fill(StudyFactory(slug="hidden"), 1)
    client = client_for(role)

    assert page(client, slug="hidden").status_code == status
    assert file(client, "coverage", "csv", slug="hidden").status_code == status


@pytest.mark.parametrize("role", ["public", "viewer", "curator", "administrator"])
def test_outside_research_no_refusal_is_shown_by_region(client_for, study: Study, role: str) -> None:  # type: ignore[no-untyped-def]
    document = json.loads(file(client_for(role), "coverage", "json").content)

    columns = [column["key"] for column in document["tables"][1]["columns"]]
    assert "refused" not in columns
    assert "not_interviewed" in columns


@pytest.mark.parametrize("role", ["researcher", "study_lead"])
def test_research_sees_refusals_by_region(client_for, study: Study, role: str) -> None:  # type: ignore[no-untyped-def]
    document = json.loads(file(client_for(role), "coverage", "json").content)

    assert "refused" in [column["key"] for column in document["tables"][1]["columns"]]


@pytest.mark.parametrize("name", reports.names())
def test_page_and_files_have_the_same_tables(client: Client, study: Study, name: str) -> None:
    shown = page(client, name).context["report"]
    document = json.loads(file(client, name, "json").content)
    lines = list(csv.reader(StringIO(file(client, name, "csv").content.decode("utf-8-sig"), newline="")))

    assert shown.answer == document["answer"]
    assert [shown.answer] in lines
    for table, written in zip(shown.tables, document["tables"], strict=True):
        start = lines.index([table.title])
        rows = lines[start + 2 : start + 2 + len(table.rows)]
        assert [[cell.text for cell in row.cells] for row in table.rows] == rows
        assert len(written["rows"]) == len(rows)


def test_csv_opens_in_a_spreadsheet_with_its_letters_whole(client: Client, study: Study) -> None:
    response = file(client, "coverage", "csv")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="coverage-small.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")


def test_a_region_named_like_a_formula_is_written_as_text(client: Client, study: Study) -> None:
    strand = study.strands.get()
    SampledUnitFactory(strand=strand, service=ServiceFactory(region=RegionFactory(name="=1+1")), code="I")

    assert '"\'=1+1"' in file(client, "coverage", "csv").content.decode()


def test_a_name_that_is_markup_is_shown_as_text(client: Client, study: Study) -> None:
    study.title = "<script>alert(1)</script>"
    study.save()

    assert "<script>alert(1)</script>" not in page(client).content.decode()


def test_the_label_stands_on_the_page_of_a_generated_study_only(client: Client, study: Study) -> None:
    fill(StudyFactory(slug="made-up", is_published=True, is_demonstration=True), 1)

    assert GENERATED in page(client, slug="made-up").content.decode()
    assert GENERATED not in page(client).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("/studies/none/reports/coverage/", id="study"),
        pytest.param("/studies/small/reports/none/", id="report"),
        pytest.param("/studies/none/reports/coverage.csv", id="study of a file"),
        pytest.param("/studies/small/reports/none.csv", id="report of a file"),
        pytest.param("/studies/small/reports/coverage.docx", id="format"),
    ],
)
def test_what_there_is_not_gets_the_houses_own_page(client: Client, study: Study, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()
    assert "govuk-heading-l" in response.content.decode()


def test_a_report_is_only_read(client: Client, study: Study) -> None:
    assert client.post(reverse("report-detail", args=["small", "coverage"])).status_code == 405


@pytest.mark.parametrize("name", reports.names())
def test_the_page_takes_as_many_queries_at_any_size(client: Client, study: Study, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert page(client, name).status_code == 200
        return len(captured)

    few = queries()
    strand = study.strands.first()
    for number in range(6):
        region = RegionFactory(name=f"More {number}")
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code="I")

    assert few == queries()
