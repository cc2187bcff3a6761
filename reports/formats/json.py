"""A report as JSON: figures as numbers, percentages as fractions of 1, null for what is not available or hidden.

A figure of which only a limit is shown is an object: {"or_more": 94} or {"or_fewer": 3}.
"""

import datetime as dt
import json
from typing import Any

from reports.disclosure import ControlledReport, must_be_controlled
from reports.formats import heading
from reports.formats.symbols import symbol_of, symbols_in
from reports.table import Bound, Cell, Table


def document(report: ControlledReport) -> dict[str, Any]:
    """Return the report as plain objects, for the API, the download and the command."""
    report = must_be_controlled(report)
    study = report.study
    return {
        "report": report.name,
        "title": report.title,
        "answer": report.answer,
        "study": study.slug,
        "study_title": study.title,
        "demonstration": study.is_demonstration,
        "exact": report.is_exact,
        "label": heading.label(report),
        "frame_on": study.frame_on.isoformat(),
        "counting_unit": study.counting_unit,
        "definition": study.definition,
        "definition_version": study.definition_version,
        "data_on": report.data_on.isoformat() if report.data_on else None,
        "release": _release(report),
        "notes": list(report.notes),
        "symbols": dict(symbols_in(report.tables)),
        "tables": [_table(table) for table in report.tables],
    }


def content(report: ControlledReport) -> str:
    """Return the document as text, ending with a new line."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def _release(report: ControlledReport) -> dict[str, Any] | None:
    """Return the release that a report belongs to, None for a live one."""
    release = report.release
    if release is None:
        return None
    return {
        "number": release.number,
        "title": release.title,
        "released_on": release.released_on.isoformat() if release.released_on else None,
        "policy": release.policy,
        "sha256": release.sha256,
        "revision_note": release.revision_note,
        "withdrawn": release.is_withdrawn,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "columns": [
            {"key": column.key, "label": column.label, "kind": column.kind} for column in table.columns
        ],
        "rows": [{column.key: _value(row[column.key]) for column in table.columns} for row in table.rows],
        "symbols": [
            {"row": number, "column": column.key, "symbol": symbol}
            for number in range(len(table.rows))
            for column in table.columns
            if (symbol := symbol_of(table, number, column))
        ],
        "notes": list(table.notes),
        "source": table.source,
    }


def _value(cell: Cell) -> str | int | float | dict[str, int | float] | None:
    if isinstance(cell, Bound):
        return {"or_more" if cell.is_least else "or_fewer": cell.value}
    return cell.isoformat() if isinstance(cell, dt.date) else cell
