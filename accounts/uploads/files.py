"""Uploaded CSV and zip files, read into texts and into rows. No database access."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import PurePosixPath

from accounts.uploads.rows import UnreadableError

MAX_BYTES = 10 * 1024 * 1024
TOO_LARGE = "The files are larger than 10 MB. Load them in parts."
MAX_UNZIPPED_BYTES = 40 * 1024 * 1024
MAX_PARTS = 60
MAX_ROWS = 5_000
DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Sheet:
    """One CSV: its name, its headings, and its rows, each with its number in the file (the headings are row 1)."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]

    def values(self, heading: str) -> set[str]:
        """Return the distinct values of a column."""
        return {row[heading] for _, row in self.rows}


def read_texts(uploads: Iterable[tuple[str, bytes]]) -> dict[str, str]:
    """Return the CSV texts of uploaded files by name, including the CSVs in zip files.

    :raises UnreadableError: for files that are too large, of another kind, or not text in UTF-8.
    """
    found: dict[str, str] = {}
    whole = 0
    for name, content in uploads:
        whole += len(content)
        if whole > MAX_BYTES:
            raise UnreadableError(TOO_LARGE)
        parts = _unzip(name, content) if zipfile.is_zipfile(BytesIO(content)) else {name: content}
        for part, inside in parts.items():
            found[_unused_name(part, found)] = _decode(part, inside)
    if not found:
        raise UnreadableError("There is no CSV in this file. Save it as CSV.")
    return found


def read_csv(name: str, text: str) -> Sheet:
    """Return the rows of a CSV with commas, semicolons or tabs; empty rows are left out.

    :raises UnreadableError: for a CSV without headings, with a heading twice, or with too many or ragged rows.
    """
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    rows: list[tuple[int, Mapping[str, str]]] = []
    headings: tuple[str, ...] = ()
    number = 0
    try:
        for cells in reader:
            number += 1
            if not any(cell.strip() for cell in cells):
                continue
            if not headings:
                headings = _read_headings(name, cells)
                continue
            if len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
                raise UnreadableError(f"{name}, row {number}: it has more cells than there are headings.")
            if len(rows) >= MAX_ROWS:
                raise UnreadableError(f"{name} has more than {MAX_ROWS:,} rows. Load it in parts.")
            filled = [*cells, *[""] * (len(headings) - len(cells))]
            rows.append((number, dict(zip(headings, filled, strict=False))))
    except csv.Error as error:
        raise UnreadableError(f"{name}, row {number + 1}: this cannot be read as CSV: {error}.") from None
    if not headings:
        raise UnreadableError(f"{name} is empty.")
    return Sheet(name, headings, tuple(rows))


def _read_headings(name: str, cells: list[str]) -> tuple[str, ...]:
    headings = tuple(cell.strip() for cell in cells)
    while headings and not headings[-1]:
        headings = headings[:-1]
    if "" in headings:
        place = headings.index("") + 1
        raise UnreadableError(f"{name}: column {place} has no heading.")
    twice = sorted({each for each in headings if headings.count(each) > 1})
    if twice:
        raise UnreadableError(f"{name}: the heading “{twice[0]}” is there twice.")
    return headings


def _unzip(name: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(".csv")]
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNZIPPED_BYTES:
                raise UnreadableError(f"{name} is too large to be read. Load it in parts.")
            found = {}
            for part in parts:
                with archive.open(part) as opened:
                    # The lengths in the directory of a zip may be wrong.
                    inside = opened.read(MAX_UNZIPPED_BYTES + 1)
                if len(inside) > MAX_UNZIPPED_BYTES:
                    raise UnreadableError(f"{name} is too large to be read.")
                found[PurePosixPath(part.filename).name] = inside
            return found
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise UnreadableError(f"{name} cannot be opened: it is damaged or locked by a password.") from None


def _decode(name: str, content: bytes) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            f"{name} is not a text in UTF-8 (line {line}). Load the file as the tool exported it, or save it again as "
            "“CSV UTF-8”."
        ) from None
    if content.startswith(b"PK") or "<html" in text[:200].casefold():
        raise UnreadableError(f"{name} is no CSV. Save it as CSV.")
    return text


def _unused_name(name: str, taken: Mapping[str, str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{number}-{name}"
    return free
