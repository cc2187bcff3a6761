"""The gaps report by area and by service: ranks, distances, and what the public does not see."""

import pytest

from enterprises.vocabulary import Activity
from noms.models import Region
from reports.gaps import report as gaps
from reports.gaps.tables.services import split_is_safe
from survey.models import Strand
from tests.factories.assessed import assessed
from tests.factories.enterprises import PlaceFactory
from tests.factories.noms import ProbationAreaFactory, RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory

from .frame import in_frame, included, rows, works

pytestmark = pytest.mark.django_db


def test_areas_are_ranked_by_share_then_activities_then_organisations(strand: Strand, north: Region) -> None:
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
    assert "1 area has no service in the list." in table.notes


def test_a_trust_counts_in_every_area_that_it_serves(strand: Strand, north: Region) -> None:
    trust = in_frame(strand, north, trust=True)
    for name in ("East", "West"):
        ProbationAreaFactory(name=name, region=north, trust=trust)
    in_frame(strand, north)

    table = next(table for table in gaps.build(strand.study, detail=True).tables if table.key == "areas")

    assert [(row["area"], row["frame"]) for row in table.rows] == [("East", 1), ("West", 1)]
    assert "1 service of the list lies in no recorded area." in table.notes


def test_each_gap_has_its_nearest_organisation_and_the_distance_to_each_activity(
    strand: Strand, north: Region
) -> None:
    gap = in_frame(strand, north, name="HMP Lonely", latitude=52.0, longitude=-1.0)
    # A degree of latitude is 111.2 km or 69.1 miles.
    near = included("Near", latitude=52.1, longitude=-1.0)
    near.terms.create(vocabulary="activity", term="paid_work")
    far = included("Far", latitude=53.0, longitude=-1.0)
    far.terms.create(vocabulary="activity", term="brokerage")
    works(far, in_frame(strand, north, name="HMP Served"), "paid_work", "qualifications")
    included("Nowhere known", latitude=None, longitude=None)

    (nearest,) = rows(strand.study, "nearest")
    away = rows(strand.study, "nearest_by_activity")

    assert nearest == {
        "region": "North",
        "service": gap.name,
        "miles": 7,
        "organisation": "Near",
        "kind": "Prison",
        "state": "Interviewed",
    }
    assert [(row["organisation"], row["miles"], row["activities"]) for row in away] == [
        ("Near", 7, Activity.PAID_WORK.label),
        ("Far", 69, f"{Activity.BROKERAGE.label}; {Activity.QUALIFICATIONS.label}"),
    ]


def test_of_organisations_in_one_town_the_one_that_does_it_is_named(strand: Strand, north: Region) -> None:
    in_frame(strand, north, latitude=52.0, longitude=-1.0)
    for name, term in (("Anna's", "paid_work"), ("Bert's", "brokerage"), ("Carl's", "brokerage")):
        included(name, latitude=52.1, longitude=-1.0).terms.create(vocabulary="activity", term=term)

    away = rows(strand.study, "nearest_by_activity")

    assert [(row["organisation"], row["activities"]) for row in away] == [
        ("Anna's", Activity.PAID_WORK.label),
        ("Bert's", Activity.BROKERAGE.label),
    ]


@pytest.mark.parametrize("hidden", ["not published", "not counted"])
def test_only_published_included_organisations_are_near(strand: Strand, north: Region, hidden: str) -> None:
    in_frame(strand, north)
    shy = assessed(
        "Shy", trading_share="80" if hidden == "not published" else "", is_published=hidden == "not counted"
    )
    PlaceFactory(organisation=shy, latitude=52, longitude=-1)

    (nearest,) = rows(strand.study, "nearest")

    assert (nearest["organisation"], nearest["miles"]) == (None, None)


OPEN_TO_ALL = (
    "services_by_region",
    "activities_by_region",
    "areas",
    "activities_by_area",
    "nearest",
    "nearest_by_activity",
)


def test_a_respondent_who_wishes_not_to_be_named_changes_no_row_of_a_service(strand: Strand) -> None:
    area = ProbationAreaFactory(region=RegionFactory(name="North", position=1))
    service, good = in_frame(strand, area.region, area=area), included("Good")
    before = [rows(strand.study, key, detail=False) for key in OPEN_TO_ALL]

    works(good, service, "paid_work", is_published=False)

    assert [rows(strand.study, key, detail=False) for key in OPEN_TO_ALL] == before
    assert rows(strand.study, "services_by_kind", detail=False)[0]["known"] == 1
    assert rows(strand.study, "nearest", detail=True) == []


def test_the_regions_of_an_activity_are_those_where_it_may_be_named(strand: Strand, north: Region) -> None:
    works(included("Good"), in_frame(strand, north), "paid_work", is_published=False)

    told = {
        detail: next(row for row in rows(strand.study, "activities_by_kind", detail=detail) if row["prison"])
        for detail in (True, False)
    }

    assert (told[True]["prison"], told[True]["regions"], told[True]["which"]) == (1, 0, "None")
    assert (told[False]["prison"], told[False]["regions"], told[False]["which"]) == (1, 1, "North")


@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        (
            1,
            "1 prison known to work with a social enterprise may not be named with any: the table by kind counts "
            "it, and no region does.",
        ),
        (
            2,
            "2 prisons known to work with a social enterprise may not be named with any: the table by kind counts "
            "them, and no region does.",
        ),
        (0, None),
    ],
)
def test_the_number_of_services_without_a_region_is_given(
    strand: Strand, north: Region, hidden: int, words: str | None
) -> None:
    good = included("Good")
    works(good, in_frame(strand, north))
    for _ in range(hidden):
        works(good, in_frame(strand, north), is_published=False)

    report = gaps.build(strand.study, detail=False)

    notes = next(table for table in report.tables if table.key == "services_by_region").notes
    assert [note for note in notes if "no region does" in note] == ([words] if words else [])


def test_the_public_does_not_see_who_was_interviewed(strand: Strand) -> None:
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
