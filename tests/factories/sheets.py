"""Small XLSForms in Markdown from rows with any columns."""

from collections.abc import Mapping, Sequence

Row = Mapping[str, str]
YES_NO = (
    {"list_name": "yes_no", "name": "yes", "label": "Yes"},
    {"list_name": "yes_no", "name": "no", "label": "No"},
)
SETTINGS = {"form_title": "A guide", "form_id": "guide", "version": "1"}


def ask(type: str, name: str, label: str = "", **cells: str) -> dict[str, str]:
    """One row of the sheet survey. A label that is not given is the name in capitals."""
    return {"type": type, "name": name, "label": label or name.upper(), **cells}


def begin(kind: str, name: str, label: str = "", **cells: str) -> dict[str, str]:
    """The first row of a group or a repeated group."""
    return {"type": f"begin_{kind}", "name": name, "label": label, **cells}


def end(kind: str) -> dict[str, str]:
    """The last row of a group or a repeated group."""
    return {"type": f"end_{kind}"}


def workbook(survey: Sequence[Row], choices: Sequence[Row] = YES_NO, settings: Row = SETTINGS) -> str:
    """Return a form with these rows."""
    return "".join(map(_sheet, ("survey", "choices", "settings"), (survey, choices, [settings])))


def _sheet(name: str, rows: Sequence[Row]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return f"| {name} |\n" + "".join(f"| | {' | '.join(line)} |\n" for line in lines) if rows else ""
