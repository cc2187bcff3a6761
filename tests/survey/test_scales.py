"""Scales as in ODK: read, shown as rows below headings, and exported again."""

import re

import pytest
from django.template.loader import render_to_string

from survey.answers import stored_value
from survey.online.forms import PageForm
from survey.online.preview import PreviewForm
from survey.question_types import QuestionType
from survey.xlsform import questionnaire_of, read_xlsform
from survey.xlsform.writer import as_workbook
from tests.factories.xlsforms import form, row
from tests.survey.refusals import questionnaire_in

AWARENESS = form(
    row("begin_group", "known", "What is known", appearance="field-list"),
    row("select_one yes_no", "heads", "How well do you know…", appearance="label"),
    row("select_one yes_no", "noms", "NOMS?", appearance="list-nolabel"),
    row("select_one yes_no", "commissioning", "Commissioning?", appearance="list-nolabel", required="yes"),
    row("text", "words", "In words"),
    row("select_one yes_no", "value", "Good value?", appearance="likert"),
    row("end_group", "", ""),
)


def test_headings_take_no_answer_but_rows_do() -> None:
    questions = questionnaire_of(AWARENESS).questions

    assert questions["heads"].type is QuestionType.NOTE
    assert not questions["heads"].takes_answer
    assert [name for name, question in questions.items() if question.scale] == [
        "noms",
        "commissioning",
        "value",
    ]


def page() -> str:
    questionnaire = questionnaire_of(AWARENESS)
    form = PageForm(questionnaire, questionnaire.sections[1], answers={"noms": stored_value("yes")})
    around = {"rows": form.rows(), "form": form, "page": {"section": questionnaire.sections[1]}, "token": "t"}
    return render_to_string("survey/page.html", around)


def test_rows_of_one_list_share_one_row_of_headings() -> None:
    html = page()

    places = [
        html.index(part)
        for part in ("How well do you know", "gh-scale__headings", "NOMS?", "Commissioning?", "In words")
    ]
    assert places == sorted(places)
    assert html.count("gh-scale__headings") == 2
    assert html.index("gh-scale__headings", places[1] + 1) > places[-1]


def test_each_row_is_a_group_of_radios_with_its_own_name() -> None:
    fieldsets = re.findall(r"<fieldset.*?</fieldset>", page(), re.DOTALL)

    assert [re.search(r"<legend[^>]*>(.*?)</legend>", each)[1] for each in fieldsets] == [
        "NOMS? (optional)",
        "Commissioning?",
        "Good value? (optional)",
    ]
    assert all(each.count('type="radio"') == each.count("<label") == 2 for each in fieldsets)
    assert fieldsets[0].count(" checked") == 1


def test_a_group_with_the_appearance_table_list_is_a_scale() -> None:
    source = form(
        row("begin_group", "known", "What is known", appearance="table-list"),
        row("select_one yes_no", "noms", "NOMS?"),
        row("select_one yes_no", "commissioning", "Commissioning?"),
        row("end_group", "", ""),
    )

    questions = questionnaire_of(source).sections[1].questions

    assert [(question.name, bool(question.scale)) for question in questions] == [
        ("noms", True),
        ("commissioning", True),
    ]


def test_a_preview_shows_the_rows_too() -> None:
    sections = list(PreviewForm(questionnaire_of(AWARENESS)).sections())

    assert [row.field.field.template_name for row in sections[1][1] if row.question.scale] == [
        "forms/scale.html"
    ] * 3


def test_a_long_list_is_shown_as_a_column() -> None:
    many = "| choices |\n| | list_name | name | label |\n" + "".join(
        f"| | yes_no | c{number} | Choice {number} |\n" for number in range(9)
    )

    questions = questionnaire_of(
        form(row("select_one yes_no", "b", "B", appearance="likert"), choices=many)
    ).questions

    assert questions["b"].scale == ()


def test_appearances_are_exported_again() -> None:
    again = questionnaire_in(as_workbook(questionnaire_of(AWARENESS)), "form.xlsx")

    assert again == questionnaire_of(AWARENESS)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            row("select_one yes_no", "b", "B", appearance="label", required="yes"),
            "required does nothing here, because nobody answers a note.",
        ),
        (
            row("text", "b", "B", appearance="likert"),
            "the appearance “likert” is not known here and not used.",
        ),
    ],
)
def test_an_appearance_that_does_not_fit_is_left_out_with_a_note(written: str, sentence: str) -> None:
    reading = read_xlsform(form(written))

    assert reading.accepted
    assert [(note.row, note.name, note.sentence) for note in reading.left_out] == [(3, "b", sentence)]
