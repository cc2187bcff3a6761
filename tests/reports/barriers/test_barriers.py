"""The report on barriers by part of NOMS on small studies made by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from noms.models import Region
from reports.barriers import report as barriers
from reports.disclosure import ControlledReport, control, exact
from reports.table import Bound, Report, Row
from survey.models import Strand, Study
from tests.factories.answered import answered, asks, strand_asking
from tests.factories.noms import RegionFactory
from tests.factories.survey import StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def strand() -> Strand:
    return strand_asking(asks("barriers", "funding", "pay", "other"))


def rows(report: Report | ControlledReport, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def sentence(report: Report) -> str:
    return report.answer_from({table.key: table for table in report.tables})


def test_each_part_of_noms_has_its_own_base(strand: Strand, north: Region) -> None:
    answered(strand, north, barriers=["funding", "pay"])
    answered(strand, north, barriers=["pay"])
    answered(strand, north, barriers="refused")
    answered(strand, north, probation=True, barriers=["funding"])

    found = {
        (row["theme"], row["part"]): (row["named"], row["base"])
        for row in rows(barriers.build(strand.study, detail=True), "by_part")
        if row["theme"] != "Other"
    }

    assert found == {
        ("Funding", "Prisons"): (1, 2),
        ("Funding", "Probation areas"): (1, 1),
        ("Funding", "All services"): (2, 3),
        ("Pay", "Prisons"): (2, 2),
        ("Pay", "Probation areas"): (0, 1),
        ("Pay", "All services"): (2, 3),
    }


def test_regions_have_their_respondents_and_their_bases(strand: Strand, north: Region, south: Region) -> None:
    answered(strand, north, barriers=["funding", "pay"])
    answered(strand, north, probation=True, barriers=["pay"])
    answered(strand, south, barriers="not_known")

    table = [
        tuple(row.values()) for row in rows(exact(barriers.build(strand.study, detail=True)), "by_region")
    ]

    assert table == [
        ("Pay", 2, 0, 2),
        ("Funding", 1, 0, 1),
        ("People who answered", 2, 0, 2),
    ]


def test_the_public_sees_regions_rounded_and_merged_where_fewer_than_fifteen_were_interviewed(
    strand: Strand, north: Region, south: Region
) -> None:
    """16 in the north, all naming pay (16 is above 16 − 6), 13 and 3 in two regions of the south: 12 named funding."""
    west = RegionFactory(name="West", position=3)
    for region, number, words in ((north, 16, ["pay"]), (south, 13, ["funding"]), (west, 3, ["pay"])):
        for place in range(number):
            answered(strand, region, barriers=words if place != 12 else ["pay"])

    report = control(barriers.build(strand.study, detail=False))

    table = next(table for table in report.tables if table.key == "by_region")
    assert [column.label for column in table.columns] == [
        "Barrier",
        "North",
        "South with West",
        "England and Wales",
    ]
    assert [tuple(row.values()) for row in table.rows] == [
        ("Pay", Bound(10, is_least=True), 5, 20),
        ("Funding", 0, Bound(10, is_least=True), 12),
        ("People who answered", 16, 16, 32),
    ]


def test_a_study_lead_may_publish_less(strand: Strand, north: Region, south: Region) -> None:
    """16 and 15 interviews: two regions are published, with a smallest base of 20 none, and 31 answers in all."""
    for number in range(31):
        answered(strand, north if number < 16 else south, barriers=["pay"] if number < 9 else ["funding"])

    def keys(**settings: object) -> set[str]:
        Study.objects.update(**settings)
        study = Study.objects.get()
        return {table.key for table in control(barriers.build(study, detail=False)).tables}

    assert keys() == {"by_part", "by_region", "answered"}
    assert keys(shows_areas=False) == {"by_part", "answered"}
    assert keys(shows_areas=True, smallest_base=20) == {"by_part", "answered"}
    assert barriers.build(Study.objects.get(), detail=True).tables[1].key == "by_region"


def test_the_place_of_barriers_is_reported_for_those_who_were_asked(north: Region) -> None:
    strand = strand_asking(
        asks("barriers", "pay"), asks("barriers_where", "headquarters", "prisons"), kind="extended_interview"
    )
    answered(strand, north, barriers=["pay"], barriers_where=["headquarters", "prisons"])
    answered(strand, north, barriers=["pay"], barriers_where=["headquarters"])
    answered(strand, north, barriers=["pay"], barriers_where="not_known")

    report = barriers.build(strand.study, detail=True)

    found = {
        row["theme"]: (row["named"], row["base"], row["rate"])
        for row in rows(report, "where_extended_interview")
        if row["part"] == "Prisons"
    }
    assert found == {"Headquarters": (2, 2, 1.0), "Prisons": (1, 2, 0.5)}
    assert "where" not in {table.key for table in report.tables}
    questions = {row["question"] for row in rows(report, "answered_extended_interview")}
    assert questions == {"Barriers", "Where they stand"}


def test_the_first_sentence_names_the_barrier_of_all_and_of_each_part(strand: Strand, north: Region) -> None:
    answered(strand, north, barriers=["pay", "other"])
    answered(strand, north, barriers=["pay", "other"])
    answered(strand, north, barriers=["funding", "other"])
    answered(strand, north, probation=True, barriers=["funding"])

    assert sentence(barriers.build(strand.study, detail=True)) == (
        "The barriers named most are “Funding” and “Pay” (2 of 4 people, 50%, each); in prisons "
        "“Pay” (2 of 3 people, 67%) and in probation areas “Funding” (1 of 1 person, "
        "100%)."
    )


def test_many_barriers_named_alike_are_not_all_listed(north: Region) -> None:
    words = ("pay", "risk", "rules", "time")
    strand = strand_asking(asks("barriers", *words))
    answered(strand, north, barriers=list(words))

    assert "“Pay” and 3 others alike (1 of 1 person, 100%, each)" in sentence(
        barriers.build(strand.study, detail=True)
    )


def test_an_empty_study_one_interview_and_all_refused_have_a_report(strand: Strand, north: Region) -> None:
    for study in (StudyFactory(), strand.study):
        report = barriers.build(study, detail=True)
        assert sentence(report).startswith("Nobody has answered")
        assert control(report).answer.startswith("Nobody")

    answered(strand, north, barriers="refused")
    assert sentence(barriers.build(strand.study, detail=True)).startswith("Nobody has answered")

    answered(strand, north, barriers=["pay"])
    assert control(barriers.build(strand.study, detail=True)).answer == (
        "Too few answers to show: 1 person has answered the question about barriers."
    )


def test_a_part_with_three_interviews_leaves_only_the_whole(strand: Strand, north: Region) -> None:
    for number in range(14):
        answered(strand, north, barriers=["pay"] if number < 6 else ["funding"])
    for _ in range(3):
        answered(strand, north, probation=True, barriers=["pay"])

    report = control(barriers.build(strand.study, detail=False))

    assert [tuple(row.values())[:4] for row in rows(report, "by_part")] == [
        ("Pay", "All services", 9, 17),
        ("Funding", "All services", 8, 17),
    ]
    assert {table.key for table in report.tables} == {"by_part", "answered"}
    assert report.answer == "The barrier named most is “Pay” (9 of 17 people, 53%)."


def test_no_sentence_names_a_first_that_a_limit_may_hide(strand: Strand, north: Region) -> None:
    """Both were named by nearly all: 18 and 19 of 20 are “16 or more”; which is first is not told."""
    for number in range(20):
        answered(
            strand, north, barriers=[*(["pay"] if number < 18 else []), *(["funding"] if number else [])]
        )
    report = barriers.build(strand.study, detail=False)

    assert sentence(report).startswith("The barrier named most is “Funding” (19 of 20")
    assert control(report).answer == (
        "The barriers named most are “Funding” and “Pay” (16 or more of 20 people, 80% or more, "
        "each); in prisons “Funding” and “Pay” (16 or more of 20 people, 80% or more, each)."
    )


def test_the_queries_stay_the_same_at_any_size(north: Region) -> None:
    strand = strand_asking(asks("barriers", "funding", "pay"), asks("barriers_where", "prisons"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            barriers.build(strand.study, detail=True)
        return len(captured)

    answered(strand, north, barriers=["pay"])
    few = queries()
    for number in range(5):
        answered(strand, RegionFactory(name=f"Region {number}"), barriers=["funding", "pay"])

    assert few == queries() == 8
