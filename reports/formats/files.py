"""The formats in which a report is offered as a file: the same for its page and for the command."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.disclosure import ControlledReport
from reports.formats import csv, json, ods, xlsx

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """One format: its name in addresses and commands, what people call it, its media type, and its writer."""

    name: str
    title: str
    media_type: str
    written: Callable[[ControlledReport], bytes]


FORMATS = {
    each.name: each
    for each in (
        Format("xlsx", "Excel", SPREADSHEET, xlsx.content),
        Format("ods", "OpenDocument", "application/vnd.oasis.opendocument.spreadsheet", ods.content),
        # Excel reads a file as UTF-8 only where it begins with this mark.
        Format("csv", "CSV", "text/csv; charset=utf-8", lambda r: csv.content(r).encode("utf-8-sig")),
        Format("json", "JSON", "application/json", lambda r: json.content(r).encode()),
    )
}
