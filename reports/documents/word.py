"""Writes a document as a Word file (.docx): real headings, filled contents, header rows, words for pictures."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
import vl_convert
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from reports.documents.document import (
    Block,
    Document,
    Grid,
    Heading,
    Items,
    Paragraph,
    Picture,
    Quotation,
    Run,
    Text,
    column_widths,
    words,
)
from reports.documents.word_template import TABLE_STYLE, TWIPS_WIDE, template

WIDEST, TALLEST, PIXEL = 170.0, 205.0, 0.26
"""The largest width and height of a picture and the largest size of its pixels, in millimetres."""
SHARPNESS = 2
"""The number of pixels of a printed picture for each pixel of its layout."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the first that a zip can hold."""
STYLES = {"body": "Normal", "lead": "Lead", "note": "Note"}
SMALLER = ((9, 14), (6, 16))
"""Tables of more than so many columns are set in so many half points."""


def write(document: Document) -> bytes:
    """Return the Word file of a document. The same document gives the same bytes."""
    file = docx.Document(BytesIO(template(document.language)))
    _set_properties(file, document)
    _add_title_page(file, document)
    _add_contents(file, document)
    numbers = {heading.anchor: number for number, heading in enumerate(document.headings, start=1)}
    for block in document.blocks:
        _add_block(file, block, numbers)
    _add_footer(file, document)
    written = BytesIO()
    file.save(written)
    return zipped_alike(written)


def zipped_alike(file: BytesIO) -> bytes:
    """Return the file with its parts in the order of their names and without the time of writing."""
    result = BytesIO()
    with ZipFile(file) as before, ZipFile(result, "w") as after:
        for name in sorted(before.namelist()):
            part = ZipInfo(name, EARLIEST)
            part.compress_type = ZIP_DEFLATED
            after.writestr(part, before.read(name))
    return result.getvalue()


def _set_properties(file: WordDocument, document: Document) -> None:
    properties = file.core_properties
    properties.title, properties.subject = document.title, document.subtitle
    properties.author = properties.last_modified_by = document.author
    properties.language, properties.revision = document.language, 1
    properties.created = properties.modified = dt.datetime.combine(document.made_on, dt.time())


def _add_title_page(file: WordDocument, document: Document) -> None:
    file.add_paragraph(document.subtitle, style="Subtitle")
    file.add_paragraph(document.title, style="Title")
    for warning in document.warnings:
        file.add_paragraph(warning, style="Warning")
    for label, value in document.facts:
        _fill(file.add_paragraph(), (Run(f"{label}: ", is_bold=True), Run(value)))


def _add_contents(file: WordDocument, document: Document) -> None:
    """Add the contents as a field that Word can renew, filled with links to the headings of levels 1 and 2."""
    title = file.add_paragraph("Contents", style="TOC Heading")
    title.paragraph_format.page_break_before = True
    listed = [(number, each) for number, each in enumerate(document.headings, start=1) if each.level < 3]
    for place, (number, heading) in enumerate(listed):
        paragraph = file.add_paragraph(style=f"toc {heading.level}")
        if place == 0:
            for part in _field_start(' TOC \\o "1-2" \\h \\n '):
                paragraph._p.append(part)
        paragraph._p.append(
            _element("w:hyperlink", _run(Run(heading.text)), anchor=_bookmark(number), history="1")
        )
        if place == len(listed) - 1:
            paragraph._p.append(_element("w:r", _element("w:fldChar", fldCharType="end")))


def _add_block(file: WordDocument, block: Block, numbers: dict[str, int]) -> None:
    match block:
        case Heading():
            _add_heading(file, block, numbers[block.anchor])
        case Paragraph():
            _fill(file.add_paragraph(style=STYLES[block.style]), block.text)
        case Items():
            _add_items(file, block)
        case Grid():
            _add_grid(file, block)
        case Picture():
            _add_picture(file, block)
        case Quotation():
            file.add_paragraph(f"“{block.text}”", style="Quote")
            file.add_paragraph(block.attribution, style="Quote Source")


def _add_heading(file: WordDocument, heading: Heading, number: int) -> None:
    paragraph = file.add_paragraph(style=f"heading {heading.level}")
    paragraph.paragraph_format.page_break_before = (
        True if heading.level == 1 and heading.starts_page else None
    )
    paragraph._p.append(_element("w:bookmarkStart", id=str(number), name=_bookmark(number)))
    _fill(paragraph, words(heading.text))
    paragraph._p.append(_element("w:bookmarkEnd", id=str(number)))


def _add_items(file: WordDocument, items: Items) -> None:
    style = "List Number" if items.is_numbered else "List Bullet"
    number = _new_numbering(file) if items.is_numbered else None
    for text in items.texts:
        paragraph = file.add_paragraph(style=style)
        if number is not None:
            numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            numbering.get_or_add_ilvl().val = 0
            numbering.get_or_add_numId().val = number
        _fill(paragraph, text)


def _new_numbering(file: WordDocument) -> int:
    """Return a new numbering that begins at 1 again."""
    numbering = file.part.numbering_part.element.add_num(2)
    numbering.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(numbering.numId)


def _add_grid(file: WordDocument, grid: Grid) -> None:
    _add_caption(file, grid, style="caption")
    widths = [round(share * TWIPS_WIDE) for share in column_widths(grid.columns)]
    size = next((size for columns, size in SMALLER if len(grid.columns) > columns), None)
    properties = _element(
        "w:tblPr",
        _element("w:tblStyle", val=TABLE_STYLE),
        _element("w:tblW", w=str(sum(widths)), type="dxa"),
        _element("w:tblLayout", type="fixed"),
        _element(
            "w:tblLook", val="00A0", firstRow="1", lastRow="0", firstColumn="1", noHBand="1", noVBand="1"
        ),
        _element("w:tblCaption", val=grid.caption),
        _element("w:tblDescription", val=_description(grid)),
    )
    labels = tuple(column.label for column in grid.columns)
    table = _element(
        "w:tbl",
        properties,
        _element("w:tblGrid", *(_element("w:gridCol", w=str(width)) for width in widths)),
        _grid_row(grid, labels, widths, size, is_header=True, is_bold=True),
        *(_grid_row(grid, row.cells, widths, size, is_bold=row.is_total) for row in grid.rows),
    )
    file.element.body.insert_element_before(table, "w:sectPr")
    # Word joins two tables without a paragraph between them.
    for note in grid.notes or ("",):
        file.add_paragraph(note, style="Note")


def _description(grid: Grid) -> str:
    figures = ", ".join(column.label for column in grid.columns[grid.heads :])
    names = ", ".join(column.label for column in grid.columns[: grid.heads])
    return f"One row for each of: {names}." + (f" Columns: {figures}." if figures else "")


def _grid_row(
    grid: Grid,
    cells: tuple[str, ...],
    widths: list[int],
    size: int | None,
    *,
    is_header: bool = False,
    is_bold: bool = False,
) -> BaseOxmlElement:
    properties = _element("w:trPr", _element("w:cantSplit"))
    if is_header:
        properties.append(_element("w:tblHeader"))
    row = _element("w:tr", properties)
    for column, cell, width in zip(grid.columns, cells, widths, strict=True):
        layout = _element("w:pPr", _element("w:pStyle", val="Cell"))
        if is_header:
            layout.append(_element("w:keepNext"))
        if column.is_number:
            layout.append(_element("w:jc", val="right"))
        run = _run(Run(cell, is_bold=is_bold))
        if size:
            run.get_or_add_rPr().append(_element("w:sz", val=str(size)))
        row.append(
            _element(
                "w:tc",
                _element("w:tcPr", _element("w:tcW", w=str(width), type="dxa")),
                _element("w:p", layout, run),
            )
        )
    return row


def _add_picture(file: WordDocument, picture: Picture) -> None:
    scale = min(WIDEST / picture.width, TALLEST / picture.height, PIXEL)
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    png = BytesIO(vl_convert.svg_to_png(picture.svg, scale=SHARPNESS))
    shape = paragraph.add_run().add_picture(png, Mm(picture.width * scale), Mm(picture.height * scale))
    shape._inline.docPr.set("descr", picture.alternative)
    _add_caption(file, picture, style="Picture Caption")
    for note in picture.notes:
        file.add_paragraph(note, style="Note")


def _add_caption(file: WordDocument, block: Grid | Picture, *, style: str) -> None:
    """Add a caption whose number is a field, so that Word can list the tables and figures."""
    paragraph = file.add_paragraph(style=style)
    kind, _, number = block.label.rpartition(" ")
    if not kind:
        paragraph.add_run(block.caption)
        return
    paragraph.add_run(f"{kind} ")
    for part in (*_field_start(f" SEQ {kind} \\* ARABIC "), _run(Run(number)), _field_end()):
        paragraph._p.append(part)
    paragraph.add_run(f": {block.title}")


def _add_footer(file: WordDocument, document: Document) -> None:
    footer = file.sections[0].footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.style = file.styles["footer"]
    paragraph.add_run(f"{document.footer}\t")
    for part in (*_field_start(" PAGE "), _run(Run("1")), _field_end()):
        paragraph._p.append(part)


def _fill(paragraph: WordParagraph, text: Text) -> None:
    for run in text:
        if not run.address:
            paragraph._p.append(_run(run))
            continue
        link = paragraph.part.relate_to(run.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        element = _element("w:hyperlink", _run(run, style="Hyperlink"))
        element.set(qn("r:id"), link)
        paragraph._p.append(element)


def _run(run: Run, style: str = "") -> Any:
    faces = [_element("w:rStyle", val=style)] if style else []
    faces += [_element("w:b")] if run.is_bold else []
    faces += [_element("w:i")] if run.is_italic else []
    element = OxmlElement("w:r")
    if faces:
        element.append(_element("w:rPr", *faces))
    element.text = run.text
    return element


def _field_start(code: str) -> tuple[BaseOxmlElement, ...]:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = code
    return (
        _element("w:r", _element("w:fldChar", fldCharType="begin")),
        _element("w:r", instruction),
        _element("w:r", _element("w:fldChar", fldCharType="separate")),
    )


def _field_end() -> BaseOxmlElement:
    return _element("w:r", _element("w:fldChar", fldCharType="end"))


def _bookmark(number: int) -> str:
    return f"_Toc{number:08}"


def _element(tag: str, *children: BaseOxmlElement, **attributes: str) -> Any:
    element = OxmlElement(tag, attrs={qn(f"w:{name}"): value for name, value in attributes.items()})
    for child in children:
        element.append(child)
    return element
