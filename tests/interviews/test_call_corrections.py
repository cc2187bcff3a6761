"""Undoing and correcting calls: who may, until when, and what follows."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.actions.case_locks import ringing_since
from interviews.errors import StaleCorrectionError, SubmissionConflictError
from interviews.models import Call, CallCorrection, CaseLock, Contact
from interviews.progress.calling import call_times, loads
from interviews.progress.coverage import cells_of, counts_of
from interviews.worklist import WorklistStatus, ordered_cases
from reports.study_facts import last_day_of
from survey.models import SampledUnit
from tests.constraints import assert_refused
from tests.factories.accounts import RoleGrantFactory, UserFactory
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def colleague() -> User:
    return UserFactory(name="Colin Colleague")


@pytest.fixture
def lead() -> User:
    return RoleGrantFactory(user__name="Lena Lead", role="study_lead").user


def log(case: SampledUnit, disposition: str, by: User, **more: Any) -> Call:
    if disposition in ("appointment", "call_back"):
        more.setdefault("call_back_at", timezone.now() + dt.timedelta(days=2))
    given = {"unit": case, "disposition": disposition, "by": by, "submission_key": uuid.uuid4()}
    return actions.log_call(**given | more)


def correct(call: Call, by: User | None, **changes: Any) -> CallCorrection | None:
    """Correct the call as the form does: with everything it says now, but for the changes."""
    call = Call.with_undone.get(pk=call.pk)
    as_it_is = {name: getattr(call, name) for name in ("disposition", "made_at", "call_back_at", "note")}
    given = {
        "call": call,
        "contact": call.contact,
        "submission_key": uuid.uuid4(),
        "corrections": call.corrections.count(),
        "by": by,
    }
    return actions.correct_call(**given | as_it_is | changes)


def listed(case: SampledUnit) -> Any:
    return ordered_cases(case.strand.study, now=timezone.now()).get(pk=case.pk)


# Undo


def test_an_undone_call_counts_nowhere_and_stays_readable(case: SampledUnit, researcher: User) -> None:
    call = log(case, "respondent_refusal", researcher, note="Not today")
    assert counts_of(cells_of(case.strand)).R == 1

    actions.undo_call(call=call, by=researcher)

    after = listed(case)
    assert (after.code, after.worklist_status) == ("UH", WorklistStatus.NOT_CALLED)
    assert (after.call_number, after.attempts, after.last_call_at) == (0, 0, None)
    assert counts_of(cells_of(case.strand)).R == 0
    assert call_times(case.strand).rows == ()
    assert [load.calls for load in loads(case.strand, overdue=[], now=timezone.now())] == [0]
    assert last_day_of(case.strand.study) is None
    kept = Call.with_undone.get(unit=case)
    assert (kept.disposition, kept.note, kept.undone_by) == ("respondent_refusal", "Not today", researcher)
    assert AuditEvent.objects.get(verb="call.undone").detail["call"] == call.pk


def test_what_the_call_ended_is_as_it_was_before(case: SampledUnit, researcher: User) -> None:
    arranged = log(case, "appointment", researcher).call_back_at
    actions.lock_case(unit=case, by=researcher, now=timezone.now() - 3 * MINUTE)
    ann = ContactFactory(unit=case, name="Ann")
    call = log(case, "not_the_right_office", researcher, contact=ann, new_contact={"name": "Bob"})
    assert (listed(case).call_back_at, call.minutes) == (None, 4)

    actions.undo_call(call=call, by=researcher)

    assert listed(case).call_back_at == arranged
    assert case.contacts.get(is_current=True) == ann
    assert Contact.objects.get(name="Bob").given_in(manager="with_undone").get() == call
    unit = SampledUnit.objects.get(pk=case.pk)
    assert ringing_since(unit=unit, by=researcher, now=timezone.now())
    assert CaseLock.objects.get().since == call.began_at


def test_a_contact_that_was_the_first_is_not_called_after_the_call_is_undone(
    case: SampledUnit, researcher: User
) -> None:
    call = log(case, "not_the_right_office", researcher, new_contact={"name": "Bob"})

    actions.undo_call(call=call, by=researcher)

    assert not case.contacts.filter(is_current=True).exists()


def test_a_contact_that_was_entered_since_stays(case: SampledUnit, researcher: User) -> None:
    call = log(case, "not_the_right_office", researcher, new_contact={"name": "Bob"})
    cem = actions.replace_contact(unit=case, name="Cem", by=researcher)

    actions.undo_call(call=call, by=researcher)

    assert case.contacts.get(is_current=True) == cem


def test_the_lock_of_a_colleague_stays(case: SampledUnit, researcher: User, colleague: User) -> None:
    actions.lock_case(unit=case, by=researcher)
    call = log(case, "busy", researcher)
    actions.lock_case(unit=case, by=colleague)

    actions.undo_call(call=call, by=researcher)

    assert CaseLock.objects.get().by == colleague


def test_undone_twice_is_undone_once(case: SampledUnit, researcher: User) -> None:
    call = log(case, "busy", researcher)

    first = actions.undo_call(call=call, by=researcher)
    second = actions.undo_call(call=call, by=researcher)

    assert first.undone_at == second.undone_at
    assert AuditEvent.objects.filter(verb="call.undone").count() == 1


def test_the_same_call_sent_again_after_it_was_undone_is_the_same_receipt(
    case: SampledUnit, researcher: User
) -> None:
    key = uuid.uuid4()
    call = log(case, "busy", researcher, submission_key=key)
    actions.undo_call(call=call, by=researcher)

    again = log(case, "busy", researcher, submission_key=key)

    assert (again.pk, again.undone_by, case.calls.count()) == (call.pk, researcher, 0)


def test_only_the_author_undoes_a_call_and_only_for_ten_minutes(
    case: SampledUnit, researcher: User, colleague: User, lead: User
) -> None:
    call = log(case, "busy", researcher)

    for somebody in (colleague, lead):
        with pytest.raises(
            ValidationError, match="Rhian Ringer logged this call, and nobody else can undo it"
        ):
            actions.undo_call(call=call, by=somebody)
    with pytest.raises(ValidationError, match=r"more than ten minutes ago\. Correct it instead"):
        actions.undo_call(
            call=call, by=researcher, now=call.created_at + 10 * MINUTE + dt.timedelta(seconds=1)
        )
    actions.undo_call(call=call, by=researcher, now=call.created_at + 10 * MINUTE)


def test_a_call_that_is_no_longer_the_last_is_not_undone(
    case: SampledUnit, researcher: User, colleague: User
) -> None:
    call = log(case, "busy", researcher)
    later = log(case, "no_answer", colleague)

    with pytest.raises(ValidationError, match=r"Colin Colleague has logged another call to .* since"):
        actions.undo_call(call=call, by=researcher)

    actions.undo_call(call=later, by=colleague)
    actions.undo_call(call=call, by=researcher)
    assert case.calls.count() == 0


def test_a_call_is_not_undone_after_the_lead_changed_the_case(
    case: SampledUnit, researcher: User, lead: User
) -> None:
    call = log(case, "away", researcher)
    actions.reopen_case(unit=case, reason="Back", by=lead)

    with pytest.raises(ValidationError, match="The study lead has changed this case since"):
        actions.undo_call(call=call, by=researcher)


@pytest.mark.parametrize("status", ["partial", "complete", "withdrawn"])
def test_the_call_of_a_finished_interview_stays(status: str, case: SampledUnit, researcher: User) -> None:
    call = log(case, "completed", researcher)
    InterviewFactory(unit=case, status=status)

    for act in (
        lambda: actions.undo_call(call=call, by=researcher),
        lambda: actions.remove_call(call=call, reason="Wrong case", by=researcher),
        lambda: correct(call, researcher, disposition="busy"),
    ):
        with pytest.raises(ValidationError, match="interview of this case is finished"):
            act()
    correct(call, researcher, note="A good talk")


def test_the_call_of_an_interview_that_is_being_entered_can_be_undone(
    case: SampledUnit, researcher: User
) -> None:
    call = log(case, "completed", researcher)
    InterviewFactory(unit=case, status="draft")
    assert listed(case).is_interview_owed

    actions.undo_call(call=call, by=researcher)

    assert not listed(case).is_interview_owed


# Correct


def test_a_correction_keeps_what_the_call_said_before(case: SampledUnit, researcher: User) -> None:
    call = log(case, "busy", researcher, note="Rang twice")
    before = call.made_at

    correction = correct(call, researcher, disposition="no_answer", note="Rang once")

    call.refresh_from_db()
    assert (call.disposition, call.note, call.made_at) == ("no_answer", "Rang once", before)
    assert correction is not None
    assert (correction.disposition, correction.note, correction.made_at) == ("busy", "Rang twice", before)
    assert (correction.number, correction.created_by, call.created_by) == (1, researcher, researcher)
    assert AuditEvent.objects.get(verb="call.corrected").detail == {
        "call": call.pk,
        "from": "busy",
        "to": "no_answer",
    }


def test_the_code_and_the_call_back_follow_a_correction(case: SampledUnit, researcher: User) -> None:
    call = log(case, "respondent_refusal", researcher)
    friday = timezone.now() + dt.timedelta(days=3)

    correct(
        call, researcher, disposition="appointment", call_back_at=friday, reason="Pressed the wrong button"
    )

    after = listed(case)
    assert (after.code, after.worklist_status) == ("NC", WorklistStatus.CALL_BACK_LATER)
    assert after.call_back_at == friday
    correct(call, researcher, disposition="respondent_refusal")
    assert (listed(case).code, listed(case).call_back_at) == ("R", None)


def test_the_call_that_is_the_last_by_its_corrected_time_decides(case: SampledUnit, researcher: User) -> None:
    noon = timezone.now() - dt.timedelta(hours=5)
    busy = log(case, "busy", researcher, made_at=noon)
    log(case, "away", researcher, made_at=noon + 5 * MINUTE)
    assert listed(case).worklist_status == WorklistStatus.FINISHED

    correct(busy, researcher, made_at=noon + 10 * MINUTE)

    assert listed(case).worklist_status == WorklistStatus.CALL_AGAIN


def test_the_beginning_of_a_call_is_kept_with_its_time_only(case: SampledUnit, researcher: User) -> None:
    actions.lock_case(unit=case, by=researcher, now=timezone.now() - 3 * MINUTE)
    call = log(case, "busy", researcher)
    began_at = call.began_at

    correct(call, researcher, disposition="no_answer")
    call.refresh_from_db()
    assert call.began_at == began_at
    correction = correct(call, researcher, made_at=call.made_at - 60 * MINUTE)
    call.refresh_from_db()
    assert call.began_at is None
    assert correction is not None and correction.began_at == began_at


def test_a_correction_that_changes_nothing_writes_nothing(case: SampledUnit, researcher: User) -> None:
    call = log(case, "busy", researcher, note="x")

    assert correct(call, researcher) is None
    assert (CallCorrection.objects.count(), AuditEvent.objects.filter(verb="call.corrected").count()) == (
        0,
        0,
    )


def test_others_and_calls_of_an_earlier_day_are_corrected_by_the_lead_with_a_reason(
    case: SampledUnit, researcher: User, colleague: User, lead: User
) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=1)):
        call = log(case, "busy", researcher)
    with pytest.raises(ValidationError, match=r"on an earlier day\. Ask the study lead"):
        correct(call, researcher, disposition="no_answer")
    with pytest.raises(ValidationError, match="Rhian Ringer logged this call"):
        correct(call, colleague, disposition="no_answer")
    with pytest.raises(ValidationError, match="Say why you correct this call"):
        correct(call, lead, disposition="no_answer", reason=" ")

    correction = correct(call, lead, disposition="no_answer", reason="By the list of the exchange")

    call.refresh_from_db()
    assert (call.disposition, call.created_by) == ("no_answer", researcher)
    assert correction is not None
    assert (correction.created_by, correction.reason) == (lead, "By the list of the exchange")


def test_a_refusal_is_not_taken_back_without_a_reason(case: SampledUnit, researcher: User) -> None:
    call = log(case, "gatekeeper_refusal", researcher)

    for change in ({"disposition": "busy"}, {"made_at": call.made_at - 5 * MINUTE}):
        with pytest.raises(ValidationError, match="Say why this was not a refusal, or not at that time"):
            correct(call, researcher, **change)
    correct(call, researcher, note="Very friendly")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"disposition": "sung"}, "Choose how the call ended", id="unknown outcome"),
        pytest.param({"disposition": "call_back"}, "Say when to ring back", id="no time to ring back"),
        pytest.param(
            {"made_at": dt.datetime(2109, 1, 1, tzinfo=dt.UTC)}, "before it is made", id="a call to come"
        ),
        pytest.param(
            {"disposition": "call_back", "call_back_at": dt.datetime(2009, 1, 1, tzinfo=dt.UTC)},
            "must be after the call",
            id="ring back before the call",
        ),
    ],
)
def test_what_no_call_can_say_is_refused(
    changes: dict[str, Any], sentence: str, case: SampledUnit, researcher: User
) -> None:
    call = log(case, "busy", researcher)

    with pytest.raises(ValidationError, match=sentence):
        correct(call, researcher, **changes)

    call.refresh_from_db()
    assert (call.disposition, CallCorrection.objects.count()) == ("busy", 0)


def test_the_contact_is_one_of_the_case(case: SampledUnit, researcher: User) -> None:
    call = log(case, "busy", researcher)
    ann = ContactFactory(unit=case, name="Ann")

    correct(call, researcher, contact=ann)
    with pytest.raises(ValidationError, match="belongs to another case"):
        correct(call, researcher, contact=ContactFactory())

    call.refresh_from_db()
    assert call.contact == ann


def test_the_second_of_two_corrections_sees_the_first(
    case: SampledUnit, researcher: User, lead: User
) -> None:
    call = log(case, "busy", researcher)
    correct(call, lead, disposition="no_answer", reason="Heard it")

    with pytest.raises(StaleCorrectionError, match="Lena Lead corrected this call"):
        correct(call, researcher, disposition="voicemail", corrections=0)

    correct(call, researcher, disposition="voicemail", corrections=1)
    assert list(call.corrections.values_list("disposition", flat=True)) == ["busy", "no_answer"]


def test_a_correction_sent_twice_is_one(case: SampledUnit, researcher: User) -> None:
    call = log(case, "busy", researcher)
    given = {"disposition": "no_answer", "submission_key": uuid.uuid4(), "corrections": 0}

    first, second = correct(call, researcher, **given), correct(call, researcher, **given)

    assert first == second
    with pytest.raises(SubmissionConflictError):
        correct(call, researcher, **given | {"disposition": "voicemail"})


def test_an_undone_call_is_not_corrected(case: SampledUnit, researcher: User) -> None:
    call = actions.undo_call(call=log(case, "busy", researcher), by=researcher)

    with pytest.raises(ValidationError, match="This call was undone"):
        correct(call, researcher, note="x")


# Remove


def test_a_call_logged_at_the_wrong_case_is_taken_out_with_a_reason(
    case: SampledUnit, researcher: User, colleague: User, lead: User
) -> None:
    wrong = log(case, "respondent_refusal", researcher)
    with pytest.raises(ValidationError, match="Say why this call does not count"):
        actions.remove_call(call=wrong, reason=" ", by=researcher)
    with pytest.raises(ValidationError, match="Rhian Ringer logged this call"):
        actions.remove_call(call=wrong, reason="Wrong case", by=colleague)

    for _ in range(2):
        actions.remove_call(call=wrong, reason="Was HMP Leeds", by=lead)

    kept = Call.with_undone.get(pk=wrong.pk)
    assert (kept.undone_by, kept.undo_reason) == (lead, "Was HMP Leeds")
    assert (listed(case).code, case.calls.count()) == ("UH", 0)
    assert AuditEvent.objects.filter(verb="call.undone").count() == 1


# Rows


def test_who_undid_a_call_and_why_needs_the_time(case: SampledUnit, researcher: User) -> None:
    row = {"unit": case, "made_at": timezone.now(), "disposition": "busy", "submission_hash": "0" * 64}
    for more in ({"undo_reason": "x"}, {"undone_by": researcher}):
        assert_refused(
            lambda more=more: Call(**row, submission_key=uuid.uuid4(), **more),
            "Only a call that was undone names who undid it and why.",
        )


def test_the_corrections_of_a_call_are_counted_from_one() -> None:
    call = CallFactory()
    row = {"call": call, "made_at": call.made_at, "disposition": "busy", "submission_hash": "0" * 64}

    def make(number: int, **more: Any) -> CallCorrection:
        return CallCorrection(**row | {"number": number, "submission_key": uuid.uuid4()} | more)

    make(1).save()
    make(2).save()
    make(1, call=CallFactory()).save()
    assert_refused(lambda: make(0), "Corrections are counted from 1.")
    assert_refused(lambda: make(2), "Somebody else corrected this call in the meantime.")
    assert_refused(lambda: make(3, disposition="sung"), "Choose how the call ended.")


def test_a_call_to_another_case_does_not_matter(case: SampledUnit, researcher: User) -> None:
    call = log(case, "busy", researcher)
    log(SampledUnitFactory(strand=case.strand), "busy", researcher)

    actions.undo_call(call=call, by=researcher)

    assert Call.objects.count() == 1
