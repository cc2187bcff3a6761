"""Constraints of the models, each with valid and invalid rows."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.audit import subject_label
from interviews.models import Call, Contact, Interview, InterviewSave, Mention, MentionTerm
from interviews.vocabulary import Disposition, InterviewStatus, MatchState
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory, MentionFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = dt.datetime(2009, 7, 15, 10, 30, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=1)


def save_of(interview: Interview, **changes: Any) -> InterviewSave:
    fields = {"submission_key": uuid.uuid4(), "submission_hash": "0" * 64, "from_version": 0, "version": 1}
    return InterviewSave(interview=interview, **{**fields, "status": "draft", **changes})


def call_of(unit: models.Model, **changes: Any) -> Call:
    fields = {"made_at": NOW, "submission_key": uuid.uuid4(), "submission_hash": "0" * 64}
    return Call(unit=unit, **{**fields, "disposition": "no_answer", **changes})


def test_a_least_valid_row_of_each_kind_is_accepted() -> None:
    mention = MentionFactory()
    interview = mention.interview
    save = save_of(interview)
    save.save()
    term = MentionTerm.objects.create(mention=mention, vocabulary="activity", term="paid_work")
    for row in (ContactFactory(), CallFactory(), interview, mention, save, term):
        row.full_clean(exclude=["answers", "notes", "consents"])


@pytest.mark.parametrize("field", ["name", "job_title", "telephone", "email"])
def test_a_contact_says_at_least_one_thing(field: str) -> None:
    detail = "0113 496 0001" if field == "telephone" else "ann@example.org"

    contact = ContactFactory(**{"job_title": "", field: detail})

    contact.full_clean()
    assert str(contact) == detail


def test_a_contact_without_any_detail_is_refused() -> None:
    unit = SampledUnitFactory()

    assert_refused(
        lambda: Contact(unit=unit, note="Rang twice"),
        "Give a name, a job title, a telephone number or an e-mail address.",
    )


def test_a_case_has_one_current_contact_and_many_earlier_ones() -> None:
    contact = ContactFactory()
    for _ in range(2):
        ContactFactory(unit=contact.unit, is_current=False).full_clean()
    ContactFactory().full_clean()

    assert_refused(
        lambda: Contact(unit=contact.unit, name="Ann"), "This case already has a current contact. Replace it."
    )


@pytest.mark.parametrize("disposition", Disposition.values)
def test_every_disposition_may_be_logged(disposition: str) -> None:
    needs_a_time = disposition in {"appointment", "call_back"}

    CallFactory(
        disposition=disposition, made_at=NOW, call_back_at=LATER if needs_a_time else None
    ).full_clean()


def test_an_unknown_disposition_is_refused() -> None:
    unit = SampledUnitFactory()

    assert_refused(lambda: call_of(unit, disposition="hung_up_on_me"), "Choose how the call ended.")


@pytest.mark.parametrize("disposition", ["appointment", "call_back"])
def test_ringing_back_needs_a_time(disposition: str) -> None:
    unit = SampledUnitFactory()

    assert_refused(lambda: call_of(unit, disposition=disposition), "Say when to ring back.")


@pytest.mark.parametrize("minutes", [0, -1])
def test_the_time_to_ring_back_is_after_the_call(minutes: int) -> None:
    unit, at = SampledUnitFactory(), NOW + dt.timedelta(minutes=minutes)

    assert_refused(
        lambda: call_of(unit, disposition="call_back", call_back_at=at),
        "The time to ring back must be after the call.",
    )


def test_a_call_is_logged_once_for_its_key() -> None:
    call = CallFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CallFactory(submission_key=call.submission_key)
    CallFactory(unit=call.unit).full_clean()


@pytest.mark.parametrize("status", InterviewStatus.values)
def test_an_interview_is_in_one_of_four_states(status: str) -> None:
    interview = InterviewFactory(status=status)

    interview.full_clean(exclude=["answers", "notes", "consents"])
    assert interview.is_finished is (status in ("partial", "complete"))


def test_an_interview_in_another_state_is_refused() -> None:
    made = InterviewFactory()
    unit, day = SampledUnitFactory(strand=made.unit.strand), made.held_on
    fields = {"unit": unit, "instrument": made.instrument, "interviewer": UserFactory(), "held_on": day}

    assert_refused(
        lambda: Interview(**fields, status="lost"),
        "An interview is being entered, partly completed, complete or withdrawn.",
    )


def test_a_case_has_one_interview() -> None:
    interview = InterviewFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        InterviewFactory(unit=interview.unit)
    InterviewFactory(unit=SampledUnitFactory(strand=interview.unit.strand))


@pytest.mark.parametrize(
    ("consents", "may"), [({"be_quoted": "yes"}, True), ({"be_quoted": "no"}, False), ({}, False)]
)
def test_an_unanswered_consent_is_not_given(consents: dict[str, str], may: bool) -> None:
    assert InterviewFactory(consents=consents).has_consent("be_quoted") is may


def test_every_text_of_an_interview_stays_in_its_history() -> None:
    interview = InterviewFactory(answers={"views": {"value": "first"}})
    interview.answers = {"views": {"value": "second"}}
    interview.save()

    texts = [entry.answers["views"]["value"] for entry in interview.history.order_by("history_id")]
    assert texts == ["first", "second"]


def test_a_version_of_an_interview_is_saved_once() -> None:
    interview = InterviewFactory()
    save_of(interview).save()
    save_of(interview, version=2).full_clean()
    save_of(InterviewFactory()).full_clean()

    assert_refused(lambda: save_of(interview), "This version of the interview is already saved.")


def test_a_save_that_came_too_late_keeps_its_text_and_there_may_be_several() -> None:
    interview = InterviewFactory()
    for _ in range(2):
        late = save_of(interview, version=None, document={"answers": {}, "notes": {}})
        late.full_clean()
        late.save()

    assert_refused(lambda: save_of(interview, version=None), "A save that came too late keeps its text.")


def test_a_save_is_known_by_its_key() -> None:
    interview, key = InterviewFactory(), uuid.uuid4()
    save_of(interview, submission_key=key).save()

    with pytest.raises(IntegrityError), transaction.atomic():
        save_of(interview, submission_key=key, version=2).save()


@pytest.mark.parametrize(
    ("state", "is_matched"),
    [("unmatched", False), ("new", False), ("not_an_organisation", False), ("matched", True)],
)
def test_only_a_matched_mention_names_an_organisation(state: str, is_matched: bool) -> None:
    organisation = OrganisationFactory()
    fitting = organisation if is_matched else None
    mention = MentionFactory(match_state=state, organisation=fitting)
    mention.full_clean()

    assert_refused(
        lambda: Mention(
            interview=mention.interview,
            position=9,
            name_given="A scheme",
            match_state=state,
            organisation=None if is_matched else organisation,
        ),
        "A matched mention names an organisation; any other names none.",
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"name_given": ""}, "Enter the organisation's name as it was said.", id="no name"),
        pytest.param(
            {"referrals_are_estimated": True}, "An estimate of referrals needs a number.", id="estimate"
        ),
        pytest.param({"match_state": "guessed"}, "from their lists", id="state"),
        pytest.param({"described_as": "a friend"}, "from their lists", id="description"),
        pytest.param({"status": "perhaps"}, "from their lists", id="status"),
        pytest.param({"arrangement": "handshake"}, "from their lists", id="arrangement"),
        pytest.param({"origin": "the moon"}, "from their lists", id="origin"),
    ],
)
def test_an_invalid_mention_is_refused(changes: dict[str, Any], sentence: str) -> None:
    interview = InterviewFactory()
    fields = {"interview": interview, "position": 1, "name_given": "A scheme", **changes}

    assert_refused(lambda: Mention(**fields), sentence)


def test_referrals_may_be_counted_or_estimated_or_not_known() -> None:
    for referrals, is_estimate in ((None, False), (0, False), (12, True)):
        MentionFactory(referrals=referrals, referrals_are_estimated=is_estimate).full_clean()


@pytest.mark.parametrize(
    ("field", "sentence"),
    [("key", "This mention is already saved."), ("position", "cannot have the same position")],
)
def test_a_mention_is_in_its_interview_once(field: str, sentence: str) -> None:
    mention = MentionFactory()
    fields = {"key": uuid.uuid4(), "position": 50, field: getattr(mention, field), "name_given": "A scheme"}
    Mention(interview=InterviewFactory(), **fields).full_clean()

    assert_refused(lambda: Mention(interview=mention.interview, **fields), sentence)


def test_a_term_is_given_once_and_is_in_its_vocabulary() -> None:
    mention = MentionFactory()
    MentionTerm.objects.create(mention=mention, vocabulary="activity", term="paid_work")
    MentionTerm(mention=MentionFactory(), vocabulary="activity", term="paid_work").full_clean()

    assert_refused(
        lambda: MentionTerm(mention=mention, vocabulary="activity", term="paid_work"),
        "The mention already carries this term.",
    )
    with pytest.raises(ValidationError, match="not a term of this vocabulary"):
        MentionTerm(mention=mention, vocabulary="activity", term="juggling").full_clean()
    assert_refused(
        lambda: MentionTerm(mention=mention, vocabulary="legal_form", term="cic"),
        "A mention has activities, payers, stages and groups.",
    )


def test_rows_that_fieldwork_refers_to_cannot_be_deleted() -> None:
    mention = MentionFactory(match_state=MatchState.MATCHED, organisation=OrganisationFactory())
    call = CallFactory()

    for row in (
        mention.interview,
        mention.organisation,
        mention.interview.unit,
        mention.interview.interviewer,
        call.unit,
    ):
        with pytest.raises(models.ProtectedError):
            row.delete()


@pytest.mark.parametrize("make", [ContactFactory, CallFactory, MentionFactory])
def test_the_audit_trail_names_rows_with_personal_data_by_their_number(make: Any) -> None:
    row = make()

    assert subject_label(row) == f"{row._meta.verbose_name} {row.pk}"


def test_rows_are_named_as_people_name_them() -> None:
    interview = InterviewFactory(unit__service__name="HMP Leeds", unit__strand__study__slug="mapping")

    assert str(interview) == subject_label(interview) == "Interview with HMP Leeds"
    assert interview.get_absolute_url() == f"/work/mapping/cases/{interview.unit.pk}/interview/"
    assert str(CallFactory(made_at=NOW)) == f"No answer at {timezone.localtime(NOW):%H:%M} on 15 July 2009"
    assert str(MentionFactory(name_given="The café")) == "The café"
    assert str(save_of(interview)) == f"Save None of interview {interview.pk}"
