"""Export formats of an extract. A file is complete before it is returned."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from io import TextIOWrapper
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone

from survey.answers import AnswerState
from survey.exports import codebook, statistics
from survey.exports.columns import unchanged
from survey.exports.extract import Extract, file_stem
from survey.exports.variables import KEY, Cell, Kind, Table
from survey.sheets import MAX_WIDTH, MIN_WIDTH, Book, Sheet, Value, ods, unique_names, xlsx
from wording import csv_export

ZIP = "application/zip"
NOTES = "notes.txt"
"""The byte order mark, without which Excel does not read a CSV as UTF-8."""
LEAD = "A state is in brackets, such as [not_known]; a missing answer is empty."
JOINED = f"{LEAD} The column “row” says to which answer a row belongs."
SHEET_KINDS = {
    Kind.INTEGER: "number",
    Kind.DECIMAL: "number",
    Kind.FLAG: "number",
    Kind.DATE: "date",
}


@dataclass(frozen=True)
class Format:
    """An export format: its value in forms, its title and its writer.

    `write` returns the file extension and the media type.
    """

    name: str
    title: str
    write: Callable[[Extract, BinaryIO], tuple[str, str]]
    needs_extra: bool = False


def file_of(extract: Extract, format: Format) -> tuple[IO[bytes], str, str]:
    """Return the open file, its name and its media type. The caller closes the file.

    :raises ValueError: if the format cannot hold the answers.
    """
    file = TemporaryFile()  # noqa: SIM115 - handed over open
    try:
        ending, media_type = format.write(extract, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, f"{file_stem(extract)}.{ending}", media_type


def _csv(extract: Extract, file: BinaryIO) -> tuple[str, str]:
    if len(extract.tables) > 1:
        return _archive(extract, file)
    main = extract.tables[0]
    _write_csv(main, extract.rows(main, _in_csv), file)
    return "csv", "text/csv; charset=utf-8"


def _write_csv(table: Table, rows: Iterable[Sequence[csv_export.CsvValue]], file: IO[bytes]) -> None:
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write(csv_export.BYTE_ORDER_MARK)
    heads = [csv_export.csv_value(variable.name) for variable in table.variables]
    text.writelines(csv_export.csv_lines(chain([heads], rows)))
    text.detach()


def _archive(extract: Extract, file: BinaryIO) -> tuple[str, str]:
    """Write a zip for archiving: each table as CSV, the codebook, and a manifest with row counts."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        names = write_tables(extract, archive)
        archive.writestr("manifest.json", json.dumps(_manifest(extract, names), indent=2))
    return "zip", ZIP


def write_tables(extract: Extract, archive: ZipFile, folder: str = "") -> dict[str, str]:
    """Write each table as CSV, the codebook and the notes; return the file names of the tables.

    `folder` is empty or ends in a slash; the names that are returned are those within it.
    """
    names = {table.name: f"{table.name}.csv" for table in extract.tables}
    for table in extract.tables:
        with archive.open(folder + names[table.name], "w", force_zip64=True) as part:
            _write_csv(table, _counted(extract, table), part)
    archive.writestr(f"{folder}codebook.xml", codebook.of_extract(extract, names))
    _write_notes(extract, archive, folder)
    return names


def write_spss(extract: Extract, archive: ZipFile, folder: str = "") -> None:
    """Write each table as an SPSS file into a folder of an archive.

    :raises ValueError: for a text that is longer than SPSS holds.
    """
    with TemporaryDirectory() as place:
        for path in _statistical_files(extract, "sav", statistics.write_spss, Path(place)):
            archive.write(path, folder + path.name)


def _statistical_files(
    extract: Extract, ending: str, write: statistics.Writer, place: Path
) -> Iterator[Path]:
    for table in extract.tables:
        path = place / f"{table.name}.{ending}"
        write(table, extract.rows(table, unchanged), path)
        yield path


def _write_notes(extract: Extract, archive: ZipFile, folder: str = "") -> None:
    if extract.notes:
        archive.writestr(folder + NOTES, "\n".join((*extract.notes, "")))


def _counted(extract: Extract, table: Table) -> Iterator[list[csv_export.CsvValue]]:
    """Yield the rows of a table for a CSV, and count the values for the codebook."""
    kinds = [variable.kind for variable in table.variables]
    for row in extract.counted_rows(table):
        yield [_in_csv(kind, cell) for kind, cell in zip(kinds, row, strict=True)]


def _manifest(extract: Extract, names: dict[str, str]) -> dict[str, object]:
    return {
        "study": extract.strand.study.slug,
        "questionnaire": extract.instrument.name,
        "version": extract.version,
        "with_names": extract.is_full,
        "notes": list(extract.notes),
        "made_on": timezone.localdate().isoformat(),
        "codebook": "codebook.xml",
        "tables": [
            {
                "file": names[table.name],
                "rows": extract.row_counts[table.name],
                "columns": len(table.variables),
            }
            for table in extract.tables
        ],
    }


def _book(extract: Extract) -> Book:
    names = unique_names(_sheet_name(table.name) for table in extract.tables)
    return Book(
        f"{extract.questionnaire.title}: {extract.strand.study.title}",
        [
            Sheet(
                name=name,
                title=table.title or table.name,
                lead=JOINED if len(extract.tables) > 1 and table.variables[0].name == KEY else LEAD,
                heads=unique_names(variable.name for variable in table.variables),
                kinds=tuple(SHEET_KINDS.get(variable.kind, "text") for variable in table.variables),
                rows=extract.rows(table, _in_sheet),
                widths=tuple(_width(variable.name) for variable in table.variables),
                is_long=True,
            )
            for name, table in zip(names, extract.tables, strict=True)
        ]
        + ([_notes_sheet(extract)] if extract.notes else []),
        timezone.localdate(),
    )


def _notes_sheet(extract: Extract) -> Sheet:
    return Sheet(
        name="notes",
        title="How this file was made",
        lead=LEAD,
        heads=("Note",),
        kinds=("text",),
        rows=tuple((note,) for note in extract.notes),
        widths=(MAX_WIDTH,),
    )


def _xlsx(extract: Extract, file: BinaryIO) -> tuple[str, str]:
    xlsx.write(_book(extract), file)
    return "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _ods(extract: Extract, file: BinaryIO) -> tuple[str, str]:
    ods.write(_book(extract), file)
    return "ods", "application/vnd.oasis.opendocument.spreadsheet"


def _statistical(ending: str, write: statistics.Writer, extract: Extract, file: BinaryIO) -> tuple[str, str]:
    """Write a file for SPSS or Stata; with repeated groups, a zip with one file per table."""
    with TemporaryDirectory() as folder:
        paths = list(_statistical_files(extract, ending, write, Path(folder)))
        if len(paths) == 1:
            file.write(paths[0].read_bytes())
            return ending, "application/octet-stream"
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for path in paths:
                archive.write(path, path.name)
            _write_notes(extract, archive)
    return f"{ending}.zip", ZIP


FORMATS = {
    each.name: each
    for each in (
        Format("csv", "CSV", _csv),
        Format("xlsx", "Excel (xlsx)", _xlsx),
        Format("ods", "OpenDocument (ods)", _ods),
        Format("sav", "SPSS (sav)", partial(_statistical, "sav", statistics.write_spss), needs_extra=True),
        Format("dta", "Stata (dta)", partial(_statistical, "dta", statistics.write_stata), needs_extra=True),
        Format("zip", "For archiving: CSV with a DDI codebook (zip)", _archive),
    )
}


def _in_words(kind: Kind, cell: Cell) -> str | int | Decimal | dt.date | None:
    """Return a cell with a state in brackets, or None in the column of a single choice."""
    if isinstance(cell, AnswerState):
        return None if kind is Kind.FLAG else f"[{cell.value}]"
    return cell


def _in_csv(kind: Kind, cell: Cell) -> csv_export.CsvValue:
    return csv_export.csv_value(_in_words(kind, cell))


def _in_sheet(kind: Kind, cell: Cell) -> Value:
    found = _in_words(kind, cell)
    return float(found) if isinstance(found, Decimal) else found


def _sheet_name(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "_- " else " " for sign in name)[:31].strip() or "Table"


def _width(name: str) -> int:
    return max(MIN_WIDTH, min(MAX_WIDTH, len(name) + 2))
