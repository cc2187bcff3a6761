"""The quality statement: what the data say, what is written, who writes it, its versions and two writers at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from reports.formats.heading import EXACT
from reports.quality.statement import statement_of
from survey import actions
from survey.models import QualityStatement, Study
from survey.quality import DIMENSIONS, NOT_WRITTEN, PARTS
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PAGE, EDIT = "/studies/small/quality/", "/studies/small/quality/edit/"


def fill(study: Study, services: int) -> Study:
    strand, region = StrandFactory(study=study), RegionFactory()
    for number in range(services):
        for code in ("I", "R", "NC", "NC", "I"):
            SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)
        SampledUnitFactory(
            strand=strand, service=ServiceFactory(region=region, probation=True), code="I" if number else "P"
        )
    return study


@pytest.fixture
def study(settings) -> Study:
    settings.SECOND_FACTOR_REQUIRED = False
    made = fill(StudyFactory(slug="small", title="A small study", is_published=True), 2)
    release_study(made)
    return made


def write(study: Study, *, from_version: int = 0, **texts: str) -> QualityStatement | None:
    return actions.write_quality_statement(study=study, texts=texts, from_version=from_version, by=None)


def sent(version: int, **texts: str) -> dict[str, str]:
    return {**dict.fromkeys(PARTS, ""), "from_version": str(version), **texts}


def test_everybody_reads_each_dimension_with_the_public_figures_and_what_is_not_written(
    client: Client, study: Study
) -> None:
    text = text_of(client.get(PAGE))

    for dimension in DIMENSIONS:
        assert dimension.title in text
    assert "4 of 10 prisons were interviewed (40%), and 2 of 2 probation areas (100%)." in text
    assert text.count(NOT_WRITTEN) == len(PARTS)
    assert "Not written yet." in text


def test_a_text_takes_the_place_of_not_written_yet_and_says_which_version_it_is(
    client: Client, study: Study
) -> None:
    write(study, commissioner="The National Offender Management Service", coverage="Trusts are missing.")

    text = text_of(client.get(PAGE))

    assert "The National Offender Management Service" in text and "Trusts are missing." in text
    assert "Version 1 of the text" in text
    assert text.count(NOT_WRITTEN) == len(PARTS) - 2


def test_markup_in_a_text_is_shown_as_text(client: Client, study: Study) -> None:
    write(study, relevance="<script>alert(1)</script>")

    assert b"<script>alert(1)" not in client.get(PAGE).content


def test_the_public_reads_the_release_and_research_roles_live_figures_with_an_audit_event(
    client_for, study: Study
) -> None:
    tables = {
        table.key for _, parts in statement_of(study).dimensions for part in parts for table in part.tables
    }
    assert "by_kind" in tables
    SampledUnitFactory(strand=study.strands.first(), service=ServiceFactory(), code="I")

    public, lead = client_for("public"), client_for("study_lead")

    assert "4 of 10 prisons were interviewed" in text_of(public.get(PAGE))
    assert not AuditEvent.objects.filter(verb="report.exact_read").exists()
    live = lead.get(PAGE)
    assert "5 of 11 prisons were interviewed" in text_of(live)
    assert EXACT in text_of(live)
    assert "no-store" in live["Cache-Control"]
    assert AuditEvent.objects.filter(verb="report.exact_read").count() == 2
    assert "4 of 10 prisons were interviewed" in text_of(lead.get(f"{PAGE}?version=public"))


def test_before_the_first_release_the_statement_says_so(client: Client) -> None:
    fill(StudyFactory(slug="early", is_published=True), 1)

    text = text_of(client.get("/studies/early/quality/"))

    assert "Not released yet. No day is announced." in text
    assert "prisons were interviewed" not in text


def test_a_study_that_is_not_published_is_not_found_by_the_public(client: Client, client_for, study) -> None:
    fill(StudyFactory(slug="hidden"), 1)

    assert client.get("/studies/hidden/quality/").status_code == 404
    assert client_for("researcher").get("/studies/hidden/quality/").status_code == 200


def test_a_study_without_anything_has_an_honest_statement(client: Client, study: Study) -> None:
    release_study(StudyFactory(slug="empty", is_published=True))

    text = text_of(client.get("/studies/empty/quality/"))

    assert "No prison or probation service is in the list of services of this study yet." in text
    assert "No fieldwork yet." in text


@pytest.mark.parametrize("role", ["viewer", "researcher", "curator", "administrator"])
def test_only_the_lead_writes(client_for, study: Study, role: str) -> None:
    assert client_for(role).get(EDIT).status_code == 403
    assert client_for(role).post(EDIT, sent(0, coverage="x")).status_code == 403
    assert not QualityStatement.objects.exists()


def test_the_lead_writes_and_each_save_is_a_version_with_an_audit_event(client_for, study: Study) -> None:
    lead = client_for("study_lead")

    page = lead.post(EDIT, sent(0, coverage="First."), follow=True)
    lead.post(EDIT, sent(1, coverage="Second.", contact="NOMS research office"))

    assert "The quality statement is saved." in text_of(page)
    assert [each.texts["coverage"] for each in QualityStatement.objects.order_by("version")] == [
        "First.",
        "Second.",
    ]
    history = text_of(lead.get(EDIT))
    assert "Version 1" in history and "Version 2" in history and "First." in history
    events = AuditEvent.objects.filter(verb="quality_statement.written").order_by("pk")
    assert [event.detail for event in events] == [
        {"version": 1, "parts": ["coverage"]},
        {"version": 2, "parts": ["contact", "coverage"]},
    ]


def test_a_save_that_changes_nothing_adds_no_version(study: Study) -> None:
    first = write(study, coverage="First.")

    assert write(study, from_version=1, coverage=" First. ") == first
    assert write(StudyFactory()) is None
    assert (
        QualityStatement.objects.count() == AuditEvent.objects.filter(verb__startswith="quality").count() == 1
    )


def test_of_two_writers_the_second_sees_both_texts_and_loses_none(client_for, study: Study) -> None:
    lead = client_for("study_lead")
    write(study, coverage="Hers.", relevance="Hers too.")

    refused = text_of(lead.post(EDIT, sent(0, coverage="His.")))
    assert "Somebody else saved this statement while you were writing" in refused
    assert "Saved meanwhile: “Hers.”" in refused and "His." in refused
    assert "Saved meanwhile: “Hers too.”" in refused
    assert QualityStatement.objects.count() == 1

    lead.post(EDIT, sent(1, coverage="Hers. His.", relevance="Hers too."))
    assert QualityStatement.objects.get(version=2).texts["coverage"] == "Hers. His."


def test_a_text_that_is_too_long_is_refused_at_its_field_and_an_unknown_part_by_the_action(
    client_for, study: Study
) -> None:
    page = text_of(client_for("study_lead").post(EDIT, sent(0, contact="x" * 201)))

    assert "Shorten “Contact” to 200 characters: it has 201" in page
    with pytest.raises(ValidationError, match="no part gossip"):
        write(study, gossip="x")


def test_the_page_takes_as_many_queries_at_any_size(client: Client, study: Study) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    queries()
    few = queries()
    strand = study.strands.first()
    for _ in range(6):
        SampledUnitFactory(strand=strand, service=ServiceFactory(), code="I")
    write(study, coverage="x")
    write(study, from_version=1, coverage="y")

    assert queries() == few
