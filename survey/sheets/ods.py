"""A writer of OpenDocument spreadsheets, row by row; text is always text, never a formula.

It writes the XML itself: a library took 150 times as long and held everything in memory.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils.html import escape

from survey.sheets.sheet import HEAD_ROW, Book, Sheet, Value
from wording import day, decimal, percent

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that XML 1.0 cannot hold."""
KINDS = ("text", "mark", "count", "percent", "decimal", "date", "number")
FORMATTED = ("count", "percent", "decimal", "date")

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = {
    "office": f"{OASIS}:office:1.0",
    "table": f"{OASIS}:table:1.0",
    "text": f"{OASIS}:text:1.0",
    "style": f"{OASIS}:style:1.0",
    "number": f"{OASIS}:datastyle:1.0",
    "fo": f"{OASIS}:xsl-fo-compatible:1.0",
    "svg": f"{OASIS}:svg-compatible:1.0",
    "meta": f"{OASIS}:meta:1.0",
    "config": f"{OASIS}:config:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
ROOT_ATTRIBUTES = (
    " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items()) + ' office:version="1.3"'
)

MANIFEST = (
    f'{XML}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>'
        for part in ("meta.xml", "settings.xml", "styles.xml", "content.xml")
    )
    + "</manifest:manifest>"
)
META = (
    f"{XML}<office:document-meta {ROOT_ATTRIBUTES}><office:meta><meta:generator>Gatehouse</meta:generator>"
    "<meta:creation-date>{made_at}</meta:creation-date><dc:date>{made_at}</dc:date>"
    "<dc:title>{title}</dc:title><dc:language>en-GB</dc:language></office:meta></office:document-meta>"
)
STYLES = (
    f"{XML}<office:document-styles {ROOT_ATTRIBUTES}><office:font-face-decls>"
    '<style:font-face style:name="Arial" svg:font-family="Arial" style:font-family-generic="swiss" '
    'style:font-pitch="variable"/></office:font-face-decls>'
    '<office:styles><style:default-style style:family="table-cell"><style:text-properties style:font-name="Arial" '
    'fo:font-size="10pt" fo:language="en" fo:country="GB"/></style:default-style>'
    '<style:style style:name="Default" style:family="table-cell"/></office:styles>'
    # Printed in landscape, with all columns on one sheet of paper, the sheet's name above and the page's number below.
    '<office:automatic-styles><style:page-layout style:name="landscape"><style:page-layout-properties '
    'fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" style:writing-mode="lr-tb" '
    'style:scale-to-X="1" style:scale-to-Y="0"/>'
    '<style:header-style><style:header-footer-properties fo:min-height="0.75cm" fo:margin-bottom="0.25cm"/>'
    "</style:header-style>"
    '<style:footer-style><style:header-footer-properties fo:min-height="0.75cm" fo:margin-top="0.25cm"/>'
    "</style:footer-style></style:page-layout></office:automatic-styles>"
    '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="landscape">'
    "<style:header><text:p><text:sheet-name/></text:p></style:header>"
    "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer>"
    "</style:master-page></office:master-styles></office:document-styles>"
)
SETTINGS = (
    f"{XML}<office:document-settings {ROOT_ATTRIBUTES}><office:settings>"
    '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
    '<config:config-item-map-entry><config:config-item-map-named config:name="Tables">{tables}'
    "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
    "</config:config-item-set></office:settings></office:document-settings>"
)
FROZEN_HEAD = (
    '<config:config-item-map-entry config:name="{name}">'
    '<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>'
    '<config:config-item config:name="VerticalSplitPosition" config:type="int">{rows}</config:config-item>'
    '<config:config-item config:name="ActiveSplitRange" config:type="short">2</config:config-item>'
    '<config:config-item config:name="PositionBottom" config:type="int">{rows}</config:config-item>'
    "</config:config-item-map-entry>"
)
CONTENT_START = f"{XML}<office:document-content {ROOT_ATTRIBUTES}><office:automatic-styles>"
BODY_START = "</office:automatic-styles><office:body><office:spreadsheet>"
CONTENT_END = "</office:spreadsheet></office:body></office:document-content>"

CELL_STYLES = (
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


def write(book: Book, file: BinaryIO) -> None:
    """Write the spreadsheet. The same book gives the same bytes.

    :raises TooManyRowsError: where a sheet has more rows than a program opens.
    """
    heads = "".join(FROZEN_HEAD.format(name=_text(sheet.name), rows=HEAD_ROW + 1) for sheet in book.sheets)
    made_at = book.made_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    with ZipFile(file, "w") as archive:
        # The media type comes first and uncompressed, so that a program can tell the kind of file from its first bytes.
        archive.writestr(ZipInfo("mimetype"), MEDIA_TYPE, ZIP_STORED)
        for name, xml in (
            ("META-INF/manifest.xml", MANIFEST),
            ("meta.xml", META.format(made_at=made_at, title=_text(book.title))),
            ("settings.xml", SETTINGS.format(tables=heads)),
            ("styles.xml", STYLES),
        ):
            archive.writestr(ZipInfo(name), xml, ZIP_DEFLATED)
        content = ZipInfo("content.xml")
        content.compress_type = ZIP_DEFLATED
        with archive.open(content, "w", force_zip64=True) as part:
            for piece in _content(book):
                part.write(piece.encode())


def _content(book: Book) -> Iterator[str]:
    yield CONTENT_START
    yield from (*CELL_STYLES, *_kind_styles(), *_column_styles(book))
    yield BODY_START
    for sheet in book.sheets:
        yield from _table(sheet)
    yield CONTENT_END


def _kind_styles() -> Iterator[str]:
    for kind in KINDS:
        for is_total in (False, True):
            number = f' style:data-style-name="number-{kind}"' if kind in FORMATTED else ""
            wrap = ' fo:wrap-option="wrap"' if kind == "text" else ""
            weight = '<style:text-properties fo:font-weight="bold"/>' if is_total else ""
            right = '<style:paragraph-properties fo:text-align="end"/>' if kind == "mark" else ""
            yield (
                f'<style:style style:name="{_style(kind, is_total)}" style:family="table-cell"{number}>'
                f'<style:table-cell-properties style:vertical-align="top"{wrap}/>{right}{weight}</style:style>'
            )


def _style(kind: str, is_total: bool) -> str:
    return f"{kind}-total" if is_total else kind


def _column_styles(book: Book) -> Iterator[str]:
    for width in sorted({width for sheet in book.sheets for width in sheet.widths}):
        yield (
            f'<style:style style:name="wide-{width}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * 0.2:.1f}cm"/></style:style>'
        )


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
