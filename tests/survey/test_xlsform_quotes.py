"""Typographic quotation marks stay in what people read, and are straight in conditions."""

from survey.xlsform import questionnaire_of
from tests.factories.xlsforms import SETTINGS

FORM = f"""| survey |
| | type | name | label | hint | relevant | constraint | constraint_message |
| | text | a | What is the “Clink’s” name? | As ‘said’ | | . != ’x’ | Not “x” |
| | text | b | And 'straight' ones? | | ${{a}} = ‘yes’ | | |
{SETTINGS}"""


def test_quotation_marks_in_texts_are_kept() -> None:
    questions = questionnaire_of(FORM).questions

    assert questions["a"].label == "What is the “Clink’s” name?"
    assert questions["a"].hint == "As ‘said’"
    assert questions["a"].constraint_message == "Not “x”"
    assert questions["b"].label == "And 'straight' ones?"


def test_quotation_marks_in_conditions_become_straight() -> None:
    questions = questionnaire_of(FORM).questions

    assert questions["a"].constraint == ". != 'x'"
    assert questions["b"].relevant == "${a} = 'yes'"
