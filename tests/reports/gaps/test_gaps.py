"""The gaps report on small frames made by hand: kinds, regions, activities, the first sentence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.vocabulary import Activity
from interviews.actions import resolve_mention
from noms.models import Region
from reports.disclosure import control
from reports.gaps import report as gaps
from survey.models import Strand
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import ProbationAreaFactory, RegionFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

from .frame import in_frame, included, rows, works

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_services_are_counted_by_kind_and_region_with_known_relations(strand: Strand, north: Region) -> None:
    south = RegionFactory(name="South", position=2)
    good = included("Good")
    works(good, in_frame(strand, north))
    in_frame(strand, north)
    in_frame(strand, north, "R")
    works(good, in_frame(strand, south, probation=True))

    prisons, areas, every = rows(strand.study, "services_by_kind")

    assert prisons == {
        "kind": "Prisons",
        "frame": 3,
        "known": 1,
        "without": 2,
        "share": 2 / 3,
        "interviewed": 1,
        "not_interviewed": 1,
    }
    assert (areas["frame"], areas["known"], areas["share"]) == (1, 1, 0)
    assert (every["frame"], every["without"]) == (4, 2)
    assert [
        (row["region"], row["kind"], row["frame"], row["without"])
        for row in rows(strand.study, "services_by_region")
    ] == [
        ("North", "Prisons", 3, 2),
        ("North", "Probation areas", 0, 0),
        ("South", "Prisons", 0, 0),
        ("South", "Probation areas", 1, 0),
        ("England and Wales", "Prisons", 3, 2),
        ("England and Wales", "Probation areas", 1, 0),
    ]


@pytest.mark.parametrize(
    "facts", [{"trading_share": "80", "statutory_body": "yes"}, {"trading_share": "80", "social_aims": ""}]
)
def test_an_organisation_that_is_not_included_fills_no_gap(
    strand: Strand, north: Region, facts: dict[str, str]
) -> None:
    works(assessed("Council", **facts), in_frame(strand, north))

    assert rows(strand.study, "services_by_kind")[0]["without"] == 1


@pytest.mark.parametrize("status", ["worked", "would_like"])
def test_a_relation_that_ended_or_is_wished_for_fills_no_gap(
    strand: Strand, north: Region, status: str
) -> None:
    works(included("Good"), in_frame(strand, north), status=status)

    assert rows(strand.study, "services_by_kind")[0]["without"] == 1


def test_a_relation_reported_in_another_study_fills_no_gap(strand: Strand, north: Region) -> None:
    service, other, good = in_frame(strand, north), StrandFactory(), included("Good")
    told_others = SampledUnitFactory(strand=other, service=service, code="I")
    named = MentionFactory(interview=InterviewFactory(unit=told_others, status="complete"))
    resolve_mention(mention=named, organisation=good, by=None)

    assert rows(strand.study, "services_by_kind")[0]["known"] == 0
    assert rows(other.study, "services_by_kind")[0]["known"] == 1


def test_an_activity_that_nobody_provides_is_named_by_kind_region_and_area(strand: Strand) -> None:
    area = ProbationAreaFactory(name="Borders", region=RegionFactory(name="North", position=1))
    south = RegionFactory(name="South", position=2)
    all_but_one = [word.value for word in Activity if word != Activity.BUSINESS_ADVICE]
    good = included("Good")
    works(good, in_frame(strand, area.region, area=area), *all_but_one)
    works(good, in_frame(strand, south), "paid_work", "business_advice")

    by_kind = {row["activity"]: row for row in rows(strand.study, "activities_by_kind")}
    by_region = {row["region"]: row for row in rows(strand.study, "activities_by_region")}

    advice, paid = by_kind["Business advice"], by_kind["Paid work experience"]
    assert (advice["prison"], advice["prison_share"], advice["regions"], advice["which"]) == (
        1,
        0.5,
        1,
        "North",
    )
    assert (paid["prison"], paid["probation"], paid["probation_share"]) == (2, 0, None)
    assert (paid["regions"], paid["which"]) == (0, "None")
    assert (by_region["North"]["missing"], by_region["North"]["which"]) == (1, "Business advice")
    assert by_region["South"]["missing"] == 6
    assert by_region["England and Wales"]["which"] == "None"
    (borders,) = rows(strand.study, "activities_by_area")
    assert (borders["area"], borders["missing"], borders["which"]) == ("Borders", 1, "Business advice")


@pytest.mark.parametrize(
    ("prisons", "areas", "detail", "sentence"),
    [
        pytest.param(
            [],
            [],
            True,
            "No prison or probation service is in the list of services of this study yet.",
            id="empty",
        ),
        pytest.param(
            ["works", "I", "R", "NC"],
            ["works", "I"],
            True,
            "3 of 4 prisons (75%) and 1 of 2 probation areas (50%) are not known to work with any organisation that "
            "the study's definition includes; 2 of these 4 were not interviewed.",
            id="both",
        ),
        pytest.param(
            ["I"],
            [],
            True,
            "1 of 1 prison (100%) is not known to work with any organisation that the study's definition includes; "
            "it was interviewed.",
            id="one interview",
        ),
        pytest.param(
            ["R", "R"],
            ["R"],
            False,
            "2 of 2 prisons (100%) and 1 of 1 probation area (100%) are not known to work with any organisation that "
            "the study's definition includes; those that were not interviewed may well do so.",
            id="all refused",
        ),
        pytest.param(
            ["works"],
            ["works"],
            False,
            "0 of 1 prison (0%) and 0 of 1 probation area (0%) are not known to work with any organisation that the "
            "study's definition includes.",
            id="no gap",
        ),
    ],
)
def test_the_first_sentence_is_right_for_every_number(
    strand: Strand, north: Region, prisons: list[str], areas: list[str], detail: bool, sentence: str
) -> None:
    good = included("Good")
    for kind, states in (({}, prisons), ({"probation": True}, areas)):
        for state in states:
            service = in_frame(strand, north, "I" if state == "works" else state, **kind)
            if state == "works":
                works(good, service)

    assert control(gaps.build(strand.study, detail=detail)).answer == sentence


def test_the_queries_stay_the_same_at_any_size(strand: Strand, north: Region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            gaps.build(strand.study, detail=True)
        return len(captured)

    few = queries()
    for number in range(4):
        area = ProbationAreaFactory(name=f"Area {number}")
        good = included(f"Good {number}", latitude=51 + number, longitude=-1)
        good.terms.create(vocabulary="activity", term="paid_work")
        works(good, in_frame(strand, area.region, area=area), "brokerage")
        in_frame(strand, area.region, "R", area=area)

    assert few == queries() == 9
