"""Invented documents with every kind of block, and readers of the files made of them."""

import datetime as dt
from io import BytesIO

import pikepdf

from reports.documents.document import (
    Block,
    Column,
    Document,
    Grid,
    GridRow,
    Heading,
    Items,
    Paragraph,
    Picture,
    Quotation,
    Run,
    words,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="760" height="200" viewBox="0 0 760 200">'
    '<rect x="200" y="20" width="300" height="40" fill="#1d4f5c"/>'
    '<text x="5" y="45" font-family="Liberation Sans, Arial" font-size="15">Funding</text></svg>'
)


def a_grid(number: int = 1, rows: int = 3, title: str = "Barriers by part") -> Grid:
    return Grid(
        title=title,
        label=f"Table {number}",
        columns=(
            Column("Barrier", width=6),
            Column("All", is_number=True),
            Column("Per cent", is_number=True),
        ),
        rows=(
            *(GridRow((f"Barrier {row}", str(row), f"{row}%")) for row in range(1, rows)),
            GridRow(("All", "97", "[c]"), is_total=True),
        ),
        notes=("[c] means confidential.",),
    )


def a_document(*more: Block, **facts) -> Document:
    """A document with one block of each kind, and `more` at its end."""
    blocks = (
        Heading(1, "What stands in the way", "barriers"),
        Paragraph(words("Most named short-term funding."), "lead"),
        Paragraph(
            (
                Run("Some "),
                Run("bold", is_bold=True),
                Run(" and "),
                Run("a link", address="https://example.org"),
            )
        ),
        Items((words("First"), words("Second"))),
        Items((words("One"),), is_numbered=True),
        Picture(
            "Barriers", "Bars of barriers. Funding: 32.", SVG, 760, 200, "Figure 1", ("1 more is not drawn.",)
        ),
        a_grid(),
        Heading(2, "In their own words", "words"),
        Quotation("They <b>change</b> the rules.", "A prison"),
        Paragraph(words("Small print."), "note"),
        *more,
    )
    return Document(
        **{
            "title": "A study of enterprises",
            "subtitle": "Study report",
            "made_on": dt.date(2009, 8, 28),
            "facts": (("Release", "1"), ("Date", "28 August 2009")),
            "blocks": blocks,
            "author": "Example Research",
            "footer": "A study of enterprises, release 1",
            **facts,
        }
    )


def pdf_tags(pdf: bytes) -> list[tuple[str, str]]:
    """The tags of a PDF in order of reading, each with the scope of a header or the words for a picture."""
    found: list[tuple[str, str]] = []

    def walk(element: pikepdf.Object) -> None:
        kids = element.get("/K", [])
        for kid in list(kids) if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                found.append((str(kid.S)[1:], _scope(kid) or str(kid.get("/Alt", ""))))
                walk(kid)

    with pikepdf.open(BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot)
    return found


def _scope(element: pikepdf.Object) -> str:
    attributes = element.get("/A", [])
    for each in list(attributes) if isinstance(attributes, pikepdf.Array) else [attributes]:
        if "/Scope" in each:
            return str(each.Scope)[1:]
    return ""
