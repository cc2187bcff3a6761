"""XLSForms: references that groups, calculations and choice filters may not make are refused with their row."""

import pytest

from tests.factories.xlsforms import form, row
from tests.survey.refusals import refusal_of


def repeated(kind: str = "text", name: str = "b", **cells: str) -> list[str]:
    """A repeated group “r” with one question."""
    return [row("begin_repeat", "r", "R"), row(kind, name, **cells), row("end_repeat", "", "")]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param(
            [row("include")],
            "Sheet survey, row 3: “b”: another form cannot be included.",
            id="an included form",
        ),
        pytest.param(
            [row("begin_repeat", "r", "R", repeat_count="31"), row(), row("end_repeat", "", "")],
            "Sheet survey, row 3: “r”: has 31 rows by its repeat_count, and 30 are the most here.",
            id="a repeat of 31",
        ),
        pytest.param(
            repeated("integer", relevant="${r} = 2"),
            "Sheet survey, row 4: “b”: “r” is a repeated group: ask for count(${r}).",
            id="the answer to a repeat",
        ),
        pytest.param(
            [*repeated(), row(name="c", relevant="${b} = 2")],
            "Sheet survey, row 6: “c”: “b” has an answer in each row of “r”: ask for sum(${b}).",
            id="an answer of a row from outside",
        ),
        pytest.param(
            repeated(relevant="sum(${b}) = 2"),
            "Sheet survey, row 4: “b”: sum(${b}) is used within “r”: a group is counted from outside.",
            id="a sum from inside",
        ),
        pytest.param(
            [row(relevant="sum(${a}) = 2")],
            "Sheet survey, row 3: “b”: sum() takes a question of a repeated group, which “a” is not.",
            id="a sum of one answer",
        ),
        pytest.param(
            [*repeated(relevant="${c} = 2", name="d"), row("calculate", "c", "", calculation="sum(${d})")],
            "Sheet survey, row 3: “r”: depends on “c”, which depends on “r”.",
            id="a circle through a repeat",
        ),
        pytest.param(
            [
                row("begin_repeat", "r", "R"),
                row(relevant="${c} = 2"),
                row(name="c", relevant="${b} = 2"),
                row("end_repeat", "", ""),
            ],
            "Sheet survey, row 4: “b”: depends on “c”, which depends on “b”.",
            id="a circle within a repeat",
        ),
        pytest.param(
            [
                row("calculate", "b", "", calculation="${c} + 1"),
                row("calculate", "c", "", calculation="${b}"),
            ],
            "Sheet survey, row 3: “b”: depends on “c”, which depends on “b”.",
            id="a circle of calculations",
        ),
        pytest.param(
            [row("select_one yes_no", choice_filter="label = ${a}")],
            "Sheet survey, row 3: “b”: a choice_filter asks for names and columns of choices, not for labels.",
            id="a choice_filter on labels",
        ),
        pytest.param(
            [row(relevant="random() > 0.5")],
            "Sheet survey, row 3: “b”: “random() > 0.5” would come out differently each time: draw in a calculation",
            id="a condition by chance",
        ),
        pytest.param(
            [row(constraint=". > ${c}")],
            "Sheet survey, row 3: the 'constraint' value is invalid.",
            id="a constraint about no question",
        ),
        pytest.param(
            [row("select_one yes_no or_other"), row(name="b_other")],
            "Sheet survey, row 4: the 'name' value 'b_other' is invalid.",
            id="a name that or_other takes",
        ),
    ],
)
def test_a_reference_that_an_expression_may_not_make_is_refused(rows: list[str], message: str) -> None:
    messages = refusal_of(form(*rows))

    assert any(each.startswith(message) for each in messages), messages
