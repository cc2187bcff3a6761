"""Regions are merged where the figures of one would disclose whether a named service was interviewed."""

import random
from itertools import product

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from interviews.actions import resolve_mention
from mapping.atlas.filters import AtlasFilters
from mapping.atlas.measures import shading
from mapping.fieldwork import fieldwork_of
from mapping.pages import RegionPage
from noms.models import Region
from reports.comparison import report as comparison
from reports.coverage import report as coverage
from reports.engagement import report as engagement
from reports.region_merging import MERGED_NOTE, InterviewCounts, merge_regions, public_regions
from reports.registry import barriers
from reports.table import Report, Table
from survey.models import SampledUnit, Strand, Study
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StudyFactory
from tests.reports.subtraction import subtraction_of

BIG = InterviewCounts(frame=20, interviewed=10, listed=5)


@pytest.mark.parametrize(
    ("counts", "is_safe"),
    [
        pytest.param(InterviewCounts(1, 0, 0), False, id="the only one was not"),
        pytest.param(InterviewCounts(1, 1, 0), False, id="the only one was, and nothing is listed of it"),
        pytest.param(InterviewCounts(1, 1, 1), True, id="the only one was, as its listed working link says"),
        pytest.param(InterviewCounts(2, 1, 0), False, id="of two, either knows of the other"),
        pytest.param(InterviewCounts(8, 6, 6), False, id="all that were interviewed are listed"),
        pytest.param(InterviewCounts(8, 7, 6), False, id="two are left"),
        pytest.param(InterviewCounts(8, 6, 5), True, id="one of three was"),
        pytest.param(InterviewCounts(4, 4, 3), False, id="everybody was, and one is not listed"),
        pytest.param(InterviewCounts(), True, id="nobody there"),
    ],
)
def test_a_group_is_safe_if_several_services_without_a_listed_relation_differ_in_outcome(
    counts: InterviewCounts, is_safe: bool
) -> None:
    assert counts.is_safe(BIG) is is_safe


def test_a_country_where_everybody_was_interviewed_needs_no_merging() -> None:
    assert InterviewCounts(4, 4, 3).is_safe(InterviewCounts(42, 42, 36))


def test_two_safe_groups_merged_are_safe() -> None:
    parts = [InterviewCounts(f, i, t) for f, i, t in product(range(6), repeat=3) if t <= i <= f]
    safe = [part for part in parts if part.is_safe(BIG)]

    assert len(safe) > 10
    assert all((one + other).is_safe(BIG) for one in safe for other in safe)


NOBODY: dict[str, frozenset[str]] = {}


def test_an_unsafe_region_joins_the_neighbour_with_the_fewest_interviews() -> None:
    """Of Wales one probation area alone was not interviewed; London is smaller than North, but no neighbour."""
    counts = {
        "Wales": {"prison": InterviewCounts(9, 5, 3), "probation": InterviewCounts(1, 0, 0)},
        "North": {"prison": InterviewCounts(9, 5, 3), "probation": InterviewCounts(6, 3, 1)},
        "London": {"prison": InterviewCounts(5, 3, 1), "probation": InterviewCounts(5, 3, 2)},
        "Nowhere": {},
    }

    assert merge_regions(counts, neighbours=NOBODY, smallest=2) == [
        ("Wales", "London"),
        ("North",),
        ("Nowhere",),
    ]
    beside = {"Wales": frozenset({"North"})}
    assert merge_regions(counts, neighbours=beside, smallest=2) == [
        ("Wales", "North"),
        ("London",),
        ("Nowhere",),
    ]


def test_regions_are_merged_smallest_first_until_fifteen_were_interviewed_in_each() -> None:
    """The demonstration, by hand: London 6 joins East 18; Wales 6 joins West Midlands 12; North East 9 joins Yorkshire
    14; then the South West, 14, joins the 18 of West Midlands and Wales, who are fewer than the South East's 22.
    """
    interviewed = {
        "North East": 9,
        "North West": 19,
        "Yorkshire": 14,
        "East Midlands": 19,
        "West Midlands": 12,
        "East": 18,
        "London": 6,
        "South East": 22,
        "South West": 14,
        "Wales": 6,
    }
    beside = {
        "North East": {"North West", "Yorkshire"},
        "London": {"East", "South East"},
        "Wales": {"North West", "South West", "West Midlands"},
        "South West": {"South East", "Wales", "West Midlands"},
    }

    groups = merge_regions(
        {region: {"any": InterviewCounts(number, number, number)} for region, number in interviewed.items()},
        neighbours={region: frozenset(others) for region, others in beside.items()},
        smallest=15,
    )

    assert groups == [
        ("North East", "Yorkshire"),
        ("North West",),
        ("East Midlands",),
        ("West Midlands", "South West", "Wales"),
        ("East", "London"),
        ("South East",),
    ]


def test_regions_that_no_merger_makes_safe_end_in_one_group_without_empty_regions() -> None:
    counts = {
        "North": {"prison": InterviewCounts(1, 0, 0)},
        "Empty": {},
        "South": {"prison": InterviewCounts(1, 1, 0)},
    }

    assert merge_regions(counts, neighbours=NOBODY, smallest=15) == [("North", "South"), ("Empty",)]


def sampled_service(
    strand: Strand, region: Region, code: str, *, told: bool | None = None, **service: object
) -> str:
    """Create a service with its outcome; `told`: it named an included organisation and may be named or not."""
    unit = SampledUnitFactory(strand=strand, service=ServiceFactory(region=region, **service), code=code)
    if code == "I":
        consents = {"take_part": "yes", "name_service": "yes" if told else "no"}
        held = InterviewFactory(unit=unit, status="complete", consents=consents)
        if told is not None:
            good = assessed(f"Good {unit.pk}", trading_share="80")
            resolve_mention(mention=MentionFactory(interview=held), organisation=good, by=None)
    name: str = unit.service.name
    return name


@pytest.fixture
def lonely(strand: Strand, north: Region, south: Region) -> Study:
    """A study with one probation area in the north, which refused, and four in the south, two interviewed."""
    strand.study.is_published = True
    strand.study.save()
    sampled_service(strand, north, "R", probation=True)
    for code, told in (("I", True), ("I", False), ("NC", None), ("R", None)):
        sampled_service(strand, south, code, told=told, probation=True)
    for code in ("I", "I", "R", "NC"):
        sampled_service(strand, north, code)
        sampled_service(strand, south, code)
    study: Study = strand.study
    return study


def table_of(report: Report, key: str) -> Table:
    return next(table for table in report.tables if table.key == key)


@pytest.mark.django_db
def test_coverage_and_engagement_tell_it_of_the_regions_together(lonely: Study) -> None:
    covered = table_of(coverage.build(lonely, detail=False), "by_region")
    engaged = table_of(engagement.build(lonely, detail=False), "services_by_region")

    for table in (covered, engaged):
        assert [row["region"] for row in table.rows] == ["North with South"] * 2 + ["England and Wales"] * 2
        assert MERGED_NOTE in table.notes
    assert (covered.rows[1]["frame"], covered.rows[1]["interviewed"]) == (5, 2)
    assert [row["region"] for row in table_of(coverage.build(lonely, detail=True), "by_region").rows][
        ::2
    ] == [
        "North",
        "South",
        "England and Wales",
    ]


@pytest.mark.django_db
def test_the_public_engagement_figures_by_region_count_only_nameable_relations(lonely: Study) -> None:
    tables = {table.key: table for table in engagement.build(lonely, detail=False).tables}
    areas, country = tables["services_by_region"].rows[1], tables["services_by_kind"].rows[1]

    assert (areas["interviewed"], areas["included"], areas["others"], areas["share"]) == (2, 1, 1, 0.5)
    assert (country["interviewed"], country["included"]) == (2, 2)
    full = table_of(engagement.build(lonely, detail=True), "services_by_region").rows
    assert [row["included"] for row in full if row["region"] == "South"] == [0, 2]


@pytest.mark.django_db
def test_the_interval_is_by_region_for_research_roles_only(lonely: Study) -> None:
    told = {
        detail: {row["by"] for row in table_of(coverage.build(lonely, detail=detail), "exactness").rows}
        for detail in (True, False)
    }

    assert told == {True: {"Kind of service", "Region"}, False: {"Kind of service"}}


@pytest.mark.django_db
def test_the_map_and_the_page_of_a_region_say_it_of_the_regions_together(lonely: Study) -> None:
    region = Region.objects.get(name="North")
    release_study(lonely)
    filters = AtlasFilters(QueryDict(f"study={lonely.slug}"))
    page = RegionPage(region, sees_outcomes=False, filters=filters).figures[0]

    assert (page.figure, page.label) == (
        "6 of 13",
        "services interviewed in North with South together, because the study publishes these regions as one",
    )
    shown = shading(
        "interviewed",
        study=lonely,
        organisations=None,
        services=None,
        engaged=set(),
        fieldwork=fieldwork_of(lonely, is_live=False),
    )
    assert MERGED_NOTE in shown.notes


@pytest.mark.django_db
def test_barriers_by_region_have_the_regions_together_too(lonely: Study) -> None:
    for detail, expected in ((False, {MERGED_NOTE}), (True, set())):
        found = [table for table in barriers.build(lonely, detail=detail).tables if table.key == "by_region"]
        assert all({MERGED_NOTE} & set(table.notes) == expected for table in found)
        assert all(("North with South" in {c.label for c in table.columns}) is not detail for table in found)


@pytest.mark.django_db
def test_two_studies_are_compared_service_by_service_for_research_roles_only(lonely: Study) -> None:
    """What became of a service is public, so that of few that merged it would be known who was interviewed."""
    other = StudyFactory()
    release_study(other)
    keys = {
        detail: {table.key for table in comparison.build(lonely, detail=detail, other=other).tables}
        for detail in (True, False)
    }

    assert keys[True] - keys[False] == {"turnover", "test", "by_region", "interviewed"}


@pytest.mark.django_db
def test_the_queries_stay_the_same_at_any_size(lonely: Study) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            public_regions(lonely)
        return len(captured)

    few = queries()
    strand = Strand.objects.get(study=lonely)
    for name in "ABC":
        sampled_service(strand, RegionFactory(name=name), "I", told=True)

    assert few == queries() == 2


OUTCOMES = (("I", True), ("I", True), ("I", True), ("I", False), ("I", None), ("R", None), ("NC", None))


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 6))])
def test_nothing_can_be_concluded_of_a_service_of_an_invented_study(strand: Strand, seed: int) -> None:
    rng = random.Random(seed)
    strand.study.is_published = True
    strand.study.save()
    for number, name in enumerate(("North", "East", "South", "Shire")):
        region = RegionFactory(name=name, position=number)
        for kind in ({}, {"probation": True}):
            drawn = rng.choices(OUTCOMES, k=rng.randint(0, 6))
            # What the whole country's figures say of the kind is told anyway: they name nobody here.
            for code, told in (*drawn, *(OUTCOMES[3:] if number == 3 else ())):
                sampled_service(strand, region, code, told=told, **kind)

    subtraction = subtraction_of(strand.study)

    assert SampledUnit.objects.count() > 15
    assert subtraction.unlisted
    assert [str(each) for each in subtraction.conclusions()] == []
