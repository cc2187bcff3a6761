"""Uploaded XLSForms: read with their own row numbers, refused with a message, exported and read again."""

import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from survey.actions import INSTRUMENTS
from survey.xlsform import FormFile, Reading, questionnaire_of, read_form
from survey.xlsform.writer import as_workbook
from tests.accounts.test_upload_files import cell, damaged_zip, ods, row, zipped

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


def zip_of_version(version: int) -> bytes:
    """Return a zip that says which version of the format (in tenths) is needed to read it."""
    content = bytearray(zipped(**{"form.md": "| survey |\n"}))
    content[content.index(b"PK\x01\x02") + 6] = version
    return bytes(content)


def read(content: bytes, name: str) -> Reading:
    return read_form(FormFile(name, content))


def refusal(content: bytes, name: str) -> str:
    reading = read(content, name)
    assert not reading.accepted
    return " ".join(map(str, reading.refused))


@pytest.mark.parametrize(
    "name", ["service_interview", "extended_interview", "enterprise_interview", "enterprise_survey"]
)
def test_what_comes_out_as_a_workbook_is_read_again_as_the_same_questionnaire(name):
    source = (INSTRUMENTS / f"{name}.md").read_text(encoding="utf-8")

    again = read(as_workbook(questionnaire_of(source)), f"{name}.xlsx")

    assert again.accepted_questionnaire() == questionnaire_of(source)


def test_a_csv_is_read_with_its_sheets_in_the_first_column():
    found = read(CSV.encode(), "form.csv").accepted_questionnaire()

    assert [question.label for question in found.questions.values()] == ["A, or | both", "B"]


def test_a_message_names_the_row_of_the_file_and_not_of_what_was_made_of_it():
    rows = [["type", "name", "label"], ["text", "a", "A"], [], [], ["telepathy", "b", "B"]]

    assert refusal(workbook(*rows), "form.xlsx").startswith("Sheet survey, row 5:")


def test_an_opendocument_form_is_read_like_the_same_form_of_excel():
    lines = [["type", "name", "label"], ["text", "a", "A"]]
    content = ods(*(row(*(cell(words) for words in line)) for line in lines))

    assert list(read(content, "form.ods").accepted_questionnaire().questions) == ["a"]


def test_a_form_without_a_survey_sheet_is_refused():
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Sheet1").write_string(0, 0, "Hello")

    assert "needs a sheet survey" in refusal(file.getvalue(), "form.xlsx")


def test_the_stored_value_of_a_formula_is_used_and_told():
    content = workbook(["type", "name", "label"], ["text", "a", "A"], formula='="B"', at=(1, 2))

    reading = read(content, "form.xlsx")

    # XlsxWriter stores 0 as the value of a formula.
    assert reading.accepted_questionnaire().questions["a"].label == "0"
    assert "Sheet survey, row 2: “label”: the value of a formula is used." in map(str, reading.understood)


def test_a_cell_at_a_distant_place_is_refused_before_the_workbook_is_opened():
    content = workbook(["type", "name", "label"], formula="=1", at=(1_048_575, 16_383))

    assert refusal(content, "form.xlsx").startswith("There is a cell at XFD1048576")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        pytest.param(b"x" * (3 * 1024 * 1024), "form.xlsx", "larger than 2 MB", id="too large"),
        pytest.param(b"PK\x03\x04 broken", "form.xlsx", "not a workbook", id="damaged"),
        pytest.param(damaged_zip("form.md"), "form.zip", "damaged or locked", id="a damaged zip"),
        pytest.param(zip_of_version(200), "form.zip", "damaged or locked", id="a zip of a newer kind"),
        pytest.param(b"\x00\x01\x02", "form.csv", "needs a sheet survey", id="not text"),
        pytest.param(b"", "form.csv", "empty", id="empty"),
        pytest.param(b",type,name\n", "form.csv", "must name the sheet", id="no sheet"),
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
