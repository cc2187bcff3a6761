"""A report as a page and as files: who sees it, what it shows, and what a wrong address gets."""

import csv
import json
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports import registry
from reports.formats.heading import GENERATED
from survey.models import Study
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db
NAMES = [name for name in registry.names() if name != "comparison"]
"""The reports of a study alone; test_views_comparison.py has the one that needs two."""


def fill(study: Study, regions: int) -> Study:
    strand = StrandFactory(study=study)
    for number in range(regions):
        region = RegionFactory(name=f"Region {study.pk}-{number}")
        for code in ("I", "R", "NC", "NC", "I"):
            SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region, probation=True), code="I")
    return study


def released(study: Study, regions: int) -> Study:
    """Return the study, filled and released."""
    release_study(fill(study, regions))
    return study


@pytest.fixture
def study() -> Study:
    return released(StudyFactory(slug="small", title="A small study", is_published=True), 2)


def page(client: Client, name: str = "coverage", slug: str = "small"):
    return client.get(reverse("report-detail", args=[slug, name]))


def file(client: Client, name: str, extension: str, slug: str = "small"):
    return client.get(reverse("report-download", args=[slug, name, extension]))


def test_the_page_gives_the_answer_first_with_the_date_and_the_counting_unit(
    client: Client, study: Study
) -> None:
    text = page(client).content.decode()

    assert "4 of 10 prisons were interviewed (40%), and 2 of 2 probation areas (100%)." in text
    assert "30 June 2009" in text
    assert "Sites under one governor count once" in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "role",
    [
        *("public", "researcher"),
        *(
            pytest.param(role, marks=pytest.mark.slow)
            for role in ("viewer", "study_lead", "curator", "administrator")
        ),
    ],
)
def test_everybody_reads_the_reports_of_a_published_study(
    client_for, study: Study, role: str, name: str
) -> None:
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
    client_for,
    role: str,
    status: int,
) -> None:
    released(StudyFactory(slug="hidden"), 1)
    client = client_for(role)

    assert page(client, slug="hidden").status_code == status
    assert file(client, "coverage", "csv", slug="hidden").status_code == status


@pytest.mark.parametrize("role", ["public", "viewer", "curator", "administrator"])
def test_outside_research_no_refusal_is_shown_by_region(client_for, study: Study, role: str) -> None:
    document = json.loads(file(client_for(role), "coverage", "json").content)

    columns = [column["key"] for column in document["tables"][1]["columns"]]
    assert "refused" not in columns
    assert "not_interviewed" in columns


@pytest.mark.parametrize("role", ["researcher", "study_lead"])
def test_research_sees_refusals_by_region(client_for, study: Study, role: str) -> None:
    document = json.loads(file(client_for(role), "coverage", "json").content)

    assert "refused" in [column["key"] for column in document["tables"][1]["columns"]]


@pytest.mark.parametrize("name", NAMES)
def test_page_and_files_have_the_same_tables(client: Client, study: Study, name: str) -> None:
    shown = page(client, name).context["report"]
    document = json.loads(file(client, name, "json").content)
    lines = list(csv.reader(StringIO(file(client, name, "csv").content.decode("utf-8-sig"), newline="")))

    assert shown.answer == document["answer"]
    assert [shown.answer] in lines
    written_tables = {table["key"]: table for table in document["tables"]}
    assert sorted(table.key for table in shown.tables) == sorted(written_tables)
    for table in shown.tables:
        written = written_tables[table.key]
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
    strand, region = study.strands.get(), RegionFactory(name="=1+1", position=0)
    for code in ("I", "R", "NC"):
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)
    release_study(study)

    assert "\"'=1+1 with " in file(client, "coverage", "csv").content.decode()


def test_a_name_that_is_markup_is_shown_as_text(client: Client, study: Study) -> None:
    study.title = "<script>alert(1)</script>"
    study.save()

    assert "<script>alert(1)</script>" not in page(client).content.decode()


def test_the_demonstration_label_is_on_the_page_of_a_generated_study_only(
    client: Client, study: Study
) -> None:
    released(StudyFactory(slug="made-up", is_published=True, is_demonstration=True), 1)

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
def test_an_unknown_address_gets_our_own_error_page(client: Client, study: Study, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()
    assert "govuk-heading-l" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param("reports/none/", "There is no report “none”. There are: coverage, ", id="report"),
        pytest.param("reports/coverage.docx", "Reports are not offered as docx.", id="format"),
        pytest.param("reports/coverage/none.svg", "There is no such chart.", id="chart"),
    ],
)
def test_a_page_that_is_not_there_says_why(client: Client, study: Study, address: str, reason: str) -> None:
    response = client.get(f"/studies/small/{address}")

    assert response.status_code == 404
    assert reason in response.content.decode()


def test_messages_of_django_about_missing_rows_are_not_shown(client: Client, study: Study) -> None:
    text = client.get("/studies/none/reports/coverage/").content.decode()

    assert "matches the given query" not in text
    assert "Resolver404" not in client.get("/no/such/page/").content.decode()


def test_a_page_tells_which_parameters_it_left_out(client: Client, study: Study) -> None:
    response = client.get("/studies/small/reports/coverage/", {"region": "<b>", "with": "other"})

    text = response.content.decode()
    assert response.status_code == 200
    assert "“region” is not a parameter of this page, so it was left out." in text
    assert "“with” is not a parameter of this page, so it was left out." in text
    assert "so it was left out" not in page(client).content.decode()


def test_a_live_report_that_compares_takes_the_other_study(client_for, study: Study) -> None:
    client = client_for("researcher")
    released(StudyFactory(slug="other", is_published=True), 1)
    release_study(study)

    text = client.get("/studies/small/reports/comparison/", {"with": "other"}).content.decode()
    download = client.get("/studies/small/reports/comparison.json", {"with": "other"})

    assert "so it was left out" not in text
    assert download.status_code == 200
    refused = client.get("/studies/small/reports/comparison/", {"with": "zzz"})
    assert "There is no other study “zzz”." in refused.content.decode()
    # A released comparison is of the two studies that its release compared.
    public = client_for("public").get("/studies/small/reports/comparison/", {"with": "other"})
    assert "“with” is not a parameter of this page, so it was left out." in public.content.decode()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        pytest.param(
            "coverage.csv?region=x", "“region” is not a parameter of this address. Known: version.", id="file"
        ),
        pytest.param(
            "comparison.json?region=x",
            "“region” is not a parameter of this address. Known: version.",
            id="other",
        ),
        pytest.param(
            "coverage/by_kind.svg?region=x",
            "“region” is not a parameter of this address. Known: version, for, v.",
            id="chart",
        ),
        pytest.param(
            "coverage/by_kind.svg?for=abc",
            "“abc” is not what a chart can be for. Known: page, phone, file.",
            id="layout",
        ),
        pytest.param(
            "coverage.csv?%3Cscript%3E=1", "“&lt;script&gt;” is not a parameter of this address.", id="markup"
        ),
    ],
)
def test_a_file_refuses_an_invalid_request_with_a_message(
    client: Client, study: Study, address: str, reason: str
) -> None:
    response = client.get(f"/studies/small/reports/{address}")

    assert response.status_code == 400
    assert reason in response.content.decode()


def test_a_report_is_only_read(client: Client, study: Study) -> None:
    assert client.post(reverse("report-detail", args=["small", "coverage"])).status_code == 405


@pytest.mark.parametrize("name", NAMES)
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
