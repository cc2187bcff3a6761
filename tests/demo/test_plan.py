"""The plan of the demonstration: the published figures, invented people, the same for the same seed."""

import csv
import datetime as dt
import random
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from demo import answers
from demo.calls import FIRST_DAY, LAST_DAY, NOT_YET_CALLED
from demo.plan import OWN, FrameService, Plan, plan
from enterprises.vocabulary import INVENTED_MARK, EngagementStatus, Origin
from interviews.case_codes import Attempt, closes, code_of
from interviews.plausible_times import questions_about
from interviews.vocabulary import INTERVIEW_CALLS, InterviewStatus
from survey.answers import AnswerState
from survey.vocabulary import CaseCode

STATUSES = {CaseCode.COMPLETE: InterviewStatus.COMPLETE, CaseCode.PARTIAL: InterviewStatus.PARTIAL}
LONDON = ZoneInfo("Europe/London")
REGIONS = ("North East", "London", "Wales")
OUTCODES = {"North East": ("NE1", "DH1"), "London": ("SE1", "N7"), "Wales": ("CF10",)}
PRISONS = [
    FrameService(slug, REGIONS[i % 3], True, OUTCODES[REGIONS[i % 3]][0])
    for i, slug in enumerate([*NOT_YET_CALLED, *(f"hmp-{number:03d}" for number in range(133))])
]
AREAS = [FrameService(f"area-{number:02d}", REGIONS[number % 3], False, "CF10") for number in range(42)]
FRAME = [*PRISONS, *AREAS]


@pytest.fixture(scope="module")
def made() -> Plan:
    return plan(FRAME, OUTCODES, LONDON)


def test_every_area_and_97_of_135_prisons_are_interviewed(made: Plan) -> None:
    prisons = Counter(case.fieldwork.code for case in made.cases if not case.slug.startswith("area-"))
    areas = Counter(case.fieldwork.code for case in made.cases if case.slug.startswith("area-"))

    assert (prisons[CaseCode.COMPLETE], prisons[CaseCode.PARTIAL]) == (92, 5)
    assert prisons.total() == 135
    assert areas == {CaseCode.COMPLETE: 40, CaseCode.PARTIAL: 2}


def test_a_partial_interview_ends_before_the_questions_on_an_enterprise_of_its_own(made: Plan) -> None:
    partial = [case for case in made.cases if case.fieldwork.code == CaseCode.PARTIAL]

    assert all(case.mentions and case.values["take_part"] == "yes" for case in partial)
    assert not any({"spv_status", "name_service", "ask_again"} & set(case.values) for case in partial)


def test_some_respondents_do_not_know_or_refuse_but_most_answer(made: Plan) -> None:
    questions = ("benefits", "drawbacks", "barriers", "would_like", "organisations_number")
    answers_given = [
        case.values[question] for case in made.cases if case.is_interviewed for question in questions
    ]

    missing = Counter(answer for answer in answers_given if answer in (None, AnswerState.REFUSED))

    assert set(missing) == {None, AnswerState.REFUSED}
    assert 0.03 < missing.total() / len(answers_given) < 0.10


def test_a_respondent_who_works_with_nobody_included_is_not_rung_again(made: Plan) -> None:
    outcomes = {planned.blueprint.number: planned.blueprint.outcome for planned in made.organisations}

    for case in made.cases:
        if case.values.get("ask_again") == "yes":
            assert [
                mention
                for mention in case.mentions
                if mention.status == EngagementStatus.WORKS
                and outcomes.get(mention.number) in answers.INCLUDED
            ], case.slug


def test_the_same_seed_gives_the_same_plan_in_whatever_order_the_frame_comes(made: Plan) -> None:
    shuffled = random.Random(1).sample(FRAME, len(FRAME))

    assert plan(shuffled, dict(reversed(OUTCODES.items())), LONDON) == made


def test_another_seed_gives_another_plan_with_the_same_figures(made: Plan) -> None:
    other = plan(FRAME, OUTCODES, LONDON, seed="another")

    assert other != made
    assert sum(case.is_interviewed for case in other.cases) == 97 + 42


def test_the_code_of_each_case_follows_from_its_calls_and_none_comes_after_a_final_one(made: Plan) -> None:
    for case in made.cases:
        calls = case.fieldwork.attempts
        status = STATUSES.get(case.fieldwork.code)
        assert code_of([Attempt(1, call.disposition) for call in calls], status) == case.fieldwork.code, (
            case.slug
        )
        if status:
            assert calls[-1].disposition in INTERVIEW_CALLS, case.slug
        assert not [call for call in calls[:-1] if closes(call.disposition, None)], case.slug
        assert [call.made_at for call in calls] == sorted(call.made_at for call in calls)


def test_calls_are_on_working_days_of_the_fieldwork_and_call_backs_are_later(made: Plan) -> None:
    for case in made.cases:
        for call in case.fieldwork.attempts:
            assert FIRST_DAY <= call.made_at.date() <= LAST_DAY
            assert call.made_at.weekday() < 5
            assert dt.time(9) <= call.made_at.time() < dt.time(17)
            assert call.call_back_at is None or call.call_back_at > call.made_at


def test_call_backs_are_at_plausible_times(made: Plan) -> None:
    arranged = [
        (call.call_back_at.replace(tzinfo=None), call.made_at.replace(tzinfo=None))
        for case in made.cases
        for call in case.fieldwork.attempts
        if call.call_back_at
    ]
    doubted = [
        question
        for at, made_at in arranged
        for question in questions_about(at, now=made_at, fieldwork_ends=LAST_DAY)
        if question.code != "far"
    ]

    assert arranged
    assert doubted == []
    assert {at.weekday() for at, _ in arranged} <= {0, 1, 2, 3, 4}


def test_the_prisons_not_yet_called_have_no_call(made: Plan) -> None:
    cases = {case.slug: case for case in made.cases}

    assert [cases[slug].fieldwork.attempts for slug in NOT_YET_CALLED] == [(), ()]


def test_every_organisation_is_marked_as_invented_and_has_a_name_of_its_own(made: Plan) -> None:
    names = [planned.blueprint.name for planned in made.organisations]

    assert all(name.endswith(INVENTED_MARK) for name in names)
    assert len(set(names)) == len(names)


def test_no_invented_name_is_that_of_an_organisation_we_know(made: Plan) -> None:
    known = Path("enterprises/data/organisations.csv")
    if not known.exists():
        pytest.skip("The real organisations are not in this checkout.")
    real = {row["name"].casefold() for row in csv.DictReader(known.open(encoding="utf-8"))}

    assert not real & {
        planned.blueprint.name.removesuffix(INVENTED_MARK).strip().casefold()
        for planned in made.organisations
    }


def test_respondents_cannot_be_reached(made: Plan) -> None:
    for case in made.cases:
        assert case.respondent.email.endswith("@respondent.example")
        assert case.respondent.telephone.replace(" ", "").startswith(("01632960", "07700900"))
        assert len(case.respondent.telephone.replace(" ", "")) == 11


def test_eight_services_have_an_enterprise_of_their_own_and_name_it(made: Plan) -> None:
    own = {planned.blueprint.number for planned in made.organisations if planned.blueprint.outcome == OWN}

    naming = [case for case in made.cases if any(mention.number in own for mention in case.mentions)]

    assert len(own) == len(naming) == 8
    statuses = Counter(case.values["spv_status"] for case in naming)
    assert statuses == {"operating": 3, "in_development": 1, "failed_before": 2, "failed_after": 1, None: 1}


def test_eleven_of_nineteen_services_with_an_enterprise_or_interest_lack_guidance(made: Plan) -> None:
    interviewed = [
        case.values
        for case in made.cases
        if case.values.get("spv_status") in (*answers.SPV_STATUSES, "interested")
    ]

    assert len(interviewed) == 19
    assert sum("legal_guidance" in values["spv_obstacles"] for values in interviewed) == 11
    assert sum(values["spv_status"] == "interested" for values in interviewed) == answers.NUMBER_INTERESTED


def test_about_half_of_the_relations_with_external_enterprises_grew_out_of_wider_work(made: Plan) -> None:
    outcomes = {planned.blueprint.number: planned.blueprint.outcome for planned in made.organisations}
    relations = [
        mention
        for case in made.cases
        for mention in case.mentions
        if mention.status == EngagementStatus.WORKS and outcomes.get(mention.number) in answers.INCLUDED
    ]

    share = sum(mention.origin == Origin.WIDER_THIRD_SECTOR for mention in relations) / len(relations)

    assert 0.42 <= share <= 0.58
