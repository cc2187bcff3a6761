"""The formats of a sheet, and its file as bytes, made once for each content."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.cache import caches

from mapping.sheets.qr_code import qr_svg
from mapping.sheets.sheet import Sheet
from mapping.sheets.word import as_word
from reports.documents.formats import WORD
from reports.documents.typesetting import typeset

TEMPLATE = Path(__file__).parent / "sheet.typ"
A_DAY = 24 * 60 * 60
NOT_IN_TYPEFACE = re.compile(
    "[^\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u0370-\u03ff\u0400-\u045f\u1e80-\u1e85\u1ef2\u1ef3–—‘’“”†‡•…‰€™]"
)
"""Signs that the typeface of PDFs may not have: others than those of Latin, Greek and Cyrillic."""


@dataclass(frozen=True)
class Format:
    """One format of a sheet: the ending of its files, its name on pages, and how it is written."""

    ending: str
    title: str
    media_type: str
    write: Callable[[Sheet], bytes]


def as_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a tagged PDF (PDF/UA-1); the same sheet gives the same bytes.

    A sign that the typeface does not have, such as an emoji in a name, is printed as “?”.
    """
    content = {**_printable(sheet.as_json()), "qr_code": qr_svg(sheet.address)}
    return typeset(TEMPLATE, content, made_on=sheet.data_on, heads=[1] if sheet.comparison else [])


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return NOT_IN_TYPEFACE.sub("?", value)
    if isinstance(value, dict):
        return {key: _printable(inner) for key, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, (list, tuple)) else value


FORMATS = {
    each.ending: each
    for each in (
        Format("pdf", "PDF", "application/pdf", as_pdf),
        Format("docx", "Word", WORD, as_word),
    )
}


def content_hash(sheet: Sheet) -> str:
    """Return 32 hexadecimal digits that change with anything on the sheet."""
    content = json.dumps(sheet.as_json(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def file_of(sheet: Sheet, format: Format) -> bytes:
    """Return the file of a sheet; one that was made in the last day is kept in the cache."""
    key = f"sheet-{format.ending}-{content_hash(sheet)}"
    found: bytes | None = caches["pages"].get(key)
    if found is None:
        found = format.write(sheet)
        caches["pages"].set(key, found, A_DAY)
    return found
