"""The report on non-response, on small studies made by hand."""

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.actions import resolve_mention
from interviews.models import Interview
from noms.models import Region
from reports import registry
from reports.disclosure import control
from reports.table import Row, Table
from survey import actions
from survey.models import Strand, Study
from survey.xlsform import questionnaire_of
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db
GUIDE = questionnaire_of((Path(actions.INSTRUMENTS) / "service_interview.md").read_text(encoding="utf-8"))


@pytest.fixture
def strand() -> Strand:
    return StrandFactory(
        study=StudyFactory(frame_on=dt.date(2009, 7, 1)), instrument=InstrumentFactory(questionnaire=GUIDE)
    )


def held(strand: Strand, *, on: dt.date = dt.date(2009, 7, 15), **answers: object) -> Interview:
    """An interview with a new prison; a dict is stored as it is, anything else as a value given."""
    service = answers.pop("service", None) or ServiceFactory()
    stored = {
        name: answer if isinstance(answer, dict) else {"value": answer} for name, answer in answers.items()
    }
    unit = SampledUnitFactory(strand=strand, service=service, code="I")
    return InterviewFactory(unit=unit, status="complete", answers=stored, held_on=on)


def tables(study: Study, *, detail: bool = True) -> dict[str, Table]:
    return {table.key: table for table in registry.make("nonresponse", study, detail=detail).tables}


def question(table: Table, words: str) -> Row:
    return next(row for row in table.rows if str(row["question"]).startswith(words))


def test_each_question_has_those_asked_and_those_without_an_answer(strand: Strand) -> None:
    held(strand, works_now="yes", would_like="yes", organisations_number=3)
    held(
        strand, works_now="yes", would_like={"state": "not_known"}, organisations_number={"state": "refused"}
    )
    held(strand, works_now="no", worked_before="no")

    table = tables(strand.study)["items_initial_interview"]

    like = question(table, "Would it like")
    assert (like["asked"], like["given"], like["unanswered"], like["not_known"], like["missing"]) == (
        3,
        1,
        2,
        1,
        1,
    )
    assert like["rate"] == pytest.approx(2 / 3)
    number = question(table, "About how many")
    # Who works with none now is not asked for the number.
    assert (number["asked"], number["given"], number["refused"]) == (2, 1, 1)
    before = question(table, "Has it worked with any")
    assert (before["asked"], before["given"], before["rate"]) == (1, 1, 0.0)


def test_the_public_sees_questions_for_everybody_without_the_reasons(strand: Strand) -> None:
    held(strand, works_now="yes", would_like={"state": "refused"}, organisations_number=3)

    found = tables(strand.study, detail=False)

    assert list(found) == ["questions", "items_initial_interview"]
    table = found["items_initial_interview"]
    assert [column.key for column in table.columns] == ["question", "asked", "given", "unanswered", "rate"]
    assert not [row for row in table.rows if str(row["question"]).startswith("About how many")]


def test_the_first_sentence_names_the_question_with_most_missing(strand: Strand) -> None:
    answered = {
        "works_now": "yes",
        "organisations_number": 3,
        "spv_status": "not_interested",
        "benefits": ["jobs"],
    }
    held(strand, **answered, would_like="yes", drawbacks=["risk"], barriers=["other"])
    held(strand, **answered, drawbacks=["risk"], barriers=["other"])

    report = control(registry.make("nonresponse", strand.study, detail=True))

    total = report.tables[0].rows[-1]
    assert report.answer.startswith(
        f"Of {total['questions']} questions with choices or numbers, {total['incomplete']}"
    )
    assert "answers missing, most of all" in report.answer
    assert "own words" not in report.answer


def test_an_interview_without_any_answer_is_counted_and_found(strand: Strand) -> None:
    held(strand)

    found = tables(strand.study)

    checks = {str(row["check"]): row for row in found["contradictions"].rows}
    assert checks["No question was answered"]["contradict"] == 1
    assert question(found["items_initial_interview"], "Would it like")["missing"] == 1


def test_answers_that_contradict_each_other_are_counted_and_the_service_is_named(strand: Strand) -> None:
    wish = held(strand, works_now="yes", would_like="no", organisations_number=1)
    MentionFactory(interview=wish, status="would_like")
    MentionFactory(interview=wish)
    MentionFactory(interview=wish)
    none = held(strand, works_now="no", worked_before="no", would_like="yes")
    MentionFactory(interview=none)
    MentionFactory(interview=none, status="worked")
    held(strand, works_now="yes", organisations_number=2)
    agreeing = held(strand, works_now="yes", would_like="yes", organisations_number=2)
    MentionFactory(interview=agreeing)
    MentionFactory(interview=agreeing, status="would_like")

    found = tables(strand.study)

    assert [(row["applies"], row["contradict"]) for row in found["contradictions"].rows] == [
        (1, 1),
        (3, 1),
        (1, 1),
        (1, 1),
        (3, 1),
        (0, 0),
        (4, 0),
    ]
    named = [row["unit"] for row in found["contradicting"].rows]
    assert named.count(wish.unit.service.name) == 2
    assert agreeing.unit.service.name not in named


def test_those_interviewed_and_not_are_compared_and_weighted_back_to_the_frame(
    strand: Strand, north: Region, south: Region
) -> None:
    # 1 of 3 local prisons and 2 of 2 open ones; the one local has an included organisation, and one of the open.
    good = assessed("Good", trading_share="80")
    for function, region, code, is_engaged in (
        ("local", north, "I", True),
        ("local", north, "R", False),
        ("local", north, "NC", False),
        ("open", north, "I", True),
        ("open", north, "I", False),
    ):
        service = ServiceFactory(region=region, function=function)
        if code == "I":
            interview = held(strand, service=service)
            if is_engaged:
                resolve_mention(mention=MentionFactory(interview=interview), organisation=good, by=None)
        else:
            SampledUnitFactory(strand=strand, service=service, code=code)

    found = tables(strand.study)

    row = next(row for row in found["balance"].rows if row["group"] == "Local")
    assert (row["frame_share"], row["interviewed_share"], row["absent_share"]) == pytest.approx(
        (0.6, 1 / 3, 1)
    )
    # 1/3 less 1, divided by √((2/9 + 0) / 2).
    assert row["difference"] == pytest.approx(-2)
    assert row["weighted_share"] == pytest.approx(0.6)
    share = found["weighted"].rows[0]
    assert share["unweighted"] == pytest.approx(2 / 3)
    # The local one stands for three, each open one for itself: (3 + 1) / 5.
    assert share["by_margins"] == pytest.approx(0.8)
    # Weights 3, 1, 1: 3 × 11 / 25.
    assert (share["effect"], share["left_out"]) == (pytest.approx(33 / 25), 0)


def test_services_that_nobody_can_stand_for_are_counted(strand: Strand, north: Region, south: Region) -> None:
    held(strand, service=ServiceFactory(region=north, function="local"))
    SampledUnitFactory(strand=strand, service=ServiceFactory(region=south, function="local"), code="R")

    assert tables(strand.study)["weighted"].rows[0]["left_out"] == 1


def test_early_and_late_respondents_are_compared(strand: Strand) -> None:
    for day, number in ((1, 4), (2, 2), (3, 1), (4, 1)):
        interview = held(strand, on=dt.date(2009, 7, day))
        for _ in range(number):
            MentionFactory(interview=interview)

    row = next(
        row for row in tables(strand.study)["early_late"].rows if row["measure"] == "Organisations named"
    )

    # Means 3 and 1, variances 1 and 0: 2 / √(1/2).
    assert (row["early"], row["late"]) == (3.0, 1.0)
    assert row["difference"] == pytest.approx(2 / 0.5**0.5)


def test_a_study_without_interviews_has_words_and_no_division_by_nothing(strand: Strand) -> None:
    SampledUnitFactory(strand=strand, service=ServiceFactory(), code="R")

    report = control(registry.make("nonresponse", strand.study, detail=True))

    assert report.answer == "Nobody has answered a question that everybody is asked in this study yet."
    found = {table.key: table for table in report.tables}
    assert {row["difference"] for row in found["balance"].rows} == {None}
    assert found["weighted"].rows[0]["unweighted"] is None
    assert "No weights reach" in found["weighted"].notes[-1]


def test_the_queries_stay_the_same_at_any_size(strand: Strand) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            registry.make("nonresponse", strand.study, detail=True)
        return len(captured)

    held(strand, works_now="yes")
    few = queries()
    for _ in range(5):
        MentionFactory(interview=held(strand, works_now="no"))

    assert few == queries() == 7
