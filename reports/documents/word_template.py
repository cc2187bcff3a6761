"""The empty Word document that ours begin as: our styles, lists, page and language, and nothing else.

python-docx's own template brings another program's name, a picture of it, and headings too pale to read.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from zipfile import ZipFile

ACCENT, INK, GREY, RULE = "1D4F5C", "0B0C0C", "484949", "B1B4B6"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TABLE_STYLE = "Figures"
TWIPS_WIDE = 9638
"""The width of the text in twentieths of a point: A4 less two margins of 20 mm."""

CONTENT_TYPES = f"""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{TYPES}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{TYPES}.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{TYPES}.numbering+xml"/>
<Override PartName="/word/settings.xml" ContentType="{TYPES}.settings+xml"/>
</Types>"""
RELATIONS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>
</Relationships>"""
DOCUMENT_RELATIONS = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{R}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{R}/numbering" Target="numbering.xml"/>
<Relationship Id="rId3" Type="{R}/settings" Target="settings.xml"/>
</Relationships>"""
# The prefix r is declared here: lxml would take one that any other library of the process has registered.
DOCUMENT = f"""<w:document {W} xmlns:r="{R}"><w:body><w:sectPr>
<w:pgSz w:w="11906" w:h="16838"/>
<w:pgMar w:top="1134" w:right="1134" w:bottom="1247" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>
</w:sectPr></w:body></w:document>"""
SETTINGS = f"""<w:settings {W}><w:compat>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
</w:compat></w:settings>"""


@lru_cache
def template(language: str) -> bytes:
    """Return the file, with this language for all its text."""
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        for name, xml in (
            ("[Content_Types].xml", CONTENT_TYPES),
            ("_rels/.rels", RELATIONS),
            ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS),
            ("word/document.xml", DOCUMENT),
            ("word/numbering.xml", _numbering()),
            ("word/settings.xml", SETTINGS),
            ("word/styles.xml", _styles(language)),
        ):
            parts.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}')
    return file.getvalue()


def _numbering() -> str:
    bullet = '<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>'
    number = '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{identifier}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{form}<w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="397" w:hanging="397"/></w:pPr></w:lvl></w:abstractNum>'
        for identifier, form in ((1, bullet), (2, number))
    )
    used = "".join(
        f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{identifier}"/></w:num>'
        for identifier in (1, 2)
    )
    return f"<w:numbering {W}>{kinds}{used}</w:numbering>"


def _styles(language: str) -> str:
    face = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{face}<w:color w:val="{INK}"/><w:sz w:val="21"/>'
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    return f"""<w:styles {W}>{defaults}
{_paragraph("Normal", "Normal", is_default=True, based_on="")}
{_paragraph("Title", "Title", size=52, is_bold=True, colour=ACCENT, before=0, after=360)}
{_paragraph("Subtitle", "Subtitle", size=24, colour=GREY, before=1700, after=120)}
{_heading(1, size=36, before=480)}
{_heading(2, size=28, before=360)}
{_heading(3, size=23, before=280)}
{_paragraph("TOCHeading", "TOC Heading", size=36, is_bold=True, colour=ACCENT, after=200)}
{_paragraph("TOC1", "toc 1", is_bold=True, before=120, after=40)}
{_paragraph("TOC2", "toc 2", after=40, indent=397)}
{_paragraph("Lead", "Lead", size=24, after=200)}
{_paragraph("Note", "Note", size=17, colour=GREY, before=60, after=80)}
{_paragraph("Warning", "Warning", is_bold=True, before=120, after=240, bar=ACCENT)}
{_paragraph("Caption", "caption", size=20, is_bold=True, before=200, after=80, keeps_next=True)}
{_paragraph("PictureCaption", "Picture Caption", size=20, is_bold=True, before=40, after=160)}
{_paragraph("Cell", "Cell", size=18, after=0, line=240)}
{_paragraph("Quote", "Quote", before=120, after=40, indent=397, keeps_next=True)}
{_paragraph("QuoteSource", "Quote Source", colour=GREY, after=200, indent=397)}
{_paragraph("ListBullet", "List Bullet", after=60, numbering=1)}
{_paragraph("ListNumber", "List Number", after=60, numbering=2)}
{_paragraph("Footer", "footer", size=16, colour=GREY, after=0, tab=TWIPS_WIDE)}
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
<w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>
<w:rPr><w:color w:val="{ACCENT}"/><w:u w:val="single"/></w:rPr></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
<w:tblPr><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>
</w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE_STYLE}">
<w:name w:val="{TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="{RULE}"/>
<w:insideH w:val="single" w:sz="4" w:color="{RULE}"/></w:tblBorders>
<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="57" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>
<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:color="{INK}"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
</w:style>
</w:styles>"""


def _heading(level: int, *, size: int, before: int) -> str:
    return _paragraph(
        f"Heading{level}",
        f"heading {level}",
        size=size,
        is_bold=True,
        colour=ACCENT,
        before=before,
        after=140,
        keeps_next=True,
        outline=level - 1,
    )


def _paragraph(
    identifier: str,
    name: str,
    *,
    is_default: bool = False,
    based_on: str = "Normal",
    size: int = 0,
    is_bold: bool = False,
    colour: str = "",
    before: int = 0,
    after: int | None = None,
    line: int = 0,
    indent: int = 0,
    tab: int = 0,
    bar: str = "",
    numbering: int = 0,
    keeps_next: bool = False,
    outline: int | None = None,
) -> str:
    """Return a style of paragraphs: sizes in half points, distances in twentieths of a point."""
    space = f' w:after="{after}"' if after is not None else ""
    height = f' w:line="{line}" w:lineRule="auto"' if line else ""
    # The order of these elements is the schema's.
    layout = "".join(
        (
            "<w:keepNext/>" if keeps_next else "",
            f'<w:numPr><w:numId w:val="{numbering}"/></w:numPr>' if numbering else "",
            f'<w:pBdr><w:left w:val="single" w:sz="36" w:space="8" w:color="{bar}"/></w:pBdr>' if bar else "",
            f'<w:tabs><w:tab w:val="right" w:pos="{tab}"/></w:tabs>' if tab else "",
            f'<w:spacing w:before="{before}"{space}{height}/>' if before or space or height else "",
            f'<w:ind w:left="{indent}"/>' if indent else "",
            f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else "",
        )
    )
    face = "".join(
        (
            "<w:b/>" if is_bold else "",
            f'<w:color w:val="{colour}"/>' if colour else "",
            f'<w:sz w:val="{size}"/>' if size else "",
        )
    )
    return "".join(
        (
            f'<w:style w:type="paragraph" w:default="{int(is_default)}" w:styleId="{identifier}">',
            f'<w:name w:val="{name}"/>',
            f'<w:basedOn w:val="{based_on}"/>' if based_on else "",
            "<w:qFormat/>",
            f"<w:pPr>{layout}</w:pPr>" if layout else "",
            f"<w:rPr>{face}</w:rPr>" if face else "",
            "</w:style>",
        )
    )
