"""Forms of every shape: what is read from them is written, taken by pyxform, and read again as the same."""

from io import BytesIO

from hypothesis import given, settings
from pyxform.xls2xform import convert

from survey.questionnaire import Questionnaire, QuestionType
from survey.xlsform import read_xlsform
from survey.xlsform.writer import as_text, as_workbook, sheets_of
from tests.factories.sheets import YES_NO, ask, begin, end, workbook
from tests.survey.test_xlsform_nested import Part, parts, rows_of


def come_back(form: Questionnaire) -> Questionnaire:
    """Return the questionnaire that is read from what is written of it; pyxform takes it as well."""
    convert(xlsform=BytesIO(as_workbook(form)), file_type=".xlsx")
    return read_xlsform(as_text(form)).accepted_questionnaire()


def form_of(*rows: dict[str, str]) -> Questionnaire:
    return read_xlsform(workbook(list(rows), YES_NO)).accepted_questionnaire()


@given(parts())
@settings(max_examples=10, deadline=None)
def test_a_form_nested_at_random_comes_back(nested: list[Part]) -> None:
    first = Part("select_one yes_no", "first", is_conditional=False)
    form = form_of(*rows_of([first, *nested]))

    assert come_back(form) == form


def test_every_column_comes_back() -> None:
    form = form_of(
        ask(
            "select_one yes_no",
            "a",
            required="yes",
            required_message="Answer this.",
            guidance_hint="More about it.",
        ),
        ask("text", "b", required="${a} = 'yes'", default="none", appearance="multiline"),
        ask("date", "c", default="today()"),
        ask("integer", "d", constraint=". > 0", constraint_message="Above 0.", readonly="yes"),
        ask("calculate", "e", calculation="${d} * 2"),
        ask("text", "f", trigger="${a}", calculation="'x'"),
        ask("range", "g", parameters="start=1 end=5 step=2"),
        ask("select_multiple yes_no", "h", parameters="randomize=true", default="yes no"),
        begin("repeat", "rows", "Rows", repeat_count="${d}"),
        ask("rank yes_no", "i"),
        end("repeat"),
    )

    assert come_back(form) == form
    assert {question.type for question in form.questions.values()} > {QuestionType.RANGE, QuestionType.REPEAT}


def test_names_that_were_made_unique_come_out_as_they_were() -> None:
    form = form_of(
        begin("group", "home", "Home"),
        ask("text", "town"),
        end("group"),
        begin("group", "work", "Work"),
        ask("text", "town"),
        ask("text", "why", relevant="/data/home/town != ''"),
        end("group"),
    )

    heads, *written = sheets_of(form)["survey"]
    names = [row[heads.index("name")] for row in written]

    assert list(form.questions) == ["home.town", "work.town", "why"]
    assert names == ["home", "town", "", "work", "town", "why", ""]
    assert come_back(form) == form


def test_a_form_of_which_nothing_is_asked_still_has_its_sheet() -> None:
    assert sheets_of(Questionnaire("guide", "1", "A guide"))["survey"] == [["type", "name", "label"]]
