"""Benchmarks of exports: answers and long tables as files, compared with csv.writer and XlsxWriter over a cursor."""

import csv
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.db import connection
from xlsxwriter import Workbook

from bench.generated_study import ROWS_PER_ORGANISATION, large_study
from bench.timing import Row, clock, in_turn
from reports import registry
from reports.disclosure import ControlledReport, control
from reports.formats.files import FORMATS as REPORT_FORMATS
from survey.exports.files import FORMATS
from survey.exports.responses import ResponseExtract
from survey.exports.variables import Kind
from survey.models import Strand
from survey.vocabulary import StrandKind

MAX_RATIO = 2
MAX_MEGABYTES = 32
"""The additional memory that an export may take; the file itself is on disc."""
ROUNDS = 3
BY_HAND = {
    "csv": "csv.writer over the bare cursor",
    "xlsx": "XlsxWriter, constant memory, over the bare cursor",
}
PEAK = Path("/proc/self/clear_refs")


def rows(number: int) -> Iterator[Row]:
    """Measure two exports in each format: the answers to an online survey, and the longest table of the reports."""
    study = large_study(number)
    many = max(number // ROWS_PER_ORGANISATION, 20)
    strand = Strand.objects.select_related("instrument", "study").get(
        study=study, kind=StrandKind.ONLINE_SURVEY
    )
    for name in ("csv", "xlsx", "ods"):
        export = _export(strand, name)
        if PEAK.exists():
            yield _memory(f"answers as {name}: memory at its peak, {many:,} answers", number, export)
        if name in BY_HAND:
            yield _timed(f"answers as {name}, {many:,}", BY_HAND[name], number, export, _bare(strand, name))
    made = control(registry.make("verdicts", study, detail=True))
    longest = len(made.tables[-1].rows)
    for name in ("csv", "xlsx"):
        written = _report_export(made, name)
        by_hand = _cells_by_hand(made, name)
        yield _timed(f"report as {name}, {longest:,} rows", BY_HAND[name], number, written, by_hand)
    yield _timed(
        f"report as ods, {longest:,} rows",
        "the same as xlsx",
        number,
        _report_export(made, "ods"),
        _report_export(made, "xlsx"),
    )


def _timed(
    work: str, beside: str, number: int, run: Callable[[], object], other: Callable[[], object]
) -> Row:
    duration, by_hand = in_turn(run, other, rounds=ROUNDS, clock=clock())
    return Row(
        work,
        beside,
        number,
        duration,
        by_hand,
        f"at most {MAX_RATIO} times",
        duration <= MAX_RATIO * by_hand,
    )


def _export(strand: Strand, name: str) -> Callable[[], object]:
    def export() -> None:
        assert strand.instrument is not None
        with TemporaryFile() as file:
            FORMATS[name].write(ResponseExtract(strand, strand.instrument, is_full=True), file)

    return export


def _memory(work: str, number: int, run: Callable[[], object]) -> Row:
    """Measure the peak memory of the process during the run, beyond its memory before."""
    gc.collect()
    before = _status("VmRSS")
    PEAK.write_text("5")
    run()
    memory = max(_status("VmHWM") - before, 0.1)
    goal = f"at most {MAX_MEGABYTES} MB more, whatever the size"
    return Row(work, "the process before", number, memory, before, goal, memory <= MAX_MEGABYTES, "MB")


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def _statement(strand: Strand) -> str:
    """Return the SQL for the table of answers. It ignores the states of answers and the conditions of questions."""
    assert strand.instrument is not None
    cells = ["r.id", "r.submitted_at", "r.status", "r.reference", "r.organisation_id"]
    for variable in ResponseExtract(strand, strand.instrument, is_full=True).tables[0].answer_variables:
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


def _report_export(made: ControlledReport, name: str) -> Callable[[], object]:
    return lambda: REPORT_FORMATS[name].write(made)


def _cells_by_hand(made: ControlledReport, name: str) -> Callable[[], object]:
    """Return a function that writes the cells of the report's tables, without notes and styles."""

    def write() -> None:
        with TemporaryFile() as file:
            _WRITERS[name](([*row.values()] for table in made.tables for row in table.rows), file)

    return write
