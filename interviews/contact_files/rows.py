"""The rows of a list of contacts, each checked as the page of a case checks a contact. No database access."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.uploads.rows import Finding, Row, Sheet
from interviews.contact_files import columns as names
from interviews.contact_files.columns import columns_of
from interviews.telephone import as_read
from wording import csv_export, listed

LONGEST_NAME, LONGEST_EMAIL, LONGEST_NOTE = 150, 254, 10_000
"""The greatest lengths of a name or job title, an e-mail address and a note, in characters."""

NO_ENTRY = frozenset({"-", "–", "—", "n/a", "na", "none", "nil", "tbc", "unknown", "not known", "?"})
"""What people write in a cell for which they have nothing."""

SHORTENED = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
EXTENSION = re.compile(r"(?:ext(?:ension|n)?|x)?[\s.:]*([0-9]{1,7})", re.IGNORECASE)
BEFORE_A_NUMBER = re.compile(r"(?:tel(?:ephone)?|phone|t)\s*[.:]\s*", re.IGNORECASE)
BETWEEN_NUMBERS = re.compile(r"\s*(?:[;,/&]|\bor\b|\band\b)\s*")

SHORTENED_NUMBER = (
    "the spreadsheet has shortened this number, so its last digits are lost. Format the column as text, and enter it "
    "again."
)
SEVERAL_NUMBERS = (
    "there are several numbers here. Leave one, and put the others in the note or in rows of their own."
)
NO_SERVICE = "this row says no service. Give its code, its name or its postcode in each row."
NO_DETAILS = (
    "this row has an extension, a time or a note, but nobody to ask for: give a name, a role, a telephone number or an "
    "e-mail address."
)


@dataclass(frozen=True)
class Place:
    """What a row says about its service: its code, its name and its postcode, each of which may be empty."""

    code: str
    name: str
    postcode: str

    @property
    def question(self) -> str:
        """The text by which rows that say the same are answered together."""
        return " · ".join(part for part in (self.code, self.name, self.postcode) if part)


@dataclass(frozen=True)
class Details:
    """A contact as the row gives it; what it does not say is empty."""

    name: str
    job_title: str
    telephone: str
    email: str
    note: str

    def __str__(self) -> str:
        return self.name or self.job_title or self.telephone or self.email


@dataclass(frozen=True)
class ContactRow:
    """One row of the file with a contact in it, and what is wrong with its cells."""

    file: str
    row: int
    place: Place
    details: Details
    findings: tuple[Finding, ...]

    def finding(self, column: str, problem: str) -> Finding:
        """Return a problem of this row."""
        return Finding(self.file, self.row, column, problem)


@dataclass(frozen=True)
class ContactList:
    """All rows with contacts of the uploaded files, and notices about the files."""

    rows: tuple[ContactRow, ...]
    notices: tuple[str, ...]


def read(sheets: Sequence[Sheet]) -> ContactList:
    """Return the contacts in these tables. Rows that name only a service, as in the template, are counted and left.

    :raises ValidationError: if no table has a column with services and one with contacts.
    """
    rows: list[ContactRow] = []
    notices: list[str] = []
    blank = 0
    tables = [sheet for sheet in sheets if names.has_services(sheet)]
    tables = [sheet for sheet in tables if not set(names.DETAILS).isdisjoint(columns_of(sheet.headings)[0])]
    if not tables:
        raise ValidationError(
            "There is no list of contacts in this file. It needs a row of headings: one for the service (“code”, "
            "“service” or “postcode”) and at least one for the contact (“person”, “role”, “telephone” or “e-mail”). "
            "The list to fill in on the page of contacts has them all."
        )
    for sheet in tables:
        columns, others = columns_of(sheet.headings)
        notices += [f"{sheet.name}: {note}" for note in sheet.notes]
        if others:
            notices.append(
                f"{sheet.name}: not read are the columns {listed([f'“{name}”' for name in others])}."
            )
        for number, cells in sheet.cells:
            found: list[Finding] = []
            row = _Row(sheet.name, number, cells, found, columns)
            if row.is_blank:
                blank += 1
                continue
            place, details = row.place(), row.details()
            rows.append(ContactRow(sheet.name, number, place, details, tuple(found)))
    if blank:
        notices.append(
            f"{blank} {'row names' if blank == 1 else 'rows name'} a service without a contact. Nothing changes there."
        )
    return ContactList(tuple(rows), tuple(notices))


class _Row(Row):
    """A row whose cells are read by column, whatever the heading of the column is."""

    def __init__(
        self, file: str, row: int, cells: dict[str, str], findings: list[Finding], columns: dict[str, str]
    ) -> None:
        super().__init__(file, row, cells, findings)
        self.columns = columns

    def value(self, column: str) -> str:
        """Return the content of a column, "" if it has none or says that there is none."""
        text = self.cell(self.columns[column]) if column in self.columns else ""
        if text[:1] == "'" and csv_export.escape_formula(text[1:]) == text:
            text = text[1:]
        return "" if text.casefold() in NO_ENTRY else text

    def refuse_cell(self, column: str, reason: str) -> None:
        self.refuse(self.columns.get(column, column), reason)

    @property
    def is_blank(self) -> bool:
        """True if the row has nothing about a contact."""
        return not any(self.value(column) for column in names.DETAILS)

    def place(self) -> Place:
        place = Place(*(self.value(column) for column in (names.CODE, names.SERVICE, names.POSTCODE)))
        if not place.question:
            self.refuse_cell(names.SERVICE, NO_SERVICE)
        return place

    def details(self) -> Details:
        whole = " ".join(
            self.value(column)
            for column in (names.TITLE, names.FIRST_NAME, names.LAST_NAME)
            if self.value(column)
        )
        has_parts = self.value(names.FIRST_NAME) or self.value(names.LAST_NAME)
        name = self.value(names.PERSON) or (whole if has_parts else "")
        telephone, mobile = self.telephone(names.TELEPHONE), self.telephone(names.MOBILE)
        extension = self.extension()
        note = [self.value(names.NOTE)]
        if time := self.value(names.BEST_TIME):
            note.append(f"Best time: {time}")
        if telephone and mobile:
            note.append(f"Mobile: {mobile}")
        telephone = telephone or mobile
        if extension and telephone and " ext. " not in telephone:
            telephone = f"{telephone} ext. {extension}"
        elif extension and not telephone:
            note.append(f"Extension {extension}")
        details = Details(
            name=name,
            job_title=self.value(names.ROLE),
            telephone=telephone,
            email=self.email(),
            note="\n".join(part for part in note if part),
        )
        for column, text, longest in (
            (names.PERSON, details.name, LONGEST_NAME),
            (names.ROLE, details.job_title, LONGEST_NAME),
            (names.NOTE, details.note, LONGEST_NOTE),
        ):
            if len(text) > longest:
                self.refuse_cell(column, f"this is longer than {longest:,} characters.")
        if not self.findings and not str(details):
            self.refuse("", NO_DETAILS)
        return details

    def telephone(self, column: str) -> str:
        """Return a number as the page of a case writes it, "" with a finding if it is none."""
        text = BEFORE_A_NUMBER.sub("", self.value(column), count=1)
        if not text:
            return ""
        if SHORTENED.fullmatch(text):
            self.refuse_cell(column, SHORTENED_NUMBER)
            return ""
        try:
            return as_read(text)
        except ValueError as error:
            parts = [part for part in BETWEEN_NUMBERS.split(text) if part]
            problem = SEVERAL_NUMBERS if len(parts) > 1 and all(map(_is_number, parts)) else f"{error}."
            self.refuse_cell(column, problem)
            return ""

    def extension(self) -> str:
        text = self.value(names.EXTENSION)
        found = EXTENSION.fullmatch(text)
        if text and not found:
            self.refuse_cell(names.EXTENSION, "this is not an extension, which has one to seven digits.")
        return found[1] if found else ""

    def email(self) -> str:
        text = self.value(names.EMAIL).removeprefix("mailto:")
        if not text:
            return ""
        try:
            validate_email(text)
        except ValidationError:
            self.refuse_cell(names.EMAIL, "this is not an e-mail address, such as name@example.org.")
        if len(text) > LONGEST_EMAIL:
            self.refuse_cell(names.EMAIL, f"this is longer than {LONGEST_EMAIL} characters.")
        return text


def _is_number(text: str) -> bool:
    try:
        as_read(text)
    except ValueError:
        return False
    return True
