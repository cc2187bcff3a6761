"""Lists of organisations to invite: typed lines, and the columns of an uploaded table. No database access."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import NamedTuple

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.uploads.rows import Finding, Row, Sheet
from wording import listed

NAME, EMAIL, ENTRY, LANGUAGE = "name", "e-mail", "organisation", "language"
COLUMNS = {
    NAME: ("name", "name of the organisation", "invited", "recipient"),
    EMAIL: ("e-mail", "email", "e-mail address", "email address", "address", "mail"),
    ENTRY: ("organisation", "entry", "entry of the directory", "directory"),
    LANGUAGE: ("language", "iaith"),
}
"""The columns of a list with the headings that mean them, in lower case."""

TYPED = "typed lines"
"""The name of the table that is made from typed lines."""

SEPARATORS = ("\t", ";", ",")
IN_BRACKETS = re.compile(r"(?P<name>.*)<(?P<email>[^<>]*@[^<>]*)>\s*")
NO_NAME_COLUMN = (
    "This file has no column with names. Give the first row the headings name, e-mail, organisation and language; only "
    "the name is needed."
)


class InviteeRow(NamedTuple):
    """One row of a list: whom to invite, the entry of the directory as typed, and what is wrong with the row."""

    file: str
    row: int
    name: str
    email: str
    entry: str
    language: str
    findings: tuple[Finding, ...]


def as_csv(text: str) -> str:
    """Return typed lines as a table of names and e-mail addresses.

    A line has a name, an address, or both in any order, separated by a tab, a semicolon or a comma, or as
    `Name <address>`. A line without an address is a name, commas included.
    """
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([NAME, EMAIL])
    writer.writerows(name_and_address(line) or ["", ""] for line in text.splitlines())
    return file.getvalue()


def name_and_address(line: str) -> list[str]:
    """Return the name and the e-mail address in a typed line; an empty list for an empty line.

    >>> name_and_address("Working Chance; info@example.org")
    ['Working Chance', 'info@example.org']
    >>> name_and_address("Smith, Jones and Company")
    ['Smith, Jones and Company', '']
    """
    line = line.strip(" \t,;")
    if not line:
        return []
    if found := IN_BRACKETS.fullmatch(line):
        return [found["name"].strip(' "\t,;'), found["email"].strip()]
    for separator in SEPARATORS:
        parts = [part.strip(' "') for part in line.split(separator)]
        addresses = [part for part in parts if "@" in part]
        if len(parts) > 1 and len(addresses) == 1 and " " not in addresses[0]:
            return [line.replace(addresses[0], "", 1).strip(' "\t,;'), addresses[0]]
    return ["", line] if "@" in line and " " not in line else [line, ""]


def is_heading(cells: Sequence[str]) -> bool:
    """Return True for a row with a heading of the column of names."""
    return any(cell.casefold() in COLUMNS[NAME] for cell in cells)


def read(sheets: Iterable[Sheet], languages: Mapping[str, str]) -> Iterator[InviteeRow]:
    """Yield the rows of a list, each with what is wrong with it. `languages` are names by code.

    :raises ValidationError: for a sheet without a column of names.
    """
    codes = language_words(languages)
    for sheet in sheets:
        columns = {
            column: next((head for head in sheet.headings if head.casefold() in heads), "")
            for column, heads in COLUMNS.items()
        }
        if not columns[NAME]:
            raise ValidationError(NO_NAME_COLUMN)
        for place, cells in sheet.cells:
            # Whoever typed the lines sees no headings above the first.
            number = place - 1 if sheet.name == TYPED else place
            findings: list[Finding] = []
            row = Row(sheet.name, number, cells, findings)
            yield InviteeRow(
                sheet.name,
                number,
                row.text(columns[NAME], longest=200),
                _address(row, columns[EMAIL]),
                row.cell(columns[ENTRY]) if columns[ENTRY] else "",
                _language(row, columns[LANGUAGE], codes, languages),
                tuple(findings),
            )


def _address(row: Row, column: str) -> str:
    typed = row.cell(column) if column else ""
    if typed:
        try:
            validate_email(typed)
        except ValidationError:
            row.refuse(column, "this is not an e-mail address.")
        if len(typed) > 254:
            row.refuse(column, "this is longer than 254 characters.")
    return typed


def language_words(languages: Mapping[str, str]) -> dict[str, str]:
    """Return the code of a language by each word that means it: its code, its own name and its name in English.

    >>> language_words({"cy": "Cymraeg"})
    {'cy': 'cy', 'cymraeg': 'cy', 'welsh': 'cy'}
    """
    found: dict[str, str] = {}
    for code, name in languages.items():
        english = LANG_INFO.get(code, {}).get("name", code)
        found |= dict.fromkeys((code.casefold(), name.casefold(), english.casefold()), code)
    return found


def _language(row: Row, column: str, codes: Mapping[str, str], languages: Mapping[str, str]) -> str:
    typed = row.cell(column).casefold() if column else ""
    if typed and typed not in codes:
        row.refuse(column, f"this is not {listed(tuple(languages.values()), last='or')}.")
    return codes.get(typed, "")
