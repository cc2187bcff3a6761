"""The units in a spreadsheet, each cell checked with a sentence for each fault. No queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.uploads.rows import Finding, Row, Sheet, UnreadableError
from noms.contact_cells import read_contact
from noms.coordinates import EAST, NORTH, SOUTH, WEST
from noms.own_frames.columns import CONTACT_FIELDS, POINT, ColumnMap, columns_of, meaning_of
from noms.own_frames.days import NOT_KNOWN, KnownDay, day_comes_first, parse_day
from noms.parsing import full_postcode, outward_code
from wording import listed
from wording.csv_export import escape_formula

LONGEST = {"code": 20, "name": 120, "kind": 60, "region": 60, "postcode": 12, "operator": 60}
"""The most characters of each text."""
REPORT_EVERY = 500
MAX_HEADINGS = 12

NO_NAMES = "no column has the names of the units. Call one “name”. The headings found are: {}."
NO_UNITS = "There are no units in this file: below the headings every row is empty."
CODE_TWICE = "{} has this code already: each unit has a code of its own."
NAME_TWICE = "{} has this name already, and neither has a code. Give each a code of its own."
HALF_A_POINT = "give latitude and longitude, or neither."
NOT_DEGREES = "this is not a number of degrees, such as 53.8."
OUTSIDE = "this is outside the earth: a {} is from {:.0f} to {:.0f} degrees."
NO_SOURCE_OF_CONTACT = (
    "Contacts are read only with a column “contact source” (where the unit publishes it itself) and a column “contact "
    "checked on”."
)
NO_POINT = "this is not a point: write latitude and longitude as 53.8, -1.55."
NOWHERE = "0, 0 is a point in the sea off Africa. If the point is not known, leave it empty."
CLOSED_FIRST = "this is before the opening: the last day open is on or after the first."
UNKNOWN_POSTCODE = (
    "this is not a postcode of England or Wales that we know, so the unit has no point on the map. Give its latitude "
    "and longitude."
)
A_NOTE = (
    "nothing else in this row is filled in: it looks like a note or a total. Give a unit a code or a kind."
)
A_TOTAL = "this looks like a total, not like a unit."

_DEGREES = re.compile(r"([-+−]?\d{1,9}(?:[.,]\d+)?(?:e-?\d\d?)?)\s*°?\s*([NSEW]?)", re.IGNORECASE)
_POINT = re.compile(r"[(\[]?\s*([-+−]?\d+(?:\.\d+)?)\s*[,; ]\s*([-+−]?\d+(?:\.\d+)?)\s*[)\]]?")
_WKT = re.compile(r"point\s*\(\s*([-+−]?\d+(?:\.\d+)?)\s+([-+−]?\d+(?:\.\d+)?)\s*\)", re.IGNORECASE)
_TOTAL = re.compile(r"(grand |sub-?)?totals?\b.*", re.IGNORECASE)

Degrees = tuple[float, float]
"""Degrees north and degrees east (WGS84)."""
MaybeDegrees = tuple[float | None, float | None]


@dataclass(frozen=True)
class Unit:
    """One unit of a spreadsheet. Texts that were not given are empty; `kind` is as it was written.

    `is_at_postcode` says that the point is the centre of the first half of its postcode. `given` are the columns of
    its spreadsheet: a column that is not there says nothing, an empty cell says that there is nothing.
    """

    code: str
    name: str
    kind: str
    region: str
    postcode: str
    point: Degrees | None
    is_at_postcode: bool
    opened: KnownDay | None
    closed: KnownDay | None
    operator: str
    contact: dict[str, Any]
    given: frozenset[str]

    @property
    def key(self) -> tuple[str, str]:
        """What recognises the unit in another file of its frame: its code or, without one, its name."""
        return ("code", self.code) if self.code else ("name", self.name.casefold())


@dataclass(frozen=True)
class UnitRow:
    """A row of a spreadsheet with its unit. A row with `findings` is rejected; `remarks` are only said."""

    file: str
    row: int
    unit: Unit
    findings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]


@dataclass
class UnitTable:
    """All rows of the files, and what is to be said of the files as a whole."""

    rows: list[UnitRow] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def units(self) -> list[Unit]:
        """The units of the rows that are not rejected."""
        return [row.unit for row in self.rows if not row.findings]


def read_units(
    sheets: Sequence[Sheet],
    outcodes: Mapping[str, Degrees],
    report: Callable[[int, int], None] = lambda done, of: None,
) -> UnitTable:
    """Return the units of the sheets. `outcodes` are the known first halves of postcodes with their points.

    :raises UnreadableError: where no sheet has a column of names, or there are no units.
    """
    maps = {sheet.name: columns_of(sheet.headings) for sheet in sheets}
    found = [sheet for sheet in sheets if "name" in maps[sheet.name].headings and sheet.cells]
    if not found and any("name" in columns.headings for columns in maps.values()):
        raise UnreadableError(NO_UNITS)
    if not found:
        shown = ((sheet.name, listed(sheet.headings[:MAX_HEADINGS]) or "none") for sheet in sheets)
        raise UnreadableError([f"{name}: {NO_NAMES.format(headings)}" for name, headings in shown])
    table = UnitTable()
    total, seen = sum(len(sheet.cells) for sheet in found), dict[tuple[str, str], tuple[str, int]]()
    for sheet in found:
        columns = maps[sheet.name]
        reader = _Reader(columns, outcodes, _day_first(sheet, columns), seen)
        for number, cells in sheet.cells:
            if len(table.rows) % REPORT_EVERY == 0:
                report(len(table.rows), total)
            table.rows.append(reader.read(sheet.name, number, cells))
        table.notices += _notices(sheet, columns, several=len(sheets) > 1)
    left_out = [sheet.name for sheet in sheets if sheet not in found]
    table.notices += [f"{name} was not read: no column has the names of units." for name in left_out]
    return table


def _day_first(sheet: Sheet, columns: ColumnMap) -> bool | None:
    headings = [columns.headings[name] for name in ("opened", "closed") if name in columns.headings]
    return day_comes_first(cells[heading] for _, cells in sheet.cells for heading in headings)


def _notices(sheet: Sheet, columns: ColumnMap, *, several: bool) -> list[str]:
    """Return what was read as what, and what was not read, in sentences."""
    before = f"{sheet.name}: " if several else ""
    renamed = [f"“{heading}” as {name}" for name, heading in columns.headings.items() if heading != name]
    notices = [*sheet.notes]
    if renamed:
        notices.append(f"Read {listed(renamed)}.")
    if columns.not_read:
        notices.append(f"Not read: {listed([f'“{heading}”' for heading in columns.not_read])}.")
    if set(CONTACT_FIELDS) & {meaning[0] for each in columns.not_read if (meaning := meaning_of(each))}:
        notices.append(NO_SOURCE_OF_CONTACT)
    if "code" not in columns.headings:
        notices.append("No column has codes: units are recognised by their names when you load a newer file.")
    if not columns.has_point and "postcode" not in columns.headings:
        notices.append("No column says where units lie, so they are on no map.")
    return [f"{before}{notice}" for notice in notices]


@dataclass(frozen=True)
class _Reader:
    """Reads the rows of one sheet. `seen` has file and row of each key read before."""

    columns: ColumnMap
    outcodes: Mapping[str, Degrees]
    day_first: bool | None
    seen: dict[tuple[str, str], tuple[str, int]]

    def read(self, file: str, number: int, cells: dict[str, str]) -> UnitRow:
        findings: list[Finding] = []
        remarks: list[Finding] = []
        row = Row(file, number, cells, findings)
        code, name = self._text(row, "code"), self._name(row)
        postcode = self._text(row, "postcode").upper()
        postcode = full_postcode(postcode) or postcode
        point, is_at_postcode = self._point(row), False
        if point is None and not findings and (outcode := outward_code(postcode)):
            point = self.outcodes.get(outcode)
            is_at_postcode = point is not None
            if point is None:
                remarks.append(Finding(file, number, self._heading("postcode"), UNKNOWN_POSTCODE, postcode))
        opened, closed = self._day(row, "opened"), self._day(row, "closed")
        if opened and closed and closed.last < opened.first:
            row.refuse(self._heading("closed"), CLOSED_FIRST)
        kind, region, operator = (self._text(row, column) for column in ("kind", "region", "operator"))
        unit = Unit(
            *(code, name, kind, region, postcode, point, is_at_postcode, opened, closed, operator),
            contact=self._contact(row),
            given=frozenset(self.columns.headings),
        )
        self._check_key(row, unit)
        return UnitRow(file, number, unit, tuple(findings), tuple(remarks))

    def _heading(self, column: str) -> str:
        return self.columns.headings.get(column, "")

    def _cell(self, row: Row, column: str) -> str:
        """Return a cell without the apostrophe that keeps a download from being a formula."""
        value = row.cell(self._heading(column))
        bare = value.removeprefix("'")
        return bare if bare != value and escape_formula(bare) == value else value

    def _text(self, row: Row, column: str) -> str:
        value = self._cell(row, column)
        if value.casefold() in NOT_KNOWN:
            return ""
        if len(value) > LONGEST[column]:
            row.refuse(self._heading(column), f"this is longer than {LONGEST[column]} characters.")
        elif not value.isprintable():
            row.refuse(self._heading(column), "this has a character that cannot be printed.")
        return value

    def _contact(self, row: Row) -> dict[str, Any]:
        """Return the contact; empty where the sheet has no columns for it."""
        if "contact_source" not in self.columns.headings:
            return {}
        return read_contact(
            lambda column: "" if (text := self._cell(row, column)).casefold() in NOT_KNOWN else text,
            lambda column, reason: row.refuse(self._heading(column), reason),
        )

    def _name(self, row: Row) -> str:
        heading, name = self._heading("name"), self._text(row, "name")
        others = self.columns.others_than(heading)
        is_alone = bool(others) and not any(row.cell(other) for other in others)
        if not name:
            row.refuse(heading, "this must be filled in.")
        elif _TOTAL.fullmatch(name):
            row.refuse(heading, A_TOTAL)
        elif is_alone:
            row.refuse(heading, A_NOTE)
        return name

    def _check_key(self, row: Row, unit: Unit) -> None:
        if not unit.code and not unit.name:
            return
        file, first = self.seen.setdefault(unit.key, (row.file, row.row))
        if (file, first) == (row.file, row.row):
            return
        where = f"row {first}" if file == row.file else f"row {first} of {file}"
        if unit.code:
            row.refuse(self._heading("code"), CODE_TWICE.format(where))
        else:
            row.refuse(self._heading("name"), NAME_TWICE.format(where))

    def _day(self, row: Row, column: str) -> KnownDay | None:
        heading = self._heading(column)
        if not heading:
            return None
        try:
            return parse_day(self._cell(row, column), day_first=self.day_first)
        except ValueError as error:
            row.refuse(heading, str(error))
            return None

    def _point(self, row: Row) -> Degrees | None:
        """Return the point of a row from the columns of latitude and longitude or, without them, of points."""
        if {"latitude", "longitude"} <= self.columns.headings.keys():
            given = [self._cell(row, column) for column in ("latitude", "longitude")]
            given = ["" if cell.casefold() in NOT_KNOWN else cell for cell in given]
            if not any(given):
                return None
            if not all(given):
                row.refuse(self._heading("longitude" if given[0] else "latitude"), HALF_A_POINT)
                return None
            wheres = [self._heading("latitude"), self._heading("longitude")]
            return _checked(row, (_degrees(given[0]), _degrees(given[1])), wheres)
        heading = self._heading(POINT)
        text = self._cell(row, POINT) if heading else ""
        if text.casefold() in NOT_KNOWN:
            return None
        place = _pair(text)
        if place is None:
            row.refuse(heading, NO_POINT)
            return None
        return _checked(row, place, [heading] * 2)


def _checked(row: Row, place: MaybeDegrees, wheres: Sequence[str]) -> Degrees | None:
    """Return the degrees if they are on the earth; a finding for each that is not."""
    before = len(row.findings)
    north, east = place
    limits = (("latitude", north, SOUTH, NORTH), ("longitude", east, WEST, EAST))
    for heading, (what, value, low, high) in zip(wheres, limits, strict=True):
        if value is None:
            row.refuse(heading, NOT_DEGREES)
        elif not low <= value <= high:
            row.refuse(heading, OUTSIDE.format(what, low, high))
    if north == 0 and east == 0:
        row.refuse(wheres[0], NOWHERE)
    if north is None or east is None or len(row.findings) > before:
        return None
    return north, east


def _degrees(text: str) -> float | None:
    """Parse degrees with a decimal point or comma, and a letter of the compass; None for another text.

    >>> _degrees("1,55° W")
    -1.55
    """
    match = _DEGREES.fullmatch(text)
    if not match:
        return None
    value = float(match[1].replace(",", ".").replace("−", "-"))
    return -value if match[2].upper() in ("S", "W") and match[2] else value


def _pair(text: str) -> Degrees | None:
    """Parse “53.8, -1.55” (north, east) or the well-known text “POINT (-1.55 53.8)” (east, north)."""
    if match := _WKT.fullmatch(text):
        return float(match[2].replace("−", "-")), float(match[1].replace("−", "-"))
    if match := _POINT.fullmatch(text):
        return float(match[1].replace("−", "-")), float(match[2].replace("−", "-"))
    return None
