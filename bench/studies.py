"""Benchmarks of reports: every report of a large study, compared with hand-written SQL for the same figures."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import report_sql
from bench.generated_study import large_study
from bench.opinion_sql import opinions, survey
from bench.report_sql import Statement
from bench.timing import Row, clock, in_turn
from reports import disclosure, registry
from reports.table import Report
from survey.models import Study

MAX_RATIO = 2
MAX_QUERIES = 12
MAX_CONTROL_SECONDS = 1.0
BY_HAND = {
    "coverage": report_sql.COVERAGE,
    "engagement": report_sql.ENGAGEMENT,
    "gaps": report_sql.GAPS,
    "definition": report_sql.DEFINITION,
    "verdicts": report_sql.VERDICTS,
    "perception": report_sql.PERCEPTION,
    "spv": report_sql.SPV,
    "profile": report_sql.PROFILE,
    "comparison": report_sql.COMPARISON,
    "nonresponse": report_sql.NONRESPONSE,
}


class DifferentFiguresError(Exception):
    """A report and the hand-written SQL give different figures."""


def rows(number: int) -> Iterator[Row]:
    """Yield every report of a study with this number of relations and of calls, and the disclosure control of all."""
    study = large_study(number)
    other = Study.objects.exclude(slug__startswith="bench-").order_by("slug")[0]
    rounds = 5 if number < 1_000_000 else 3
    made = []
    for kind in registry.every():
        build = _report_function(kind.name, study, other if kind.compares else None)
        with CaptureQueriesContext(connection) as captured:
            made.append(build())
        read = _sql_function(by_hand(kind.name), study, other)
        check(made[-1], read())
        taken, by_sql = in_turn(build, read, rounds=rounds, clock=clock())
        is_met = taken <= MAX_RATIO * by_sql and len(captured) <= MAX_QUERIES
        yield Row(
            f"report: {kind.name}, {len(captured)} queries",
            "SQL by hand, the same figures",
            number,
            taken,
            by_sql,
            f"at most {MAX_RATIO} times and {MAX_QUERIES} queries",
            is_met,
        )
    yield _control(number, made)


def by_hand(name: str) -> tuple[Statement, ...]:
    """Return the SQL for the figures of a report."""
    if name == "survey":
        return survey(connection.vendor)
    if name in ("benefits", "barriers"):
        return opinions(name, connection.vendor)
    if name == "spv":
        return BY_HAND[name] + opinions(name, connection.vendor)
    return BY_HAND[name]


def check(report: Report, found: list[tuple[Statement, list[tuple[Any, ...]]]]) -> None:
    """Raise DifferentFiguresError if a row of the SQL is not a row of the report's table.

    A column that the table leaves out, such as that of too few included organisations, is not compared.
    """
    tables = {table.key: table for table in report.tables}
    for statement, answer in found:
        compared = {
            key: [
                (place, column)
                for place, column in enumerate(columns)
                if column in {each.key for each in tables[key].columns}
            ]
            for key, columns in statement.tables.items()
            if key in tables
        }
        printed = {
            key: Counter(tuple(row[column] for _, column in columns) for row in tables[key].rows)
            for key, columns in compared.items()
        }
        for key, *cells in answer:
            if key in printed and any(cells):
                figures = tuple(int(cells[place] or 0) for place, _ in compared[key])
                if any(figures) and not printed[key][figures]:
                    raise DifferentFiguresError(
                        f"{report.name}, table {key}: {figures} of the SQL is not in it"
                    )
                printed[key][figures] -= 1


def _report_function(name: str, study: Study, other: Study | None) -> Callable[[], Report]:
    return lambda: registry.make(name, study, detail=True, other=other)


def _sql_function(
    statements: tuple[Statement, ...], study: Study, other: Study
) -> Callable[[], list[tuple[Statement, list[tuple[Any, ...]]]]]:
    values: dict[str, Any] = {"study": study.pk, "other": other.pk, "definition": study.definition_reference}

    def read() -> list[tuple[Statement, list[tuple[Any, ...]]]]:
        with connection.cursor() as cursor:
            found = []
            for statement in statements:
                cursor.execute(statement.sql, values)
                found.append((statement, cursor.fetchall()))
            return found

    return read


def _control(number: int, made: list[Report]) -> Row:
    """Time the disclosure control of every report."""

    def controlled() -> None:
        for report in made:
            disclosure.control(report)

    def nothing() -> None:
        for report in made:
            list(report.tables)

    taken, other = in_turn(controlled, nothing, rounds=3)
    return Row(
        "disclosure control of all reports",
        "looking at their tables",
        number,
        taken,
        other,
        f"at most {MAX_CONTROL_SECONDS:g} s, whatever the size",
        taken <= MAX_CONTROL_SECONDS,
    )
