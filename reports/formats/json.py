"""A report as JSON: figures as numbers, percentages as fractions of 1, null for what is not available or hidden.

A figure of which only a limit is shown is an object: {"or_more": 94} or {"or_fewer": 3}.
"""

import datetime as dt
import json
from typing import Any

from reports.disclosure import ControlledReport, must_be_controlled
from reports.formats import heading
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
        "notes": list(report.notes),
        "tables": [_table(table) for table in report.tables],
    }


def content(report: ControlledReport) -> str:
    """Return the document as text, ending with a new line."""
    return json.dumps(document(report), ensure_ascii=False, indent=2) + "\n"


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "columns": [
            {"key": column.key, "label": column.label, "kind": column.kind} for column in table.columns
        ],
        "rows": [{column.key: _value(row[column.key]) for column in table.columns} for row in table.rows],
        "hidden": [{"row": row, "column": key} for row, key in sorted(table.hidden)],
        "notes": list(table.notes),
        "source": table.source,
    }


def _value(cell: Cell) -> str | int | float | dict[str, int | float] | None:
    if isinstance(cell, Bound):
        return {"or_more" if cell.is_least else "or_fewer": cell.value}
    return cell.isoformat() if isinstance(cell, dt.date) else cell
