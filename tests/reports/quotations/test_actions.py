"""Quotations are proposed, approved by a second person, and erased when the respondent withdraws."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from interviews.actions import withdraw_interview
from reports.models import Quotation
from reports.quotations import actions
from survey.actions import withdraw_response
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.quotations import PUBLISHED, SAID, QuotationFactory, interview_with_words
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory, SampledUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def researcher():
    return UserFactory()


@pytest.fixture
def lead():
    return UserFactory()


def proposed(interview, by, text=PUBLISHED):
    return actions.propose(respondent=interview, source="views", theme="barriers", text=text, by=by)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_a_proposal_names_the_kind_of_respondent_and_nothing_else(researcher):
    prison = interview_with_words(unit=SampledUnitFactory(service=ServiceFactory()))
    probation = interview_with_words(unit=SampledUnitFactory(service=ServiceFactory(probation=True)))

    assert proposed(prison, researcher).attribution == "Prison respondent"
    assert proposed(probation, researcher).attribution == "Probation service respondent"
    assert verbs() == ["quotation.proposed", "quotation.proposed"]


def test_an_answer_to_the_survey_is_quoted_as_of_a_social_enterprise(researcher):
    sent = an_answer()

    found = actions.propose(
        respondent=sent, source="views", theme="barriers", text="No money.", by=researcher
    )

    assert found.attribution == "Social enterprise respondent"
    assert found.response == sent


def an_answer(may_quote="yes"):
    answers = {"views": {"value": "No money."}, "be_quoted": {"value": may_quote}}
    strand = OnlineStrandFactory(instrument=InstrumentFactory())
    return ResponseFactory(
        sent=True, strand=strand, answers=answers, status="accepted", organisation=OrganisationFactory()
    )


@pytest.mark.parametrize(
    "interview",
    [
        pytest.param({"may_quote": False}, id="said no"),
        pytest.param({"consents": {}}, id="was not asked"),
        pytest.param({"status": "draft"}, id="is not finished"),
    ],
)
def test_nothing_is_quoted_without_consent(researcher, interview):
    with pytest.raises(ValidationError, match="does not consent"):
        proposed(interview_with_words(**interview), researcher)
    with pytest.raises(ValidationError, match="does not consent"):
        actions.propose(respondent=an_answer("no"), source="views", theme="barriers", text="x", by=researcher)


def test_what_is_wrong_with_a_proposal_is_said(researcher):
    interview = interview_with_words()

    with pytest.raises(ValidationError, match="Write the words"):
        proposed(interview, researcher, "  ")
    with pytest.raises(ValidationError, match="Choose an answer that has words"):
        actions.propose(respondent=interview, source="pay", theme="barriers", text="x", by=researcher)


def test_only_a_second_person_approves(researcher, lead):
    quotation = proposed(interview_with_words(), researcher)

    with pytest.raises(ValidationError, match="Somebody else approves"):
        actions.approve(quotation=quotation, names_checked=True, by=researcher)
    found = actions.approve(quotation=quotation, names_checked=False, by=lead)

    assert (found.state, found.approved_by) == ("approved", lead)
    assert found.consent_seen_at is not None


def test_whoever_changes_the_words_counts_as_their_proposer(researcher, lead):
    quotation = proposed(interview_with_words(), researcher)
    actions.change(quotation=quotation, theme="barriers", text="No money after March.", by=lead)

    with pytest.raises(ValidationError, match="Somebody else approves"):
        actions.approve(quotation=quotation, names_checked=False, by=lead)
    assert actions.approve(quotation=quotation, names_checked=False, by=researcher).state == "approved"


def test_consent_is_looked_at_again_at_approval(researcher, lead):
    interview = interview_with_words()
    quotation = proposed(interview, researcher)
    interview.consents = {"take_part": "yes", "be_quoted": "no"}
    interview.save()

    with pytest.raises(ValidationError, match="does not consent"):
        actions.approve(quotation=quotation, names_checked=False, by=lead)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ring me on 0113 496 0000.", "a telephone number"),
        ("He was A1234BC.", "a prison number"),
        ("Here at leeds there is no money.", "own service"),
    ],
)
def test_words_that_tell_who_spoke_are_saved_and_not_approved(researcher, lead, text, sentence):
    unit = SampledUnitFactory(service=ServiceFactory(name="HMP Leeds"))
    quotation = proposed(interview_with_words(unit=unit), researcher, text)

    with pytest.raises(ValidationError, match=sentence):
        actions.approve(quotation=quotation, names_checked=True, by=lead)


def test_other_names_are_approved_when_somebody_has_looked_at_them(researcher, lead):
    ServiceFactory(name="HMP/YOI Low Newton")
    OrganisationFactory(name="Bounce Back")
    quotation = proposed(interview_with_words(), researcher, "As at Low Newton, Bounce Back does it.")

    with pytest.raises(ValidationError, match="Bounce Back, Low Newton"):
        actions.approve(quotation=quotation, names_checked=False, by=lead)
    assert actions.approve(quotation=quotation, names_checked=True, by=lead).state == "approved"


def test_what_is_sent_back_can_be_changed_and_waits_again(researcher, lead):
    quotation = proposed(interview_with_words(), researcher)
    back = actions.send_back(quotation=quotation, reason="Leave March out.", by=lead)
    again = actions.change(quotation=back, theme="benefits", text="There is no money.", by=researcher)

    assert (back.state, back.reason) == ("returned", "Leave March out.")
    assert (again.state, again.theme, again.reason) == ("proposed", "benefits", "")
    with pytest.raises(ValidationError, match="Say why"):
        actions.send_back(quotation=again, reason=" ", by=lead)


def test_an_approved_text_never_changes_and_can_be_taken_out(researcher, lead):
    quotation = QuotationFactory(approved=True)

    with pytest.raises(ValidationError, match="propose another one"):
        actions.change(quotation=quotation, theme="barriers", text="Other words", by=researcher)
    found = actions.take_out(quotation=quotation, reason="Said twice.", by=lead)

    assert (found.state, found.text) == ("taken_out", PUBLISHED)


def test_a_respondent_who_withdraws_takes_the_words_along(researcher):
    quotation = QuotationFactory(approved=True)
    written = QuotationFactory(interview=None, response=an_answer(), study=quotation.study)

    withdraw_interview(interview=quotation.interview, reason="By telephone", by=researcher)
    withdraw_response(response=written.response, by=researcher, reason="By e-mail")

    for row in (quotation, written):
        row.refresh_from_db()
        assert (row.state, row.text) == ("withdrawn", "")
    assert verbs().count("quotation.erased") == 2
    assert SAID not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"approved": True, "consent_seen_at": None}, "when consent was seen"),
        ({"state": "returned"}, "Say why"),
        ({"text": ""}, "A withdrawn quotation has no text"),
        ({"state": "withdrawn"}, "A withdrawn quotation has no text"),
        ({"interview": None}, "one interview or from one answer"),
    ],
)
def test_the_database_keeps_the_rules_of_quotations(changes, sentence):
    study = SampledUnitFactory().strand.study
    people = {"proposed_by": UserFactory(), "approved_by": UserFactory()} if changes.get("approved") else {}
    made = QuotationFactory.build(**{"study": study, "proposed_by": UserFactory(), **people, **changes})

    assert_refused(lambda: made, sentence)


def test_the_database_refuses_one_person_for_both_steps():
    one = UserFactory()

    made = QuotationFactory.build(
        study=SampledUnitFactory().strand.study, approved=True, proposed_by=one, approved_by=one
    )

    assert_refused(lambda: made, "Somebody else than the person who proposed")
    assert Quotation.objects.count() == 0
