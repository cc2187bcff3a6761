"""A report as Excel and OpenDocument workbooks, opened and read back: the right cells, and no formula."""

import datetime as dt
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from reports.disclosure import _SEAL, ControlledReport, control
from reports.disclosure.blocks import block_of
from reports.formats import heading, workbooks
from reports.releases.mark import ReleaseMark
from reports.table import Column, Report, StudyFacts, Table
from survey.sheets.ods import UNWRITABLE
from tests.reports.formats.test_files import FORMULAS

COLUMNS = (
    Column("place", "Place"),
    Column("frame", "List of services", "count"),
    Column("rate", "Rate", "percent"),
    Column("seen", "Seen", "date"),
)
CONTENT = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def controlled(words: str = "North East", *, is_demonstration: bool = False) -> ControlledReport:
    study = StudyFacts("s-1", words, dt.date(2009, 7, 1), words, words, "1", is_demonstration, True)
    rows = (
        {"place": words, "frame": 1350, "rate": 97 / 135, "seen": dt.date(2009, 8, 28)},
        {"place": "All", "frame": 0, "rate": None, "seen": None},
    )
    columns = (Column("place", words), *COLUMNS[1:])
    table = Table("places", words, columns, rows, (words,), words, total_rows=frozenset({"All"}))
    few, many = (
        block_of(group, "several", {"All": {"yes": number}}, {"All": base}).figure("yes")
        for group, number, base in (("few", 3, 9), ("many", 30, 90))
    )
    opinion = Table(
        "opinion",
        "Opinion",
        (Column("n", "Number", "count"),),
        ({"n": 3}, {"n": 30}),
        data_class="B",
        shows={(0, "n"): few, (1, "n"): many},
    )
    report = Report(
        "coverage", words, "aim", lambda tables: words, (table, opinion, empty()), study, (words,)
    )
    return control(report)


def empty() -> Table:
    return Table("nothing", "Nothing", (*COLUMNS, Column("again", "place")), ())


def excel(report: ControlledReport):
    return load_workbook(BytesIO(workbooks.xlsx_content(report)))


def cells_of(file: bytes, name: str) -> list[list[ElementTree.Element]]:
    """Return the cells of a sheet of an OpenDocument file, row by row."""
    root = ElementTree.fromstring(ZipFile(BytesIO(file)).read("content.xml"))
    sheet = next(table for table in root.iter(f"{CONTENT}table") if table.get(f"{CONTENT}name") == name)
    return [list(row.iter(f"{CONTENT}table-cell")) for row in sheet.iter(f"{CONTENT}table-row")]


def words_of(cells: list[ElementTree.Element]) -> list[str]:
    return ["".join(cell.itertext()) for cell in cells]


def test_excel_has_a_cover_a_sheet_of_notes_and_one_table_a_sheet() -> None:
    book = excel(controlled())

    assert book.sheetnames == ["Cover", "Notes", "1 Places", "2 Opinion", "3 Nothing"]
    for sheet in book:
        assert len(sheet.tables) == 1
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "A4"
        assert sheet["A1"].font.bold
    cover, notes = (
        [[cell.value for cell in row] for row in book[name].iter_rows(min_row=4)]
        for name in ("Cover", "Notes")
    )
    assert ["Study", "North East"] in cover
    assert ["Sheet “1 Places”", "North East"] in cover
    assert ["Note on “1 Places”", "North East"] in notes
    assert ["Source of “1 Places”", "North East"] in notes
    assert [row[0] for row in notes][:6] == ["[c]", "[z]", "[x]", "[low]", "[r]", "[e]"]


def test_a_released_workbook_says_which_release_it_is_and_what_it_revises() -> None:
    mark = ReleaseMark(2, "Second release", "ab" * 32, dt.date(2026, 12, 3), "Three late answers.", "2026-1")

    book = excel(replace(controlled(), release=mark, seal=_SEAL))

    assert book.sheetnames[:3] == ["Cover", "Notes", "Revisions"]
    cover = [[cell.value for cell in row] for row in book["Cover"].iter_rows(min_row=4)]
    assert ["Release", "2: Second release"] in cover
    assert ["Released on", "3 December 2026"] in cover
    assert ["SHA-256 of the release", "ab" * 32] in cover
    assert [cell.value for cell in book["Revisions"][4]] == ["Release 2", "Three late answers."]


def test_excel_has_numbers_as_numbers_and_marks_where_a_number_is_missing() -> None:
    book = excel(controlled())
    sheet = book["1 Places"]

    assert [cell.value for cell in sheet[3]] == ["North East", "List of services", "Rate", "Seen"]
    assert [cell.alignment.horizontal for cell in sheet[3]] == [None, "right", "right", "right"]
    assert sheet["A4"].value == "North East"
    assert (sheet["B4"].value, sheet["B4"].number_format) == (1350, "#,##0")
    assert (sheet["C4"].value, sheet["C4"].number_format) == (pytest.approx(97 / 135), "0%")
    assert sheet["D4"].value == dt.datetime(2009, 8, 28)
    assert [cell.value for cell in sheet[5]] == ["All", 0, "[z]", "[x]"]
    assert sheet["A5"].font.bold
    assert [row[0].value for row in book["2 Opinion"].iter_rows(min_row=4)] == ["[c]", 30]


def test_a_workbook_says_that_a_table_is_empty_and_tells_equal_heads_apart() -> None:
    sheet = excel(controlled())["3 Nothing"]

    assert sheet["A4"].value == "There is nothing to show yet."
    assert [cell.value for cell in sheet[3]] == ["Place", "List of services", "Rate", "Seen", "place (2)"]


def test_opendocument_has_the_same_sheets_with_typed_cells_and_a_frozen_head() -> None:
    file = workbooks.ods_content(controlled())
    book = CalamineWorkbook.from_filelike(BytesIO(file))

    assert book.sheet_names == ["Cover", "Notes", "1 Places", "2 Opinion", "3 Nothing"]
    assert book.get_sheet_by_name("1 Places").to_python()[3] == [
        "North East",
        1350,
        pytest.approx(97 / 135),
        dt.date(2009, 8, 28),
    ]
    rows = cells_of(file, "1 Places")
    assert words_of(rows[2]) == ["North East", "List of services", "Rate", "Seen"]
    assert words_of(rows[3]) == ["North East", "1,350", "72%", "28 August 2009"]
    kinds = [cell.get(f"{OFFICE}value-type") for cell in rows[3]]
    assert kinds == ["string", "float", "percentage", "date"]
    assert rows[3][1].get(f"{OFFICE}value") == "1350"
    assert float(rows[3][2].get(f"{OFFICE}value")) == 97 / 135
    assert words_of(cells_of(file, "2 Opinion")[3]) == ["[c]"]
    archive = ZipFile(BytesIO(file))
    content, settings = archive.read("content.xml"), archive.read("settings.xml")
    assert b"number-columns-spanned" not in content
    assert content.count(b"table:table-header-rows>") == 2 * 5
    assert settings.count(b"VerticalSplitPosition") == 5
    assert b'style:print-orientation="landscape"' in archive.read("styles.xml")
    assert [cell.get(f"{CONTENT}style-name") for cell in rows[2]] == ["head", *["head-number"] * 3]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(formula: str) -> None:
    report = controlled(formula)

    book = load_workbook(BytesIO(workbooks.xlsx_content(report)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    archive = ZipFile(BytesIO(workbooks.xlsx_content(report)))
    sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    assert sum(sheet.count(b"<f>") + sheet.count(b"<f ") for sheet in sheets) == 0
    assert b"formula" not in ZipFile(BytesIO(workbooks.ods_content(report))).read("content.xml")


@pytest.mark.parametrize("words", ["a\x00b\x0b\ufffe", "<b>&amp;</b>", "é 漢字 🙂", "\ud800"])
def test_any_text_can_be_written(words: str) -> None:
    clean = words.encode("utf-8", "ignore").decode()

    assert workbooks.xlsx_content(controlled(clean))
    assert words_of(cells_of(workbooks.ods_content(controlled(words)), "1 Places")[3])[0] == UNWRITABLE.sub(
        "", words
    )


def test_the_workbooks_of_a_generated_study_say_so_on_every_sheet() -> None:
    report = controlled(is_demonstration=True)

    for sheet in excel(report).worksheets[1:]:
        assert heading.DEMONSTRATION in sheet["A2"].value
    for name in ("1 Places", "2 Opinion", "3 Nothing"):
        assert heading.DEMONSTRATION in words_of(cells_of(workbooks.ods_content(report), name)[1])[0]


def test_the_same_report_gives_the_same_workbook() -> None:
    assert workbooks.xlsx_content(controlled()) == workbooks.xlsx_content(controlled())
    assert workbooks.ods_content(controlled()) == workbooks.ods_content(controlled())


def test_an_opendocument_package_names_its_kind_first_and_lists_every_part() -> None:
    file = workbooks.ods_content(controlled())
    archive = ZipFile(BytesIO(file))
    manifest = ElementTree.fromstring(archive.read("META-INF/manifest.xml"))

    media_type = "application/vnd.oasis.opendocument.spreadsheet"
    assert file[30 : 38 + len(media_type)].decode() == f"mimetype{media_type}"
    names = {value for entry in manifest for key, value in entry.items() if key.endswith("full-path")}
    assert names == {"/", *archive.namelist()} - {"mimetype", "META-INF/manifest.xml"}
    for name in archive.namelist()[1:]:
        assert ElementTree.fromstring(archive.read(name)) is not None
