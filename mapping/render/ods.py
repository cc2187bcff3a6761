"""A report as an OpenDocument spreadsheet: one table a sheet, text typed as text, no formula."""

import datetime as dt
import re
from io import BytesIO

from django.utils.html import escape
from odfdo import Document, Element

from mapping.disclosure import ControlledReport
from mapping.render import sheets
from mapping.render.sheets import HEAD_ROW, Sheet, Value
from mapping.reports.wording import day, percent

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML has no way to hold."""
UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

STYLES = (
    '<style:style style:name="title" style:family="table-cell"><style:text-properties fo:font-weight="bold" '
    'fo:font-size="14pt"/></style:style>',
    '<style:style style:name="lead" style:family="table-cell"/>',
    '<style:style style:name="head" style:family="table-cell"><style:table-cell-properties '
    'fo:wrap-option="wrap" style:vertical-align="bottom" fo:border-bottom="0.75pt solid #000000"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>',
    '<number:number-style style:name="number-count"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1" number:grouping="true"/></number:number-style>',
    '<number:percentage-style style:name="number-percent"><number:number number:decimal-places="0" '
    'number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>',
    '<number:date-style style:name="number-date"><number:day/><number:text> </number:text><number:month '
    'number:style="long" number:textual="true"/><number:text> </number:text><number:year number:style="long"/>'
    "</number:date-style>",
)
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


def content(report: ControlledReport) -> bytes:
    """The spreadsheet's file."""
    book = sheets.of(report)
    document = Document("spreadsheet")
    document.body.clear()
    automatic = document.content.get_element("//office:automatic-styles")
    assert automatic is not None
    automatic.clear()
    for style in (*STYLES, *_cell_styles(), *_column_styles(book)):
        automatic.append(Element.from_tag(style))
    # Cells are written as text and read once: odfdo's own cells take 150 times as long.
    for sheet in book:
        document.body.append(Element.from_tag(_table(sheet)))
    frozen = "".join(FROZEN.format(name=_text(sheet.name), rows=HEAD_ROW + 1) for sheet in book)
    document.set_part("settings.xml", SETTINGS.format(tables=frozen).encode())
    _describe(document, report)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _describe(document: Document, report: ControlledReport) -> None:
    made = dt.datetime.combine(report.data_on, dt.time(), dt.UTC) if report.data_on else UNDATED
    document.meta.title = UNWRITABLE.sub("", f"{report.title}: {report.study.title}")
    document.meta.set_creation_date(made)
    document.meta.set_modification_date(made)
    # The empty document that odfdo begins with speaks French.
    french = document.styles.serialize().replace(
        b'fo:language="fr" fo:country="FR"', b'fo:language="en" fo:country="GB"'
    )
    document.set_part("styles.xml", french)


def _cell_styles() -> list[str]:
    styles = []
    for kind in ("text", "mark", "count", "percent", "date"):
        for is_total in (False, True):
            number = f' style:data-style-name="number-{kind}"' if kind not in ("text", "mark") else ""
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


def _column_styles(book: tuple[Sheet, ...]) -> list[str]:
    widths = sorted({width for sheet in book for width in sheet.widths})
    return [
        f'<style:style style:name="wide-{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.2:.1f}cm"/></style:style>'
        for width in widths
    ]


def _table(sheet: Sheet) -> str:
    columns = "".join(f'<table:table-column table:style-name="wide-{width}"/>' for width in sheet.widths)
    rows = "".join(
        _row(
            "".join(
                _cell(kind, value, is_total=position in sheet.totals)
                for kind, value in zip(sheet.kinds, row, strict=True)
            )
        )
        for position, row in enumerate(sheet.rows)
    )
    heads = _row("".join(_words(label, "head") for label in sheet.heads))
    return (
        f'<table:table table:name="{_text(sheet.name)}">{columns}'
        f"{_row(_words(sheet.title, 'title'))}{_row(_words(sheet.lead, 'lead'))}"
        f"<table:table-header-rows>{heads}</table:table-header-rows>{rows}</table:table>"
    )


def _row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(kind: str, value: Value, *, is_total: bool) -> str:
    if isinstance(value, str):
        return _words(value, _style("text" if kind == "text" else "mark", is_total))
    if isinstance(value, dt.date):
        typed, shown = f'"date" office:date-value="{value.isoformat()}"', day(value)
    elif kind == "percent":
        typed, shown = f'"percentage" office:value="{value!r}"', percent(value)
    else:
        typed, shown = f'"float" office:value="{value!r}"', f"{value:,}"
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
