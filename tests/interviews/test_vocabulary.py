"""The choices of fieldwork agree with each other and with the outcome rates."""

from dataclasses import fields

import pytest

from enterprises.vocabulary import TERMS, Arrangement, Origin, Vocabulary
from interviews.outcome_rates import Counts
from interviews.vocabulary import (
    BEST_FIRST,
    CODE_OF,
    EXCLUSIONS,
    FINAL_DISPOSITIONS,
    REFUSALS,
    Change,
    Consent,
    Disposition,
)
from survey.actions import INSTRUMENTS
from survey.vocabulary import CaseCode
from survey.xlsform import questionnaire_of


def test_every_disposition_has_a_code() -> None:
    assert set(CODE_OF) == set(Disposition)


def test_every_code_of_a_case_is_counted_by_the_outcome_rates() -> None:
    assert set(CaseCode.values) == {field.name for field in fields(Counts)}


def test_the_best_outcome_of_a_unit_is_found_in_the_order_of_the_method() -> None:
    assert BEST_FIRST == ("I", "P", "R", "O", "NC", "UO", "UH")
    assert set(CaseCode) - set(BEST_FIRST) == {CaseCode.NOT_ELIGIBLE}


def test_refusals_end_the_ringing_but_a_broken_off_call_may_be_taken_up_again() -> None:
    assert {d for d in Disposition if CODE_OF[d] == CaseCode.REFUSAL} - FINAL_DISPOSITIONS == {
        Disposition.BREAK_OFF
    }
    assert Disposition.NOT_THE_RIGHT_OFFICE not in FINAL_DISPOSITIONS


@pytest.mark.parametrize("name", ["service_interview", "extended_interview", "enterprise_interview"])
def test_our_own_guides_ask_for_every_consent(name: str) -> None:
    guide = questionnaire_of((INSTRUMENTS / f"{name}.md").read_text(encoding="utf-8"))

    for consent in Consent.values:
        question = guide.questions[consent]
        assert question.is_required
        assert {choice.value for choice in question.choices} == {"yes", "no"}


def test_the_guide_for_enterprises_speaks_the_words_of_the_directory() -> None:
    guide = questionnaire_of((INSTRUMENTS / "enterprise_interview.md").read_text(encoding="utf-8"))

    for vocabulary in Vocabulary:
        question = guide.questions[vocabulary.value]
        values = {choice.value for choice in question.choices}
        assert values - {"other"} <= set(TERMS[vocabulary].values), vocabulary
    for name, words in (("arrangement", Arrangement), ("origin", Origin)):
        assert {choice.value for choice in guide.questions[name].choices} <= set(words.values)


def test_late_changes_and_their_reversals_are_separate_choices() -> None:
    assert set(Change) - EXCLUSIONS == {Change.TAKEN_BACK, Change.REOPENED}
    assert REFUSALS < FINAL_DISPOSITIONS
