"""The number who answered is fieldwork if everybody is asked, and an opinion if an earlier answer decides it."""

import pytest

from noms.models import Region
from reports.barriers import report as barriers
from reports.coverage import report as coverage
from reports.disclosure import ControlledReport, control
from reports.table import Row
from survey.models import Strand
from tests.factories.answered import answered, asks, strand_asking

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def strand() -> Strand:
    return strand_asking(asks("barriers", "funding", "pay"))


@pytest.fixture
def for_some() -> Strand:
    """A questionnaire that asks about barriers only those who named a benefit."""
    return strand_asking(
        asks("benefits", "training"), asks("barriers", "funding", "pay", relevant="${benefits} != ''")
    )


def shown(strand: Strand) -> ControlledReport:
    return control(barriers.build(strand.study, detail=True))


def rows(report: ControlledReport, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def test_the_number_who_answered_is_shown_and_why_the_others_did_not_is_hidden(
    strand: Strand, north: Region
) -> None:
    answered(strand, north, barriers=["funding"])
    answered(strand, north, barriers="refused")
    answered(strand, north, barriers="not_known")

    report = shown(strand)

    prisons, probation, _ = rows(report, "answered")
    assert (prisons["interviews"], prisons["given"], prisons["unanswered"]) == (3, 1, 2)
    assert [prisons[key] for key in ("not_known", "not_asked", "refused", "missing", "mentions")] == [
        None
    ] * 5
    assert {value for key, value in probation.items() if key not in ("question", "part")} == {0}
    named = {(row["theme"], row["part"]): (row["named"], row["base"]) for row in rows(report, "by_part")}
    assert named["Funding", "Prisons"] == (None, 1)
    assert {cells for (_, part), cells in named.items() if part.startswith("Probation")} == {(0, 0)}


def test_the_interviews_are_those_that_the_coverage_report_counts(strand: Strand, north: Region) -> None:
    for _ in range(6):
        answered(strand, north, barriers=["funding"])
    answered(strand, north, barriers=["pay"], probation=True)

    told = {
        row["group"]: row["I"] for row in rows(control(coverage.build(strand.study, detail=True)), "cases")
    }

    assert {row["part"]: row["interviews"] for row in rows(shown(strand), "answered")} == told


def test_a_region_where_nobody_answered_named_nothing_and_says_so(
    strand: Strand, north: Region, south: Region
) -> None:
    for _ in range(7):
        answered(strand, north, barriers=["funding", "pay"])
    answered(strand, south, barriers="refused")

    by_region = {row["theme"]: row for row in rows(shown(strand), "by_region")}

    assert {row[f"region_{south.pk}"] for row in by_region.values()} == {0}
    assert by_region["Funding"][f"region_{north.pk}"] == 7


def test_the_number_who_answered_does_not_disclose_who_was_filtered_out(
    for_some: Strand, north: Region
) -> None:
    for _ in range(8):
        answered(for_some, north, benefits=["training"], barriers=["funding"])
    answered(for_some, north, barriers=["funding"])

    report = shown(for_some)

    prisons = rows(report, "answered")[0]
    assert (prisons["interviews"], prisons["unanswered"]) == (9, 0)
    assert (prisons["given"], prisons["not_applicable"]) == (None, None)
    assert {row["base"] for row in rows(report, "by_part") if row["part"] == "Prisons"} == {None}


def test_a_question_for_some_has_no_table_by_region(for_some: Strand, north: Region) -> None:
    answered(for_some, north, benefits=["training"], barriers=["funding"])

    assert "by_region" not in {table.key for table in shown(for_some).tables}
