"""Reading XLSForms."""

from pathlib import Path

import pytest

from survey.actions import INSTRUMENTS
from survey.question_types import QuestionType
from survey.questionnaire import Choice
from survey.xlsform import questionnaire_of, read_xlsform
from tests.factories.xlsforms import form, row


def test_a_form_is_read_completely() -> None:
    guide = questionnaire_of(
        form(
            row("begin_group", "more", "More", relevant="${a} = 'yes'"),
            row(
                "integer",
                "number",
                "How many?",
                hint="About",
                required="yes",
                constraint=". < 9",
                constraint_message="Fewer than 9.",
            ),
            row("select_multiple yes_no", "which", "Which?"),
            row("text", "words", "In your own words", appearance="multiline", relevant="${number} > 1"),
            row("note", "thanks", "Thank you"),
            row("end_group", "", ""),
        )
    )

    assert (guide.name, guide.version, guide.title) == ("guide", "1", "A guide")
    assert [(section.name, section.title) for section in guide.sections] == [
        ("part_1", "A guide"),
        ("more", "More"),
    ]
    assert guide.sections[1].relevant == "${a} = 'yes'"
    number, which, words, thanks = guide.sections[1].questions
    assert (number.type, number.hint, number.is_required) == (QuestionType.INTEGER, "About", True)
    assert (number.constraint, number.constraint_message) == (". < 9", "Fewer than 9.")
    assert which.choices == (Choice("yes", "Yes"), Choice("no", "No"))
    assert (words.is_long, words.relevant) == (True, "${number} > 1")
    assert not thanks.takes_answer


def test_questions_outside_groups_keep_their_place() -> None:
    guide = questionnaire_of(
        form(
            row("begin_group", "part_1", "G"),
            row(name="b"),
            row("end_group", "", ""),
            row(name="c"),
        )
    )

    assert [(s.name, [q.name for q in s.questions]) for s in guide.sections] == [
        ("part_2", ["a"]),
        ("part_1", ["b"]),
        ("part_3", ["c"]),
    ]


@pytest.mark.parametrize("path", sorted(INSTRUMENTS.glob("*.md")), ids=lambda path: path.stem)
def test_our_own_questionnaires_are_read(path: Path) -> None:
    guide = questionnaire_of(path.read_text(encoding="utf-8"))

    assert guide.name == path.stem
    assert guide.problems({}) == {}


def test_repeats_calculations_filters_and_other_are_read() -> None:
    choices = "| choices |\n| | list_name | name | label | town |\n| | yes_no | yes | Yes | |\n"
    choices += "| | prisons | leeds | Leeds | north |\n| | prisons | lewes | Lewes | south |\n"
    guide = questionnaire_of(
        form(
            row("begin_repeat", "people", "People", relevant="${a} = 'yes'", repeat_count="2"),
            row("integer", "hours", "Hours"),
            row("calculate", "pay", "", calculation="${hours} * 6 + position(..)"),
            row("end_repeat", "", ""),
            row("calculate", "wages", "", calculation="sum(${pay})"),
            row("select_one prisons", "prison", choice_filter="town = ${a} or name = 'leeds'"),
            row("select_one yes_no or_other", "kind", "Which kind?"),
            row("text", "postcode", "Postcode", appearance="postcode"),
            row("integer", "more", "More", constraint=". > ${wages}"),
            choices=choices,
        )
    )

    people, wages, prison, kind, other, postcode, more = list(guide.questions.values())[1:]
    assert (people.type, people.row_count, people.relevant) == (QuestionType.REPEAT, 2, "${a} = 'yes'")
    assert [question.name for question in people.questions] == ["hours", "pay"]
    assert (wages.type, wages.takes_answer, wages.calculation) == (
        QuestionType.CALCULATE,
        False,
        "sum(${pay})",
    )
    assert prison.choices[1] == Choice("lewes", "Lewes", {"town": "south"})
    assert [choice.value for choice in prison.choices_for({"a": "south"})] == ["leeds", "lewes"]
    assert kind.choices[-1] == Choice("other", "Other")
    assert (other.name, other.label) == ("kind_other", "Which kind? Other, please say")
    assert other.relevant == "selected(${kind}, 'other')"
    assert postcode.type is QuestionType.POSTCODE
    assert more.constraint == ". > ${wages}"


def test_a_column_of_choices_that_no_filter_asks_for_is_left_out() -> None:
    choices = "| choices |\n| | list_name | name | label | town |\n| | yes_no | yes | Yes | north |\n"

    [note] = read_xlsform(form(row(), choices=choices)).left_out

    assert str(note) == "Sheet choices, row 1: “town”: this column is the author’s own."
