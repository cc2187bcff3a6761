"""The six states of an answer."""

import pytest

from survey import answers
from survey.answers import Answer, AnswerState


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        pytest.param({"value": "yes"}, Answer(AnswerState.GIVEN, "yes"), id="a word"),
        pytest.param({"value": "no"}, Answer(AnswerState.GIVEN, "no"), id="no is an answer"),
        pytest.param({"value": 0}, Answer(AnswerState.GIVEN, 0), id="zero is an answer"),
        pytest.param({"value": ["a", "b"]}, Answer(AnswerState.GIVEN, ["a", "b"]), id="several words"),
        pytest.param({"state": "not_known"}, Answer(AnswerState.NOT_KNOWN), id="does not know"),
        pytest.param({"state": "refused"}, Answer(AnswerState.REFUSED), id="will not say"),
        pytest.param({"state": "not_asked"}, Answer(AnswerState.NOT_ASKED), id="nobody asked"),
        pytest.param({"state": "not_applicable"}, Answer(AnswerState.NOT_APPLICABLE), id="does not apply"),
        pytest.param({}, answers.MISSING, id="nothing"),
        pytest.param(None, answers.MISSING, id="absent"),
        pytest.param({"value": ""}, answers.MISSING, id="an empty text"),
        pytest.param({"value": "  \n"}, answers.MISSING, id="blanks"),
        pytest.param({"value": []}, answers.MISSING, id="no choice"),
        pytest.param({"value": "", "state": "refused"}, Answer(AnswerState.REFUSED), id="an emptied box"),
        pytest.param({"value": "x", "state": "refused"}, Answer(AnswerState.GIVEN, "x"), id="words win"),
        pytest.param({"state": "given"}, answers.MISSING, id="given without a value"),
        pytest.param({"state": "perhaps"}, answers.MISSING, id="an unknown state"),
        pytest.param("yes", answers.MISSING, id="not an answer at all"),
    ],
)
def test_a_stored_object_has_one_state(stored: object, expected: Answer) -> None:
    assert answers.read(stored) == expected


@pytest.mark.parametrize("state", answers.STORED_STATES)
def test_a_stored_state_is_read_back(state: AnswerState) -> None:
    assert answers.read(answers.stored_state(state)) == Answer(state)


@pytest.mark.parametrize("state", [AnswerState.GIVEN, AnswerState.MISSING])
def test_given_and_missing_are_never_stored_as_a_state(state: AnswerState) -> None:
    with pytest.raises(ValueError, match="not written down"):
        answers.stored_state(state)


def test_each_of_the_six_states_has_its_own_label() -> None:
    assert len({state.label for state in AnswerState}) == 6


@pytest.mark.parametrize(
    ("stored", "is_contradictory"),
    [
        ({"value": "x", "state": "refused"}, True),
        ({"value": "", "state": "refused"}, False),
        ({"value": "x"}, False),
        ({"value": "x", "state": ""}, False),
        (None, False),
    ],
)
def test_a_value_with_a_state_is_a_contradiction(stored: object, is_contradictory: bool) -> None:
    assert answers.is_contradictory(stored) is is_contradictory


@pytest.mark.parametrize(
    ("thing", "is_stored"),
    [
        pytest.param({"value": "x"}, True, id="a value"),
        pytest.param({"value": "", "state": "refused"}, True, id="a state"),
        pytest.param({"value": "", "state": ""}, True, id="neither"),
        pytest.param({}, True, id="nothing"),
        pytest.param({"value": "x", "more": 1}, False, id="something more"),
        pytest.param({"state": "perhaps"}, False, id="an unknown state"),
        pytest.param({"state": ["refused"]}, False, id="a list of states"),
        pytest.param(["x"], False, id="a list"),
        pytest.param("x", False, id="a bare value"),
        pytest.param(None, False, id="null"),
    ],
)
def test_only_objects_with_value_and_state_are_answers(thing: object, is_stored: bool) -> None:
    assert answers.has_answer_shape(thing) is is_stored
