"""Renders a document as HTML: the body of a page of the product, and a file that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.documents.document import Block, Document, Grid, Items, Paragraph, Picture, Run, Text

STYLES = Path(__file__).parent / "document.css"
CLASSES = {"body": "govuk-body", "lead": "govuk-body-l", "note": "gh-document-note"}
"""The class of a paragraph by its style."""


@dataclass(frozen=True)
class PageBlock:
    """A block as its template shows it: its texts as HTML, the class of a paragraph, and the address of a picture."""

    block: Block
    html: SafeString | str = ""
    css_class: str = ""
    texts: tuple[SafeString, ...] = ()
    rows: tuple[Any, ...] = ()
    address: str = ""

    @property
    def kind(self) -> str:
        return self.block.kind


def write(document: Document) -> bytes:
    """Return the document as one HTML file, with its pictures and its own short style sheet in it."""
    context = body_context(document) | {"styles": SafeString(STYLES.read_text(encoding="utf-8"))}
    return render_to_string("reports/documents/file.html", context).encode()


def body_context(document: Document) -> dict[str, Any]:
    """Return what `reports/documents/body.html` shows."""
    return {
        "document": document,
        "contents": [heading for heading in document.headings if heading.level < 3],
        "blocks": page_blocks(document.blocks),
    }


def page_blocks(blocks: Sequence[Block]) -> list[PageBlock]:
    """Return blocks as `reports/documents/blocks.html` shows them."""
    return [_page_block(block) for block in blocks]


def _page_block(block: Block) -> PageBlock:
    match block:
        case Paragraph():
            return PageBlock(block, html=as_html(block.text), css_class=CLASSES[block.style])
        case Items():
            return PageBlock(block, texts=tuple(as_html(text) for text in block.texts))
        case Picture():
            return PageBlock(
                block, address=f"data:image/svg+xml;base64,{b64encode(block.svg.encode()).decode()}"
            )
        case Grid():
            return PageBlock(block, rows=tuple(_row(block, row) for row in block.rows))
        case _:
            return PageBlock(block)


def _row(grid: Grid, row: Any) -> dict[str, Any]:
    cells = [(cell, column.is_number) for cell, column in zip(row.cells, grid.columns, strict=True)]
    return {"heads": cells[: grid.heads], "cells": cells[grid.heads :], "is_total": row.is_total}


def as_html(text: Text) -> SafeString:
    """Return a text as HTML within a line."""
    return format_html_join("", "{}", ((_run(run),) for run in text))


def _run(run: Run) -> SafeString:
    html = format_html("{}", run.text)
    if run.is_bold:
        html = format_html("<strong>{}</strong>", html)
    if run.is_italic:
        html = format_html("<em>{}</em>", html)
    if run.address:
        html = format_html(
            '<a class="govuk-link" href="{}" rel="noopener noreferrer">{}</a>', run.address, html
        )
    return html
