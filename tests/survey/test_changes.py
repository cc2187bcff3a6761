"""Answers that were sent are changed or withdrawn by the respondent, and everything that rests on them follows."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent
from enterprises.models import Engagement, Evidence, Organisation
from enterprises.vocabulary import ListingConsent
from survey import actions
from survey.models import Invitation, Response
from survey.online.errors import AlreadySentError, ChangedMeanwhileError, SurveyClosedError
from survey.vocabulary import CaseCode, ResponseStatus
from tests.factories.accounts import UserFactory
from tests.factories.directory import listed_by_a_release
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import (
    InstrumentFactory,
    InvitationFactory,
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
)
from tests.survey import reviewed
from tests.survey.test_acceptance import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def sent() -> Response:
    """A response to our own survey that was sent five minutes ago and waits for review."""
    instrument = actions.publish_own_instrument(name="enterprise_survey", by=None)
    answers = {name: {"value": value} for name, value in ANSWERS.items()}
    required = {"charity": "no", "founded_by_service_staff": "no", "self_described": "yes"}
    required |= {"distributes_profit": "no", "be_quoted": "no", "ask_again": "no"}
    answers |= {name: {"value": value} for name, value in required.items()}
    return ResponseFactory(sent=True, strand=OnlineStrandFactory(instrument=instrument), answers=answers)


def change(response: Response, **values: Any) -> Response:
    """Open the answers, set these (None removes one), and save the pages."""
    current = actions.begin_change(response=Response.objects.get(pk=response.pk))
    for section in current.questionnaire.sections:
        names = {question.name for question in section.questions}
        if not names & set(values):
            continue
        page = {name: stored for name, stored in current.working_answers.items() if name in names}
        page |= {
            name: {"value": value} for name, value in values.items() if name in names and value is not None
        }
        page = {name: stored for name, stored in page.items() if values.get(name, "") is not None}
        seen = actions.answers_fingerprint(current, section)
        current = actions.save_page(response=current, section=section, answers=page, seen=seen)
    return current


def resend(response: Response, **values: Any) -> Response:
    current = change(response, **values)
    seen = actions.answers_fingerprint(current)
    return actions.submit_response(response=current, submission_key=uuid.uuid4(), seen=seen)


def accept(response: Response, organisation: Organisation | None = None, **services: Any) -> Response:
    named = {("works", "HMP Leeds"): services["leeds"]} if "leeds" in services else {}
    row = Response.objects.get(pk=response.pk)
    return actions.accept_response(response=row, organisation=organisation, services=named, by=UserFactory())


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.with_state().values_list("state", flat=True).get(pk=invitation.pk)


def facts(organisation: Organisation) -> dict[str, str]:
    return dict(Evidence.objects.active().filter(organisation=organisation).values_list("fact", "value"))


def test_what_was_sent_counts_until_the_changes_are_sent(sent):
    change(sent, employees=40)

    sent.refresh_from_db()
    assert sent.answers["employees"] == {"value": 12}
    assert sent.working_answers["employees"] == {"value": 40}
    assert Response.objects.sent().get() == sent


def test_sent_changes_replace_the_answers_and_the_earlier_ones_are_kept(sent):
    reference, before = sent.reference, sent.answers

    changed = resend(sent, employees=40)

    assert changed.answers["employees"] == {"value": 40}
    assert (changed.reference, changed.status) == (reference, ResponseStatus.SUBMITTED)
    assert [(row.number, row.answers) for row in changed.earlier_answers.all()] == [(1, before)]
    event = AuditEvent.objects.get(verb="response.changed")
    assert event.detail == {"status": "submitted", "version": 2, "questions": 1}


def test_sending_without_a_change_writes_no_version(sent):
    read_at = sent.submitted_at

    again = resend(sent)

    assert not again.earlier_answers.exists()
    assert (again.is_being_changed, again.submitted_at) == (False, read_at)
    assert not AuditEvent.objects.filter(verb="response.changed").exists()


def test_discarded_changes_leave_what_was_sent(sent):
    change(sent, employees=40)

    kept = actions.discard_change(response=sent)

    assert (kept.is_being_changed, kept.answers["employees"]) == (False, {"value": 12})


def test_the_same_changes_sent_twice_give_one_version(sent):
    current, key = change(sent, employees=40), uuid.uuid4()
    seen = actions.answers_fingerprint(current)

    first = actions.submit_response(response=current, submission_key=key, seen=seen)
    again = actions.submit_response(response=current, submission_key=key, seen=seen)

    assert first.pk == again.pk
    assert again.earlier_answers.count() == 1
    with pytest.raises(AlreadySentError):
        actions.submit_response(response=current, submission_key=key, seen="other")


def test_changes_made_in_another_window_are_not_sent_unseen(sent):
    seen = actions.answers_fingerprint(change(sent, employees=40))
    change(sent, employees=41)

    with pytest.raises(ChangedMeanwhileError):
        actions.submit_response(response=sent, submission_key=uuid.uuid4(), seen=seen)


def test_after_the_last_day_nothing_is_changed_and_what_was_sent_stays(sent):
    current = change(sent, employees=40)
    sent.strand.closes_on = timezone.localdate()
    sent.strand.save()

    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        with pytest.raises(SurveyClosedError):
            seen = actions.answers_fingerprint(current)
            actions.submit_response(response=current, submission_key=uuid.uuid4(), seen=seen)
        actions.discard_change(response=current)
        with pytest.raises(SurveyClosedError):
            actions.begin_change(response=Response.objects.get(pk=sent.pk))

    sent.refresh_from_db()
    assert sent.answers["employees"] == {"value": 12}


def test_accepted_answers_wait_for_review_again_and_the_directory_keeps_them_meanwhile(sent):
    accepted = accept(sent)

    changed = resend(accepted, employees=40)

    assert changed.status == ResponseStatus.SUBMITTED
    assert facts(accepted.organisation)["employees"] == "12"
    assert [row.status for row in changed.earlier_answers.all()] == [ResponseStatus.ACCEPTED]


def test_accepting_changed_answers_replaces_only_what_differs(sent):
    leeds = ServiceFactory(name="HMP Leeds")
    accepted = accept(sent, leeds=leeds)
    before = dict(Evidence.objects.active().values_list("fact", "pk"))
    relation = Engagement.objects.get()

    again = accept(resend(accepted, employees=40, website="bird.example"), accepted.organisation, leeds=leeds)

    after = dict(Evidence.objects.active().values_list("fact", "pk"))
    assert facts(again.organisation)["employees"] == "40"
    assert after.keys() == before.keys()
    assert {fact for fact in after if after[fact] != before[fact]} == {"employees"}
    assert Engagement.objects.get() == relation
    again.organisation.refresh_from_db()
    assert again.organisation.website == "https://bird.example"


def test_what_changed_answers_no_longer_say_is_taken_out_when_they_are_accepted(sent):
    leeds = ServiceFactory(name="HMP Leeds")
    accepted = accept(sent, leeds=leeds)

    again = accept(
        resend(accepted, works_with_services=None, sector=None, other_names=None, employees=None, stage=None),
        accepted.organisation,
    )

    assert not Engagement.objects.exists()
    assert "employees" not in facts(again.organisation)
    assert set(again.organisation.terms.values_list("vocabulary", flat=True)) == {"activity"}
    assert not again.organisation.other_names.exists()


def test_a_new_no_to_the_listing_takes_effect_before_the_review(sent):
    leeds = ServiceFactory(name="HMP Leeds")
    organisation = accept(sent, leeds=leeds).organisation
    organisation.is_published = True
    organisation.save()
    listed_by_a_release(Engagement.objects.get())
    assert Engagement.objects.get().is_published

    resend(sent, list_publicly="no")

    organisation.refresh_from_db()
    assert organisation.listing_consent == ListingConsent.NO
    assert not organisation.is_published
    assert not Engagement.objects.get().is_published


def test_a_new_yes_to_the_listing_waits_for_the_review(sent):
    sent.answers["list_publicly"] = {"value": "no"}
    sent.save()
    organisation = accept(sent).organisation

    changed = resend(sent, list_publicly="yes")

    assert organisation.listing_consent == ListingConsent.NO
    accepted = accept(changed, organisation)
    assert accepted.organisation.listing_consent == ListingConsent.YES


def test_an_entry_that_changed_answers_leave_for_another_is_no_longer_listed_for_them(sent):
    first = accept(sent).organisation
    first.is_published = True
    first.save()
    assert first.listing_consent == ListingConsent.YES

    accept(resend(sent, employees=40), OrganisationFactory(name="The right one"))

    first.refresh_from_db()
    assert facts(first) == {}
    assert (first.listing_consent, first.is_published) == (ListingConsent.NOT_ASKED, False)


def test_rejecting_changed_answers_takes_out_what_was_accepted(sent):
    organisation = accept(sent).organisation

    rejected = actions.reject_response(response=resend(sent, employees=40), reason="Nonsense", by=None)

    assert (rejected.status, rejected.organisation) == (ResponseStatus.REJECTED, None)
    assert facts(organisation) == {}
    assert accept(resend(rejected, employees=41)).status == ResponseStatus.ACCEPTED


def test_withdrawing_erases_the_answers_and_takes_out_all_that_rests_on_them(sent):
    organisation = accept(sent, leeds=ServiceFactory(name="HMP Leeds")).organisation
    organisation.is_published = True
    organisation.save()
    resend(sent, employees=40)

    gone = actions.withdraw_response(response=sent, by=None)

    assert (gone.answers, gone.outcome, gone.changed_answers) == ({}, {}, None)
    assert not gone.earlier_answers.exists()
    assert gone.reference == sent.reference
    assert not Response.objects.sent().exists()
    assert facts(organisation) == {}
    assert not Engagement.objects.exists()
    organisation.refresh_from_db()
    assert (organisation.is_published, organisation.listing_consent) == (False, ListingConsent.NO)
    assert (organisation.website, list(organisation.terms.all())) == ("", [])
    assert "phoenix.example" not in str(list(organisation.history.values()))


def test_withdrawing_leaves_what_other_sources_say(sent):
    organisation = OrganisationFactory(name="Phoenix", website="https://own.example", is_published=True)
    accept(sent, organisation)

    actions.withdraw_response(response=sent, by=None)

    organisation.refresh_from_db()
    assert (organisation.name, organisation.website, organisation.is_published) == (
        "Phoenix",
        "https://own.example",
        True,
    )


def test_answers_are_withdrawn_after_the_survey_has_closed_and_twice_changes_nothing(sent):
    sent.strand.closes_on = dt.date(2000, 2, 1)
    sent.strand.save()

    first = actions.withdraw_response(response=sent, by=None)
    again = actions.withdraw_response(response=sent, by=None)

    assert first.withdrawn_at == again.withdrawn_at
    assert AuditEvent.objects.filter(verb="response.withdrawn").count() == 1
    with pytest.raises(ValidationError, match="were withdrawn"):
        actions.begin_change(response=again)


def test_somebody_who_withdraws_for_a_respondent_says_why(sent):
    with pytest.raises(ValidationError, match="how and when"):
        actions.withdraw_response(response=sent, by=UserFactory())

    gone = actions.withdraw_response(response=sent, reason="By telephone on Monday", by=UserFactory())

    assert gone.is_withdrawn


def test_a_draft_is_neither_changed_nor_withdrawn():
    draft = ResponseFactory()

    for act in (actions.begin_change, actions.withdraw_response):
        more = {"by": None} if act is actions.withdraw_response else {}
        with pytest.raises(ValidationError, match="not sent"):
            act(response=draft, **more)


def test_an_invited_organisation_that_withdraws_counts_as_a_refusal_and_is_not_reminded():
    strand = OnlineStrandFactory(instrument=InstrumentFactory(questionnaire=reviewed.QUESTIONNAIRE))
    organisation = OrganisationFactory()
    unit = SampledUnitFactory(strand=strand, service=None, organisation=organisation, code=CaseCode.COMPLETE)
    invitation = InvitationFactory(strand=strand, organisation=organisation)
    answered = ResponseFactory(sent=True, strand=strand, invitation=invitation, answers=reviewed.ANSWERS)

    actions.withdraw_response(response=answered, by=None)

    unit.refresh_from_db()
    invitation.refresh_from_db()
    assert (unit.code, state_of(invitation)) == (CaseCode.REFUSAL, "withdrawn")
    assert actions.hand_out(invitations=[invitation], by=None) == []
