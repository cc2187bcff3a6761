"""Every countable question of our own questionnaires is counted in a report, or has a reason why not."""

from collections.abc import Iterator

import pytest

from reports.barriers import queries as barriers
from reports.benefits import queries as benefits
from reports.online.report import QUESTIONS as ONLINE
from reports.spv.report import QUESTIONS as VEHICLES
from survey.actions import INSTRUMENTS, own_source
from survey.online import directory_mapping
from survey.questionnaire import QuestionType
from survey.xlsform import questionnaire_of

COUNTABLE = (
    QuestionType.SELECT_ONE,
    QuestionType.SELECT_MULTIPLE,
    QuestionType.INTEGER,
    QuestionType.DECIMAL,
)
REPORTED = {
    "interview": {
        *(*benefits.OPINIONS, *benefits.STATEMENTS, *benefits.PRACTICE),
        *(barriers.BARRIERS, barriers.WHERE, *barriers.KNOWLEDGE),
        *VEHICLES,
    },
    "survey": {name for name, _ in ONLINE},
}
OF_ONE_ORGANISATION = {*directory_mapping.FACTS, *directory_mapping.VOCABULARIES, *directory_mapping.TEXTS}
"""The directory has it, from this answer or from better evidence; the profile and definition reports count it there."""
REASONS = {
    "the coverage report counts the categories, which the sample has": {"category"},
    "a permission says what may be done with the answers, and nothing of the study's aims": {
        *("take_part", "be_quoted", "name_service", "archive_answers", "ask_again", "list_publicly"),
    },
    "the relations that it leads to are counted by the engagement report": {
        *("works_now", "worked_before", "would_like", "organisations_number"),
    },
    "asked of all relations at once; the engagement report has it of each, as it was told or accepted": {
        *("arrangement", "origin"),
    },
}
ONLY_IN_INTERVIEWS = {
    "a few enterprises are interviewed; the survey's report has it of all that answered": {
        *("regions", "largest_payer", "volunteers", "beneficiaries", "offender_beneficiaries", "referrals"),
    },
}


def questions() -> Iterator[tuple[str, str]]:
    for path in sorted(INSTRUMENTS.glob("*.md")):
        for name, question in questionnaire_of(own_source(path.stem)).questions.items():
            if question.type in COUNTABLE and not question.is_check:
                yield path.stem, name


@pytest.mark.parametrize(("instrument", "name"), list(questions()))
def test_every_question_that_can_be_counted_is_in_a_report_or_has_a_reason(
    instrument: str, name: str
) -> None:
    way = instrument.rpartition("_")[2]
    excepted = OF_ONE_ORGANISATION.union(*REASONS.values())
    if way == "interview":
        excepted = excepted.union(*ONLY_IN_INTERVIEWS.values())

    assert name in REPORTED[way] | excepted


def test_every_exempt_question_exists_in_a_questionnaire() -> None:
    names = {name for _, name in questions()}

    assert set().union(*REASONS.values(), *ONLY_IN_INTERVIEWS.values()) <= names


def test_no_reported_question_is_exempt() -> None:
    assert not REPORTED["interview"] & set().union(*REASONS.values(), *ONLY_IN_INTERVIEWS.values())
    assert not REPORTED["survey"] & set().union(*REASONS.values())
