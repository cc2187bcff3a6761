"""Downloads that hold personal data or answers."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from wording import csv_export


def private_csv(name: str, rows: Iterable[Sequence[csv_export.Cell]]) -> HttpResponse:
    """Return rows as a CSV file to download, which no cache may keep. `name` is the file's name without its ending."""
    file = HttpResponse(
        csv_export.BYTE_ORDER_MARK + "".join(csv_export.csv_rows(rows)),
        content_type="text/csv; charset=utf-8",
    )
    file.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    file.headers["Cache-Control"] = "no-store"
    return file
