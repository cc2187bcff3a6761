"""Values of each kind of question: how they are stored and what is wrong with them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.question_types import TEXT_LIMIT, QuestionType, as_text, normalise, problem_with

WORDS = frozenset({"yes", "no"})
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("text", "  Two\r\nlines ", "  Two\nlines "),
        ("text", "half \ud800 and null \x00", "half � and null �"),
        ("integer", " 25 ", 25),
        ("integer", "-3", -3),
        ("integer", "about 25", "about 25"),
        ("integer", "9" * 5000, "9" * 5000),
        ("integer", 25, 25),
        ("decimal", " 2.50 ", "2.50"),
        ("decimal", 2.5, "2.5"),
        ("decimal", 1e-7, "0.0000001"),
        ("decimal", True, True),
        ("date", " 2009-07-15 ", "2009-07-15"),
        ("select_one", " yes ", "yes"),
        ("select_multiple", ["yes", "no", "yes"], ["yes", "no"]),
        ("select_multiple", (), []),
        ("text", None, None),
        ("range", "7", 7),
        ("range", "7.5", "7.5"),
        ("time", " 14:30 ", "14:30"),
        ("time", "14:30:00.000+01:00", "14:30"),
        ("time", "14:30:05", "14:30:05"),
        ("time", "half past two", "half past two"),
        ("datetime", "2009-07-15 14:30", "2009-07-15T14:30"),
        ("datetime", "2009-07-15T14:30:05.120", "2009-07-15T14:30:05"),
        ("datetime", "2009-07-15T12:30:00.000Z", "2009-07-15T13:30"),
        ("rank", ["no", "yes"], ["no", "yes"]),
        ("acknowledge", " OK ", "OK"),
    ],
)
def test_what_was_typed_is_stored_in_one_form(kind: str, raw: object, stored: object) -> None:
    assert normalise(QuestionType(kind), raw) == stored


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("text", "anything at all", ""),
        ("text", "x" * TEXT_LIMIT, ""),
        ("text", "x" * (TEXT_LIMIT + 1), "Nothing was cut off"),
        ("text", 5, "Enter text."),
        ("integer", 0, ""),
        ("integer", "12", ""),
        ("integer", 2.5, "whole number"),
        ("integer", "2.0", "whole number"),
        ("integer", True, "whole number"),
        ("integer", 10**15, "whole number"),
        ("integer", "٣", "whole number"),
        ("decimal", "2.5", ""),
        ("decimal", "-0.5", ""),
        ("decimal", 3, ""),
        ("decimal", "1e5", "Enter a number"),
        ("decimal", "nan", "Enter a number"),
        ("decimal", "2,5", "Enter a number"),
        ("date", "2009-02-28", ""),
        ("date", "2009-02-29", "Enter a date"),
        ("date", "20090228", "Enter a date"),
        ("date", "28/02/2009", "Enter a date"),
        ("date", 2009, "Enter a date"),
        ("select_one", "yes", ""),
        ("select_one", "perhaps", "Choose one"),
        ("select_one", ["yes"], "Choose one"),
        ("select_multiple", ["yes", "no"], ""),
        ("select_multiple", [], ""),
        ("select_multiple", "yes", "Choose from"),
        ("select_multiple", ["yes", "perhaps"], "Choose from"),
        ("select_multiple", [["yes"]], "Choose from"),
        ("range", 7, ""),
        ("range", "half", "Enter a number"),
        ("rank", ["no", "yes"], ""),
        ("rank", ["no"], "in order"),
        ("rank", ["no", "no", "yes"], "in order"),
        ("rank", [["no"], "yes"], "in order"),
        ("time", "14:30", ""),
        ("time", "1430", "Enter a time"),
        ("time", "14:30Z", "Enter a time"),
        ("time", "24:30", "Enter a time"),
        ("datetime", "2009-07-15T14:30", ""),
        ("datetime", "9999-12-31T23:59:59-14:00", "Enter a date and a time, such as 2009-07-15T14:30."),
        ("datetime", "2009-07-15", "Enter a date and a time"),
        ("acknowledge", "OK", ""),
        ("acknowledge", "yes", "Tick"),
    ],
)
def test_a_value_of_the_wrong_kind_is_reported_in_one_sentence(
    kind: str, value: object, problem: str
) -> None:
    found = problem_with(QuestionType(kind), value, WORDS)

    assert problem in found
    assert bool(found) is bool(problem)


@given(st.sampled_from(QuestionType), anything)
def test_storing_twice_is_storing_once_and_nothing_breaks(kind: QuestionType, raw: object) -> None:
    once = normalise(kind, raw)

    assert repr(normalise(kind, once)) == repr(once)
    assert isinstance(problem_with(kind, once, WORDS), str)
    if isinstance(once, str):
        json.dumps(once).encode("ascii").decode()
        once.encode()


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (["a", "b"], "a b"), ([], ""), (3, "3"), ("x", "x"), (0, "0")]
)
def test_conditions_see_values_as_a_form_holds_them(value: object, text: str) -> None:
    assert as_text(value) == text
