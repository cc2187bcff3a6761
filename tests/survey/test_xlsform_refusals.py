"""XLSForms: what cannot be asked as the form means it is refused, with its sheet and row."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from survey.xlsform import XLSFormError, questionnaire_of
from tests.factories.xlsforms import CHOICES, COLUMNS, SETTINGS, form, row
from tests.survey.refusals import refusal_of


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param(
            [row(name="a")], "Sheet survey, row 3: the 'name' value 'a' is invalid.", id="a name twice"
        ),
        pytest.param([row(name="b b")], "Sheet survey, row 3: the 'name' value is invalid.", id="a bad name"),
        pytest.param([row(name="")], "Sheet survey, row 3: question or group with no name.", id="no name"),
        pytest.param([row(type="")], "Sheet survey, row 3: question with no type.", id="no type"),
        pytest.param(
            [row(label="")], "Sheet survey, row 3: the survey element named 'b' has no", id="no label"
        ),
        pytest.param(
            [row("selectone x")], "Sheet survey, row 3: unknown question type 'selectone x'", id="typing"
        ),
        pytest.param(
            [row("select_one maybe")],
            "Sheet survey, row 3: list name not in choices sheet: maybe",
            id="no list",
        ),
        pytest.param(
            [row("begin_group", "g")], "Sheet survey, row 3: unmatched 'begin_group'.", id="open group"
        ),
        pytest.param(
            [row("end_group", "", "")], "Sheet survey, row 3: unmatched 'end_group'.", id="closed group"
        ),
        pytest.param(
            [row(relevant="${c} = 1")],
            "Sheet survey, row 3: the 'relevant' value is invalid.",
            id="unknown name",
        ),
        pytest.param(
            [row(relevant="${a = 1")],
            "Sheet survey, row 3: the 'relevant' value is invalid.",
            id="open reference",
        ),
        pytest.param(
            [row(relevant="foo(${a})")], "Sheet survey, row 3: “b”: “foo(${a})” cannot be read", id="foo"
        ),
        pytest.param(
            [row(relevant="area(${a}) = 4")],
            "Sheet survey, row 3: “b”: “area(${a}) = 4” uses “area”, which this product does not evaluate: "
            "places on a map are not asked for here.",
            id="an unsupported condition",
        ),
        pytest.param(
            [row(constraint="regex(., '[0-9')")],
            "Sheet survey, row 3: “b”: “regex",
            id="an unsupported constraint",
        ),
        pytest.param(
            [row("begin_group", "g", "G", relevant="area(${a}) = 1"), row(), row("end_group", "", "")],
            "Sheet survey, row 3: “g”: “area(${a}) = 1” uses “area”",
            id="an unsupported condition of a group",
        ),
        pytest.param(
            [row(relevant=". = 1")],
            "Sheet survey, row 3: “b”: “. = 1” asks about its own answer",
            id="itself",
        ),
        pytest.param(
            [row(relevant="${b} = 1")], "Sheet survey, row 3: “b”: depends on “b”.", id="on its own answer"
        ),
        pytest.param(
            [row(relevant="${c} = 1"), row(name="c", relevant="${b} = 1")],
            "Sheet survey, row 3: “b”: depends on “c”, which depends on “b”.",
            id="a circle",
        ),
        pytest.param(
            [row("begin_group", "g", "G", relevant="${b} = 1"), row(), row("end_group", "", "")],
            "Sheet survey, row 4: “b”: depends on “b”.",
            id="a group that depends on itself",
        ),
        pytest.param(
            [row("begin_group", "g", "G"), row(name="c"), row("end_group", "", ""), row(relevant="${g} = 1")],
            "Sheet survey, row 6: “b”: depends on “g”, which is no question of the form.",
            id="an answer to a group",
        ),
        pytest.param(
            [row("select_multiple few"), row(name="c")],
            "Sheet survey, row 3: list name not in choices sheet: few",
            id="choices that there are not",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_sheet_and_row(rows: list[str], message: str) -> None:
    messages = refusal_of(form(*rows))

    assert any(each.startswith(message) for each in messages), messages


def test_every_mistake_is_reported_at_once() -> None:
    messages = refusal_of(
        form(
            row(relevant="area(${a})"), row(name="c", required="area(1)"), row(name="d", constraint="area(1)")
        )
    )

    assert [each.partition(":")[0] for each in messages] == [f"Sheet survey, row {n}" for n in (3, 4, 5)]


@pytest.mark.parametrize("column", ["relevent", "relevant::Cymraeg (cy)", "Requiered"])
def test_a_column_that_is_nearly_a_rule_is_refused_because_the_rule_would_be_ignored(column: str) -> None:
    source = form(row(appearance="${a} = 'x'")).replace("appearance", column)

    [refusal] = refusal_of(source)

    assert refusal.startswith(
        f"Sheet survey, row 1: “{column}”: this column is not supported. Is it meant to be"
    )


def test_choices_of_which_several_are_chosen_are_single_words_and_all_are_unique() -> None:
    blank = CHOICES.replace("| no |", "| not yet |")
    twice = CHOICES.replace("| no |", "| yes |")

    assert questionnaire_of(form(choices=blank)).questions["a"].choices[1].value == "not yet"
    assert refusal_of(form(row("rank yes_no"), choices=blank)) == (
        "Sheet choices, row 3: “not yet”: has a blank in its name, and several choices are stored with blanks between.",
    )
    assert refusal_of(form(choices=twice))[0].startswith("Sheet choices, row 3: the 'name' value is invalid.")


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="nothing"),
        pytest.param("Dear all", id="a letter"),
        pytest.param("| survey |", id="a sheet's name"),
        pytest.param("| survey |\n| | type |\n", id="headings only"),
        pytest.param("| survey |\n| | kind | title |\n| | text | a |\n", id="other headings"),
        pytest.param(SETTINGS, id="settings only"),
    ],
)
def test_a_form_without_questions_is_refused_with_a_message(source: str) -> None:
    assert all(len(message) > 20 for message in refusal_of(source))


cells = st.text("abc |${}\n_.'=\\", max_size=12) | st.sampled_from(
    ["text", "select_one yes_no", "begin_group", "end_group", "begin_repeat", "a", "b", "${a} = 'yes'", "yes"]
)


@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), cells), max_size=4))
@hypothesis_settings(max_examples=150, deadline=None)
def test_any_sheet_is_read_or_refused_without_an_error(rows: list[dict[str, str]]) -> None:
    source = form(*(row(**{"type": "", "name": "", "label": "", **cells}) for cells in rows))
    try:
        assert questionnaire_of(source).questions
    except XLSFormError as refusal:
        assert refusal.messages
