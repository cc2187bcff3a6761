"""Uploaded files (CSV, workbooks, and zips of CSV) as sheets. No database access."""

from __future__ import annotations

import json
import lzma
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath

from accounts.uploads.exports import delimiter_of, exported_table, without_separator_line
from accounts.uploads.layouts import IsHeading, likely_delimiter, table_below
from accounts.uploads.rows import Finding, Limits, Sheet, UnreadableError, csv_lines, sentences, sheet_of
from accounts.uploads.workbooks import read_workbook

MAX_BYTES = 10 * 1024 * 1024
TOO_LARGE = "The files are larger than 10 MB. Load them in parts."
MAX_UNZIPPED_BYTES = 40 * 1024 * 1024
MAX_PARTS = 60
LIMITS = Limits(noun="table", rows=5_001, columns=2_000)
DELIMITERS = ",;\t"
NOT_UTF_8 = (
    "This file is not in UTF-8 and was read as Windows-1252, as older spreadsheets save a CSV. Look whether accents "
    "are right; if not, save it again as “CSV UTF-8”."
)
ZIP, OLD_WORKBOOK = b"PK", b"\xd0\xcf\x11\xe0"
"""The first bytes of a zip (also of an xlsx and an ods), and of an xls or a workbook with a password."""
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, EOFError, ValueError)
"""What opening and reading a zip raises if it is damaged, of a newer kind, or locked by a password."""

NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
"""The first bytes of files that hold no table: PDF, pictures, RTF."""

Uploads = Iterable[tuple[str, bytes]]
"""Uploaded files: name and content of each."""


def pack(uploads: Uploads) -> str:
    """Return uploaded files as one text, to be stored."""
    return json.dumps([[name, b64encode(content).decode()] for name, content in uploads])


def unpack(text: str) -> list[tuple[str, bytes]]:
    """Return the uploaded files in a text made by `pack`."""
    return [(name, b64decode(content)) for name, content in json.loads(text)]


ReadTable = Callable[[str, Iterable[Sequence[str]], list[Finding]], Sheet]
"""A function that makes a table of its name and its lines, and adds what is wrong to the findings."""


@dataclass(frozen=True)
class Reading:
    """How tables are read: their lines, the delimiter of a CSV, and whether a CSV need not be in UTF-8."""

    table: ReadTable
    delimiter: Callable[[str], str]
    is_strict: bool = False


STRICT = Reading(
    lambda name, lines, findings: sheet_of(name, lines, findings, LIMITS),
    lambda text: likely_delimiter(text, DELIMITERS, lines=1),
    is_strict=True,
)
EXPORT = Reading(lambda name, lines, findings: exported_table(name, lines, findings, LIMITS), delimiter_of)


def read_exports(uploads: Uploads) -> list[Sheet]:
    """Return the tables in files that another program exported, as `exports.py` reads them.

    :raises UnreadableError: as `read_sheets` does.
    """
    return _read(uploads, EXPORT)


def read_sheets(uploads: Uploads, *, is_heading: IsHeading | None = None) -> list[Sheet]:
    """Return the tables in uploaded files: each CSV, each sheet with content of a workbook, each CSV in a zip.

    The first row with content has the headings. With `is_heading`, tables are read as people lay them out
    (`layouts.py`), and a CSV that is not UTF-8 is read as Windows-1252.

    :raises UnreadableError: with every reason, for files that are too large, of another kind or no tables.
    """
    if is_heading is None:
        return _read(uploads, STRICT)
    table = partial(table_below, limits=LIMITS, is_heading=is_heading)
    return _read(uploads, Reading(table, lambda text: likely_delimiter(text, DELIMITERS)))


def _read(uploads: Uploads, reading: Reading) -> list[Sheet]:
    files = list(uploads)
    if sum(len(content) for _, content in files) > MAX_BYTES:
        raise UnreadableError(TOO_LARGE)
    found: dict[str, Sheet] = {}
    wrong: list[Finding] = []
    refusals: list[str] = []
    for name, content in files:
        try:
            for sheet in _sheets(name, content, wrong, reading):
                unused = _unused_name(sheet.name, found)
                found[unused] = replace(sheet, name=unused)
        except UnreadableError as error:
            refusals += [f"{name}: {message}" for message in error.messages]
    refusals += sentences(wrong)
    if refusals:
        raise UnreadableError(refusals)
    return list(found.values())


def _sheets(name: str, content: bytes, findings: list[Finding], reading: Reading) -> Iterable[Sheet]:
    if content.startswith(OLD_WORKBOOK) or (content.startswith(ZIP) and is_workbook(content)):
        tables = [(sheet, lines) for sheet, lines in read_workbook(content, LIMITS) if lines]
        if not tables:
            raise UnreadableError("this workbook is empty.")
        names = [name] if len(tables) == 1 else [f"{name}, sheet {sheet}" for sheet, _ in tables]
        return [
            reading.table(title, lines, findings) for title, (_, lines) in zip(names, tables, strict=True)
        ]
    parts = _unzip(content) if content.startswith(ZIP) else {name: content}
    return [_csv_sheet(part, inside, findings, reading) for part, inside in parts.items()]


def _csv_sheet(name: str, content: bytes, findings: list[Finding], reading: Reading) -> Sheet:
    """Return the table of a CSV with commas, semicolons or tabs."""
    if content.startswith(NO_TABLES):
        raise UnreadableError("this is a document or a picture. Load a CSV, .xlsx or .ods.")
    text, note = decode(content), ""
    if text is None and reading.is_strict:
        line = _line_not_utf_8(content)
        raise UnreadableError(
            f"this is not a text in UTF-8 (line {line}). Load the file as the tool exported it, or save it again as "
            "“CSV UTF-8”."
        )
    if text is None:
        text, note = _decode_windows(content), NOT_UTF_8
    if "<html" in text[:200].casefold():
        raise UnreadableError("this is a web page. Load a CSV, .xlsx or .ods.")
    text = text.replace("\0", "")
    lines = csv_lines(name, without_separator_line(text), findings, delimiter=reading.delimiter(text))
    sheet = reading.table(name, lines, findings)
    return replace(sheet, notes=(note, *sheet.notes)) if note else sheet


def is_workbook(content: bytes) -> bool:
    """Return True for a zip with the parts of a workbook, .xlsx or .ods."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return bool({"[Content_Types].xml", "content.xml"} & set(archive.namelist()))
    except DAMAGED:
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
    except DAMAGED:
        raise UnreadableError("this cannot be opened: it is damaged or locked by a password.") from None
    if not found:
        raise UnreadableError("there is no CSV in this zip. Load a workbook as it is, not in a zip.")
    return found


def decode(content: bytes) -> str | None:
    """Return the text of a file in UTF-8 or, with its mark, UTF-16; None if it is in neither."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decode_windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableError("this is not a text that can be read. Save it again as “CSV UTF-8”.") from None


def _line_not_utf_8(content: bytes) -> int:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return content[: error.start].count(b"\n") + 1
    return 1


def _unused_name(name: str, taken: Mapping[str, object]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{number}-{name}"
    return free
