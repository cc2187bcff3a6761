"""The pages of the study report: public page, draft, texts with preview, and the list of figures."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent
from reports.models import ReportText
from survey.models import Study
from tests.factories.interviews import InterviewFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db
PUBLIC, RELEASED = "/studies/small/report/", "/studies/small/releases/1/report/"
DRAFT, TEXTS, FIGURES = f"{PUBLIC}draft/", f"{PUBLIC}texts/", f"{PUBLIC}texts/figures/"
REFERENCE = "{coverage | by_kind | Prisons | In the list}"


@pytest.fixture
def study(settings) -> Study:
    settings.SECOND_FACTOR_REQUIRED = False
    study = StudyFactory(slug="small", title="A small study", is_published=True)
    strand = StrandFactory(study=study)
    for _ in range(12):
        InterviewFactory(unit=SampledUnitFactory(strand=strand, code="I"), status="complete")
    return study


def sent(version: int = 0, **texts: str) -> dict[str, str]:
    empty = dict.fromkeys(("lead", "foreword", "errors", "models", "conclusions", "recommendations"), "")
    return {**empty, "from_version": str(version), **texts}


def test_before_the_first_release_everybody_reads_that_there_is_none(client: Client, study):
    assert client.get(PUBLIC)["Location"] == "/studies/small/releases/"
    assert client.get(RELEASED).status_code == 404


def test_the_address_without_a_number_leads_to_the_current_release(client: Client, study):
    release_study(study)
    release_study(study)

    assert client.get(PUBLIC)["Location"] == "/studies/small/releases/2/report/"


def test_everybody_reads_the_report_of_a_release_without_a_query_on_interviews(client: Client, study):
    release_study(study)
    client.get(RELEASED)

    with CaptureQueriesContext(connection) as queries:
        text = text_of(client.get(RELEASED))

    assert "Release 1" in text and "12 of 12 prisons were interviewed" in text
    assert "DRAFT" not in text
    assert not [each["sql"] for each in queries if "interviews_" in each["sql"]]
    assert len(queries) == 4


def test_a_withdrawn_release_keeps_its_address_with_the_reason_and_no_figures(client: Client, study):
    release = release_study(study)
    release.state, release.withdrawn_note, release.withdrawn_at = (
        "withdrawn",
        "A column was wrong.",
        timezone.now(),
    )
    release.save()

    text = text_of(client.get(RELEASED))

    assert "Withdrawn on" in text and "A column was wrong." in text
    assert "prisons were interviewed" not in text


def test_the_lead_reads_the_draft_marked_as_one(client_for, study):
    text = text_of(client_for("study_lead").get(DRAFT))

    assert "DRAFT, not for quotation" in text and "12 of 12 prisons were interviewed" in text


@pytest.mark.parametrize("format", ["pdf", "docx", "html", "xlsx"])
def test_the_lead_gets_the_draft_as_a_file(client_for, study, format):
    lead = client_for("study_lead")

    file = lead.post(f"{PUBLIC}draft.{format}", follow=True)

    assert f"study-report-small-draft.{format}" in file["Content-Disposition"]
    assert b"".join(file.streaming_content)
    assert lead.post(f"{PUBLIC}draft.exe").status_code == 404


def test_a_text_with_a_figure_is_previewed_filled_and_saved_as_it_was_written(client_for, study):
    lead = client_for("study_lead")
    typed = sent(foreword=f"**Thanks** to {REFERENCE} prisons. <script>alert(1)</script>")

    preview = lead.post(TEXTS, {**typed, "preview": "yes"})
    assert "<strong>Thanks</strong> to 12 prisons. &lt;script&gt;" in text_of(preview)
    assert not ReportText.objects.exists()

    saved = lead.post(TEXTS, typed, follow=True)
    assert "The texts are saved." in text_of(saved)
    assert ReportText.objects.get().texts == {"foreword": typed["foreword"]}
    assert AuditEvent.objects.get(verb="report_text.written").detail == {"version": 1, "parts": ["foreword"]}
    assert "<script>alert(1)" not in text_of(lead.get(DRAFT))


def test_everything_wrong_is_said_at_once_at_its_field_and_nothing_is_lost(client_for, study):
    lead = client_for("study_lead")
    typed = sent(
        foreword="{coverage | by_kind | Prisons | Nothing} and {nothing | a | b | c}",
        conclusions="An emoji 😀",
        recommendations="Good.",
    )

    text = text_of(lead.post(TEXTS, typed))

    assert "has no figures “Nothing”. Copy it from the list of figures." in text
    assert "there is no report “nothing”" in text
    assert "The sign “😀” cannot be printed" in text
    assert "An emoji 😀</textarea>" in text and "Good.</textarea>" in text
    assert not ReportText.objects.exists()


def test_two_writers_are_shown_both_texts(client_for, study):
    lead = client_for("study_lead")
    lead.post(TEXTS, sent(foreword="First."))

    text = text_of(lead.post(TEXTS, sent(foreword="Second.")))

    assert "Saved meanwhile: “First.”" in text and "Second.</textarea>" in text


def test_the_same_texts_again_add_no_version(client_for, study):
    lead = client_for("study_lead")

    for version in (0, 1):
        lead.post(TEXTS, sent(version, foreword="First."))

    assert ReportText.objects.count() == 1


def test_a_figure_is_found_by_report_and_table_and_can_be_copied(client_for, study):
    lead = client_for("study_lead")

    assert 'href="?report=coverage"' in text_of(lead.get(FIGURES))
    assert 'href="?report=coverage&amp;table=by_kind"' in text_of(lead.get(f"{FIGURES}?report=coverage"))
    copied = f'<code class="gh-document-reference">{REFERENCE}</code>'
    assert copied in text_of(lead.get(f"{FIGURES}?report=coverage&table=by_kind"))
    assert lead.get(f"{FIGURES}?report=nothing").status_code == 404
    assert lead.get(f"{FIGURES}?report=coverage&table=nothing").status_code == 404


@pytest.mark.parametrize("role", ["public", "viewer", "researcher", "curator", "administrator"])
def test_only_the_lead_writes_and_reads_drafts(client_for, study, role):
    client = client_for(role)

    for address in (DRAFT, TEXTS, FIGURES):
        assert client.get(address).status_code in (302, 403)
    assert client.post(TEXTS, sent(foreword="x")).status_code in (302, 403)
    assert not ReportText.objects.exists()
