"""The report on special purpose vehicles, on small studies made by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.disclosure import control
from reports.spv import report as spv
from reports.spv.tables.answers import ALL_OWN, ANSWERED, WITH_OWN
from survey.actions import INSTRUMENTS
from survey.models import Strand, Study
from survey.vocabulary import StrandKind
from survey.xlsform import questionnaire_of
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory
from tests.reports.spv.interviews import FOUNDED, VEHICLE, interview, name, rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_enterprises_set_up_by_staff_are_counted_by_their_present_status(strand: Strand) -> None:
    first, second = interview(strand), interview(strand)
    print_shop = assessed("Print shop", **VEHICLE)
    name(first, print_shop)
    name(second, print_shop, status="worked")
    name(first, assessed("Independent now", **FOUNDED))
    name(first, assessed("Sold", **FOUNDED, distributes_profit="yes", reinvested_share=""))
    name(first, assessed("Open", **FOUNDED | {"social_aims": ""}), status="would_like")
    name(first, assessed("Nobody's", trading_share="80"))
    assessed("Not named", **VEHICLE)

    found = rows(strand.study, "identified")

    numbers = {words: (row["organisations"], row["works"], row["worked"]) for words, row in found.items()}
    assert numbers == {
        "Special purpose vehicle": (1, 1, 1),
        "Set up by service staff, independent, and included": (1, 1, 0),
        "Set up by service staff, and something else": (1, 1, 0),
        "Set up by service staff, and undetermined": (1, 0, 0),
        "All set up by service staff": (4, 3, 1),
    }
    assert found["Set up by service staff, and undetermined"]["would_like"] == 1


def test_services_are_counted_by_how_far_they_got_with_the_base_beside(strand: Strand) -> None:
    for status in (
        "operating",
        "operating",
        "failed_after",
        "in_development",
        *["interested"] * 3,
        "not_interested",
    ):
        interview(strand, status)
    interview(strand, answers={"spv_status": {"state": "not_known"}})

    stages, own = rows(strand.study, "stages"), rows(strand.study, "own")

    assert (stages[WITH_OWN]["respondents"], stages[WITH_OWN]["base"], stages[WITH_OWN]["rate"]) == (
        4,
        8,
        0.5,
    )
    assert (stages["Interested"]["respondents"], stages["Not thought of it"]["respondents"]) == (3, 1)
    assert stages[ANSWERED]["respondents"] == 8
    assert (own["Operating"]["respondents"], own["Operating"]["rate"], own[ALL_OWN]["respondents"]) == (
        2,
        0.5,
        4,
    )


def test_obstacles_are_counted_among_services_with_an_enterprise_or_interest_that_answered(
    strand: Strand,
) -> None:
    interview(strand, "operating", ("pay", "legal_guidance"))
    interview(strand, "interested", ("legal_guidance",))
    interview(strand, "interested", ("churn",))
    interview(strand, "interested", answers={"spv_status": {"value": "interested"}})
    # The answer that a later correction of the first question hides does not count.
    interview(strand, "not_interested", ("pay",))

    found, answered = rows(strand.study, "obstacles"), rows(strand.study, "answered")

    guidance = found["No legal guidance"]
    assert (guidance["named"], guidance["base"], guidance["rate"]) == (2, 3, 2 / 3)
    assert found["External pay rates beside prison pay"]["named"] == 1
    assert found["Staff as board members"]["named"] == 0
    states = [
        (
            row["given"],
            row["not_known"],
            row["not_asked"],
            row["refused"],
            row["not_applicable"],
            row["missing"],
        )
        for row in answered.values()
    ]
    assert [*answered] == ["How far it got", "What stands in the way"]
    assert states == [(5, 0, 0, 0, 0, 0), (3, 0, 0, 0, 1, 1)]
    assert [(row["interviews"], row["unanswered"]) for row in answered.values()] == [(5, 0), (5, 1)]


def test_who_decided_against_an_enterprise_is_told_apart_from_who_never_thought_of_one(
    strand: Strand,
) -> None:
    for status in ("decided_against", "decided_against", "not_interested"):
        interview(strand, status)

    stages, (_, obstacles) = rows(strand.study, "stages"), rows(strand.study, "answered").values()

    assert stages["Thought of it and decided against"]["respondents"] == 2
    assert (stages["Not thought of it"]["respondents"], stages[ANSWERED]["respondents"]) == (1, 3)
    assert obstacles["not_applicable"] == 3


def test_an_interview_being_entered_and_another_studys_do_not_count(strand: Strand) -> None:
    unit = SampledUnitFactory(strand=strand, service=ServiceFactory())
    InterviewFactory(unit=unit, status="draft", answers={"spv_status": {"value": "operating"}})
    interview(StrandFactory(instrument=strand.instrument), "operating", ("pay",))

    assert rows(strand.study, "stages")[ANSWERED]["respondents"] == 0
    assert rows(strand.study, "obstacles")["External pay rates beside prison pay"]["base"] == 0


def test_extended_interviews_that_ask_have_tables_of_their_own(strand: Strand) -> None:
    extended = StrandFactory(
        study=strand.study, kind=StrandKind.EXTENDED_INTERVIEW, instrument=strand.instrument
    )
    interview(strand, "interested")
    interview(extended, "operating")

    assert rows(strand.study, "stages")[WITH_OWN]["respondents"] == 0
    assert rows(strand.study, "stages_extended_interview")[WITH_OWN]["respondents"] == 1


def test_advantages_are_reported_where_they_are_asked(strand: Strand) -> None:
    extended = StrandFactory(
        study=strand.study,
        kind=StrandKind.EXTENDED_INTERVIEW,
        instrument=InstrumentFactory(
            questionnaire=questionnaire_of(
                (INSTRUMENTS / "extended_interview.md").read_text(encoding="utf-8")
            )
        ),
    )
    for status, named in (
        ("interested", ["money", "autonomy"]),
        ("operating", ["money"]),
        ("not_interested", ["profits"]),
    ):
        said = {"category": "service_working", "spv_status": status, "spv_benefits": named}
        interview(extended, answers={name: {"value": value} for name, value in said.items()})

    found = rows(strand.study, "benefits_extended_interview")

    money = found["Access to money"]
    assert (money["named"], money["base"], money["rate"]) == (2, 2, 1.0)
    assert (found["Autonomy from the service"]["named"], found["Profits for other services"]["named"]) == (
        1,
        0,
    )
    assert "benefits" not in {table.key for table in spv.build(strand.study, detail=True).tables}


def shown_counts(study: Study) -> list[object]:
    report = control(spv.build(study, detail=True))
    return [
        row[column.key]
        for table in report.tables
        if table.data_class == "B"
        for row in table.rows
        for column in table.columns
        if column.kind == "count"
    ]


@pytest.mark.parametrize("interviews", [1, 4])
def test_a_few_respondents_opinions_are_not_printed(strand: Strand, interviews: int) -> None:
    for _ in range(interviews):
        interview(strand, "interested", ("pay",))

    report = control(spv.build(strand.study, detail=True))

    said = [
        table for table in report.tables if table.data_class == "B" and not table.key.startswith("answered")
    ]
    assert {row["named"] for table in said for row in table.rows if "named" in row} == {None}
    stages, own = said[:2]
    assert {row["respondents"] for row in (*stages.rows[:-1], *own.rows)} == {None}
    assert set(shown_counts(strand.study)) == {None, interviews, 0}
    assert "too few services" in report.answer


def test_no_answer_of_a_single_respondent_can_be_derived(strand: Strand) -> None:
    for _ in range(6):
        interview(strand, "interested", ("pay",))
    before = shown_counts(strand.study)
    lone = interview(strand, "failed_before", ("goodwill",))
    alone = shown_counts(strand.study)
    lone.answers = {"spv_status": {"value": "operating"}, "spv_obstacles": {"value": ["weak_plans"]}}
    lone.save()

    assert shown_counts(strand.study) == alone
    assert None in before


@pytest.mark.parametrize(
    ("statuses", "vehicles", "sentence"),
    [
        pytest.param(
            [],
            0,
            "No special purpose vehicle was identified; no service has said yet whether it has one of its own.",
            id="empty",
        ),
        pytest.param(
            ["operating"] * 7 + ["interested"] * 12 + ["not_interested"] * 5,
            1,
            "1 special purpose vehicle was identified; the study was in contact with it; of 24 services that answered, "
            "7 have, had or are developing one and 12 are interested; of what can be shown, what stands in the "
            "way most often is “No legal guidance”, for 11 of 19 (58%).",
            id="the published figures",
        ),
    ],
)
def test_the_first_sentence_is_right_for_every_number(
    strand: Strand, statuses: list[str], vehicles: int, sentence: str
) -> None:
    for number, status in enumerate(statuses):
        obstacles = ("pay",) if number < 8 else ("legal_guidance",)
        held = interview(strand, status, obstacles if status != "not_interested" else ())
        if number < vehicles:
            name(held, assessed(f"Vehicle {number}", **VEHICLE))

    assert control(spv.build(strand.study, detail=False)).answer == sentence


def test_refusals_by_all_are_reported_in_words(strand: Strand) -> None:
    SampledUnitFactory(strand=strand, code="R")
    interview(strand, answers={"spv_status": {"state": "refused"}})

    answer = control(spv.build(strand.study, detail=False)).answer

    assert answer.startswith("No special purpose vehicle was identified; no service has said yet")


def test_the_queries_stay_the_same_at_any_size(strand: Strand) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            spv.build(strand.study, detail=True)
        return len(captured)

    name(interview(strand, "operating", ("pay",)), assessed("First", **VEHICLE))
    few = queries()
    for number in range(6):
        name(interview(strand, "interested", ("churn",)), assessed(f"Other {number}", **FOUNDED))

    assert few == queries() == 9
