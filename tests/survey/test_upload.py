"""Uploaded XLSForms: read with their own row numbers, refused with a message, exported and read again."""

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from survey.actions import INSTRUMENTS
from survey.xlsform import XLSFormError, questionnaire_of
from survey.xlsform.upload import read_upload
from survey.xlsform.writer import as_workbook
from tests.accounts.test_upload_files import cell, ods, row
from tests.factories import xlsforms

CSV = """survey,,,
,type,name,label
,text,a,"A, or | both"
,,,
,text,b,B
settings,,,
,form_title,form_id,version
,A guide,guide,1
"""


def workbook(*rows: list[str], formula: str = "", at: tuple[int, int] = (1, 0)) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("survey")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell)
        if formula:
            page.write_formula(*at, formula)
        settings = book.add_worksheet("settings")
        for number, row in enumerate([["form_title", "form_id", "version"], ["A guide", "guide", "1"]]):
            for column, cell in enumerate(row):
                page_cell = settings.write_string(number, column, cell)
                assert page_cell == 0
    return file.getvalue()


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(XLSFormError) as error:
        read_upload(content, name)
    return " ".join(error.value.messages)


@pytest.mark.parametrize(
    "name", ["service_interview", "extended_interview", "enterprise_interview", "enterprise_survey"]
)
def test_what_comes_out_as_a_workbook_is_read_again_as_the_same_questionnaire(name):
    source = (INSTRUMENTS / f"{name}.md").read_text(encoding="utf-8")

    again = read_upload(as_workbook(questionnaire_of(source)), f"{name}.xlsx")

    assert questionnaire_of(again.source) == questionnaire_of(source)


def test_a_csv_is_read_with_its_sheets_in_the_first_column():
    found = questionnaire_of(read_upload(CSV.encode(), "form.csv").source)

    assert [question.label for question in found.questions.values()] == ["A, or | both", "B"]


def test_a_message_names_the_row_of_the_file_and_not_of_what_was_made_of_it():
    rows = [["type", "name", "label"], ["text", "a", "A"], [], [], ["telepathy", "b", "B"]]

    upload = read_upload(workbook(*rows), "form.xlsx")
    with pytest.raises(XLSFormError) as error:
        questionnaire_of(upload.source)

    assert upload.locate(error.value.messages[0]).startswith("Sheet survey, row 5:")


def test_an_opendocument_form_is_read_like_the_same_form_of_excel():
    lines = [["type", "name", "label"], ["text", "a", "A"]]
    content = ods(*(row(*(cell(words) for words in line)) for line in lines))

    assert read_upload(content, "form.ods").source == "| S |\n| | type | name | label |\n| | text | a | A |\n"


def test_a_form_without_a_survey_sheet_is_refused():
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Sheet1").write_string(0, 0, "Hello")

    upload = read_upload(file.getvalue(), "form.xlsx")

    with pytest.raises(XLSFormError):
        questionnaire_of(upload.source)


def test_a_formula_is_refused_with_its_cell():
    content = workbook(["type", "name", "label"], ["", "a", "A"], formula="=1+1")

    assert refusal(content, "form.xlsx") == "Cell A2 holds a formula. Paste its value in its place."


def test_a_cell_at_a_distant_place_is_refused_before_the_workbook_is_opened():
    content = workbook(["type", "name", "label"], formula="=1", at=(1_048_575, 16_383))

    assert refusal(content, "form.xlsx").startswith("There is a cell at XFD1048576")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(b"x" * (3 * 1024 * 1024), "form.xlsx", "larger than 2 MB", id="too large"),
        pytest.param(b"PK\x03\x04 broken", "form.xlsx", "not a workbook", id="damaged"),
        pytest.param(b"\xff\xfe\x00", "form.csv", "not a text file", id="not text"),
        pytest.param(b"", "form.csv", "empty", id="empty"),
        pytest.param(b",type,name\n", "form.csv", "must name the sheet", id="no sheet"),
        pytest.param(
            b"survey,,\n,type,name\n,text,a,too much\n", "form.csv", "without a heading", id="no heading"
        ),
        pytest.param(b"%PDF", "form.pdf", "ends in .xlsx", id="another kind"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_a_message(content, name, words):
    assert words in refusal(content, name)


def test_a_workbook_that_decompresses_to_too_much_is_refused():
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (41 * 1024 * 1024))

    assert "is larger than a form can be" in refusal(file.getvalue(), "form.xlsx")


def test_markdown_is_stored_unchanged():
    source = xlsforms.form()

    assert read_upload(source.encode(), "form.md").source == source
