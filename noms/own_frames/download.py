"""The units of a frame as a spreadsheet in the columns that an upload reads, and the template to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO

from django.db.models import QuerySet

from noms.models import Service
from noms.own_frames.columns import COLUMNS, CONTACT_FIELDS
from noms.own_frames.days import KnownDay
from noms.own_frames.upload import ALL, AT_POSTCODE, NOT_GIVEN
from wording import csv_export

CSV, XLSX = "csv", "xlsx"
FORMATS = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HELP: dict[str, str] = {
    "code": "Its code, in at most 20 characters. Optional; a unit without a code is recognised by its name.",
    "name": "Its name. The only column that must be filled in.",
    "kind": "What it is, such as prison. For a new kind you are asked for the words for one and many.",
    "region": "The region that it lies in. Leave the column empty if the frame has no regions.",
    "postcode": "Its postcode. One of England or Wales gives a point where latitude and longitude are empty.",
    "latitude": "Degrees north, such as 53.8. South of the equator with a minus.",
    "longitude": "Degrees east, such as 1.55. West of Greenwich with a minus.",
    "opened": "Its first day: 2009, 2009-11 or 2009-11-30. Empty if it has been open for as long as you know.",
    "closed": "Its last day, in the same way. Empty while it is open.",
    "operator": "Who runs it.",
    "contact_role": "The post or team that answers, such as Head of reducing reoffending. Never a person's name.",
    "telephone": "The number that it publishes itself, such as 01632 960000.",
    "email": "The address that it publishes itself.",
    "address": "Its postal address.",
    "website": "Its website, beginning with https://.",
    "contact_source": "Where it publishes this contact. Without it and the next column no contact is read.",
    "contact_checked_on": "The day on which that was checked: 2026-11-30.",
}
"""What to write in each column of the template."""

Line = Sequence[csv_export.Cell]


def lines_of(services: QuerySet[Service]) -> Iterator[Line]:
    """Yield the headings and a line for each unit, with empty cells as an upload reads them. One query."""
    yield COLUMNS
    for service in services.select_related("kind", "region").iterator():
        has_own_point = service.latitude is not None and service.uncertain != AT_POSTCODE
        region = service.region.name
        yield (
            service.noms_code or "",
            service.name,
            str(service.kind),
            "" if region in (ALL, NOT_GIVEN) else region,
            service.postcode,
            service.latitude if has_own_point else "",
            service.longitude if has_own_point else "",
            str(KnownDay(service.opened_on, service.opened_precision)) if service.opened_on else "",
            str(KnownDay(service.closed_on, service.closed_precision)) if service.closed_on else "",
            service.operator,
            *(str(getattr(service, name) or "") for name in CONTACT_FIELDS),
        )


def content(lines: Iterable[Line], format: str, *, with_help: bool = False) -> bytes:
    """Return the lines as a file. `with_help` adds a second sheet to a workbook that explains the columns."""
    if format == CSV:
        return (csv_export.BYTE_ORDER_MARK + "".join(csv_export.csv_rows(lines))).encode()
    return _workbook(lines, with_help=with_help)


def _workbook(lines: Iterable[Line], *, with_help: bool) -> bytes:
    # Imported here because it takes long, and most commands never write a workbook.
    from xlsxwriter import Workbook

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        sheets: list[tuple[str, Iterable[Line]]] = [("Units", lines)]
        if with_help:
            sheets.append(("How to fill it in", [("column", "what to write"), *HELP.items()]))
        for title, rows in sheets:
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(COLUMNS), 18)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, float):
                        sheet.write_number(number, column, cell)
                    elif cell:
                        sheet.write_string(number, column, str(cell), None if number else bold)
    return file.getvalue()
