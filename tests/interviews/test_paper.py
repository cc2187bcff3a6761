"""The blank questionnaire of a strand and of a case, to fill on paper."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from interviews.forms.mentions import MentionForm
from interviews.paper import ON_PAPER, blank_questionnaire
from survey.models import SampledUnit, Strand
from survey.vocabulary import CaseCode
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = pytest.mark.django_db

NOT_ON_PAPER = {"key", "match", "match_was", "is_removed", "referrals_are_estimated"}
"""Fields that the page needs and nobody is asked."""


def test_paper_has_room_for_organisations_after_the_first_section_that_asks_more_than_consent(
    case: SampledUnit,
) -> None:
    questionnaire = case.strand.instrument.questionnaire

    paper = blank_questionnaire(case.strand, questionnaire, language="en", service="HMP Leeds")

    titles = [section["title"] for section in paper.sections]
    assert titles[:3] == ["Introduction and consent", "Working with organisations", "Organisations named"]
    (card,) = paper.sections[2]["items"]
    assert card["items"][0]["label"] == "Name, as it was said"
    assert "HMP Leeds" in paper.sections[0]["items"][0]["label"]


def test_everything_that_is_asked_about_an_organisation_is_on_paper() -> None:
    assert set(ON_PAPER) == set(MentionForm.base_fields) - NOT_ON_PAPER


@pytest.mark.parametrize("language", ["en", "cy", "xx"])
def test_the_case_and_the_strand_print_as_pdf(
    language: str, case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    client, study = client_for("researcher"), case.strand.study.slug
    for address in (
        reverse("case-questionnaire", args=[study, case.pk]),
        reverse("study-questionnaire", args=[study, case.strand.kind]),
    ):
        response = client.get(address, {"language": language})

        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        name = "cy" if language == "cy" else "en"
        assert response["Content-Disposition"] == f'inline; filename="service_interview-4-{name}.pdf"'
        assert response.content.startswith(b"%PDF-")


def test_the_pages_link_to_it_in_both_languages(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    study = case.strand.study.slug

    page = unescape(
        client_for("researcher").get(reverse("case-detail", args=[study, case.pk])).content.decode()
    )
    assert f"/cases/{case.pk}/questionnaire.pdf?language=cy" in page
    page = unescape(client_for("study_lead").get(reverse("study-words", args=[study])).content.decode())
    assert "/questionnaires/initial_interview.pdf?language=en" in page


def test_the_work_list_links_to_it_when_every_case_is_closed(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    SampledUnit.objects.update(code=CaseCode.NOT_ELIGIBLE)
    client, study = client_for("researcher"), case.strand.study.slug
    address = reverse("study-questionnaire", args=[study, case.strand.kind])

    assert f'href="{address}"' in client.get(reverse("worklist-study", args=[study])).content.decode()

    Strand.objects.update(instrument=None)
    assert address not in client.get(reverse("worklist-study", args=[study])).content.decode()


def test_a_strand_without_a_questionnaire_has_nothing_to_print(client_for: Callable[[str], Client]) -> None:
    unit = SampledUnitFactory(strand=StrandFactory(instrument=None))
    study = unit.strand.study.slug

    assert (
        client_for("researcher").get(reverse("case-questionnaire", args=[study, unit.pk])).status_code == 404
    )
