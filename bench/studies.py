"""Rows of a large study: every report beside hand-written SQL that gives the same figures."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import report_sql
from bench.large_study import study_of
from bench.opinion_sql import opinions, survey
from bench.report_sql import Statement
from bench.timing import Row, clock, in_turn
from reports import disclosure, registry
from reports.table import Report
from survey.models import Study

MOST_TIMES = 2
MOST_QUERIES = 12
MOST_SECONDS_OF_CONTROL = 1.0
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
}


class OtherFiguresError(Exception):
    """A report and the SQL written by hand do not give the same figures."""


def rows(number: int) -> Iterator[Row]:
    """Every report of a study with this number of relations and of calls, and the control of all of them."""
    study = study_of(number)
    other = Study.objects.exclude(slug__startswith="bench-").order_by("slug")[0]
    rounds = 5 if number < 1_000_000 else 3
    made = []
    for kind in registry.every():
        build = _building(kind.name, study, other if kind.compares else None)
        with CaptureQueriesContext(connection) as captured:
            made.append(build())
        read = _reading(by_hand(kind.name), study, other)
        check(made[-1], read())
        taken, by_sql = in_turn(build, read, rounds=rounds, clock=clock())
        is_met = taken <= MOST_TIMES * by_sql and len(captured) <= MOST_QUERIES
        yield Row(
            f"report: {kind.name}, {len(captured)} queries",
            "SQL by hand, the same figures",
            number,
            taken,
            by_sql,
            f"at most {MOST_TIMES} times and {MOST_QUERIES} queries",
            is_met,
        )
    yield _controlling(number, made)


def by_hand(name: str) -> tuple[Statement, ...]:
    """The statements that give the figures of a report."""
    if name == "survey":
        return survey(connection.vendor)
    if name in ("benefits", "barriers"):
        return opinions(name, connection.vendor)
    if name == "spv":
        return BY_HAND[name] + opinions(name, connection.vendor)
    return BY_HAND[name]


def check(report: Report, found: list[tuple[Statement, list[tuple[Any, ...]]]]) -> None:
    """Raise OtherFiguresError where a row of the SQL is no row of the report's table."""
    tables = {table.key: table for table in report.tables}
    for statement, answer in found:
        printed = {
            key: Counter(tuple(row[column] for column in columns) for row in tables[key].rows)
            for key, columns in statement.tables.items()
            if key in tables
        }
        for key, *cells in answer:
            if key in printed and any(cells):
                figures = tuple(int(cell or 0) for cell in cells[: len(statement.tables[key])])
                if any(figures) and not printed[key][figures]:
                    raise OtherFiguresError(f"{report.name}, table {key}: {figures} of the SQL is not in it")
                printed[key][figures] -= 1


def _building(name: str, study: Study, other: Study | None) -> Callable[[], Report]:
    return lambda: registry.make(name, study, detail=True, other=other)


def _reading(
    statements: tuple[Statement, ...], study: Study, other: Study
) -> Callable[[], list[tuple[Statement, list[tuple[Any, ...]]]]]:
    values = {"study": study.pk, "other": other.pk, "definition": study.definition}

    def read() -> list[tuple[Statement, list[tuple[Any, ...]]]]:
        with connection.cursor() as cursor:
            found = []
            for statement in statements:
                cursor.execute(statement.sql, values)
                found.append((statement, cursor.fetchall()))
            return found

    return read


def _controlling(number: int, made: list[Report]) -> Row:
    """Disclosure control of every report, worked out anew each time, beside making them."""

    def controlled() -> None:
        for kept in vars(disclosure).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
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
        f"at most {MOST_SECONDS_OF_CONTROL:g} s, whatever the size",
        taken <= MOST_SECONDS_OF_CONTROL,
    )
