"""Saving an interview: once, in order, without losing text."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.errors import StaleVersionError, SubmissionConflictError
from interviews.models import Interview, InterviewSave
from survey.answers import stored_state, stored_value
from survey.models import SampledUnit
from tests.factories.interviews import ContactFactory
from tests.factories.survey import SampledUnitFactory

COMPLETE_ANSWERS = {
    "works_now": stored_value("yes"),
    "spv_status": stored_value("not_interested"),
    "take_part": stored_value("yes"),
    "be_quoted": stored_value("no"),
    "name_service": stored_state("not_asked"),
    "archive_answers": stored_value("yes"),
    "ask_again": stored_value("yes"),
}


def save(case: SampledUnit, by: User | None, **more: Any) -> InterviewSave:
    sent = {"submission_key": uuid.uuid4(), "from_version": 0, "answers": {}} | more
    return actions.save_interview(unit=case, by=by, **sent)


def test_a_first_save_begins_the_interview(case: SampledUnit, researcher: User) -> None:
    receipt = save(case, researcher, answers={"works_now": stored_value("yes")}, held_on=dt.date(2009, 7, 14))

    interview = Interview.objects.get()
    assert (receipt.version, interview.version, interview.status) == (1, 1, "draft")
    assert interview.interviewer == researcher
    assert interview.held_on == dt.date(2009, 7, 14)
    assert interview.instrument == case.strand.instrument


def test_the_same_save_twice_is_one(case: SampledUnit, researcher: User) -> None:
    key = uuid.uuid4()

    receipts = [
        save(
            case,
            researcher,
            submission_key=key,
            answers=COMPLETE_ANSWERS,
            mentions=[{"name_given": "The Clink"}],
        )
        for _ in range(3)
    ]

    assert len({receipt.pk for receipt in receipts}) == 1
    assert Interview.objects.get().version == 1
    assert Interview.objects.get().mentions.count() == 1


def test_the_same_key_with_other_words_is_refused(case: SampledUnit, researcher: User) -> None:
    key = uuid.uuid4()
    save(case, researcher, submission_key=key, answers=COMPLETE_ANSWERS)

    with pytest.raises(SubmissionConflictError):
        save(
            case, researcher, submission_key=key, answers=COMPLETE_ANSWERS | {"works_now": stored_value("no")}
        )

    assert Interview.objects.get().answers["works_now"] == stored_value("yes")


def test_a_save_from_an_older_version_keeps_both_texts(case: SampledUnit, researcher: User) -> None:
    save(case, researcher, answers={"anything_else": stored_value("First")})

    with pytest.raises(StaleVersionError) as late:
        save(case, researcher, answers={"anything_else": stored_value("Second")})

    late_save = late.value.save
    assert late_save.document["answers"] == {"anything_else": stored_value("Second")}
    assert InterviewSave.objects.filter(pk=late_save.pk, version=None).exists()
    assert Interview.objects.get().answers == {"anything_else": stored_value("First")}
    assert AuditEvent.objects.filter(verb="interview.conflict_kept").count() == 1


def test_the_same_text_from_an_older_version_is_nothing_to_choose_between(
    case: SampledUnit, researcher: User
) -> None:
    named = [{"name_given": "The Clink", "key": str(uuid.uuid4())}]
    save(case, researcher, answers=COMPLETE_ANSWERS, mentions=named)

    again = save(case, researcher, answers=COMPLETE_ANSWERS, mentions=named, status="complete")

    assert (again.version, Interview.objects.get().status) == (2, "complete")
    with pytest.raises(StaleVersionError):
        save(case, researcher, answers=COMPLETE_ANSWERS, mentions=[named[0] | {"described_as": "charity"}])


def test_a_late_save_repeated_is_still_one_late_save(case: SampledUnit, researcher: User) -> None:
    save(case, researcher)
    key = uuid.uuid4()

    for _ in range(2):
        with pytest.raises(StaleVersionError):
            save(case, researcher, submission_key=key, answers=COMPLETE_ANSWERS)

    assert InterviewSave.objects.filter(version=None).count() == 1


def test_a_later_save_settles_a_late_one(case: SampledUnit, researcher: User) -> None:
    save(case, researcher)
    with pytest.raises(StaleVersionError) as late:
        save(case, researcher, answers=COMPLETE_ANSWERS)

    save(case, researcher, from_version=1, answers=COMPLETE_ANSWERS, settles=late.value.save)

    late_save = InterviewSave.objects.get(pk=late.value.save.pk)
    assert late_save.settled_at is not None
    assert late_save.document["answers"] == COMPLETE_ANSWERS
    assert AuditEvent.objects.filter(verb="interview.conflict_settled").count() == 1


def test_a_complete_interview_settles_the_case(case: SampledUnit, researcher: User) -> None:
    save(case, researcher, status="complete", answers=COMPLETE_ANSWERS)

    case.refresh_from_db()
    interview = Interview.objects.get()
    assert case.code == "I"
    assert interview.consents == {
        "take_part": "yes",
        "be_quoted": "no",
        "archive_answers": "yes",
        "ask_again": "yes",
    }
    assert not interview.has_consent("name_service")


def test_an_incomplete_interview_is_refused_with_a_message_and_leaves_nothing(
    case: SampledUnit, researcher: User
) -> None:
    with pytest.raises(ValidationError) as refused:
        save(case, researcher, status="complete", answers={"works_now": stored_value("yes")})

    assert set(refused.value.message_dict) == {
        "spv_status",
        "take_part",
        "be_quoted",
        "name_service",
        "archive_answers",
        "ask_again",
    }
    assert Interview.objects.count() == InterviewSave.objects.count() == 0


def test_a_partly_completed_interview_needs_no_further_answers(case: SampledUnit, researcher: User) -> None:
    answers = {"works_now": stored_value("yes"), "take_part": stored_value("yes")}
    save(case, researcher, status="partial", answers=answers)

    case.refresh_from_db()
    assert case.code == "P"


def test_a_draft_may_hold_invalid_answers_and_a_finished_interview_may_not(
    case: SampledUnit, researcher: User
) -> None:
    unclear = COMPLETE_ANSWERS | {"organisations_number": stored_value("a few")}
    save(case, researcher, answers=unclear)

    with pytest.raises(ValidationError) as refused:
        save(case, researcher, from_version=1, status="complete", answers=unclear)

    assert refused.value.message_dict == {"organisations_number": ["Enter a whole number, such as 25."]}
    assert Interview.objects.get().answers["organisations_number"] == stored_value("a few")


def test_an_interview_needs_consent_to_take_part(case: SampledUnit, researcher: User) -> None:
    with pytest.raises(ValidationError, match="does not agree to take part"):
        save(case, researcher, status="partial", answers={"take_part": stored_value("no")})


def test_a_question_that_the_guide_does_not_have_is_refused(case: SampledUnit, researcher: User) -> None:
    with pytest.raises(ValidationError, match="no such question"):
        save(case, researcher, answers={"shoe_size": stored_value("44")})


@pytest.mark.parametrize(
    ("status", "length", "is_taken"), [("draft", 200_000, True), ("complete", 250_001, False)]
)
def test_very_long_words_are_kept_or_refused_whole(
    status: str, length: int, is_taken: bool, case: SampledUnit, researcher: User
) -> None:
    answers = COMPLETE_ANSWERS | {"anything_else": stored_value("x" * length)}
    if is_taken:
        save(case, researcher, status=status, answers=answers)
        assert len(Interview.objects.get().answers["anything_else"]["value"]) == length
    else:
        with pytest.raises(ValidationError, match="Nothing was cut off"):
            save(case, researcher, status=status, answers=answers)


def test_a_finished_interview_does_not_become_a_draft_again(case: SampledUnit, researcher: User) -> None:
    save(case, researcher, status="complete", answers=COMPLETE_ANSWERS)

    with pytest.raises(ValidationError, match="This interview is finished"):
        save(case, researcher, from_version=1, answers=COMPLETE_ANSWERS)


def test_a_correction_keeps_the_text_it_replaced(case: SampledUnit, researcher: User) -> None:
    save(case, researcher, status="complete", answers=COMPLETE_ANSWERS)
    later = COMPLETE_ANSWERS | {"be_quoted": stored_value("yes")}

    save(case, researcher, from_version=1, status="complete", answers=later, is_deliberate=False)

    texts = [row.answers["be_quoted"]["value"] for row in Interview.history.order_by("history_id")]
    assert texts == ["no", "yes"]


def test_an_autosave_is_not_added_to_the_history(case: SampledUnit, researcher: User) -> None:
    save(case, researcher, answers={"works_now": stored_value("yes")}, is_deliberate=False)

    assert Interview.history.count() == 0
    assert not AuditEvent.objects.filter(verb="interview.saved").exists()
    assert Interview.objects.get().answers == {"works_now": stored_value("yes")}


def test_notes_are_separate_from_answers(case: SampledUnit, researcher: User) -> None:
    save(
        case,
        researcher,
        answers={"works_now": stored_value("yes")},
        notes={"works_now": "Hesitated", "benefits": " "},
    )

    assert Interview.objects.get().notes == {"works_now": "Hesitated"}


def test_the_audit_trail_names_no_words_of_the_respondent(case: SampledUnit, researcher: User) -> None:
    save(case, researcher, answers={"anything_else": stored_value("canary")}, notes={"works_now": "canary"})

    assert not any("canary" in f"{event.detail}{event.subject_label}" for event in AuditEvent.objects.all())


def test_a_contact_of_another_case_is_refused(case: SampledUnit, researcher: User) -> None:
    stranger = ContactFactory(unit=SampledUnitFactory(strand=case.strand))

    with pytest.raises(ValidationError, match="another case"):
        save(case, researcher, contact=stranger)


def test_a_strand_without_a_guide_and_a_save_by_nobody_are_refused(case: SampledUnit) -> None:
    with pytest.raises(ValidationError, match="who held the interview"):
        save(case, None)
    case.strand.instrument = None
    case.strand.save()
    with pytest.raises(ValidationError, match="no questionnaire"):
        save(case, None)
