"""The report on benefits and drawbacks on small studies made by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from noms.models import Region
from reports.benefits import report as benefits
from reports.disclosure import control
from reports.table import Report, Row
from survey.models import Strand, Study
from tests.factories.answered import answered, asks, strand_asking
from tests.factories.interviews import InterviewFactory
from tests.factories.noms import RegionFactory
from tests.factories.survey import SampledUnitFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

QUESTIONS = (asks("benefits", "training", "jobs", "other"), asks("drawbacks", "time", "risk"))


@pytest.fixture
def strand() -> Strand:
    return strand_asking(*QUESTIONS)


def built(study: Study) -> Report:
    return benefits.build(study, detail=True)


def rows(report: Report, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def sentence(report: Report) -> str:
    return report.answer_from({table.key: table for table in report.tables})


def test_each_theme_is_counted_by_respondents_with_its_base(strand: Strand, north: Region) -> None:
    answered(strand, north, benefits=["training", "jobs"])
    answered(strand, north, benefits=["training"])
    answered(strand, north, benefits="not_known")
    answered(strand, north, probation=True, benefits=["jobs"])
    answered(strand, north, probation=True, status="partial", benefits=["jobs", "training"])
    answered(strand, north, status="draft", benefits=["training"])

    found = {
        (row["theme"], row["part"]): (row["named"], row["base"], row["rate"])
        for row in rows(built(strand.study), "benefits")
    }

    assert found == {
        ("Training", "Prisons"): (2, 2, 1.0),
        ("Training", "Probation areas"): (1, 2, 0.5),
        ("Training", "All services"): (3, 4, 0.75),
        ("Jobs", "Prisons"): (1, 2, 0.5),
        ("Jobs", "Probation areas"): (2, 2, 1.0),
        ("Jobs", "All services"): (3, 4, 0.75),
        ("Other", "Prisons"): (0, 2, 0.0),
        ("Other", "Probation areas"): (0, 2, 0.0),
        ("Other", "All services"): (0, 4, 0.0),
    }


def test_each_state_of_an_answer_is_counted(strand: Strand, north: Region) -> None:
    answered(strand, north, drawbacks=["time", "risk"])
    answered(strand, north, drawbacks=["time"])
    for state in ("not_known", "refused", "not_asked", "not_applicable"):
        answered(strand, north, drawbacks=state)
    answered(strand, north)

    prisons = next(row for row in rows(built(strand.study), "answered") if row["question"] == "Drawbacks")

    assert prisons == {
        "question": "Drawbacks",
        "part": "Prisons",
        "interviews": 7,
        "given": 2,
        "unanswered": 4,
        "not_known": 1,
        "not_asked": 1,
        "refused": 1,
        "not_applicable": 1,
        "missing": 1,
    }


def test_an_answer_to_a_question_that_is_hidden_does_not_count(north: Region) -> None:
    hidden = asks("benefits", "training", relevant="${drawbacks} = 'time'")
    strand = strand_asking(asks("drawbacks", "time", "risk"), hidden)
    answered(strand, north, benefits=["training"], drawbacks=["time"])
    answered(strand, north, benefits=["training"], drawbacks=["risk"])

    report = built(strand.study)

    assert rows(report, "benefits")[0]["named"] == 1
    assert rows(report, "answered")[0]["not_applicable"] == 1


def test_the_words_of_every_version_of_the_guide_are_listed(strand: Strand, north: Region) -> None:
    answered(strand, north, benefits=["training"])
    strand.instrument = strand_asking(asks("benefits", "money")).instrument
    strand.save()
    answered(strand, north, benefits=["money"])

    found = {
        row["theme"]: (row["named"], row["base"])
        for row in rows(built(strand.study), "benefits")
        if row["part"] == "Prisons"
    }

    assert found == {"Training": (1, 2), "Jobs": (0, 2), "Other": (0, 2), "Money": (1, 2)}


def test_strands_are_never_added_together(strand: Strand, north: Region) -> None:
    answered(strand, north, benefits=["training"])
    extended = strand_asking(*QUESTIONS, study=strand.study, kind="extended_interview")
    answered(extended, north, benefits=["jobs"])
    enterprises = strand_asking(*QUESTIONS, study=strand.study, kind="enterprise_interview")
    unit = SampledUnitFactory(strand=enterprises, of_organisation=True, code="I")
    InterviewFactory(unit=unit, status="complete", answers={"benefits": {"value": ["jobs"]}})

    report = built(strand.study)

    assert rows(report, "benefits")[2] == {
        "theme": "Training",
        "part": "All services",
        "named": 1,
        "base": 1,
        "rate": 1.0,
    }
    assert [row["named"] for row in rows(report, "benefits_extended_interview")[3:6]] == [1, 0, 1]
    assert [(row["part"], row["named"]) for row in rows(report, "benefits_enterprise_interview")] == [
        ("Organisations", 0),
        ("Organisations", 1),
        ("Organisations", 0),
    ]
    assert "opportunity sample" in " ".join(
        next(table for table in report.tables if table.key == "benefits_extended_interview").notes
    )


def test_the_first_sentence_names_the_benefit_and_the_drawback_named_most(
    strand: Strand, north: Region
) -> None:
    answered(strand, north, benefits=["training", "other"], drawbacks=["time", "risk"])
    answered(strand, north, benefits=["training", "other"], drawbacks=["time", "risk"])
    answered(strand, north, benefits=["jobs", "other"])

    assert sentence(built(strand.study)) == (
        "The benefit named most is “Training” (2 of 3 people, 67%), and the drawbacks named most are "
        "“Time” and “Risk” (2 of 2 people, 100%, each)."
    )


@pytest.mark.parametrize("answers", [{}, {"benefits": "refused", "drawbacks": "not_known"}])
def test_where_nobody_answered_the_report_says_so(
    strand: Strand, north: Region, answers: dict[str, str]
) -> None:
    answered(strand, north, **answers)

    report = built(strand.study)

    assert sentence(report) == (
        "Nobody has answered the question about benefits in this study yet, and nobody has answered the question about "
        "drawbacks in this study yet."
    )
    assert {row["rate"] for row in rows(report, "benefits")} == {None}


def test_a_study_without_interviews_or_without_the_questions_has_a_report(strand: Strand) -> None:
    for study in (strand.study, StudyFactory(), strand_asking(asks("weather", "rain")).study):
        assert sentence(built(study)).startswith("Nobody has answered")
        assert control(built(study)).answer.startswith("Nobody")


def test_the_first_sentence_never_says_what_was_withheld(strand: Strand, north: Region) -> None:
    for _ in range(9):
        answered(strand, north, benefits=["training"], drawbacks=["time"])
    assert "9 people have answered the question about benefits" in control(built(strand.study)).answer

    answered(strand, north, benefits=["jobs"])
    assert control(built(strand.study)).answer == (
        "The benefit named most is “Training” (6 or more of 10 people, 60% or more), and too few "
        "answers to show: 9 people have answered the question about drawbacks."
    )


def test_opinions_are_of_class_b(strand: Strand, north: Region) -> None:
    answered(strand, north, benefits=["training"])

    assert {table.data_class for table in built(strand.study).tables} == {"B"}


def test_the_queries_stay_the_same_at_any_size(strand: Strand, north: Region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            built(strand.study)
        return len(captured)

    answered(strand, north, benefits=["training"])
    few = queries()
    for number in range(5):
        answered(strand, RegionFactory(name=f"Region {number}"), benefits=["jobs"], drawbacks=["risk"])

    assert few == queries() == 5
