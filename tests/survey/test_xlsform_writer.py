"""A questionnaire written as an XLSForm: pyxform takes it, and reading it gives the same questionnaire."""

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from pyxform.xls2xform import convert

from survey.actions.instruments import own_source
from survey.languages import Language, Translation, choice_key, question_key, section_key
from survey.lookup_tables import Table
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section
from survey.xlsform import questionnaire_of
from survey.xlsform.writer import as_archive, as_csv, as_text, as_workbook, sheets_of
from tests.factories.survey import questionnaire
from tests.survey.generated import questionnaires
from tests.survey.refusals import questionnaire_in

OWN = ("service_interview", "extended_interview", "enterprise_interview", "enterprise_survey")
WELSH = Language("cy", "Cymraeg")


def read_again(form: Questionnaire) -> Questionnaire:
    """Return what is read from the workbook, after pyxform has taken it."""
    content = as_workbook(form)
    convert(xlsform=BytesIO(content), file_type=".xlsx")
    return questionnaire_in(content, "form.xlsx")


def rows(form: Questionnaire, sheet: str = "survey") -> list[dict[str, str]]:
    heads, *cells = sheets_of(form)[sheet]
    return [{head: cell for head, cell in zip(heads, row, strict=True) if cell} for row in cells]


@pytest.mark.parametrize("day", [None, dt.date(2020, 1, 1)], ids=["2009", "hmpps"])
@pytest.mark.parametrize("name", OWN)
def test_our_own_questionnaires_come_back_as_they_were(name, day):
    form = questionnaire_of(own_source(name, frame_on=day))

    assert read_again(form) == form
    assert questionnaire_of(as_text(form)) == form


@settings(max_examples=10)
@given(questionnaires())
def test_any_questionnaire_comes_back_as_it_was(form):
    assert read_again(form) == form


@pytest.mark.slow
@settings(max_examples=100)
@given(questionnaires())
def test_a_hundred_questionnaires_come_back_as_they_were(form):
    assert read_again(form) == form


def test_a_list_that_several_questions_have_is_written_once():
    choices = (Choice("yes", "Yes"), Choice("no", "No"))
    form = questionnaire(
        Question("a", QuestionType.SELECT_ONE, "A", choices=choices, path=("main",)),
        Question("b", QuestionType.SELECT_MULTIPLE, "B", choices=choices, path=("main",)),
        Question("c", QuestionType.SELECT_ONE, "C", choices=choices[:1], path=("main",)),
    )

    assert [row.get("type") for row in rows(form)][1:4] == [
        "select_one a",
        "select_multiple a",
        "select_one c",
    ]
    assert [row["list_name"] for row in rows(form, "choices")] == ["a", "a", "c"]
    assert read_again(form) == form


def test_translations_drafts_and_what_it_is_made_for_come_back():
    texts = {
        "title": "Canllaw",
        section_key("main"): "Prif",
        question_key("a", "label"): "A?",
        question_key("a", "hint"): "Awgrym",
        choice_key("a", "yes"): "Ie",
    }
    asked = Question(
        "a", QuestionType.SELECT_ONE, "A?", hint="Hint", choices=(Choice("yes", "Yes"),), path=("main",)
    )
    form = Questionnaire(
        "guide",
        "1",
        "A guide",
        (Section("main", "Main", (asked,)),),
        translations=(Translation(WELSH, texts, is_draft=True),),
        made_for="online_survey",
    )

    again = read_again(form)

    assert again == form
    assert again.made_for == "online_survey"


def test_a_form_in_another_language_says_so():
    asked = Question("a", QuestionType.TEXT, "A?", path=("main",))
    form = Questionnaire("guide", "1", "Canllaw", (Section("main", "Prif", (asked,)),), language=WELSH)

    assert rows(form, "settings")[0]["default_language"] == "Cymraeg (cy)"
    assert read_again(form) == form


def test_a_cell_that_looks_like_a_formula_is_text():
    form = questionnaire(Question("a", QuestionType.TEXT, "=1+1", path=("main",)))

    assert read_again(form).questions["a"].label == "=1+1"


def test_the_tables_that_a_form_looks_answers_up_in_are_beside_it():
    form = questionnaire()
    table = Table(("name", "place"), (("a", "Leeds, north"), ("b", "=York")))
    with_table = Questionnaire(form.name, "1", form.title, form.sections, tables={"places": table})

    with ZipFile(BytesIO(as_archive(with_table))) as archive:
        names, content = archive.namelist(), archive.read("places.csv").decode()

    assert names == ["guide.xlsx", "places.csv"]
    assert content == as_csv(table) == '\ufeffname,place\r\na,"Leeds, north"\r\nb,=York\r\n'
