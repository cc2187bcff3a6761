"""Rows of exports: answers and long tables as files, beside csv.writer and XlsxWriter over the bare cursor."""

import csv
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db import connection
from xlsxwriter import Workbook

from bench.large_study import TO_ONE, study_of
from bench.timing import Row, clock, in_turn
from reports import registry
from reports.disclosure import ControlledReport, control
from reports.formats.files import FORMATS as REPORT_FORMATS
from survey.exports.extract import Extract
from survey.exports.files import FORMATS
from survey.exports.variables import Kind
from survey.models import Strand
from survey.vocabulary import StrandKind

MOST_TIMES = 2
MOST_MEGABYTES = 32
"""What an export may take beside the process that is there; the file itself is on the disc."""
ROUNDS = 3
BY_HAND = {
    "csv": "csv.writer over the bare cursor",
    "xlsx": "XlsxWriter, constant memory, over the bare cursor",
}
PEAK = Path("/proc/self/clear_refs")


def rows(number: int) -> Iterator[Row]:
    """The answers to an online survey and the longest table of the reports, in each format."""
    study = study_of(number)
    many = max(number // TO_ONE, 20)
    strand = Strand.objects.select_related("instrument", "study").get(
        study=study, kind=StrandKind.ONLINE_SURVEY
    )
    for name in ("csv", "xlsx", "ods"):
        export = _exporting(strand, name)
        if PEAK.exists():
            yield _memory(f"answers as {name}: memory at its peak, {many:,} answers", number, export)
        if name in BY_HAND:
            yield _timed(f"answers as {name}, {many:,}", BY_HAND[name], number, export, _bare(strand, name))
    made = control(registry.make("verdicts", study, detail=True))
    longest = len(made.tables[-1].rows)
    for name in ("csv", "xlsx"):
        written = _reporting(made, name)
        by_hand = _cells_by_hand(made, name)
        yield _timed(f"report as {name}, {longest:,} rows", BY_HAND[name], number, written, by_hand)
    yield _timed(
        f"report as ods, {longest:,} rows",
        "the same as xlsx",
        number,
        _reporting(made, "ods"),
        _reporting(made, "xlsx"),
    )


def _timed(
    work: str, beside: str, number: int, run: Callable[[], object], other: Callable[[], object]
) -> Row:
    taken, by_hand = in_turn(run, other, rounds=ROUNDS, clock=clock())
    return Row(
        work,
        beside,
        number,
        taken,
        by_hand,
        f"at most {MOST_TIMES} times",
        taken <= MOST_TIMES * by_hand,
    )


def _exporting(strand: Strand, name: str) -> Callable[[], object]:
    def export() -> None:
        assert strand.instrument is not None
        with TemporaryFile() as file:
            FORMATS[name].write(Extract(strand, strand.instrument, is_full=True), file)

    return export


def _memory(work: str, number: int, run: Callable[[], object]) -> Row:
    """The most memory that the process held while it ran, beyond what it held before."""
    gc.collect()
    before = _status("VmRSS")
    PEAK.write_text("5")
    run()
    taken = max(_status("VmHWM") - before, 0.1)
    goal = f"at most {MOST_MEGABYTES} MB more, whatever the size"
    return Row(work, "the process before", number, taken, before, goal, taken <= MOST_MEGABYTES, "MB")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def _statement(strand: Strand) -> str:
    """The table of the answers as SQL takes it from the stored text; states and conditions are not asked."""
    assert strand.instrument is not None
    cells = ["r.id", "r.submitted_at", "r.status", "r.reference", "r.organisation_id"]
    for variable in Extract(strand, strand.instrument, is_full=True).tables[0].said:
        assert variable.question is not None
        answer = f"r.answers -> '{variable.question.name}' ->> 'value'"
        is_flag = variable.kind is Kind.FLAG
        cells.append(f"""{answer} LIKE '%%"{variable.choice}"%%'""" if is_flag else answer)
    return f"""SELECT {", ".join(cells)} FROM survey_response r
      WHERE r.strand_id = %(strand)s AND r.status IN ('submitted', 'accepted') ORDER BY r.id"""


def _bare(strand: Strand, name: str) -> Callable[[], object]:
    statement = _statement(strand)

    def write() -> None:
        with connection.chunked_cursor() as cursor, TemporaryFile() as file:
            cursor.execute(statement, {"strand": strand.pk})
            _WRITERS[name](_fetched(cursor), file)

    return write


def _fetched(cursor: Any) -> Iterator[Sequence[Any]]:
    while found := cursor.fetchmany(100):
        yield from found


def _write_csv(rows: Iterable[Sequence[Any]], file: BinaryIO) -> None:
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    csv.writer(text).writerows(rows)
    text.flush()
    text.detach()


def _write_xlsx(rows: Iterable[Sequence[Any]], file: BinaryIO) -> None:
    workbook = Workbook(
        file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "remove_timezone": True}
    )
    sheet = workbook.add_worksheet()
    for position, row in enumerate(rows):
        sheet.write_row(position, 0, row)
    workbook.close()


_WRITERS = {"csv": _write_csv, "xlsx": _write_xlsx}


def _reporting(made: ControlledReport, name: str) -> Callable[[], object]:
    return lambda: REPORT_FORMATS[name].write(made)


def _cells_by_hand(made: ControlledReport, name: str) -> Callable[[], object]:
    """The cells of the report's tables, without their notes and styles."""

    def write() -> None:
        with TemporaryFile() as file:
            _WRITERS[name](([*row.values()] for table in made.tables for row in table.rows), file)

    return write
