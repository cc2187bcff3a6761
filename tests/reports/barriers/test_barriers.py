"""The report on barriers by part of NOMS on small studies made by hand."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from noms.models import Region
from reports.barriers import report as barriers
from reports.disclosure import control
from reports.table import Report, Row
from survey.models import Strand
from tests.factories.answered import answered, asks, strand_asking
from tests.factories.noms import RegionFactory
from tests.factories.survey import StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def strand() -> Strand:
    return strand_asking(asks("barriers", "funding", "pay", "other"))


def rows(report: Report, key: str) -> list[Row]:
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


def test_regions_have_their_respondents_their_mentions_and_their_bases(
    strand: Strand, north: Region, south: Region
) -> None:
    answered(strand, north, barriers=["funding", "pay"])
    answered(strand, north, probation=True, barriers=["pay"])
    answered(strand, south, barriers="not_known")

    table = [tuple(row.values()) for row in rows(barriers.build(strand.study, detail=True), "by_region")]

    assert table == [
        ("Funding", 1, 0, 1),
        ("Pay", 2, 0, 2),
        ("Other", 0, 0, 0),
        ("Mentions", 3, 0, 3),
        ("Respondents who answered (base)", 2, 0, 2),
    ]


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


def test_the_first_sentence_names_the_barrier_of_each_part(strand: Strand, north: Region) -> None:
    answered(strand, north, barriers=["pay", "other"])
    answered(strand, north, barriers=["pay", "other"])
    answered(strand, north, barriers=["funding", "other"])
    answered(strand, north, probation=True, barriers=["funding"])

    assert sentence(barriers.build(strand.study, detail=True)) == (
        "The barriers named most are in prisons “Pay” (2 of 3 respondents, 67%) and in probation areas “Funding” (1 of "
        "1 respondent, 100%)."
    )


def test_many_barriers_named_alike_are_not_all_listed(north: Region) -> None:
    words = ("pay", "risk", "rules", "time")
    strand = strand_asking(asks("barriers", *words))
    answered(strand, north, barriers=list(words))

    assert "“Pay” and 3 others alike (1 of 1 respondent, 100%, each)" in sentence(
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
    assert control(barriers.build(strand.study, detail=True)).answer.startswith("Nobody, or too few")


def test_a_hidden_theme_is_always_mentioned(strand: Strand, north: Region) -> None:
    answered(strand, north, barriers=["pay", "funding"])
    report = barriers.build(strand.study, detail=True)
    tables = {table.key: table for table in report.tables}
    rows = [
        {**row, "named": None, "rate": None} if row["theme"] == "Funding" else row
        for row in tables["by_part"].rows
    ]

    tables["by_part"] = replace(tables["by_part"], rows=tuple(rows))
    assert report.answer_from(tables) == (
        "Of what can be shown, the barriers named most are in prisons “Pay” (1 of 1 respondent, 100%)."
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
