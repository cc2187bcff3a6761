"""Marks the tables of a new release whose figures are not those of the release before."""

from __future__ import annotations

from dataclasses import replace

from reports.disclosure import ControlledReport
from reports.releases.public import Released
from reports.table import Cell, Table
from wording import counted


def mark_revised(report: ControlledReport, current: Released | None) -> tuple[Table, ...]:
    """Return the tables of a report; those that differ from the current release say in how many figures.

    Tables that are carried over have a note of their own instead, and a table that the current release does not have
    is new.
    """
    before = current.report(report.name) if current else None
    earlier = {table.key: table for table in before.tables} if before else {}
    tables = []
    for table in report.tables:
        own = replace(table, notes=tuple(note for note in table.notes if not note.startswith("[r]")))
        if current and table.key in earlier and not table.from_release:
            own = _marked(own, earlier[table.key], current.release.number)
        tables.append(own)
    return tuple(tables)


def _marked(table: Table, earlier: Table, number: int) -> Table:
    now, then = _figures(table), _figures(earlier)
    different = sum(now.get(place) != then.get(place) for place in {*now, *then})
    if not different:
        return table
    note = f"[r] Revised: {counted(different, 'figure differs', 'figures differ')} from release {number}."
    return replace(table, notes=(note, *table.notes))


def _figures(table: Table) -> dict[tuple[str, ...], Cell]:
    """Return the figures of a table by the words of their row and the key of their column.

    Where two rows have the same words, their order tells them apart.
    """
    words = [column.key for column in table.columns if column.kind == "text"]
    figures: dict[tuple[str, ...], Cell] = {}
    for row in table.rows:
        name = tuple(str(row[key]) for key in words)
        for column in table.columns:
            if column.is_number and not column.heads:
                place = (*name, column.key)
                while place in figures:
                    place = (*place, "again")
                figures[place] = row[column.key]
    return figures
