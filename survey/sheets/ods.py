"""An OpenDocument spreadsheet: text typed as text, no formula, written row by row."""

import datetime as dt
import re
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.html import escape

from survey.sheets.sheet import HEAD_ROW, Book, Sheet, Value
from wording import day, decimal, percent

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML has no way to hold."""
KINDS = ("text", "mark", "count", "percent", "decimal", "date", "number")
FORMATTED = ("count", "percent", "decimal", "date")
CONTENT, END = "content.xml", b"</office:spreadsheet>"
EMPTY_BODY = b"<office:spreadsheet/>"

STYLES = (
    '<style:style style:name="title" style:family="table-cell"><style:text-properties fo:font-weight="bold" '
    'fo:font-size="14pt"/></style:style>',
    '<style:style style:name="lead" style:family="table-cell"/>',
    *(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        'fo:wrap-option="wrap" style:vertical-align="bottom" fo:border-bottom="0.75pt solid #000000"/>'
        f'<style:paragraph-properties fo:text-align="{side}"/>'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        for name, side in (("head", "start"), ("head-number", "end"))
    ),
    '<number:number-style style:name="number-count"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1" number:grouping="true"/></number:number-style>',
    '<number:percentage-style style:name="number-percent"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>',
    '<number:number-style style:name="number-decimal"><number:number number:decimal-places="2" '
    'number:min-integer-digits="1"/></number:number-style>',
    '<number:date-style style:name="number-date"><number:day/><number:text> </number:text><number:month '
    'number:style="long" number:textual="true"/><number:text> </number:text><number:year number:style="long"/>'
    "</number:date-style>",
)
PAGE = b'<style:page-layout-properties style:writing-mode="lr-tb"/>'
LANDSCAPE = (
    b'<style:page-layout-properties style:writing-mode="lr-tb" style:print-orientation="landscape" '
    b'fo:page-width="29.7cm" fo:page-height="21cm" style:scale-to-X="1" style:scale-to-Y="0"/>'
)
"""Paper on its side, with all columns on one sheet of it."""
SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-settings xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"><office:settings>'
    '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
    '<config:config-item-map-entry><config:config-item-map-named config:name="Tables">{tables}'
    "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
    "</config:config-item-set></office:settings></office:document-settings>"
)
FROZEN = (
    '<config:config-item-map-entry config:name="{name}">'
    '<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>'
    '<config:config-item config:name="VerticalSplitPosition" config:type="int">{rows}</config:config-item>'
    '<config:config-item config:name="ActiveSplitRange" config:type="short">2</config:config-item>'
    '<config:config-item config:name="PositionBottom" config:type="int">{rows}</config:config-item>'
    "</config:config-item-map-entry>"
)


def write(book: Book, file: BinaryIO) -> None:
    """Write the spreadsheet.

    :raises TooManyRowsError: where a sheet has more rows than a program opens.
    """
    # odfdo makes the document; its own cells take 150 times as long as rows written as text, and all the memory.
    with ZipFile(_without_rows(book)) as empty, ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for part in empty.infolist():
            if part.filename != CONTENT:
                archive.writestr(part, empty.read(part))
        before = empty.read(CONTENT).replace(EMPTY_BODY, b"<office:spreadsheet>" + END)
        head, _, tail = before.partition(END)
        with archive.open(CONTENT, "w", force_zip64=True) as content:
            content.write(head)
            for sheet in book.sheets:
                for piece in _table(sheet):
                    content.write(piece.encode())
            content.write(END + tail)


def _without_rows(book: Book) -> BytesIO:
    # Imported here because it takes long, and most commands never write a spreadsheet.
    from odfdo import Document, Element

    document = Document("spreadsheet")
    document.body.clear()
    automatic = document.content.get_element("//office:automatic-styles")
    assert automatic is not None
    automatic.clear()
    for style in (*STYLES, *_cell_styles(), *_column_styles(book)):
        automatic.append(Element.from_tag(style))
    frozen = "".join(FROZEN.format(name=_text(sheet.name), rows=HEAD_ROW + 1) for sheet in book.sheets)
    document.set_part("settings.xml", SETTINGS.format(tables=frozen).encode())
    document.meta.title = UNWRITABLE.sub("", book.title)
    document.meta.set_creation_date(book.made_at)
    document.meta.set_modification_date(book.made_at)
    # The empty document that odfdo begins with speaks French, and is printed upright.
    french = document.styles.serialize()
    english = french.replace(b'fo:language="fr" fo:country="FR"', b'fo:language="en" fo:country="GB"')
    document.set_part("styles.xml", english.replace(PAGE, LANDSCAPE))
    file = BytesIO()
    document.save(file)
    return file


def _cell_styles() -> list[str]:
    styles = []
    for kind in KINDS:
        for is_total in (False, True):
            number = f' style:data-style-name="number-{kind}"' if kind in FORMATTED else ""
            wrap = ' fo:wrap-option="wrap"' if kind == "text" else ""
            weight = '<style:text-properties fo:font-weight="bold"/>' if is_total else ""
            right = '<style:paragraph-properties fo:text-align="end"/>' if kind == "mark" else ""
            styles.append(
                f'<style:style style:name="{_style(kind, is_total)}" style:family="table-cell"{number}>'
                f'<style:table-cell-properties style:vertical-align="top"{wrap}/>{right}{weight}</style:style>'
            )
    return styles


def _style(kind: str, is_total: bool) -> str:
    return f"{kind}-total" if is_total else kind


def _column_styles(book: Book) -> list[str]:
    widths = sorted({width for sheet in book.sheets for width in sheet.widths})
    return [
        f'<style:style style:name="wide-{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.2:.1f}cm"/></style:style>'
        for width in widths
    ]


def _table(sheet: Sheet) -> Iterator[str]:
    columns = "".join(f'<table:table-column table:style-name="wide-{width}"/>' for width in sheet.widths)
    heads = _row(
        "".join(
            _words(label, "head" if kind == "text" else "head-number")
            for kind, label in zip(sheet.kinds, sheet.heads, strict=True)
        )
    )
    yield (
        f'<table:table table:name="{_text(sheet.name)}">{columns}'
        f"{_row(_words(sheet.title, 'title'))}{_row(_words(sheet.lead, 'lead'))}"
        f"<table:table-header-rows>{heads}</table:table-header-rows>"
    )
    for position, row in sheet.numbered():
        is_total = position in sheet.totals
        yield _row(
            "".join(
                _cell(kind, value, is_total=is_total) for kind, value in zip(sheet.kinds, row, strict=True)
            )
        )
    yield "</table:table>"


def _row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(kind: str, value: Value, *, is_total: bool) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _words(value, _style("text" if kind == "text" else "mark", is_total))
    if isinstance(value, dt.date):
        typed, shown = f'"date" office:date-value="{value.isoformat()}"', day(value)
    elif kind == "percent":
        typed, shown = f'"percentage" office:value="{value!r}"', percent(value)
    elif kind == "decimal":
        typed, shown = f'"float" office:value="{value!r}"', decimal(value)
    else:
        typed = f'"float" office:value="{value!r}"'
        shown = str(value) if kind == "number" else f"{value:,}"
    return (
        f'<table:table-cell table:style-name="{_style(kind, is_total)}" office:value-type={typed}>'
        f"<text:p>{_text(shown)}</text:p></table:table-cell>"
    )


def _words(words: str, style: str) -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"<text:p>{_text(words)}</text:p></table:table-cell>"
    )


def _text(words: str) -> str:
    return escape(UNWRITABLE.sub("", words))
