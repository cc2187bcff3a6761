"""The gaps report on small frames made by hand."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Engagement, Organisation
from enterprises.vocabulary import Activity
from interviews.actions import resolve_mention
from mapping.disclosure import control
from mapping.reports import gaps
from mapping.reports.gaps.report import split_is_safe
from mapping.reports.table import Row
from noms.models import Region, Service
from survey.models import Strand, Study
from tests.factories.assessed import assessed
from tests.factories.enterprises import EngagementFactory, PlaceFactory
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import ProbationAreaFactory, RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand() -> Strand:
    return StrandFactory(study=StudyFactory(frame_on=dt.date(2009, 7, 1)))


@pytest.fixture
def north() -> Region:
    return RegionFactory(name="North", position=1)


def in_frame(strand: Strand, region: Region, code: str = "I", **service: object) -> Service:
    made = ServiceFactory(region=region, **service)
    SampledUnitFactory(strand=strand, service=made, code=code)
    return made


def included(name: str, **place: object) -> Organisation:
    made = assessed(name, trading_share="80")
    if place:
        PlaceFactory(organisation=made, **place)
    return made


def works(organisation: Organisation, service: Service, *activities: str, **made: object) -> Engagement:
    engagement = EngagementFactory(
        **{"organisation": organisation, "service": service, "is_published": True} | made
    )
    for activity in activities:
        engagement.terms.create(vocabulary="activity", term=activity)
    return engagement


def rows(study: Study, key: str, *, detail: bool = True) -> list[Row]:
    report = gaps.build(study, detail=detail)
    return list(next(table for table in report.tables if table.key == key).rows)


def test_services_are_counted_by_kind_and_region_with_what_is_known(strand: Strand, north: Region) -> None:
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


def test_what_another_study_was_told_fills_no_gap_and_what_this_one_was_told_does(
    strand: Strand, north: Region
) -> None:
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
    (borders,) = rows(strand.study, "areas")
    assert (borders["area"], borders["missing"], borders["which"]) == ("Borders", 1, "Business advice")


def test_areas_are_ranked_by_share_then_activities_then_organisations_and_equals_share_a_rank(
    strand: Strand, north: Region
) -> None:
    good = included("Good")
    full, half, bare, poor, home = (
        ProbationAreaFactory(name=name, region=north) for name in ("Full", "Half", "Bare", "Poor", "Home")
    )
    works(good, in_frame(strand, north, area=full), "paid_work")
    works(good, in_frame(strand, north, area=half), "paid_work")
    in_frame(strand, north, area=half)
    for area in (bare, poor, home):
        in_frame(strand, north, area=area)
    PlaceFactory(organisation=good, area=home, latitude=52, longitude=-1)
    ProbationAreaFactory(name="Empty", region=north)

    table = next(table for table in gaps.build(strand.study, detail=True).tables if table.key == "areas")

    assert [(row["rank"], row["area"], row["share"], row["missing"], row["based"]) for row in table.rows] == [
        (1, "Bare", 1.0, 8, 0),
        (1, "Poor", 1.0, 8, 0),
        (3, "Home", 1.0, 8, 1),
        (4, "Half", 0.5, 7, 0),
        (5, "Full", 0.0, 7, 0),
    ]
    assert "1 area has no service in the frame." in table.notes


def test_a_trust_counts_in_every_area_that_it_serves(strand: Strand, north: Region) -> None:
    trust = in_frame(strand, north, trust=True)
    for name in ("East", "West"):
        ProbationAreaFactory(name=name, region=north, trust=trust)
    in_frame(strand, north)

    table = next(table for table in gaps.build(strand.study, detail=True).tables if table.key == "areas")

    assert [(row["area"], row["frame"]) for row in table.rows] == [("East", 1), ("West", 1)]
    assert "1 service of the frame lies in no recorded area." in table.notes


def test_each_gap_has_its_nearest_organisation_and_the_distance_to_each_activity(
    strand: Strand, north: Region
) -> None:
    gap = in_frame(strand, north, name="HMP Lonely", latitude=52.0, longitude=-1.0)
    # A degree of latitude is 111.2 km.
    near = included("Near", latitude=52.1, longitude=-1.0)
    near.terms.create(vocabulary="activity", term="paid_work")
    far = included("Far", latitude=53.0, longitude=-1.0)
    far.terms.create(vocabulary="activity", term="brokerage")
    works(far, in_frame(strand, north, name="HMP Served"), "paid_work", "qualifications")
    included("Nowhere known", latitude=None, longitude=None)

    (nearest,) = rows(strand.study, "nearest")
    (away,) = rows(strand.study, "nearest_by_activity")

    assert nearest == {
        "region": "North",
        "service": gap.name,
        "kilometres": 11,
        "organisation": "Near",
        "kind": "Prison",
        "state": "Interviewed",
    }
    assert (away["paid_work"], away["brokerage"], away["qualifications"]) == (11, 111, 111)
    assert away["business_advice"] is None


@pytest.mark.parametrize("hidden", ["not published", "not included"])
def test_only_published_included_organisations_are_near(strand: Strand, north: Region, hidden: str) -> None:
    in_frame(strand, north)
    shy = assessed(
        "Shy", trading_share="80" if hidden == "not published" else "", is_published=hidden == "not included"
    )
    PlaceFactory(organisation=shy, latitude=52, longitude=-1)

    (nearest,) = rows(strand.study, "nearest")

    assert (nearest["organisation"], nearest["kilometres"]) == (None, None)


OPEN_TO_ALL = ("areas", "nearest", "nearest_by_activity")


def test_what_a_respondent_kept_back_changes_nothing_that_names_a_service(strand: Strand) -> None:
    area = ProbationAreaFactory(region=RegionFactory(name="North", position=1))
    service, good = in_frame(strand, area.region, area=area), included("Good")
    before = [rows(strand.study, key, detail=False) for key in OPEN_TO_ALL]

    works(good, service, "paid_work", is_published=False)

    assert [rows(strand.study, key, detail=False) for key in OPEN_TO_ALL] == before
    assert rows(strand.study, "services_by_kind", detail=False)[0]["known"] == 1
    assert rows(strand.study, "nearest", detail=True) == []


def test_the_public_is_not_told_who_was_interviewed(strand: Strand) -> None:
    area = ProbationAreaFactory(region=RegionFactory(name="North", position=1))
    unit = SampledUnitFactory(strand=strand, service=ServiceFactory(region=area.region, area=area), code="R")
    in_frame(strand, area.region, area=area)
    told = []
    for code in ("R", "NC", "UH", "I"):
        unit.code = code
        unit.save()
        report = gaps.build(strand.study, detail=False)
        told.append([table.rows for table in report.tables if table.key != "services_by_kind"])

    assert all(tables == told[0] for tables in told)
    assert "interviewed" not in rows(strand.study, "services_by_region", detail=False)[0]
    assert "state" not in rows(strand.study, "nearest", detail=False)[0]


@pytest.mark.parametrize(
    ("interviewed", "silent", "is_safe"),
    [(0, 0, True), (3, 0, True), (0, 9, False), (4, 1, False), (5, 9, True)],
)
def test_the_split_of_gaps_is_shown_where_it_names_nobody(
    strand: Strand, north: Region, interviewed: int, silent: int, is_safe: bool
) -> None:
    for number in range(interviewed + silent):
        in_frame(strand, north, "I" if number < interviewed else "NC")

    columns = rows(strand.study, "services_by_kind", detail=False)[0]

    assert ("not_interviewed" in columns) is is_safe
    assert split_is_safe([])


@pytest.mark.parametrize(
    ("prisons", "areas", "detail", "sentence"),
    [
        pytest.param(
            [], [], True, "No prison or probation service is in the frame of this study yet.", id="empty"
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

    assert few == queries() == 8
