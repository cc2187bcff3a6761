"""The Word file of a document: what a screen reader and Word find in it, and the same bytes each time."""

import os
import subprocess
import sys
from io import BytesIO
from zipfile import ZipFile

import docx
from django.conf import settings
from docx.oxml.ns import qn

from reports.documents import word
from tests.reports.documents.invented_documents import a_document, a_grid


def opened(*more):
    return docx.Document(BytesIO(word.write(a_document(*more))))


def styled(file, name: str) -> list[str]:
    return [each.text for each in file.paragraphs if each.style.name == name]


def test_headings_are_headings_and_the_contents_list_them_as_links():
    file = opened()

    assert styled(file, "Title") == ["A study of enterprises"]
    assert styled(file, "Heading 1") == ["What stands in the way"]
    assert styled(file, "Heading 2") == ["In their own words"]
    listed = [each for each in file.paragraphs if each.style.name.startswith("toc ")]
    assert [each.text for each in listed] == ["What stands in the way", "In their own words"]
    marks = {each.get(qn("w:name")) for each in file.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for each in listed for link in each._p.iter(qn("w:hyperlink"))} == marks


def test_a_table_repeats_its_header_row_names_its_rows_and_has_a_caption_that_stays_with_it():
    file = opened()
    table = file.tables[0]

    assert [cell.text for cell in table.rows[0].cells] == ["Barrier", "All", "Per cent"]
    assert [cell.text for cell in table.rows[-1].cells] == ["All", "97", "[c]"]
    assert len(list(table._tbl.iter(qn("w:tblHeader")))) == 1
    look = next(table._tbl.iter(qn("w:tblLook")))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
    assert next(table._tbl.iter(qn("w:tblCaption"))).get(qn("w:val")) == "Table 1: Barriers by part"
    assert styled(file, "Caption") == ["Table 1: Barriers by part"]
    assert file.styles["Caption"].paragraph_format.keep_with_next
    widths = [int(each.get(qn("w:w"))) for each in table._tbl.iter(qn("w:gridCol"))]
    assert widths[0] > 5 * widths[1] and abs(sum(widths) - 9638) <= 3


def test_a_picture_is_said_in_words_and_the_text_is_british_english():
    file = opened()

    drawn = next(file.element.body.iter(qn("wp:docPr")))
    assert drawn.get("descr") == "Bars of barriers. Funding: 32."
    assert next(file.styles.element.iter(qn("w:lang"))).get(qn("w:val")) == "en-GB"
    assert file.core_properties.language == "en-GB"


def test_each_numbered_list_begins_at_one():
    file = opened(*a_document().blocks[4:5])

    numbers = [each._p.pPr.numPr.numId.val for each in file.paragraphs if each.style.name == "List Number"]
    assert len(set(numbers)) == 2


def test_nothing_in_the_file_names_another_program_or_the_time_of_writing():
    with ZipFile(BytesIO(word.write(a_document()))) as file:
        names = file.namelist()
        assert names == sorted(names)
        assert not [name for name in names if "thumbnail" in name]
        assert {each.date_time for each in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = file.read("docProps/core.xml").decode()
        assert "2009-08-28T00:00:00Z" in properties and "python-docx" not in properties


def test_the_same_document_gives_the_same_bytes_in_another_process_too():
    here = word.write(a_document())
    # Other libraries register prefixes of their own for all of lxml.
    code = (
        "import sys; from lxml.etree import register_namespace; from reports.documents import word; "
        "register_namespace('q', 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'); "
        "from tests.reports.documents.invented_documents import a_document; "
        "sys.stdout.buffer.write(word.write(a_document()))"
    )

    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        there = subprocess.run(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            check=True,
        )
        assert there.stdout == here


def test_four_hundred_tables_are_written():
    file = opened(*(a_grid(number, rows=3) for number in range(2, 401)))

    assert len(file.tables) == 400
