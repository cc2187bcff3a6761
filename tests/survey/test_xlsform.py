"""XLSForms: what is read."""

from pathlib import Path

import pytest

from survey.actions import INSTRUMENTS
from survey.question_types import QuestionType
from survey.questionnaire import Choice
from survey.xlsform import read_xlsform
from tests.factories.xlsforms import form, row


def test_a_form_is_read_with_all_that_it_says() -> None:
    guide = read_xlsform(
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
    assert not thanks.is_asked


def test_questions_outside_groups_keep_their_place() -> None:
    guide = read_xlsform(
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
    guide = read_xlsform(path.read_text(encoding="utf-8"))

    assert guide.name == path.stem
    assert guide.problems({}) == {}
