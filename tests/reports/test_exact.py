"""Exact figures: research roles get every report as it is, marked and audited, and nobody else ever does."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from accounts.models import AuditEvent
from reports import registry
from reports.formats.heading import EXACT
from survey.models import Study
from tests.factories.answered import answered, asks, strand_asking
from tests.factories.noms import RegionFactory
from tests.factories.releases import release_study
from tests.pages import text_of

pytestmark = pytest.mark.django_db
BARRIERS = "/studies/small/reports/barriers"
RESEARCH = ("researcher", "study_lead")
OTHERS = ("public", "viewer", "curator", "administrator")


@pytest.fixture
def study(settings) -> Study:
    """12 prisons, of which 7 name funding, 3 pay and 2 neither, and 3 of probation, so that no parts are public."""
    settings.SECOND_FACTOR_REQUIRED = False
    strand = strand_asking(asks("barriers", "funding", "pay", "views", "other"))
    Study.objects.filter(pk=strand.study_id).update(slug="small", is_published=True)
    region = RegionFactory(name="North")
    for number in range(12):
        named = ["funding"] if number < 7 else ["pay"] if number < 10 else ["other"]
        answered(strand, region, barriers=named)
    for _ in range(3):
        answered(strand, region, probation=True, barriers=["pay"])
    study = Study.objects.get(pk=strand.study_id)
    release_study(study)
    return study


def counts(client: Client, address: str = f"{BARRIERS}.json") -> dict[str, int | None]:
    """The number of respondents in prisons who named each barrier, by its label."""
    document = json.loads(client.get(address).content)
    table = next(table for table in document["tables"] if table["key"] == "by_part")
    return {row["theme"]: row["named"] for row in table["rows"] if row["part"] == "Prisons"}


@pytest.mark.parametrize("role", RESEARCH)
def test_research_roles_read_small_counts_and_zeros_exactly(client_for, study: Study, role: str) -> None:
    document = json.loads(client_for(role).get(f"{BARRIERS}.json").content)

    assert document["exact"] is True
    assert "[c]" not in document["symbols"]
    assert counts(client_for(role)) == {"Funding": 7, "Pay": 3, "Other": 2}


@pytest.mark.parametrize("role", OTHERS)
def test_everybody_else_reads_the_protected_version(client_for, study: Study, role: str) -> None:
    client = client_for(role)
    document = json.loads(client.get(f"{BARRIERS}.json").content)

    assert document["exact"] is False
    assert counts(client) == {}
    assert EXACT not in text_of(client.get(f"{BARRIERS}/"))
    assert not AuditEvent.objects.filter(verb="report.exact_read").exists()


@pytest.mark.parametrize("name", registry.names())
def test_every_report_is_exact_and_marked_on_its_page_and_in_every_file(
    client_for, study: Study, name: str
) -> None:
    client = client_for("study_lead")
    address = f"/studies/small/reports/{name}"

    page = client.get(f"{address}/")
    lines = list(csv.reader(StringIO(client.get(f"{address}.csv").content.decode("utf-8-sig"))))

    assert EXACT in text_of(page)
    assert "[c]" not in text_of(page)
    assert EXACT in lines[1]
    assert json.loads(client.get(f"{address}.json").content)["label"] == EXACT
    for format in ("xlsx", "ods"):
        response = client.get(f"{address}.{format}")
        book = CalamineWorkbook.from_filelike(BytesIO(response.content))
        for sheet in book.sheet_names:
            assert EXACT in str(book.get_sheet_by_name(sheet).to_python()), (format, sheet)
        assert f'"{name}-small-exact.{format}"' in response["Content-Disposition"]
    assert AuditEvent.objects.filter(verb="report.exact_read").count() == 5


def test_a_chart_that_is_saved_says_that_it_is_exact(client_for, study: Study) -> None:
    client = client_for("study_lead")

    saved = client.get("/studies/small/reports/coverage/by_kind.svg")
    public = client.get("/studies/small/reports/coverage/by_kind.svg?version=public")

    assert "not for publication" in saved.content.decode()
    assert 'filename="coverage-by_kind-small-exact.svg"' in saved["Content-Disposition"]
    assert "not for publication" not in public.content.decode()
    (event,) = AuditEvent.objects.filter(verb="report.exact_read")
    assert event.detail == {"report": "coverage", "format": "svg"}


def test_a_reading_is_audited_with_who_and_which_report(client_for, study: Study) -> None:
    client_for("researcher").get(f"{BARRIERS}/")

    (event,) = AuditEvent.objects.filter(verb="report.exact_read")
    assert event.by is not None
    assert (event.study_slug, event.detail) == ("small", {"report": "barriers", "format": "page"})


@pytest.mark.parametrize("name", [name for name in registry.names() if name != "comparison"])
def test_the_version_for_the_public_is_byte_for_byte_that_of_the_public(
    client: Client, client_for, study: Study, name: str
) -> None:
    lead = client_for("study_lead")

    for ending in (".csv", ".json", ".xlsx"):
        address = f"/studies/small/reports/{name}{ending}"
        assert lead.get(f"{address}?version=public").content == client.get(address).content
    assert EXACT not in text_of(lead.get(f"/studies/small/reports/{name}/?version=public"))
    assert not AuditEvent.objects.filter(verb="report.exact_read").exists()


def test_a_version_that_does_not_exist_is_not_found_with_a_reason(client: Client, study: Study) -> None:
    response = client.get(f"{BARRIERS}/?version=exact")

    assert response.status_code == 404
    assert "There is no version “exact” of a report. Known: public." in text_of(response)


@pytest.mark.parametrize(
    "address", [f"{BARRIERS}/", f"{BARRIERS}.csv", f"{BARRIERS}.xlsx", f"/api/v1{BARRIERS}/"]
)
def test_exact_figures_are_stored_by_no_cache_and_reach_nobody_through_one(
    client: Client, client_for, study: Study, address: str
) -> None:
    before = client.get(address)
    exact = client_for("study_lead").get(address)
    tag = exact.headers.get("ETag", '"none"')
    after = client.get(address, headers={"If-None-Match": tag})

    assert "no-store" in exact["Cache-Control"]
    assert "private" in exact["Cache-Control"]
    assert "Cookie" in exact["Vary"]
    assert after.status_code == 200
    assert after.content != exact.content
    if not address.endswith("/") or "api" in address:
        assert after.content == before.content
        assert after.headers.get("ETag") == before.headers.get("ETag")


def test_the_archive_of_a_research_role_is_exact_and_that_of_a_viewer_is_not(
    client_for, study: Study
) -> None:
    def archive(role: str) -> ZipFile:
        response = client_for(role).post("/studies/small/reports.zip", follow=True)
        return ZipFile(BytesIO(b"".join(response)))

    assert EXACT in archive("study_lead").read("barriers-small-exact.csv").decode()
    assert EXACT not in archive("viewer").read("barriers-small.csv").decode()
