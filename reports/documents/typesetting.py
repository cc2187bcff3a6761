"""Sets PDFs with typst by the standard PDF/UA-1, with our own typeface and nothing from the machine or the network.

Content reaches a template as JSON, so that no text in it is read as typst. A warning is an error: another typeface or a
missing sign would change the file without a word.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import fontpkg_arimo
import pikepdf
import typst

STANDARD: Final = "ua-1"
TYPEFACE: Final = fontpkg_arimo.FAMILY
"""Arimo has the widths of Arial and Liberation Sans, by which the charts are laid out."""
FONTS = fontpkg_arimo.ROOT / "files"
MISSING = re.compile(r'the text `"(?:\\u\{([0-9a-f]+)\}|(.+?))"` could not be displayed')
"""What typst says of a sign that no typeface has: the sign itself, or its number."""


class TypesettingError(Exception):
    """The document could not be set as it should be; the message says why."""


def typeset(template: Path, content: dict[str, Any], *, made_on: dt.date, heads: Sequence[int] = ()) -> bytes:
    """Return the PDF of a typst template of ours with this content. The same content gives the same bytes.

    The template finds the content as JSON in `sys.inputs.content` and the typeface in `sys.inputs.typeface`. `made_on`
    is the date the file bears. `heads` says for each table, in order, how many first cells of a row name the row.

    :raises TypesettingError: if typst refuses the document or warns of anything in it.
    """
    midnight = dt.datetime.combine(made_on, dt.time(), dt.UTC)
    with TemporaryDirectory() as empty:
        try:
            pdf, warnings = typst.compile_with_warnings(
                template.read_bytes(),
                root=empty,
                package_path=empty,
                package_cache_path=empty,
                font_paths=[FONTS],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=[STANDARD],
                timestamp=int(midnight.timestamp()),
                sys_inputs={"content": json.dumps(content, ensure_ascii=False), "typeface": TYPEFACE},
            )
        except typst.TypstError as error:
            raise TypesettingError(_reason(str(error))) from error
    if warnings:
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    return with_row_headers(bytes(pdf), heads) if heads else bytes(pdf)


def _reason(message: str) -> str:
    found = MISSING.search(message)
    if found is None:
        return message
    sign = f"with the number {found[1].upper()}" if found[1] else f"“{found[2]}”"
    return f"The sign {sign} cannot be printed: write it in another way."


def with_row_headers(pdf: bytes, heads: Sequence[int]) -> bytes:
    """Return the PDF with the first cells of each row of its tables tagged as headers of their row.

    `heads` are the numbers of such cells, a table each, in order. typst has row headers only as an experiment that its
    Python package cannot switch on; without them a screen reader does not say which row a figure is in.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        tables = [element for element in _elements(document.Root.StructTreeRoot) if _is(element, "Table")]
        if len(tables) != len(heads):
            raise TypesettingError(f"{len(heads)} tables were to be tagged, and the PDF has {len(tables)}.")
        for table, number in zip(tables, heads, strict=True):
            for row in (element for element in _elements(table) if _is(element, "TR")):
                for cell in _children(row)[:number]:
                    if _is(cell, "TD"):
                        cell.S = pikepdf.Name.TH
                        cell.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
        result = BytesIO()
        document.save(result, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return result.getvalue()


def _elements(element: pikepdf.Object) -> list[pikepdf.Object]:
    """Return all structure elements below one, in the order of reading."""
    found = []
    waiting = _children(element)[::-1]
    while waiting:
        child = waiting.pop()
        found.append(child)
        waiting += _children(child)[::-1]
    return found


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids: object = element.get("/K", [])
    several = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in several if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def _is(element: pikepdf.Object, tag: str) -> bool:
    return str(element.S) == f"/{tag}"
