"""Uploaded files (CSV, workbooks, and zips of CSV) as sheets. No database access."""

from __future__ import annotations

import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import PurePosixPath

from accounts.uploads.rows import Finding, Limits, Sheet, UnreadableError, csv_lines, sentences, sheet_of
from accounts.uploads.workbooks import read_workbook

MAX_BYTES = 10 * 1024 * 1024
TOO_LARGE = "The files are larger than 10 MB. Load them in parts."
MAX_UNZIPPED_BYTES = 40 * 1024 * 1024
MAX_PARTS = 60
LIMITS = Limits(noun="table", rows=5_001, columns=2_000)
DELIMITERS = ",;\t"
ZIP, OLD_WORKBOOK = b"PK", b"\xd0\xcf\x11\xe0"
"""The first bytes of a zip (also of an xlsx and an ods), and of an xls or a workbook with a password."""

Uploads = Iterable[tuple[str, bytes]]
"""Uploaded files: name and content of each."""


def pack(uploads: Uploads) -> str:
    """Return uploaded files as one text, to be stored."""
    return json.dumps([[name, b64encode(content).decode()] for name, content in uploads])


def unpack(text: str) -> list[tuple[str, bytes]]:
    """Return the uploaded files in a text made by `pack`."""
    return [(name, b64decode(content)) for name, content in json.loads(text)]


def read_sheets(uploads: Uploads) -> list[Sheet]:
    """Return the tables in uploaded files: each CSV, each sheet with content of a workbook, each CSV in a zip.

    :raises UnreadableError: with every reason, for files that are too large, of another kind or no tables.
    """
    files = list(uploads)
    if sum(len(content) for _, content in files) > MAX_BYTES:
        raise UnreadableError(TOO_LARGE)
    found: dict[str, Sheet] = {}
    wrong: list[Finding] = []
    refusals: list[str] = []
    for name, content in files:
        try:
            for sheet in _sheets(name, content, wrong):
                unused = _unused_name(sheet.name, found)
                found[unused] = Sheet(unused, sheet.headings, sheet.cells)
        except UnreadableError as error:
            refusals += [f"{name}: {message}" for message in error.messages]
    refusals += sentences(wrong)
    if refusals:
        raise UnreadableError(refusals)
    return list(found.values())


def _sheets(name: str, content: bytes, findings: list[Finding]) -> Iterable[Sheet]:
    if content.startswith(OLD_WORKBOOK) or (content.startswith(ZIP) and _is_workbook(content)):
        tables = [(sheet, lines) for sheet, lines in read_workbook(content, LIMITS) if lines]
        if not tables:
            raise UnreadableError("this workbook is empty.")
        names = [name] if len(tables) == 1 else [f"{name}, sheet {sheet}" for sheet, _ in tables]
        return [
            sheet_of(title, lines, findings, LIMITS) for title, (_, lines) in zip(names, tables, strict=True)
        ]
    parts = _unzip(content) if content.startswith(ZIP) else {name: content}
    return [_csv_sheet(part, inside, findings) for part, inside in parts.items()]


def _csv_sheet(name: str, content: bytes, findings: list[Finding]) -> Sheet:
    """Return the table of a CSV with commas, semicolons or tabs."""
    text = _decode(content)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    return sheet_of(name, csv_lines(name, text, findings, delimiter=delimiter), findings, LIMITS)


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return bool({"[Content_Types].xml", "content.xml"} & set(archive.namelist()))
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _unzip(content: bytes) -> dict[str, bytes]:
    too_large = "this is too large to be read. Load it in parts."
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(".csv")]
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNZIPPED_BYTES:
                raise UnreadableError(too_large)
            found: dict[str, bytes] = {}
            for part in parts:
                with archive.open(part) as opened:
                    # The lengths in the directory of a zip may be wrong.
                    inside = opened.read(MAX_UNZIPPED_BYTES + 1)
                if len(inside) > MAX_UNZIPPED_BYTES:
                    raise UnreadableError(too_large)
                found[_unused_name(PurePosixPath(part.filename).name, found)] = inside
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise UnreadableError("this cannot be opened: it is damaged or locked by a password.") from None
    if not found:
        raise UnreadableError("there is no CSV in this zip. Load a workbook as it is, not in a zip.")
    return found


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            f"this is not a text in UTF-8 (line {line}). Load the file as the tool exported it, or save it again as "
            "“CSV UTF-8”."
        ) from None
    if "<html" in text[:200].casefold():
        raise UnreadableError("this is a web page. Load a CSV, .xlsx or .ods.")
    return text.replace("\0", "")


def _unused_name(name: str, taken: Mapping[str, object]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{number}-{name}"
    return free
