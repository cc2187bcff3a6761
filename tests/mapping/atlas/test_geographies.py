"""The geographies of the map: areas of 2009, trusts of 2010 and regions, in every form of the map."""

import datetime as dt
import json

import pytest
from django.http import QueryDict

from mapping.atlas import AtlasQuery
from mapping.atlas.drawing import picture
from mapping.atlas.drawing.svg_map import draw
from mapping.atlas.geographies import (
    AREAS,
    GEOGRAPHIES,
    REGIONS,
    REGIONS_2021,
    TRUSTS,
    geography_on,
    middle_tile,
)
from mapping.atlas.listing import Listing
from noms.geometry import polygons
from noms.models import ProbationArea
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]

NUMBERS = {AREAS: 42, TRUSTS: 35, REGIONS: 10, REGIONS_2021: 12}


@pytest.fixture
def study():
    return StudyFactory(slug="first", is_published=True, closed_on=dt.date(2009, 8, 28))


@pytest.fixture
def later():
    frame_on = dt.date(2011, 7, 1)
    return StudyFactory(slug="second", is_published=True, frame_on=frame_on, opened_on=frame_on)


def atlas(query="", **sees):
    return AtlasQuery(QueryDict(query), **sees)


@pytest.mark.parametrize(
    ("day", "way"),
    [
        pytest.param(dt.date(2010, 3, 31), AREAS, id="the last day of areas"),
        pytest.param(dt.date(2010, 4, 1), TRUSTS, id="the first day of trusts"),
        pytest.param(dt.date(2021, 6, 25), TRUSTS, id="the last day before the regions of 2021"),
        pytest.param(dt.date(2021, 6, 26), REGIONS_2021, id="the first day of the regions of 2021"),
    ],
)
def test_the_geography_follows_the_day(day, way):
    assert geography_on(day) == way


def test_a_study_from_april_2010_shows_trusts_and_one_before_shows_areas(study, later):
    assert atlas("study=first").filters.geography == AREAS
    assert atlas("study=second").filters.geography == TRUSTS
    assert atlas("study=second&ground=regions").filters.geography == REGIONS
    assert "ground" not in atlas("study=second").filters.query()
    assert "ground=areas" in atlas("study=second&ground=areas").filters.query()


def test_an_unknown_geography_is_reported_and_ignored():
    result = atlas("ground=counties")

    assert result.filters.geography == REGIONS_2021
    assert any("counties" in notice for notice in result.filters.notices)


@pytest.mark.parametrize("ground", NUMBERS)
def test_drawing_figures_tiles_table_and_outlines_have_the_same_zones(ground):
    result = atlas(f"ground={ground}&list=areas")
    names = {shape.name for shape in polygons(result.partition.geography.layer)}

    assert len(names) == NUMBERS[ground]
    assert set(result.shading.figures) == names
    assert {area.name for area in draw(result).areas} == names
    assert all(area.address for area in draw(result).areas)
    assert len({(tile.x, tile.y) for tile in result.tiles.rows}) == NUMBERS[ground]
    assert {row["name"] for row in Listing(result).rows} == names
    assert f"by {result.partition.geography.singular}" in result.shading.title


@pytest.mark.parametrize("measure", ["organisations", "engaged"])
def test_figures_of_areas_add_up_to_those_of_their_trust_and_region(measure):
    engaged(listed("One", outcode="CF10"), "hmp-cardiff")
    engaged(listed("Two", outcode="LL13"), "hmp-swansea")
    sums = {}

    for ground, name in ((TRUSTS, "Wales Probation Trust"), (REGIONS, "Wales")):
        sums[ground] = atlas(f"measure={measure}&ground={ground}").shading.figures[name].words
    words = sums[REGIONS].removeprefix("Wales: ")

    assert sums[TRUSTS] == f"Wales Probation Trust: {words}"
    assert words.startswith("2 ")


def test_an_organisation_located_only_by_region_counts_there():
    organisation = listed("Somewhere in Wales", outcode="CF10")
    organisation.places.update(area=None)

    assert atlas("ground=regions").shading.figures["Wales"].value == 1
    assert atlas("ground=areas").shading.figures["South Wales"].value == 0


def test_a_trust_counts_once_where_it_serves_four_areas(later):
    engaged(listed("Bakery", outcode="CF10"), "wales-probation-trust")

    figures = atlas("study=second&measure=engaged&kind=probation").shading.figures

    assert figures["Wales Probation Trust"].words.startswith("Wales Probation Trust: 1 of 1 services")


def test_choosing_a_trust_filters_by_all_its_areas_and_marks_it():
    result = atlas("ground=trusts&region=south-west&measure=engaged")
    wales = next(area for area in draw(result).areas if area.name == "Wales Probation Trust")
    chosen = result.with_query(wales.address.partition("?")[2])

    assert {area.slug for area in chosen.areas} == set(
        ProbationArea.objects.filter(trust__slug="wales-probation-trust").values_list("slug", flat=True)
    )
    assert chosen.regions == []
    assert chosen.filters.geography == TRUSTS
    assert chosen.filters.measure == "engaged"
    assert chosen.chosen_zones == ["Wales Probation Trust"]
    assert [area.name for area in draw(chosen).areas if area.is_chosen] == ["Wales Probation Trust"]
    assert [
        row["name"] for row in Listing(chosen.with_query(chosen.filters.query({"list": "areas"}))).rows
    ] == ["Wales Probation Trust"]


def test_choosing_a_region_replaces_the_area():
    result = atlas("ground=regions&area=gloucestershire")
    wales = next(area for area in draw(result).areas if area.name == "Wales")
    chosen = result.with_query(wales.address.partition("?")[2])

    assert [region.slug for region in chosen.regions] == ["wales"]
    assert chosen.areas == []
    assert chosen.chosen_zones == ["Wales"]


def test_coverage_by_trust_is_for_research_roles_and_by_region_for_the_public(later):
    strand = StrandFactory(study=later)
    leeds = ProbationArea.objects.get(slug="west-yorkshire").services.get(slug="hmp-leeds")
    SampledUnitFactory(strand=strand, service=leeds, code=CaseCode.COMPLETE)
    release_study(later)
    query, trust = "study=second&measure=interviewed", "West Yorkshire Probation Trust"

    public, research = atlas(query).shading, atlas(query, sees_outcomes=True).shading

    assert public.title == "Services interviewed, by region"
    assert public.figures[trust].words == "Yorkshire and Humberside: 1 of 1 services interviewed"
    assert research.title == "Services interviewed, by trust (live, not released)"
    assert research.figures[trust].words == f"{trust}: 1 of 1 services interviewed"


@pytest.mark.parametrize("ground", NUMBERS)
def test_page_live_map_and_files_follow_the_geography(client, ground):
    query = f"?ground={ground}&list=areas"
    page = client.get(f"/atlas/{query}").content.decode()
    live = client.get(f"/atlas/measures.json{query}").json()
    features = json.loads(files_of(client, f"/atlas/list.geojson{query}"))["features"]
    layer = client.get(live["geometry"]).json()
    (shapes,) = layer["objects"].values()

    assert f'data-atlas-geometry="{live["geometry"]}"' in page
    assert {shape["properties"][live["named_by"]] for shape in shapes["geometries"]} == set(live["figures"])
    assert all(live["borders"] in shape["properties"] for shape in shapes["geometries"])
    assert len(features) == NUMBERS[ground]
    assert {one["geometry"]["type"] for one in features} == {"MultiPolygon"}
    assert f"Tile map of the {NUMBERS[ground]} {GEOGRAPHIES[ground].plural}" in page
    assert f"{GEOGRAPHIES[ground].plural.capitalize()}: Organisations listed" in picture.svg_of(
        atlas(query[1:])
    )
    assert client.get(f"/atlas/map.png{query}").content.startswith(b"\x89PNG")


def files_of(client, address):
    return b"".join(client.get(address).streaming_content)


def test_the_api_takes_the_map_s_address_as_it_is(client):
    assert client.get("/api/v1/organisations/?ground=trusts").status_code == 200


@pytest.mark.parametrize("ground", NUMBERS)
def test_queries_are_the_same_for_every_geography(client, ground, django_assert_max_num_queries):
    for number in range(3):
        engaged(listed(f"Enterprise {number}", outcode="LS9"), "hmp-leeds")
    client.get("/atlas/")

    with django_assert_max_num_queries(5):
        client.get(f"/atlas/measures.json?ground={ground}")


def test_the_tile_of_a_trust_is_that_of_one_of_its_areas():
    assert middle_tile([(4, 2), (5, 1), (6, 1), (6, 2)]) in [(5, 1), (6, 1), (6, 2)]
    assert middle_tile([(3, 4)]) == (3, 4)
