"""Other questions of extended and enterprise interviews: statements, monitoring, awareness."""

import pytest

from noms.models import Region
from reports.barriers import report as barriers
from reports.benefits import report as benefits
from reports.charts.bar_rows import bar_chart
from reports.disclosure import control
from reports.table import Report, Row, Table
from survey.models import Strand
from survey.questionnaire import Choice, Question, QuestionType
from survey.vocabulary import StrandKind
from tests.factories.answered import answered, asks, strand_asking

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SCALE = (Choice("agree", "Agree"), Choice("neither", "Neither"), Choice("disagree", "Disagree"))
HOLDERS = (Choice("own", "By the service"), Choice("no", "No"), Choice("not_known", "Nobody knows"))
HOW_WELL = (Choice("well", "Well"), Choice("not_at_all", "Not at all"))


def one_of(name: str, label: str, choices: tuple[Choice, ...]) -> Question:
    return Question(name, QuestionType.SELECT_ONE, label, choices=choices)


@pytest.fixture
def extended() -> Strand:
    return strand_asking(
        asks("benefits", "training"),
        asks("barriers", "funding"),
        one_of("agree_value", "They are good value.", SCALE),
        one_of("agree_more", "There should be more.", SCALE),
        one_of("monitored", "Monitored?", HOLDERS),
        one_of("noms_awareness", "Know NOMS?", HOW_WELL),
        kind=StrandKind.EXTENDED_INTERVIEW,
    )


def table(report: Report, key: str) -> Table:
    return next(table for table in report.tables if table.key == key)


def rows(report: Report, key: str) -> list[Row]:
    return list(table(report, key).rows)


def test_each_statement_has_its_whole_scale_and_its_base(extended: Strand, north: Region) -> None:
    for value, more in (("agree", "agree"), ("agree", "disagree"), ("neither", "agree")):
        answered(extended, north, agree_value=[value], agree_more=[more])
    answered(extended, north, probation=True, agree_value=["disagree"], agree_more="refused")

    found = rows(benefits.build(extended.study, detail=True), "agreement_extended_interview")

    assert found == [
        {"words": "They are good value.", "agree": 2, "neither": 1, "disagree": 1, "base": 4},
        {"words": "There should be more.", "agree": 2, "neither": 0, "disagree": 1, "base": 3},
    ]


def test_a_scale_is_opinion_and_its_few_answers_are_withheld(extended: Strand, north: Region) -> None:
    for value in ["agree"] * 5 + ["disagree"] * 3 + ["neither"]:
        answered(extended, north, agree_value=[value])

    def scale() -> Row:
        report = control(benefits.build(extended.study, detail=True))
        made = next(table for table in report.tables if table.key == "agreement_extended_interview")
        assert made.data_class == "B"
        return made.rows[0]

    assert tuple(scale().values()) == ("They are good value.", None, None, None, 9)
    answered(extended, north, agree_value=["neither"])
    assert tuple(scale().values()) == ("They are good value.", 5, 2, 3, 10)


def test_a_choice_that_says_nobody_knows_is_no_answer(extended: Strand, north: Region) -> None:
    answered(extended, north, monitored=["own"])
    answered(extended, north, monitored=["not_known"])
    answered(extended, north, monitored="not_known")

    report = benefits.build(extended.study, detail=True)

    assert [
        (row["theme"], row["part"], row["named"], row["base"])
        for row in rows(report, "monitored_extended_interview")
    ] == [
        ("By the service", "All services", 1, 1),
        ("No", "All services", 0, 1),
        # Of all three that were interviewed.
        ("Did not know", "All services", 2, 3),
    ]
    where = next(
        row
        for row in rows(report, "answered_extended_interview")
        if row["question"] == "Monitored or evaluated"
    )
    assert (where["given"], where["not_known"]) == (1, 2)


def test_awareness_of_noms_is_reported_where_it_is_asked_and_answered(
    extended: Strand, north: Region
) -> None:
    def keys() -> set[str]:
        return {table.key for table in barriers.build(extended.study, detail=True).tables}

    answered(extended, north, barriers=["funding"])
    assert "noms_awareness_extended_interview" not in keys()

    answered(extended, north, noms_awareness=["not_at_all"])
    found = rows(barriers.build(extended.study, detail=True), "noms_awareness_extended_interview")
    assert [(row["theme"], row["named"], row["rate"]) for row in found] == [
        ("Well", 0, 0.0),
        ("Not at all", 1, 1.0),
        ("Did not know", 0, 0.0),
    ]
    assert "commissioning_awareness_extended_interview" not in keys()


def test_a_chart_of_how_well_something_is_known_keeps_the_order_of_the_scale(
    extended: Strand, north: Region
) -> None:
    answered(extended, north, noms_awareness=["not_at_all"])
    chart = bar_chart(table(barriers.build(extended.study, detail=True), "noms_awareness_extended_interview"))

    assert chart is not None
    assert [row.name for row in chart.rows] == ["Well", "Not at all", "Did not know"]


def test_a_question_with_one_answer_says_nothing_of_several(extended: Strand, north: Region) -> None:
    answered(extended, north, benefits=["training"], monitored=["own"])
    report = benefits.build(extended.study, detail=True)

    assert any("could name several" in note for note in table(report, "benefits_extended_interview").notes)
    assert not any(
        "could name several" in note for note in table(report, "monitored_extended_interview").notes
    )
