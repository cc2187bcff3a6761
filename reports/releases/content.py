"""What a release consists of, as canonical JSON: its reports after disclosure control, facts, and other parts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from reports.disclosure import ControlledReport, from_release, must_be_controlled
from reports.releases.mark import ReleaseMark
from reports.releases.plain_values import canonical, fields_from_plain, from_plain, plain
from reports.table import Cell, Column, Row, StudyFacts, Table

FORMAT = 1
"""The version of this layout. A content of another version cannot be read."""
ONLY_FOR_CONTROL = frozenset({"shows"})
"""The fields of a table that tell disclosure control what it shows. They are done with, and may hold live figures."""


@dataclass(frozen=True)
class Difference:
    """A table that is not as in the release before, with the note that says so."""

    report: str
    report_title: str
    table: str
    note: str


@dataclass(frozen=True, eq=False)
class ReleaseContent:
    """The plain values of a release. `reports` are by name and in their order, `parts` what apps have registered.

    `facts` are plain values on the release itself: number, title, revision note, policy, early access, audit.
    """

    facts: Mapping[str, Any]
    reports: Mapping[str, Any]
    order: tuple[str, ...]
    parts: Mapping[str, Any] = field(default_factory=dict)

    def as_text(self) -> str:
        """Return the content as canonical JSON: the text that is stored and hashed."""
        values = {
            "format": FORMAT,
            "facts": self.facts,
            "reports": self.reports,
            "order": list(self.order),
            "parts": self.parts,
        }
        return canonical(values)

    @classmethod
    def from_text(cls, text: str) -> ReleaseContent:
        """Return the content that was stored as this text.

        :raises ValueError: for another version of the layout.
        """
        values = json.loads(text)
        if values.get("format") != FORMAT:
            raise ValueError(f"This release has layout {values.get('format')!r}; layout {FORMAT} is read.")
        return cls(values["facts"], values["reports"], tuple(values["order"]), values["parts"])

    @property
    def figures(self) -> str:
        """Its tables, answers in words and parts as canonical JSON: equal where nothing has changed for readers.

        Notes on what was revised say what differs from the release before, and are left out.
        """
        shown = {
            name: (report["answer"], [_without_revisions(table) for table in report["tables"]])
            for name, report in self.reports.items()
        }
        return canonical([shown, self.parts])

    def report(self, name: str, mark: ReleaseMark | None) -> ControlledReport:
        """Return a report of the release, with its mark; raise KeyError for one that it does not have."""
        return report_from_content(self.reports[name], mark)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """The tables that have moved since the release before, or are carried over from an earlier one."""
        return tuple(
            Difference(name, self.reports[name]["title"], table["title"], note)
            for name in self.order
            for table in self.reports[name]["tables"]
            for note in table.get("notes", ())
            if note.startswith(("[r]", "[e]"))
        )

    @cached_property
    def titles(self) -> tuple[tuple[str, str], ...]:
        """The names and titles of its reports, in order."""
        return tuple((name, self.reports[name]["title"]) for name in self.order)


def _without_revisions(table: Mapping[str, Any]) -> dict[str, Any]:
    return {**table, "notes": [note for note in table.get("notes", ()) if not note.startswith("[r]")]}


def sha256_of(text: str) -> str:
    """Return the SHA-256 of a content's text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_of_report(report: ControlledReport, tables: tuple[Table, ...] | None = None) -> dict[str, Any]:
    """Return a report after disclosure control as plain values; `tables` are its own with more notes, if given.

    :raises TypeError: for a report that has not been through disclosure control.
    :raises ValueError: for one with exact figures, which are never released.
    """
    if must_be_controlled(report).is_exact:
        raise ValueError(f"The report “{report.name}” has exact figures. They are never released.")
    return {
        "name": report.name,
        "title": report.title,
        "aim": report.aim,
        "answer": report.answer,
        "study": plain(report.study),
        "notes": list(report.notes),
        "data_on": plain(report.data_on),
        "tables": [_content_of_table(table) for table in tables or report.tables],
    }


def report_from_content(content: Mapping[str, Any], mark: ReleaseMark | None = None) -> ControlledReport:
    """Return the report that `content_of_report` made this from; every format renders it as it did the other."""
    return from_release(
        name=content["name"],
        title=content["title"],
        aim=content["aim"],
        answer=content["answer"],
        tables=tuple(_table_from_content(each) for each in content["tables"]),
        study=from_plain(StudyFacts, content["study"]),
        notes=tuple(content["notes"]),
        data_on=from_plain(dt.date | None, content["data_on"]),
        release=mark,
    )


def _content_of_table(table: Table) -> dict[str, Any]:
    """Return a table as plain values: rows are lists in the order of the columns."""
    values: dict[str, Any] = plain(table, without=ONLY_FOR_CONTROL | {"columns", "rows"})
    values["columns"] = [
        plain(column, without=frozenset({"formula"})) | ({"is_derived": True} if column.formula else {})
        for column in table.columns
    ]
    values["rows"] = [[plain(row[column.key]) for column in table.columns] for row in table.rows]
    return values


def _table_from_content(content: Mapping[str, Any]) -> Table:
    columns = tuple(_column_from_content(each) for each in content["columns"])
    keys = [column.key for column in columns]
    rows = [dict(zip(keys, (from_plain(Cell, each) for each in row), strict=True)) for row in content["rows"]]
    others = {name: each for name, each in content.items() if name not in ("columns", "rows")}
    # The table is made at once, because each making checks all cells.
    return Table(columns=columns, rows=tuple(rows), **fields_from_plain(Table, others))


def _column_from_content(content: Mapping[str, Any]) -> Column:
    values = {name: each for name, each in content.items() if name != "is_derived"}
    column: Column = from_plain(Column, values)
    return replace(column, formula=_worked_out) if content.get("is_derived") else column


def _worked_out(row: Row) -> Cell:
    """Stand for the formula of a released column, whose cells are worked out: it is not called again."""
    raise RuntimeError("The cells of a released column are worked out already.")
