"""Accepting an online response: one action, traceable, only once."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from enterprises.actions import add_identifier, merge
from enterprises.models import Engagement, Evidence, Organisation
from enterprises.vocabulary import TERMS, SourceKind
from survey import actions, consent
from survey.models import Response
from survey.online import acceptance_preview, directory_mapping
from survey.vocabulary import ResponseStatus
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import OnlineStrandFactory, ResponseFactory

pytestmark = pytest.mark.django_db
ANSWERS = {
    "organisation_name": "Phoenix Kitchen CIC",
    "other_names": "The Phoenix\nPK",
    "website": "phoenix.example",
    "relation": "now",
    "legal_form": "cic",
    "company_number": "1234567",
    "separately_constituted": "yes",
    "own_bank_account": "yes",
    "statutory_body": "no",
    "independent": "yes",
    "operated_by_service_staff": "no",
    "public_sector_board_share": "below_half",
    "social_aims": "yes",
    "reinvests": "yes",
    "reinvested_share": "to_100",
    "trades": "yes",
    "trading_share": "to_75",
    "financial_year_end": "2009-03-31",
    "trading_income": "12500",
    "total_income": "20000",
    "employees": 12,
    "sector": ["food", "retail"],
    "activity": ["paid_work"],
    "stage": ["through_the_gate"],
    "works_with_services": "HMP Leeds\n\n- leeds prison\nNowhere",
    "would_like_services": "HMP Hull",
    "arrangement": ["contract"],
    "list_publicly": "yes",
}


@pytest.fixture
def sent() -> Any:
    """A response to our own survey that waits for review."""
    instrument = actions.publish_own_instrument(name="enterprise_survey", by=None)

    def make(**changes: Any) -> Response:
        answers = {
            name: {"value": value} for name, value in {**ANSWERS, **changes}.items() if value is not None
        }
        return ResponseFactory(sent=True, strand=OnlineStrandFactory(instrument=instrument), answers=answers)

    return make


@pytest.fixture
def leeds() -> Any:
    return ServiceFactory(name="HMP Leeds")


def accept(response: Response, organisation: Organisation | None = None, **services: Any) -> Response:
    named = {("works", "HMP Leeds"): services["leeds"]} if "leeds" in services else {}
    return actions.accept_response(
        response=response, organisation=organisation, services=named, by=UserFactory()
    )


def test_accepting_makes_evidence_typologies_and_relations_with_the_reference(sent, leeds):
    response = sent()

    accepted = accept(response, leeds=leeds)

    made = accepted.organisation
    assert (made.name, made.website, made.is_published) == (
        "Phoenix Kitchen CIC",
        "https://phoenix.example",
        False,
    )
    assert {other.name for other in made.other_names.all()} == {"The Phoenix", "PK"}
    assert str(made.identifiers.get()) == "GB-COH-01234567"
    assert {(t.vocabulary, t.term) for t in made.terms.all()} >= {
        ("sector", "food"),
        ("activity", "paid_work"),
    }
    answers = {row.fact: row.value for row in made.evidence.all()}
    assert answers["trading_share"] == ">50..75"
    assert answers["public_sector_board_share"] == "0..<50"
    assert (answers["trading_income"], answers["total_income"], answers["employees"]) == (
        "12500",
        "20000",
        "12",
    )
    assert answers["legal_form"] == "Community interest company"
    assert {row.source_kind for row in made.evidence.all()} == {SourceKind.ORGANISATION_SURVEY}
    assert all(response.reference in row.source for row in made.evidence.all())
    engagement = made.engagements.get()
    assert (engagement.service, engagement.status, engagement.arrangement) == (leeds, "works", "contract")
    assert (engagement.is_published, engagement.listing) == (False, "waiting")
    assert engagement.study_slug == response.strand.study.slug
    assert accepted.outcome["evidence"] == list(made.evidence.order_by("pk").values_list("pk", flat=True))
    assert made.assessments.get(is_current=True).outcome == "social_enterprise"


def test_accepting_twice_changes_nothing(sent, leeds):
    response = sent()
    first = accept(response, leeds=leeds)
    before = (
        Organisation.objects.count(),
        Evidence.objects.count(),
        Engagement.objects.count(),
        AuditEvent.objects.count(),
    )

    again = accept(response, OrganisationFactory(), leeds=leeds)

    after = (
        Organisation.objects.count() - 1,
        Evidence.objects.count(),
        Engagement.objects.count(),
        AuditEvent.objects.count(),
    )
    assert again.organisation == first.organisation
    assert before == after


def test_an_entry_is_added_to_and_never_overwritten(sent):
    entry = OrganisationFactory(name="Phoenix Kitchen", website="https://old.example", description="")
    response = sent(description="Cooks.")

    accept(response, entry)

    entry.refresh_from_db()
    assert (entry.website, entry.description) == ("https://old.example", "Cooks.")
    assert "Phoenix Kitchen CIC" in {other.name for other in entry.other_names.all()}


def test_states_without_a_value_and_hidden_questions_make_no_evidence(sent):
    response = sent(trades="no", reinvested_share=None)
    response.answers["charity"] = {"state": "not_known"}
    response.save()

    made = accept(response).organisation

    facts = set(made.evidence.values_list("fact", flat=True))
    assert not facts & {"charity", "trading_share", "reinvested_share"}


def test_a_relation_is_not_shown_when_the_respondent_says_no(sent, leeds):
    assert not accept(sent(list_publicly="no"), leeds=leeds).organisation.engagements.get().is_published


def test_a_wish_to_work_with_a_service_has_no_details_of_the_work(sent, leeds):
    hull = ServiceFactory(name="HMP Hull")
    response = sent(works_with_services="HMP Leeds", referrals=20, origin=["approached"])

    actions.accept_response(
        response=response,
        organisation=None,
        services={("works", "HMP Leeds"): leeds, ("would_like", "HMP Hull"): hull},
        by=None,
    )

    works, wish = Engagement.objects.get(service=leeds), Engagement.objects.get(service=hull)
    assert (works.arrangement, works.origin, works.referrals) == ("contract", "approached", 20)
    assert [(term.vocabulary, term.term) for term in works.terms.all()] == [("stage", "through_the_gate")]
    assert (wish.status, wish.arrangement, wish.origin, wish.referrals) == (
        "would_like",
        "not_known",
        "not_known",
        None,
    )
    assert not wish.terms.exists()


def test_an_answer_is_not_accepted_into_an_entry_that_was_merged(sent):
    entry, other = OrganisationFactory(name="Phoenix"), OrganisationFactory(name="Phoenix Kitchen")
    merge(organisation=entry, into=other, by=None)
    entry.refresh_from_db()
    response = sent()

    with pytest.raises(ValidationError, match="was merged into another"):
        accept(response, entry)

    assert not Evidence.objects.filter(source__contains=response.reference).exists()


def test_a_number_of_another_organisation_is_left_out_and_reported(sent):
    other = OrganisationFactory(name="Other body")
    add_identifier(organisation=other, scheme="GB-COH", value="01234567", by=None)
    response = sent()

    effects = {change.label: change.effect for change in acceptance_preview.changes(response, None)}
    made = accept(response).organisation

    assert effects["Companies House"] == "left out: it is the number of Other body"
    assert not made.identifiers.exists()


def test_the_preview_lists_every_change_in_a_fixed_number_of_queries(sent, django_assert_max_num_queries):
    entry = OrganisationFactory(name="Phoenix Kitchen", website="https://old.example")
    response = sent()

    with django_assert_max_num_queries(8):
        effects = {change.label: change for change in acceptance_preview.changes(response, entry)}

    assert effects["Website"][:4] == (
        "Website",
        "https://old.example",
        "https://phoenix.example",
        "not changed",
    )
    assert effects["Sector"].says == "Food, Retail"
    assert (
        effects["Evidence: Share of income from selling goods or services"].says
        == "more than 50% and at most 75%"
    )


def test_likely_duplicates_are_found_by_number_and_by_name(sent):
    numbered, named = (
        OrganisationFactory(name="Quite another name"),
        OrganisationFactory(name="The Phoenix Kitchen"),
    )
    add_identifier(organisation=numbered, scheme="GB-COH", value="01234567", by=None)

    likely = acceptance_preview.candidates_for(sent())

    assert [one.organisation for one in likely] == [numbered, named]
    assert likely[0].why == "The same number: Companies House 01234567"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("HMP Leeds", "HMP Leeds"),
        ("leeds prison", "HMP Leeds"),
        ("West Yorkshire probation", "West Yorkshire Probation Service"),
        ("Styal", "HMP/YOI Styal"),
        ("any", None),
        ("HMP", None),
    ],
)
def test_the_service_named_in_a_line_is_found(words, meant):
    services = [
        ServiceFactory(name="HMP Leeds"),
        ServiceFactory(name="HMP/YOI Styal"),
        ServiceFactory(name="West Yorkshire Probation Service", probation=True),
    ]

    found = acceptance_preview.best_match(words, services)

    assert (found.name if found else None) == meant


def test_a_rejected_answer_keeps_its_reason_and_makes_nothing(sent):
    response = sent()

    with pytest.raises(ValidationError, match="Say why"):
        actions.reject_response(response=response, reason=" ", by=None)
    rejected = actions.reject_response(response=response, reason="Not an organisation", by=None)

    assert (rejected.status, rejected.reason) == (ResponseStatus.REJECTED, "Not an organisation")
    assert not Evidence.objects.exists()
    with pytest.raises(ValidationError, match="does not wait"):
        accept(rejected)


def test_a_suspicious_answer_is_released_before_it_is_accepted(sent):
    response = sent()
    Response.objects.filter(pk=response.pk).update(
        status=ResponseStatus.QUARANTINED, suspicion="Sent 2 seconds after it was begun."
    )

    with pytest.raises(ValidationError, match="Release it first"):
        accept(response)
    actions.release_response(response=response, by=None)

    assert accept(response).status == ResponseStatus.ACCEPTED


def test_an_answer_without_a_name_needs_an_entry(sent):
    response = sent(organisation_name=None)

    with pytest.raises(ValidationError, match="names no organisation"):
        accept(response)
    assert accept(response, OrganisationFactory()).status == ResponseStatus.ACCEPTED


def test_income_of_a_year_that_has_not_ended_is_left_out(sent):
    later = (timezone.localdate() + dt.timedelta(days=30)).isoformat()

    made = accept(sent(financial_year_end=later)).organisation

    assert not made.evidence.filter(fact="trading_income").exists()


def test_every_question_named_for_the_directory_is_in_our_own_survey():
    questionnaire = actions.publish_own_instrument(name="enterprise_survey", by=None).questionnaire
    named = {
        *directory_mapping.FACTS,
        *directory_mapping.TEXTS,
        *directory_mapping.VOCABULARIES,
        *directory_mapping.IDENTIFIERS,
        *directory_mapping.SERVICES,
        *directory_mapping.WHY_NOT,
        *directory_mapping.IDENTIFYING,
        consent.QUESTION,
        directory_mapping.YEAR_END,
    }

    assert named - set(questionnaire.questions) == set()


def test_the_lists_of_our_own_survey_are_those_of_the_directory():
    questions = actions.publish_own_instrument(name="enterprise_survey", by=None).questionnaire.questions

    for vocabulary, terms in TERMS.items():
        values = {choice.value for choice in questions[vocabulary].choices}
        assert set(terms.values) - {"not_known"} <= values, vocabulary
        assert values - set(terms.values) <= {"other", "not_known"}, vocabulary
