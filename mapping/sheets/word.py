"""A meeting sheet as a Word document of one A4 page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from math import ceil
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from mapping.sheets.qr_code import qr_png
from mapping.sheets.sheet import Comparison, Section, Sheet
from reports.documents.document import LANGUAGE
from reports.documents.word import zipped_alike
from reports.documents.word_template import ACCENT, GREY, TABLE_STYLE, template

SIZES: Final = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Sizes of the text in points, the largest first."""
LINE: Final = 1.2
"""The height of a line, in sizes of its text."""
LETTER: Final = 0.53
"""The width of a letter, in sizes of its text: more than the mean of Arial, so that no height is underestimated."""
WIDTH: Final = 504
"""The width between the margins, in points."""
HEIGHT: Final = 740
"""The height that may be filled, in points: somewhat less than there is between the margins."""
QR_WIDTH: Final = 74
NAME_SIZE, LONG_NAME_SIZE, LONG_NAME = 1.8, 1.25, 80
LONGEST_TITLE: Final = 255
"""The most letters that Word takes as the title of a file."""
CONTROL: Final = dict.fromkeys(range(32))


def as_word(sheet: Sheet) -> bytes:
    """Return the sheet as a Word document; the same sheet gives the same bytes.

    Word lays the page out when it opens the file, so the size of the text follows from an estimate of its lines.
    """
    size = next((size for size in SIZES if estimated_height(sheet, size) <= HEIGHT), SIZES[-1])
    document = docx.Document(BytesIO(template(LANGUAGE)))
    _set_up(document, sheet, size)
    if sheet.label:
        _paragraph(document, sheet.label, size * 0.85, colour=GREY)
    about, code = _row(document, (WIDTH - QR_WIDTH - 8, QR_WIDTH + 8))
    _write(about.paragraphs[0], sheet.caption, size, colour=GREY)
    about.add_paragraph(_text(sheet.name), style="Heading 1")
    _write(about.add_paragraph(), sheet.facts, size * 0.9, colour=GREY)
    _write(about.add_paragraph(), sheet.address, size * 0.9)
    _add_qr_code(code.paragraphs[0], sheet.address)
    _paragraph(document, sheet.answer, size * 1.15, bold=True, space=size * 0.6)
    if sheet.figures:
        for cell, one in zip(
            _row(document, [WIDTH / len(sheet.figures)] * len(sheet.figures)), sheet.figures, strict=True
        ):
            _write(cell.paragraphs[0], one.figure, size * 1.6, bold=True, colour=ACCENT)
            _write(cell.add_paragraph(), one.label, size * 0.9)
    if sheet.comparison:
        _add_comparison(document, sheet.comparison, size)
    for section in sheet.sections:
        document.add_paragraph(_text(section.title), style="Heading 2")
        for item in section.items:
            _write(document.add_paragraph(style="List Bullet"), item, size)
        if section.note:
            _paragraph(document, section.note, size * 0.9, colour=GREY)
    written = BytesIO()
    document.save(written)
    return zipped_alike(written)


def estimated_height(sheet: Sheet, size: float) -> float:
    """Return an estimate of the height of a sheet in points, where the text has this size."""
    beside = WIDTH - QR_WIDTH - 8
    head = sum(
        _lines(text, beside, size * factor)
        for text, factor in (
            (sheet.caption, 1),
            (sheet.name, _name_factor(sheet)),
            (sheet.facts, 0.9),
            (sheet.address, 0.9),
        )
    )
    total = max(head, QR_WIDTH) + size + _lines(sheet.label, WIDTH, size * 0.85)
    total += _lines(sheet.answer, WIDTH, size * 1.15) + size
    if sheet.figures:
        width = WIDTH / len(sheet.figures) - 12
        total += size * 1.6 * LINE + max(_lines(one.label, width, size * 0.9) for one in sheet.figures)
    if sheet.comparison:
        total += _heading_height(sheet.comparison.title, size) + _lines(
            sheet.comparison.note, WIDTH, size * 0.9
        )
        widths = _widths(sheet.comparison)
        for row in (sheet.comparison.heads, *sheet.comparison.rows):
            total += 3 + max(_lines(cell, width - 12, size) for cell, width in zip(row, widths, strict=True))
    return total + sum(_section_height(section, size) for section in sheet.sections)


def _section_height(section: Section, size: float) -> float:
    items = sum(_lines(item, WIDTH - 20, size) for item in section.items)
    return _heading_height(section.title, size) + items + _lines(section.note, WIDTH, size * 0.9)


def _heading_height(title: str, size: float) -> float:
    return _lines(title, WIDTH, size * 1.1) + size * 0.9


def _lines(text: str, width: float, size: float) -> float:
    """Return the height in points of a text of this size in a column of this width."""
    return ceil(len(text) * size * LETTER / width) * size * LINE if text else 0


def _name_factor(sheet: Sheet) -> float:
    return LONG_NAME_SIZE if len(sheet.name) > LONG_NAME else NAME_SIZE


def _set_up(document: Document, sheet: Sheet, size: float) -> None:
    """Set paper, margins, styles and the properties of the file."""

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(16)
    page.top_margin = page.bottom_margin = Mm(12)
    page.header_distance = page.footer_distance = Mm(5)
    for name, factor, space in (
        ("Normal", 1.0, 0.0),
        ("List Bullet", 1.0, 0.0),
        ("Heading 1", _name_factor(sheet), 0.1),
        ("Heading 2", 1.1, 0.6),
    ):
        style: Any = document.styles[name]
        style.font.size = Pt(size * factor)
        style.paragraph_format.space_before = Pt(size * space)
        style.paragraph_format.space_after = Pt(size * space * 0.4)
        style.paragraph_format.line_spacing = 1.0
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _text(sheet.name)[:LONGEST_TITLE], "", ""
    properties.language, properties.revision = LANGUAGE, 1
    properties.last_modified_by = ""
    # The day of the data is on the sheet; a time of writing would only make each file another one.
    for written in [
        one for one in properties._element if one.tag in (qn("dcterms:created"), qn("dcterms:modified"))
    ]:
        properties._element.remove(written)


def _paragraph(
    document: Document, text: str, size: float, *, bold: bool = False, colour: str = "", space: float = 0
) -> None:

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(space)
    _write(paragraph, text, size, bold=bold, colour=colour)


def _write(paragraph: Paragraph, text: str, size: float, *, bold: bool = False, colour: str = "") -> None:

    run = paragraph.add_run(_text(text))
    run.font.size, run.bold = Pt(round(2 * size) / 2), bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def _text(text: str) -> str:
    """Return a text without the control characters that no XML file may have."""
    return text.translate(CONTROL)


def _row(document: Document, widths: Sequence[float]) -> Iterator[_Cell]:
    """Add a table of one row without lines, which only sets things side by side, and return its cells."""
    table = document.add_table(rows=1, cols=len(widths))
    return iter(_with_widths(table, widths).rows[0].cells)


def _with_widths(table: Table, widths: Sequence[float]) -> Table:

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
        for cell in column.cells:
            cell.width = Pt(width)
    return table


def _add_qr_code(paragraph: Paragraph, address: str) -> None:

    picture = paragraph.add_run().add_picture(BytesIO(qr_png(address)), width=Pt(QR_WIDTH))
    picture._inline.docPr.set("descr", f"QR code of the address {address}")


def _widths(comparison: Comparison) -> list[float]:
    """Return the widths of the columns in points: the first one wide, the others alike."""
    others = len(comparison.heads) - 1
    each = min(90.0, WIDTH * 0.6 / others) if others else 0.0
    return [WIDTH - others * each, *([each] * others)]


def _add_comparison(document: Document, comparison: Comparison, size: float) -> None:

    document.add_paragraph(_text(comparison.title), style="Heading 2")
    table = _with_widths(
        document.add_table(rows=0, cols=len(comparison.heads), style=TABLE_STYLE), _widths(comparison)
    )
    for number, row in enumerate((comparison.heads, *comparison.rows)):
        cells = table.add_row().cells
        for position, (cell, text) in enumerate(zip(cells, row, strict=True)):
            _write(cell.paragraphs[0], text, size, bold=number == 0)
            if position:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    first = table.rows[0]._tr.get_or_add_trPr()
    first.append(first.makeelement(qn("w:tblHeader"), {}))
    properties = table._tbl.tblPr
    properties.append(properties.makeelement(qn("w:tblCaption"), {qn("w:val"): comparison.title}))
    if comparison.note:
        _paragraph(document, comparison.note, size * 0.9, colour=GREY)
