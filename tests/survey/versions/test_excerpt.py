"""Questions chosen from questionnaires, worked by hand: with what they depend on, once, under names of their own."""

from io import BytesIO

import pytest
from pyxform.xls2xform import convert

from survey.actions.instruments import own_source
from survey.languages import Language, Translation, question_key, section_key
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from survey.versions.excerpt import Choose, OneLanguageError, excerpt
from survey.xlsform import questionnaire_of
from survey.xlsform.writer import as_text, as_workbook

YES = (Choice("yes", "Yes"), Choice("no", "No"))
WELSH = Language("cy", "Cymraeg")


def ask(name: str, label: str = "", **more: object) -> Question:
    return Question(name, QuestionType.TEXT, label or name.upper(), path=("main",), **more)


def form(*questions: Question, name: str = "f", **more: object) -> Questionnaire:
    return Questionnaire(name, "1", "F", (Section("main", "Main", questions),), **more)


def taken(*chosen: Choose):
    return excerpt(chosen, name="new", title="New", version="2026-12-01")


def test_what_a_question_depends_on_is_taken_too_and_said():
    source = form(
        ask("a", "Does it trade?"),
        ask("b", relevant="${a} = 'yes'"),
        ask("c", "Why ${b}?"),
        ask("d"),
    )

    found = taken(Choose(source, ["c"]))

    assert list(found.questionnaire.questions) == ["a", "b", "c"]
    assert found.added == ("Does it trade?", "B")


def test_an_answer_that_a_title_a_choice_or_a_heading_quotes_is_taken_too_and_can_be_renamed():
    first = form(ask("who", "Who answers?"), ask("place", "Where?"))
    choices = (Choice("1", "As ${place} says"),)
    second = Questionnaire(
        "g",
        "1",
        "G",
        (
            Section(
                "main",
                "About ${who}",
                (
                    ask("who", "Who are you?"),
                    ask("place", "In which town?"),
                    ask("group"),
                    Question("town", QuestionType.HEADING, "In ${group}", path=("main",)),
                    Question("b", QuestionType.SELECT_ONE, "B", choices=choices, path=("main", "town")),
                ),
            ),
        ),
    )

    found = taken(Choose(first, ["who", "place"]), Choose(second, ["b"])).questionnaire

    page = found.sections[1]
    assert [each.name for each in page.questions] == ["who_2", "place_2", "group", "town", "b"]
    assert page.title == "About ${who_2}"
    assert found.questions["b"].choices[0].label == "As ${place_2} says"
    assert questionnaire_of(as_text(found)) == found


def test_questions_of_one_group_in_two_questionnaires_keep_its_condition():
    group = Question("g", QuestionType.HEADING, "If it trades", relevant="${a} = 'yes'", path=("main",))
    first = form(ask("a"), group, Question("b", QuestionType.TEXT, "B", path=("main", "g")))
    second = form(ask("a"), group, Question("c", QuestionType.TEXT, "C", path=("main", "g")))

    found = taken(Choose(first, ["b"]), Choose(second, ["c"])).questionnaire

    assert [found.conditions_of(name) for name in ("b", "c")] == [("${a} = 'yes'",)] * 2
    assert questionnaire_of(as_text(found)) == found


def test_the_same_question_of_two_questionnaires_is_taken_once():
    found = taken(Choose(form(ask("a"), ask("b")), ["a"]), Choose(form(ask("a"), ask("c")), ["a", "c"]))

    assert list(found.questionnaire.questions) == ["a", "c"]


def test_another_question_with_the_same_name_gets_its_own():
    first = form(ask("a", "Who?"))
    second = form(ask("a", "Where?"), ask("b", relevant="${a} != ''"))

    found = taken(Choose(first, ["a"]), Choose(second, ["b"])).questionnaire

    assert {name: each.label for name, each in found.questions.items()} == {
        "a": "Who?",
        "a_2": "Where?",
        "b": "B",
    }
    assert found.questions["b"].relevant == "${a_2} != ''"
    assert [section.name for section in found.sections] == ["main", "main_2"]


def test_translations_come_with_the_questions_that_are_taken():
    texts = {
        section_key("main"): "Prif",
        question_key("a", "label"): "Pwy?",
        question_key("b", "label"): "Ble?",
    }
    source = form(ask("a"), ask("b"), translations=(Translation(WELSH, texts, is_draft=True),))

    (translation,) = taken(Choose(source, ["a"])).questionnaire.translations

    assert translation == Translation(
        WELSH, {section_key("main"): "Prif", question_key("a", "label"): "Pwy?"}, is_draft=True
    )


def test_questions_of_different_languages_are_refused():
    with pytest.raises(OneLanguageError, match="English and Cymraeg"):
        taken(Choose(form(ask("a")), ["a"]), Choose(form(ask("b"), language=WELSH), ["b"]))


def test_any_questions_of_our_own_make_a_form_that_is_read_again():
    sources = [questionnaire_of(own_source(name)) for name in ("enterprise_survey", "extended_interview")]
    chosen = [
        Choose(each, [name for place, name in enumerate(each.questions) if place % 4 == 0])
        for each in sources
    ]

    found = taken(*chosen).questionnaire

    convert(xlsform=BytesIO(as_workbook(found)), file_type=".xlsx")
    assert questionnaire_of(as_text(found)) == found
