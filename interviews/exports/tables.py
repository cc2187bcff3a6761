"""One table as a CSV or an Excel file, written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO

from django.utils import timezone

from survey.sheets import Book, Sheet, Value, xlsx
from wording import csv_export

CSV, XLSX = "csv", "xlsx"
FORMATS = [(CSV, "CSV"), (XLSX, "Excel")]
MEDIA_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def write_table(
    *,
    format: str,
    name: str,
    title: str,
    lead: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Value]],
    widths: Sequence[int],
    numbers: frozenset[str] = frozenset(),
) -> tuple[IO[bytes], str]:
    """Return the open file of a table and its media type. The caller closes it.

    `name` is that of the sheet, `numbers` the headings of columns with numbers, `widths` are in characters. A CSV has
    only the headings and the rows.
    """
    file = TemporaryFile()  # noqa: SIM115 - handed over open
    try:
        if format == XLSX:
            kinds = tuple("number" if head in numbers else "text" for head in heads)
            sheet = Sheet(name, title, lead, tuple(heads), kinds, rows, tuple(widths), is_long=True)
            xlsx.write(Book(title, [sheet], timezone.localdate()), file)
        else:
            text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
            text.write(csv_export.BYTE_ORDER_MARK)
            text.writelines(csv_export.csv_rows([heads]))
            text.writelines(csv_export.csv_rows(rows))
            text.detach()
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, MEDIA_TYPES[format]
