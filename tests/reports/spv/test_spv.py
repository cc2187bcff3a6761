"""The report on special purpose vehicles, on small studies made by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interviews.models import Interview
from reports.charts.bar_rows import bar_chart
from reports.disclosure import control
from reports.spv import report as spv
from reports.spv.tables.answers import ANSWERED, WITH_OWN
from reports.table import Bound, Row
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
        "Enterprise set up by staff": (1, 1, 1),
        "Set up by service staff, independent, and a social enterprise": (1, 1, 0),
        "Set up by service staff, and something else": (1, 1, 0),
        "Set up by service staff, and not decided yet": (1, 0, 0),
        "All set up by service staff": (4, 3, 1),
    }
    assert found["Set up by service staff, and not decided yet"]["would_like"] == 1


def test_a_chart_of_stages_keeps_their_order(strand: Strand) -> None:
    for status in ("operating", "interested", "not_interested", "not_interested"):
        interview(strand, status)
    table = next(table for table in spv.build(strand.study, detail=True).tables if table.key == "stages")
    chart = bar_chart(table)

    assert chart is not None
    assert [row.name for row in chart.rows] == [row["stage"] for row in table.rows[:-1]]
    assert chart.rows[0].name == WITH_OWN and chart.rows[0].figure.words == "1"


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

    stages = rows(strand.study, "stages")

    assert (stages[WITH_OWN]["respondents"], stages[WITH_OWN]["base"], stages[WITH_OWN]["rate"]) == (
        4,
        8,
        0.5,
    )
    assert (stages["Interested"]["respondents"], stages["Not thought of it"]["respondents"]) == (3, 1)
    assert stages[ANSWERED]["respondents"] == 8
    assert "Operating" not in stages


def test_obstacles_are_counted_among_services_with_an_enterprise_or_interest_that_answered(
    strand: Strand,
) -> None:
    interview(strand, "operating", ("pay", "legal_guidance"))
    interview(strand, "interested", ("legal_guidance",))
    interview(strand, "interested", ("churn",))
    interview(strand, "interested", answers={"spv_status": {"value": "interested"}})
    # The answer that a later correction of the first question hides does not count.
    interview(strand, "not_interested", ("pay",))

    found = rows(strand.study, "obstacles")

    guidance = found["No legal guidance"]
    assert (guidance["named"], guidance["base"], guidance["rate"]) == (2, 3, 2 / 3)
    assert found["External pay rates beside prison pay"]["named"] == 1
    assert found["Staff as board members"]["named"] == 0


def test_who_decided_against_an_enterprise_is_told_apart_from_who_never_thought_of_one(
    strand: Strand,
) -> None:
    for status in ("decided_against", "decided_against", "not_interested"):
        interview(strand, status)

    stages, obstacles = rows(strand.study, "stages"), rows(strand.study, "obstacles")

    assert stages["Thought of it and decided against"]["respondents"] == 2
    assert (stages["Not thought of it"]["respondents"], stages[ANSWERED]["respondents"]) == (1, 3)
    assert {row["base"] for row in obstacles.values()} == {0}


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


def public(study: Study, key: str) -> dict[str, Row]:
    report = control(spv.build(study, detail=False))
    table = next(table for table in report.tables if table.key == key)
    return {str(row[table.columns[0].key]): row for row in table.rows}


@pytest.mark.parametrize("interviews", [1, 9])
def test_of_fewer_than_ten_answers_nothing_but_their_number_is_printed(
    strand: Strand, interviews: int
) -> None:
    for _ in range(interviews):
        interview(strand, "interested", ("pay",))

    report = control(spv.build(strand.study, detail=False))

    stages = public(strand.study, "stages")
    assert [*stages] == ["Too few answered", ANSWERED]
    assert [stages["Too few answered"][key] for key in ("respondents", "base")] == [None, interviews]
    (obstacles,) = public(strand.study, "obstacles").values()
    assert obstacles["named"] is None
    assert "too few services" in report.answer and "stands in the way" not in report.answer


def test_a_few_among_many_are_printed_exactly_and_so_are_zeros(strand: Strand) -> None:
    """2 of 20 have one, 10 are interested, 8 never thought of it; 12 are asked, of whom 7 name pay and 2 churn."""
    for status in ["operating"] * 2 + ["interested"] * 10 + ["not_interested"] * 8:
        interview(strand, status)
    for number, held in enumerate(Interview.objects.exclude(answers__spv_status__value="not_interested")):
        held.answers["spv_obstacles"] = {
            "value": ["pay"] if number < 7 else ["churn"] if number < 9 else ["weak_plans"]
        }
        held.save()

    stages, obstacles = public(strand.study, "stages"), public(strand.study, "obstacles")

    assert {words: (row["respondents"], row["base"]) for words, row in stages.items()} == {
        WITH_OWN: (2, 20),
        "Not thought of it": (8, 20),
        "Thought of it and decided against": (0, 20),
        "Interested": (10, 20),
        ANSWERED: (20, 20),
    }
    assert [(words, row["named"], row["base"]) for words, row in obstacles.items()] == [
        ("External pay rates beside prison pay", 7, 12),
        ("Plans weak on markets", 3, 12),
        ("Workforce moved around", 2, 12),
    ]


def test_nearly_all_are_printed_as_a_limit_and_who_was_asked_is_as_public_as_the_answer(
    strand: Strand,
) -> None:
    """18 of 20 are interested: 16 or more, and 4 or fewer of each other; so 16 or more say what is in the way."""
    for status in ["interested"] * 18 + ["not_interested", "operating"]:
        interview(strand, status, ("pay",) if status == "interested" else ())

    stages, obstacles = public(strand.study, "stages"), public(strand.study, "obstacles")

    few, most = Bound(4, is_least=False), Bound(16, is_least=True)
    assert [row["respondents"] for row in stages.values()] == [few, few, few, most, 20]
    (row,) = obstacles.values()
    assert (row["named"], row["base"]) == (Bound(12, is_least=True), most)
    answer = control(spv.build(strand.study, detail=False)).answer
    assert (
        "of 20 services that answered, 4 or fewer have, had or are developing one and 16 or more are"
        in answer
    )


@pytest.mark.parametrize(
    ("statuses", "vehicles", "sentence"),
    [
        pytest.param(
            [],
            0,
            "No enterprise set up by staff was identified; no service has said yet whether it has one of its own.",
            id="empty",
        ),
        pytest.param(
            ["operating"] * 7 + ["interested"] * 12 + ["not_interested"] * 5,
            1,
            "1 enterprise set up by staff was identified; of 24 services that answered, 7 have, had or are "
            "developing one and 12 are interested; the commonest obstacle is “No legal guidance” (11 of 19, 58%).",
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

    assert answer.startswith("No enterprise set up by staff was identified; no service has said yet")


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
