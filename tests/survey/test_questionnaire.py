"""What is shown, required and valid for given answers."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.answers import AnswerState
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from survey.xlsform import questionnaire_of
from tests.factories.survey import questionnaire
from tests.survey.generated import as_source, questionnaires

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
WORKS = Question("works", QuestionType.SELECT_ONE, "Works?", is_required=True, choices=YES_NO)
HOW_MANY = Question(
    "how_many",
    QuestionType.INTEGER,
    "How many?",
    is_required=True,
    relevant="${works} = 'yes'",
    constraint=". >= 0 and . <= 999",
    constraint_message="Enter a number between 0 and 999.",
)
WHY_FEW = Question("why_few", QuestionType.TEXT, "Why so few?", relevant="${how_many} < 3")
READ_OUT = Question("read_out", QuestionType.NOTE, "Thank you.")
GUIDE = questionnaire(WORKS, HOW_MANY, WHY_FEW, READ_OUT)


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        pytest.param({}, {"works", "read_out"}, id="nothing answered"),
        pytest.param({"works": {"value": "no"}}, {"works", "read_out"}, id="no"),
        pytest.param({"works": {"state": "refused"}}, {"works", "read_out"}, id="refused is not yes"),
        pytest.param({"works": {"value": "yes"}}, {"works", "how_many", "read_out"}, id="yes"),
        pytest.param(
            {"works": {"value": "yes"}, "how_many": {"value": 2}},
            {"works", "how_many", "why_few", "read_out"},
            id="a chain",
        ),
        pytest.param(
            {"works": {"value": "no"}, "how_many": {"value": 2}},
            {"works", "read_out"},
            id="an answer that is hidden decides nothing",
        ),
    ],
)
def test_questions_are_shown_as_the_answers_allow(answers: Mapping[str, Any], shown: set[str]) -> None:
    assert GUIDE.shown(answers) == shown


def test_the_condition_of_a_group_hides_everything_in_it() -> None:
    guide = Questionnaire(
        "guide",
        "1",
        "A guide",
        (Section("first", "", (WORKS,)), Section("second", "", (HOW_MANY,), "false()")),
    )

    assert guide.shown({"works": {"value": "yes"}}) == {"works"}


def test_a_question_may_depend_on_a_later_one() -> None:
    assert questionnaire(HOW_MANY, WORKS).shown({"works": {"value": "yes"}}) == {"works", "how_many"}


def test_a_chain_of_two_thousand_questions_is_followed_to_its_end() -> None:
    chain = [Question("q0", QuestionType.TEXT, "?")]
    chain += [
        Question(f"q{n}", QuestionType.TEXT, "?", relevant=f"${{q{n - 1}}} = 'x'") for n in range(1, 2000)
    ]
    guide = questionnaire(*reversed(chain))

    assert len(guide.shown({f"q{n}": {"value": "x"} for n in range(2000)})) == 2000
    assert len(guide.shown({f"q{n}": {"value": "x"} for n in range(1, 2000)})) == 1


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        pytest.param({"works": {"value": "yes"}, "how_many": {"value": 5}}, {}, id="good"),
        pytest.param({"works": {"state": "refused"}}, {}, id="a state"),
        pytest.param(
            {"works": {"value": "maybe"}}, {"works": "Choose one of the answers listed."}, id="choice"
        ),
        pytest.param(
            {"how_many": {"value": 1000}}, {"how_many": "Enter a number between 0 and 999."}, id="range"
        ),
        pytest.param(
            {"how_many": {"value": "many"}}, {"how_many": "Enter a whole number, such as 25."}, id="type"
        ),
        pytest.param(
            {"lost": {"value": 1}}, {"lost": "The questionnaire has no such question."}, id="unknown"
        ),
        pytest.param(
            {"read_out": {"value": "x"}}, {"read_out": "The questionnaire has no such question."}, id="note"
        ),
        pytest.param(
            {"works": {"value": "yes", "state": "refused"}},
            {"works": "Give an answer or say why there is none, not both."},
            id="both",
        ),
        pytest.param(
            {"works": ["yes"]},
            {"works": "An answer is a value, or a word for why there is none."},
            id="shape",
        ),
        pytest.param(
            {"works": {"state": "bored"}},
            {"works": "An answer is a value, or a word for why there is none."},
            id="unknown state",
        ),
    ],
)
def test_errors_are_reported_by_question(answers: Mapping[str, Any], problems: dict[str, str]) -> None:
    assert GUIDE.problems(answers) == problems


def test_a_constraint_without_a_message_is_reported_unchanged() -> None:
    question = Question("a", QuestionType.INTEGER, "?", constraint=". > 5")

    assert question.problem_with(3) == "This answer must satisfy . > 5."


def test_only_required_questions_that_are_shown_are_missing() -> None:
    assert GUIDE.missing({}) == ("works",)
    assert GUIDE.missing({"works": {"value": "yes"}}) == ("how_many",)
    assert GUIDE.missing({"works": {"value": "no"}}) == ()
    assert GUIDE.missing({"works": {"value": "yes"}, "how_many": {"state": "not_known"}}) == ()


def test_every_question_left_out_can_be_listed() -> None:
    answers = {"works": {"value": "yes"}, "how_many": {"value": 1}}

    assert GUIDE.missing(answers, required_only=False) == ("why_few",)


def test_every_question_is_in_one_of_six_states() -> None:
    states = GUIDE.states({"works": {"value": "no"}, "how_many": {"value": 7}})

    assert {name: answer.state for name, answer in states.items()} == {
        "works": AnswerState.GIVEN,
        "how_many": AnswerState.NOT_APPLICABLE,
        "why_few": AnswerState.NOT_APPLICABLE,
    }


def test_values_are_printed_by_their_labels() -> None:
    assert WORKS.display_value("yes") == "Yes"
    assert WORKS.display_value(["yes", "no"]) == "Yes, No"
    assert WORKS.display_value("gone") == "gone"
    assert WORKS.display_value([["odd"]]) == "['odd']"


def test_a_questionnaire_comes_back_from_json_as_it_was() -> None:
    assert Questionnaire.from_json(json.loads(json.dumps(GUIDE.as_json()))) == GUIDE


words = st.sampled_from(["yes", "no"])
stored = st.one_of(
    st.fixed_dictionaries({"value": st.one_of(words, st.lists(words), st.integers(), st.text(max_size=5))}),
    st.sampled_from([{}, {"state": "refused"}, {"state": "not_known"}, {"state": "not_asked"}]),
)


rows_stored = st.lists(st.dictionaries(st.integers(0, 3), stored, max_size=3), max_size=3)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, Any]]:
    """A questionnaire and answers to it: right ones, wrong ones, ones to no question, rows of groups."""
    guide = draw(questionnaires())
    answers = draw(st.dictionaries(st.sampled_from([f"q{number}" for number in range(7)]), stored))
    for name, question in guide.questions.items():
        if question.is_repeated:
            rows = draw(rows_stored)
            answers[name] = {"value": [{f"{name}_{n}": held for n, held in row.items()} for row in rows]}
    return guide, answers


@settings(deadline=None)
@given(answered())
def test_what_is_shown_missing_and_stored_agree(given_answers: tuple[Questionnaire, dict[str, Any]]) -> None:
    guide, answers = given_answers
    shown, states = guide.shown(answers), guide.states(answers)
    visible = {name: answers[name] for name in answers if name in shown}
    recorded = {question.name for question in guide.recorded_questions()}

    assert set(states) == recorded
    hidden = {name for name, answer in states.items() if answer.state is AnswerState.NOT_APPLICABLE}
    assert hidden == recorded - shown
    assert guide.shown(visible) == shown
    missing, shown_questions = (
        set(guide.missing(answers, required_only=False)),
        {each.name for each in guide.answerable_questions()},
    )
    nothing = {name for name, answer in states.items() if answer.state is AnswerState.MISSING}
    assert missing >= nothing & shown_questions
    assert all(guide.questions[name].is_repeated for name in missing - nothing)
    assert set(guide.missing(answers)) <= missing
    assert set(guide.problems(answers)) <= set(answers)


@settings(deadline=None)
@given(answered())
def test_what_is_kept_holds_every_calculation_and_stays_as_it_is(
    given_answers: tuple[Questionnaire, dict[str, Any]],
) -> None:
    guide, answers = given_answers
    completed = guide.completed({**answers, "q0": {"value": "made up"}})
    made = {each.name for each in guide.questions.values() if each.type is QuestionType.CALCULATE}
    states = guide.states(completed)

    assert guide.completed(completed) == completed
    assert guide.shown(completed) == guide.shown({**answers, "q0": {"value": "made up"}})
    assert {name: completed[name]["value"] for name in made if name in completed} == {
        name: states[name].value for name in made if states[name].state is AnswerState.GIVEN
    }
    for name, rows in guide.form_state(completed).rows.items():
        for row in rows:
            assert set(row.answers) <= row.shown or name not in completed or not row.answers


@settings(deadline=None)
@given(questionnaires())
def test_every_questionnaire_is_read_from_its_form_and_from_its_json(guide: Questionnaire) -> None:
    assert questionnaire_of(as_source(guide)) == guide
    assert Questionnaire.from_json(json.loads(json.dumps(guide.as_json()))) == guide


def test_the_sources_of_a_question_look_through_calculations_and_on_request_through_questions():
    few = Question("few", QuestionType.CALCULATE, "", calculation="${how_many} < 3")
    why = Question("why", QuestionType.TEXT, "Why?", relevant="${few} = 'true'")
    guide = questionnaire(WORKS, HOW_MANY, few, why)

    assert guide.deciding_questions("works") == frozenset()
    assert guide.deciding_questions("why") == {"how_many"}
    assert guide.deciding_questions("why", indirect=True) == {"how_many", "works"}
