"""The number who answered is fieldwork if everybody is asked, and an opinion if an earlier answer decides it."""

import pytest

from noms.models import Region
from reports.barriers import report as barriers
from reports.coverage import report as coverage
from reports.disclosure import ControlledReport, control
from reports.table import Bound, Row
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


def test_the_number_who_answered_is_shown_and_of_few_not_why_the_others_did_not(
    strand: Strand, north: Region
) -> None:
    answered(strand, north, barriers=["funding"])
    answered(strand, north, barriers="refused")
    answered(strand, north, barriers="not_known")

    report = shown(strand)

    (services,) = rows(report, "answered")
    assert (services["interviews"], services["given"]) == (3, 1)
    assert [services[key] for key in ("not_known", "not_asked", "refused", "missing")] == [None] * 4
    assert [tuple(row.values())[1:4] for row in rows(report, "by_part")] == [("All services", None, 1)]


def test_why_others_did_not_answer_is_shown_of_ten(strand: Strand, north: Region) -> None:
    for number in range(10):
        answered(strand, north, barriers=["funding"] if number < 8 else "refused")

    prisons, _, services = rows(shown(strand), "answered")

    assert prisons["part"] == "Prisons"
    assert (services["interviews"], services["given"], services["unanswered"]) == (10, 8, 2)
    assert [services[key] for key in ("not_known", "not_asked", "refused", "missing")] == [0, 0, 2, 0]


def test_the_interviews_are_those_that_the_coverage_report_counts(strand: Strand, north: Region) -> None:
    for number in range(22):
        answered(strand, north, barriers=["funding"], probation=number > 10)

    told = {
        row["group"]: row["I"] for row in rows(control(coverage.build(strand.study, detail=True)), "cases")
    }

    assert {row["part"]: row["interviews"] for row in rows(shown(strand), "answered")} == told


def test_the_number_who_answered_does_not_disclose_who_was_filtered_out(
    for_some: Strand, north: Region
) -> None:
    """11 of 12 were asked: “8 or more”, which is fewer than ten, so nothing else is shown of them."""
    for _ in range(11):
        answered(for_some, north, benefits=["training"], barriers=["funding"])
    answered(for_some, north, barriers=["funding"])

    report = shown(for_some)

    services = rows(report, "answered")[-1]
    assert (services["interviews"], services["unanswered"]) == (12, None)
    assert (services["given"], services["not_applicable"]) == (Bound(8, True), Bound(4, False))
    assert [tuple(row.values())[1:4] for row in rows(report, "by_part")] == [
        ("All services", None, Bound(8, True))
    ]


def test_a_question_for_some_has_no_table_by_region(for_some: Strand, north: Region) -> None:
    answered(for_some, north, benefits=["training"], barriers=["funding"])

    assert "by_region" not in {table.key for table in shown(for_some).tables}
