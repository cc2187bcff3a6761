"""How enterprises of services' own were set up, and what such enterprises say of themselves."""

import pytest

from interviews.models import Interview
from reports.disclosure import control
from reports.spv import report as spv
from reports.table import Bound
from survey.actions import INSTRUMENTS
from survey.models import Strand
from survey.vocabulary import StrandKind
from survey.xlsform import questionnaire_of
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory
from tests.factories.survey import InstrumentFactory, SampledUnitFactory, StrandFactory
from tests.reports.spv.interviews import interview, rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HELPED = "Did an existing social enterprise help to set it up?"
MARKET = "Was the market tested first?"
STAGES = ("respondents", "base")
STEPS = ("yes", "base", "rate")


def later(strand: Strand, kind: StrandKind, guide: str) -> Strand:
    content = questionnaire_of((INSTRUMENTS / f"{guide}.md").read_text(encoding="utf-8"))
    made: Strand = StrandFactory(
        study=strand.study, kind=kind, instrument=InstrumentFactory(questionnaire=content)
    )
    return made


def service_says(strand: Strand, **stated: str) -> None:
    answers = {"category": "service_working", **stated}
    interview(strand, answers={name: {"value": value} for name, value in answers.items()})


def enterprise_says(strand: Strand, number: int, **stated: object) -> Interview:
    unit = SampledUnitFactory(
        strand=strand,
        service=None,
        organisation=assessed(f"Enterprise {number}", trading_share="80"),
        code="I",
    )
    answers = {name: {"value": value} for name, value in stated.items()}
    made: Interview = InterviewFactory(unit=unit, status="complete", answers=answers)
    return made


def test_services_say_how_their_own_enterprise_was_set_up(strand: Strand) -> None:
    extended = later(strand, StrandKind.EXTENDED_INTERVIEW, "extended_interview")
    service_says(extended, spv_status="operating", spv_helped="yes", spv_market="no")
    service_says(extended, spv_status="failed_after", spv_helped="no", spv_market="no")
    service_says(extended, spv_status="failed_before", spv_helped="yes")
    # Of these two nothing more is asked; what was typed before the first answer was corrected does not count.
    service_says(extended, spv_status="in_development", spv_helped="yes")
    service_says(extended, spv_status="not_interested", spv_market="yes")

    found = rows(strand.study, "set_up_extended_interview")

    assert [found[HELPED][key] for key in STEPS] == [2, 3, 2 / 3]
    assert [found[MARKET][key] for key in STEPS] == [0, 3, 0.0]


def test_enterprises_that_staff_set_up_say_how_far_they_got_and_how(strand: Strand) -> None:
    enterprises = later(strand, StrandKind.ENTERPRISE_INTERVIEW, "enterprise_interview")
    by_staff = {"founded_by_service_staff": "yes", "vehicle_helped": "no"}
    enterprise_says(
        enterprises, 1, **by_staff, vehicle_status="operating", vehicle_benefits=["money", "autonomy"]
    )
    enterprise_says(enterprises, 2, **by_staff, vehicle_status="in_development", vehicle_benefits=["money"])
    enterprise_says(enterprises, 3, founded_by_service_staff="no", vehicle_status="operating")

    stages = rows(strand.study, "vehicle_stages_enterprise_interview")
    benefits = rows(strand.study, "vehicle_benefits_enterprise_interview")
    set_up = rows(strand.study, "vehicle_set_up_enterprise_interview")

    assert [stages["Operating"][key] for key in STAGES] == [1, 2]
    assert [stages["All that answered"][key] for key in STAGES] == [2, 2]
    assert (benefits["Access to money"]["named"], benefits["Access to money"]["base"]) == (2, 2)
    assert [set_up[HELPED][key] for key in STEPS] == [0, 1, 0.0]
    assert rows(strand.study, "vehicle_problems_enterprise_interview")["No legal guidance"]["base"] == 0


def test_the_number_asked_how_it_was_set_up_discloses_no_stage(strand: Strand) -> None:
    """Of 20, 17 operate and 1 is in development: 16 or more, so no exact number was asked; of them 12 or more."""
    extended = later(strand, StrandKind.EXTENDED_INTERVIEW, "extended_interview")
    for status in ["operating"] * 17 + ["in_development"] + ["not_interested"] * 2:
        service_says(extended, spv_status=status, **({"spv_helped": "yes"} if status == "operating" else {}))

    shown = {table.key: table for table in control(spv.build(strand.study, detail=False)).tables}

    helped, *others = shown["set_up_extended_interview"].rows
    assert (helped["yes"], helped["base"]) == (Bound(12, is_least=True), Bound(16, is_least=True))
    assert {row["yes"] for row in others} == {0}


def test_what_nobody_was_asked_has_no_table(strand: Strand) -> None:
    interview(strand, "operating")

    keys = {table.key for table in spv.build(strand.study, detail=True).tables}
    assert not {key for key in keys if "set_up" in key or "vehicle" in key}
