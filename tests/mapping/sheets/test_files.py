"""The files of a sheet: exactly one page, the same bytes, readable by a screen reader and by a telephone."""

import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from docx import Document

from mapping.sheets.files import FORMATS, as_pdf
from mapping.sheets.qr_code import qr_png
from mapping.sheets.sheet import Comparison, Section, shortened
from mapping.sheets.word import HEIGHT, SIZES, as_word, estimated_height
from tests.mapping.sheets.invented_sheets import full_sheet, small_sheet
from tests.reports.documents.invented_documents import pdf_tags

SHEETS = {
    "small": small_sheet(),
    "full": full_sheet(),
    "a name of 300 letters": small_sheet(name=("Tŷ " * 100).strip()),
    "one word of 300 letters": small_sheet(name="W" * 300, answer="w" * 260),
    "an emoji and a bell": small_sheet(name="Bakery 😀\x07 مخبز"),
    "twelve who work here": small_sheet(
        sections=(Section("Who works here", tuple(f"Organisation {n}" for n in range(6)), "and 6 more"),)
    ),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_pdf_has_exactly_one_page(name):
    with pikepdf.open(BytesIO(as_pdf(SHEETS[name]))) as document:
        assert len(document.pages) == 1
        assert [round(float(number)) for number in document.pages[0].MediaBox] == [0, 0, 595, 842]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice lays a Word document out")
def test_a_word_document_has_exactly_one_page(tmp_path):
    for number, sheet in enumerate(SHEETS.values()):
        (tmp_path / f"{number}.docx").write_bytes(as_word(sheet))

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = map(str, sorted(tmp_path.glob("*.docx")))
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(command, check=True, capture_output=True)

    for number, name in enumerate(SHEETS):
        with pikepdf.open(tmp_path / f"{number}.pdf") as document:
            assert len(document.pages) == 1, name


def test_the_text_of_a_word_document_is_set_smaller_until_the_fullest_sheet_fits_its_page():
    assert estimated_height(small_sheet(), SIZES[0]) < HEIGHT
    assert estimated_height(full_sheet(), SIZES[0]) > HEIGHT
    assert estimated_height(full_sheet(), SIZES[-1]) <= HEIGHT


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_sheet_gives_the_same_bytes(ending):
    assert FORMATS[ending].write(full_sheet()) == FORMATS[ending].write(full_sheet())


@pytest.mark.slow
def test_the_same_sheet_gives_the_same_bytes_in_another_process_too():
    here = b"".join(format.write(full_sheet()) for format in FORMATS.values())
    code = (
        "import sys, django; django.setup(); from mapping.sheets.files import FORMATS; "
        "from tests.mapping.sheets.invented_sheets import full_sheet; "
        "sys.stdout.buffer.write(b''.join(each.write(full_sheet()) for each in FORMATS.values()))"
    )

    there = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
    )

    assert there.stdout == here


def test_a_screen_reader_finds_headings_table_headers_and_the_qr_code_in_words():
    comparison = Comparison("Prisons", ("Place", "Known"), (("Wales", "3"), ("England", "60")))
    section = Section("Who works here", ("Bakery",))

    tags = pdf_tags(as_pdf(small_sheet(comparison=comparison, sections=(section,))))

    names = [name for name, _ in tags]
    assert [name for name in names if name in ("H1", "H2")] == ["H1", "H2", "H2"]
    assert tags.count(("TH", "Column")) == 2
    assert tags.count(("TH", "Row")) == 2
    assert ("Figure", f"QR code of the address {small_sheet().address}") in tags
    assert {"L", "LI"} <= set(names)


def test_a_word_document_has_headings_a_header_row_its_language_and_the_qr_code_in_words():
    comparison = Comparison("Prisons", ("Place", "Known"), (("Wales", "3"),))
    content = as_word(small_sheet(comparison=comparison, sections=(Section("Who works here", ("Bakery",)),)))

    document = Document(BytesIO(content))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.text]
    xml = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    heads = [cell.paragraphs[0] for table in document.tables for row in table.rows for cell in row.cells]

    assert styles.count("Heading 2") == 2
    assert "List Bullet" in styles
    assert "w:tblHeader" in xml
    assert f'descr="QR code of the address {small_sheet().address}"' in xml
    assert any(paragraph.text == "Known" for paragraph in heads)
    assert document.core_properties.title == "HMP Cardiff"
    assert document.core_properties.language == "en-GB"


def test_a_sign_that_the_typeface_does_not_have_is_a_question_mark():
    with pikepdf.open(BytesIO(as_pdf(small_sheet(name="Bakery 😀 مخبز")))) as document:
        assert document.docinfo.Title == "Bakery ? ????"


def test_every_letter_that_is_printed_as_it_is_has_its_sign_in_the_typeface():
    letters = "".join(
        chr(number)
        for first, last in (
            (0x20, 0x7E),
            (0xA0, 0x17F),
            (0x218, 0x21B),
            (0x386, 0x386),
            (0x388, 0x38A),
            (0x391, 0x3A1),
        )
        for number in range(first, last + 1)
    )

    as_pdf(small_sheet(caption=letters, facts="ŵŷẁẃẅỳŴŶẀẂẄỲ–—‘’“”†‡•…‰€™ЀАБЯабя\u045f"))


def test_the_qr_code_is_a_picture_wide_enough_for_paper():
    picture = qr_png("https://gatehouse.example.org/areas/west-yorkshire/")

    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") >= 250


def test_a_long_text_is_cut_between_words():
    assert shortened("Foundation  Stone\nEnterprises", 60) == "Foundation Stone Enterprises"
    assert shortened("Foundation Stone Enterprises", 16) == "Foundation…"
    assert shortened("Foundation Stone, Enterprises", 18) == "Foundation Stone…"
    assert shortened("W" * 50, 10) == "W" * 9 + "…"
    assert all(len(shortened("ab cd " * 20, length)) <= length for length in range(2, 60))


def test_a_comparison_of_nine_rows_is_refused():
    with pytest.raises(ValueError, match="at most 8 rows"):
        Comparison("Prisons", ("Place",), (("Wales",),) * 9)
