"""Uploaded CSVs, workbooks and zips as tables: what is read, and what is refused with a sentence."""

from __future__ import annotations

import datetime as dt
import time
import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from accounts.uploads.files import read_sheets
from accounts.uploads.rows import Sheet, UnreadableError

NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DAY, MOMENT = dt.date(2009, 7, 6), dt.datetime(2009, 7, 6, 10, 30)
REST_OF_THE_SHEET = (
    '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)
"""The empty cells at the end of a sheet, as LibreOffice writes them."""


def xlsx(*rows: list[object], **parts: str) -> bytes:
    """A workbook of one sheet; `parts` replace its files, by name without folder and ending."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yy hh:mm"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    with zipfile.ZipFile(file) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    named = {name: parts.get(name.rsplit("/", 1)[-1].split(".")[0], text) for name, text in content.items()}
    return zipped(**named)


def zipped(**parts: str | bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def damaged_zip(name: str) -> bytes:
    """Return a zip in which a part begins with bytes that are no compressed text."""
    content = zipped(**{name: "a,b\n" * 50})
    begin = content.index(name.encode()) + len(name)
    return content[:begin] + b"\xff" * 8 + content[begin + 8 :]


def worksheet(rows: str) -> str:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'


def ods(*rows: str) -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name="S">'
        f"{''.join(rows)}{REST_OF_THE_SHEET}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped(
        **{
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
    )


def cell(words: str = "x", about: str = "", kind: str = "string") -> str:
    return f'<table:table-cell office:value-type="{kind}" {about}><text:p>{words}</text:p></table:table-cell>'


def row(*cells: str, repeated: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</table:table-row>'


def only(content: bytes, name: str = "a.xlsx") -> Sheet:
    (sheet,) = read_sheets([(name, content)])
    return sheet


def refusal(content: bytes, name: str = "a.xlsx") -> list[str]:
    with pytest.raises(UnreadableError) as refused:
        read_sheets([(name, content)])
    return refused.value.messages


def test_the_cells_of_an_excel_workbook_are_text_and_rows_have_their_numbers():
    sheet = only(xlsx(["name", "sent", "day", "number", "yes"], [], ["Ann", MOMENT, 40000.4166, 12, True]))

    assert sheet.name == "a.xlsx" and sheet.headings == ("name", "sent", "day", "number", "yes")
    assert sheet.cells == (
        (
            3,
            {
                "name": "Ann",
                "sent": "2009-07-06 10:30:00",
                "day": "40000.4166",
                "number": "12",
                "yes": "TRUE",
            },
        ),
    )


def test_the_cells_of_an_opendocument_file_are_text_and_rows_have_their_numbers():
    moment = cell(about='office:date-value="2009-07-06T10:30:00"', kind="date")
    number = cell(about='office:value="12"', kind="float")
    sheet = only(
        ods(
            row(cell("name"), cell("sent"), cell("number")),
            row("<table:table-cell/>", repeated=2),
            row(cell("Ann"), moment, number),
        ),
        "a.ods",
    )

    assert sheet.cells == ((4, {"name": "Ann", "sent": "2009-07-06 10:30:00", "number": "12"}),)


def test_each_sheet_and_each_file_with_content_is_a_table():
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name in ("answers", "empty", "sites"):
            page = book.add_worksheet(name)
            if name != "empty":
                page.write_column(0, 0, ["town", "Leeds"])

    sheets = read_sheets(
        [("a.xlsx", file.getvalue()), ("b.csv", b"town;x\nHull;\n"), ("b.csv", b"town\tx\n")]
    )

    assert [sheet.name for sheet in sheets] == [
        "a.xlsx, sheet answers",
        "a.xlsx, sheet sites",
        "b.csv",
        "2-b.csv",
    ]
    assert sheets[2].cells == ((2, {"town": "Hull", "x": ""}),)


def test_everything_wrong_with_every_file_is_reported_at_once():
    with pytest.raises(UnreadableError) as refused:
        read_sheets(
            [
                ("a.csv", b"x,,x\n1,2,3,4\n1\n1,2,3,4\n"),
                ("b.csv", "é".encode("latin-1")),
                ("c.csv", b'x\n1\n"2'),
                ("d.csv", b" \n"),
            ]
        )

    assert [message.split(". ")[0].rstrip(".") for message in refused.value.messages] == [
        "b.csv: this is not a text in UTF-8 (line 1)",
        "a.csv, row 1: column 2 has no heading",
        "a.csv, row 1: the heading “x” is there 2 times",
        "a.csv, row 2: this row has 4 cells, the heading has 3",
        "a.csv, row 4: this row has 4 cells, the heading has 3",
        "c.csv, row 3: this cannot be read as CSV: unexpected end of data",
        "d.csv: this file is empty",
    ]


def test_an_error_in_a_cell_is_reported_and_never_read_as_empty():
    error = worksheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#DIV/0!</v></c></row>')

    assert "Cell B1 holds an error" in refusal(xlsx(["x"], sheet1=error))[0]


CELLS = "".join(
    f'<row r="{number}">' + "".join(f'<c r="{c}{number}" t="s"><v>0</v></c>' for c in "ABCDEFGH") + "</row>"
    for number in range(1, 5000)
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(xlsx(["=1+1"]), "Cell A1 holds a formula", id="formula"),
        pytest.param(
            ods(row(cell(about='table:formula="of:=1"'))), "Cell A1 holds a formula", id="ods formula"
        ),
        pytest.param(
            xlsx(["x"], sheet1=worksheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
            "There is a cell at XFD1048576: a table has 2,000 columns and 5,001 rows at most.",
            id="a cell far away",
        ),
        pytest.param(
            ods(row(cell()), row("<table:table-cell/>", repeated=1_000_000), row(cell())),
            "There is a cell at A1000002",
            id="ods: a cell far away",
        ),
        pytest.param(
            ods(row(cell(), repeated=1_000_000)), "There is a cell at A1000000", id="ods: a row repeated"
        ),
        pytest.param(
            ods(row(cell(about='table:number-columns-repeated="16384"'))),
            "at XFD1",
            id="ods: a cell repeated",
        ),
        pytest.param(
            ods(row(cell(), repeated=10**12)), "larger than a table can be", id="ods: repeated beyond numbers"
        ),
        pytest.param(xlsx(["x"], sheet1="0" * (41 * 1024 * 1024)), "larger than a table", id="unzipped size"),
        pytest.param(
            zipped(**{"[Content_Types].xml": "", **{f"x{number}": "" for number in range(600)}}),
            "larger than a table",
            id="entries",
        ),
        pytest.param(
            xlsx(["x"], sheet1="<c " * 2_000_000), "not a workbook that can be read", id="no end of tags"
        ),
        pytest.param(
            xlsx(
                ["x"],
                sheet1=worksheet(CELLS),
                sharedStrings=f'<sst xmlns="{NAMESPACE}"><si><t>{"é" * 32_000}</t></si></sst>',
            ),
            "too large",
            id="one long text in every cell",
            marks=pytest.mark.slow,
        ),
        pytest.param(b"\xd0\xcf\x11\xe0" + b"0" * 5000, "protected by a password", id="xls or a password"),
        pytest.param(b"PK\x03\x04", "damaged or locked", id="half a zip"),
        pytest.param(damaged_zip("a.csv"), "damaged or locked", id="a damaged zip"),
        pytest.param(zipped(**{"a.xlsx": "x"}), "no CSV in this zip", id="a zip without a CSV"),
        pytest.param(b"a\n" * 1_000_000, "more than 5,000 rows", id="csv rows"),
        pytest.param(b"a," * 1_000_000, "2,000 columns at most", id="csv columns"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence_within_ten_seconds(content, words):
    begin = time.monotonic()

    messages = refusal(content)

    assert any(words in message for message in messages), messages
    assert time.monotonic() - begin < 10


def is_heading(cells) -> bool:
    return "Name" in cells


def test_headings_are_found_below_a_title_and_what_was_not_read_is_said() -> None:
    text = "Prisons of Utopia\n\n;Name;Town;;Town\n1;North;Aford;x;y\n;;;;\n2;South;;;\n"

    (sheet,) = read_sheets([("list.csv", text.encode())], is_heading=is_heading)

    assert sheet.headings == ("Name", "Town")
    assert sheet.cells == (
        (4, {"Name": "North", "Town": "Aford"}),
        (6, {"Name": "South", "Town": ""}),
    )
    assert sheet.notes == (
        "1 row above the headings was not read.",
        "2 columns have no heading and were not read.",
        "Of columns with one heading the first was read: “Town”.",
    )


def test_a_table_without_known_headings_has_those_of_its_first_row_and_no_rows() -> None:
    (sheet,) = read_sheets([("list.csv", b"a,b\n1,2\n")], is_heading=is_heading)

    assert (sheet.headings, sheet.cells) == (("a", "b"), ())


def test_a_csv_of_an_older_spreadsheet_is_read_and_its_encoding_said() -> None:
    (sheet,) = read_sheets([("list.csv", "Name\nChâteau\n".encode("cp1252"))], is_heading=is_heading)

    assert sheet.cells == ((2, {"Name": "Château"}),)
    assert sheet.notes[0].startswith("This file is not in UTF-8 and was read as Windows-1252")


def test_too_many_rows_and_an_unreadable_text_are_refused_in_any_layout() -> None:
    many = "Name\n" + "x\n" * 5_001

    with pytest.raises(UnreadableError) as error:
        read_sheets([("a.csv", many.encode()), ("b.csv", b"Name\n\x81")], is_heading=is_heading)

    assert error.value.messages == [
        "b.csv: this is not a text that can be read. Save it again as “CSV UTF-8”.",
        "a.csv: this has more than 5,000 rows. Load it in parts.",
    ]


def test_a_cell_merged_down_a_column_belongs_to_each_of_its_rows() -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Name", "Telephone"])
        page.merge_range(1, 0, 2, 0, "HMP Leeds")
        page.write(1, 1, 1632960133)
        page.write(2, 1, 1632960134)

    (sheet,) = read_sheets([("list.xlsx", file.getvalue())])

    assert [tuple(cells.values()) for _, cells in sheet.cells] == [
        ("HMP Leeds", "1632960133"),
        ("HMP Leeds", "1632960134"),
    ]
