"""Sections, headings and chapters: which conditions a question depends on, and how they are stored."""

import json

from survey.questionnaire import Chapter, Question, Questionnaire, QuestionType, Section, Table

HEADING = Question("money", QuestionType.HEADING, "Money", path=("shop", "till"), relevant="${open} = 'yes'")
DEEPER = Question(
    "coins", QuestionType.HEADING, "Coins", path=("shop", "till", "money"), relevant="${coins} > 0"
)
INSIDE = Question(
    "pence", QuestionType.INTEGER, "Pence", path=("shop", "till", "money", "coins"), relevant="${pounds} = 0"
)
AFTER = Question("shop.till.name", QuestionType.TEXT, "Name", path=("shop", "till"), column="name")
TILL = Section(
    "till",
    "The till",
    (HEADING, DEEPER, INSIDE, AFTER),
    relevant="${tills} > 0",
    chapter=Chapter("shop", "The shop", "${shops} > 0"),
)


def test_a_question_is_shown_where_its_chapter_section_headings_and_itself_are():
    assert TILL.conditions_of(INSIDE) == (
        "${shops} > 0",
        "${tills} > 0",
        "${open} = 'yes'",
        "${coins} > 0",
        "${pounds} = 0",
    )
    assert TILL.conditions_of(AFTER) == ("${shops} > 0", "${tills} > 0")


def test_a_questionnaire_with_every_field_is_the_same_after_json():
    row = Question(
        "size",
        QuestionType.RANGE,
        "Size",
        path=("rooms",),
        default="5",
        required_if="${asked} = 'yes'",
        required_message="Enter a size",
        parameters={"start": "1", "end": "10", "step": "1"},
        media=("picture",),
    )
    rooms = Question("rooms", QuestionType.REPEAT, "Rooms", questions=(row,), row_count_of="${room_number}")
    made = Question("day", QuestionType.DATE, "Day", dynamic_default="today()", triggers=("rooms", "pence"))
    form = Questionnaire(
        "q",
        "1",
        "Q",
        (Section("part_1", "Q", (rooms, made)), TILL),
        tables={"towns": Table(("name", "county"), (("leeds", "yorkshire"),))},
    )

    assert Questionnaire.from_json(json.loads(json.dumps(form.as_json()))) == form


def test_what_is_empty_is_not_in_the_json_so_that_hashes_stay():
    form = Questionnaire(
        "q", "1", "Q", (Section("s", "S", (Question("a", QuestionType.TEXT, "A", path=("s",)),)),)
    )

    assert set(form.as_json()) == {"name", "version", "title", "sections"}
    assert set(form.as_json()["sections"][0]) == {"name", "title", "relevant", "questions"}
    assert set(form.as_json()["sections"][0]["questions"][0]) == {
        *("name", "type", "label", "hint", "is_required", "is_long", "relevant", "constraint"),
        *("constraint_message", "choices"),
    }
