"""Writes a document as PDF, tagged for screen readers (PDF/UA-1)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from reports.documents.document import Block, Document, Grid, Picture, column_widths
from reports.documents.typesetting import TYPEFACE, typeset

TEMPLATE = Path(__file__).parent / "document.typ"
FACES = re.compile(r'font-family="[^"]*"')


def write(document: Document) -> bytes:
    """Return the PDF of a document. The same document gives the same bytes.

    :raises TypesettingError: if it cannot be set by the standard, for instance for a sign that no typeface has.
    """
    heads = [block.heads for block in document.blocks if isinstance(block, Grid)]
    return typeset(TEMPLATE, _content(document), made_on=document.made_on, heads=[1, *heads])


def _content(document: Document) -> dict[str, Any]:
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "author": document.author,
        "language": language,
        "region": region or None,
        "year": document.made_on.year,
        "month": document.made_on.month,
        "day": document.made_on.day,
        "facts": document.facts,
        "warnings": document.warnings,
        "footer": document.footer,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    content: dict[str, Any] = {"kind": block.kind}
    match block:
        case Grid():
            content |= {
                "caption": block.caption,
                "labels": [column.label for column in block.columns],
                "numbers": [column.is_number for column in block.columns],
                "widths": column_widths(block.columns),
                "rows": [{"cells": row.cells, "total": row.is_total} for row in block.rows],
                "notes": block.notes,
            }
        case Picture():
            content |= {
                "caption": block.caption,
                "alternative": block.alternative,
                "svg": FACES.sub(f'font-family="{TYPEFACE}"', block.svg),
                "width": block.width,
                "height": block.height,
                "notes": block.notes,
            }
        case _:
            content |= _plain_block(block)
    return content


def _plain_block(block: Block) -> dict[str, Any]:
    def runs(text: Any) -> list[dict[str, Any]]:
        return [vars(run) for run in text]

    content = dict(vars(block))
    if "texts" in content:
        content["texts"] = [runs(text) for text in content["texts"]]
    elif not isinstance(content["text"], str):
        content["text"] = runs(content["text"])
    return content
