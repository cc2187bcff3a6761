"""The formats in which a report is offered as a file, on its page and by the command."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.disclosure import ControlledReport
from reports.formats import csv, json, workbooks

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """One format: its name in addresses and commands, its title, its media type, and the function that writes it."""

    name: str
    title: str
    media_type: str
    write: Callable[[ControlledReport], bytes]


FORMATS = {
    each.name: each
    for each in (
        Format("xlsx", "Excel", SPREADSHEET, workbooks.xlsx_content),
        Format(
            "ods", "OpenDocument", "application/vnd.oasis.opendocument.spreadsheet", workbooks.ods_content
        ),
        # Excel reads a file as UTF-8 only if it begins with a byte order mark.
        Format("csv", "CSV", "text/csv; charset=utf-8", lambda r: csv.content(r).encode("utf-8-sig")),
        Format("json", "JSON", "application/json", lambda r: json.content(r).encode()),
    )
}
