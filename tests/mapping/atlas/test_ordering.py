"""The list sorted by distance and newest source, filtered by a part of the map, and filters to remove."""

import datetime as dt
import itertools

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Evidence
from mapping.atlas.feed import map_key
from noms.models import Service
from search import index
from survey.models import Study
from tests.factories.directory import engaged, listed
from tests.factories.survey import StudyFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module"), pytest.mark.both_databases]

LEEDS = "-1.7,53.7,-1.4,53.9"


def names_of(client, query):
    return [row["name"] for row in client.get(f"/atlas/{query}").context["listing"].rows]


@pytest.fixture
def shops():
    return [listed("Truro Shop", outcode="TR1"), listed("Leeds Shop", outcode="LS9"), listed("Web Shop")]


@pytest.mark.parametrize("near", ["LS9", "ls9 7aa", "53.8,-1.5", " LS10 "])
def test_near_a_place_the_nearest_come_first_with_their_distance(client, shops, near):
    response = client.get("/atlas/", {"near": near})

    assert [row["name"] for row in response.context["listing"].rows] == [
        "Leeds Shop",
        "Truro Shop",
        "Web Shop",
    ]
    assert " miles</strong>" in text_of(response)
    assert "Place not known" in text_of(response)


@pytest.mark.parametrize(
    ("near", "notice"),
    [
        ("ZZ99", "“ZZ99” is not a postcode of England or Wales"),
        ("the moon", "No place that we know is called “the moon”"),
        ("91,0", "Latitudes run from"),
        ("1,2,3", "Write a point as latitude,longitude"),
        ("x" * 500, "No place that we know is called"),
    ],
)
def test_an_invalid_place_is_reported_with_a_sentence(client, shops, near, notice):
    response = client.get("/atlas/", {"near": near})

    assert notice in text_of(response)
    assert [row["name"] for row in response.context["listing"].rows] == [
        "Leeds Shop",
        "Truro Shop",
        "Web Shop",
    ]


def test_sorting_by_distance_needs_a_place(client, shops):
    assert "To sort by distance, say from where" in text_of(client.get("/atlas/?sort=distance"))


@pytest.mark.slow
def test_pages_by_distance_show_every_row_once(client):
    for number in range(12):
        listed(f"Leeds {number:02}", outcode="LS9")
        listed(f"Truro {number:02}", outcode="TR1")

    first = client.get("/atlas/?near=TR1")
    second = client.get(f"/atlas/{first.context['listing'].page.next}")
    back = client.get(f"/atlas/{second.context['listing'].page.previous}")

    pages = [[row["name"] for row in answer.context["listing"].rows] for answer in (first, second, back)]
    assert len(set(pages[0] + pages[1])) == 24
    assert pages[0][:12] == [f"Truro {number:02}" for number in range(12)]
    assert pages[2] == pages[0]


def test_services_and_areas_are_sorted_by_distance_too(client):
    assert names_of(client, "?list=services&near=LS12")[0] == "HMP Leeds"
    assert names_of(client, "?list=areas&ground=areas&near=LS9")[0] == "West Yorkshire"


def test_the_newest_evidence_comes_first_and_interviews_show_no_date_to_the_public(client_for):
    for name, day, kind in (
        ("Old", "2008-01-01", "desk"),
        ("New", "2009-06-01", "register"),
        ("Told", "2009-07-10", "organisation_interview"),
    ):
        shop = listed(name)
        Evidence.objects.filter(organisation=shop).update(
            observed_on=dt.date.fromisoformat(day), source_kind=kind
        )

    public = client_for("public").get("/atlas/?sort=evidence")
    research = client_for("researcher").get("/atlas/?sort=evidence")

    assert [row["name"] for row in public.context["listing"].rows] == ["New", "Old", "Told"]
    assert [row["name"] for row in research.context["listing"].rows] == ["Told", "New", "Old"]
    assert "10 July 2009" not in text_of(public)
    assert "Newest source: 10 July 2009" in text_of(research)


def test_a_part_of_the_map_filters_everything_alike(client, shops):
    page = client.get(f"/atlas/?bbox={LEEDS}")
    feed = client.get(f"/atlas/feed.json?bbox={LEEDS}").json()

    assert [row["name"] for row in page.context["listing"].rows] == ["Leeds Shop"]
    assert feed["organisations"]["id"] == [map_key(shops[1].public_id)]
    assert {row["name"] for row in feed["services"]} >= {"HMP Leeds"}
    assert "HMP Hull" not in {row["name"] for row in feed["services"]}
    assert names_of(client, f"?bbox={LEEDS}&list=services")[0].startswith("HM")
    assert client.get(f"/atlas/measures.json?bbox={LEEDS}").json()["bounds"] == [[53.7, -1.7], [53.9, -1.4]]
    assert "Place:" in text_of(page)


def test_a_part_of_the_map_changes_no_figure_and_no_colour_of_an_area(client):
    """HMP Leeds lies in the rectangle and the other prisons of West Yorkshire do not; Cumbria has nothing in it."""
    engaged(listed("Leeds Shop", outcode="LS9"), "hmp-leeds")
    listed("Truro Shop", outcode="TR1")
    part = "ground=areas&on=2009-07-01&bbox=-1.6,53.78,-1.5,53.82"
    for measure in ("engaged", "organisations", "per_service", "gap"):
        whole = client.get(f"/atlas/measures.json?measure={measure}&ground=areas&on=2009-07-01").json()
        of_part = client.get(f"/atlas/measures.json?measure={measure}&{part}").json()
        circle = client.get(
            f"/atlas/measures.json?measure={measure}&ground=areas&on=2009-07-01&near=LS12&within=2"
        ).json()
        for found in (of_part, circle):
            assert found["shades"] == whole["shades"]
            assert {name: (one["words"], one["shade"]) for name, one in found["figures"].items()} == {
                name: (one["words"], one["shade"]) for name, one in whole["figures"].items()
            }

    page = client.get(f"/atlas/?measure=engaged&list=areas&{part}")

    assert [(row["name"], row["cells"]) for row in page.context["listing"].rows] == [
        ("West Yorkshire", ("1", "6", "17%"))
    ]
    assert "Each figure is that of the whole area." in text_of(page)


def test_within_some_miles_of_a_place_everything_is_narrowed_alike(client, shops):
    """From LS12 to LS9 are 2.6 miles, to HMP Leeds in LS12 half a mile; HMP Wakefield is 8 miles away."""
    near = "near=LS12&within=5&on=2009-07-01&kind=prison"
    page = client.get("/atlas/?near=LS12&within=5")

    assert [row["name"] for row in page.context["listing"].rows] == ["Leeds Shop"]
    assert [one["name"] for one in client.get(f"/atlas/feed.json?{near}").json()["services"]] == ["HMP Leeds"]
    assert names_of(client, f"?{near}&list=services") == ["HMP Leeds"]
    west, south, east, north = itertools.chain.from_iterable(
        (east, north)
        for north, east in client.get("/atlas/measures.json?near=LS12&within=5").json()["bounds"]
    )
    assert (north - south) * 69.1 == pytest.approx(10, rel=0.01)
    assert (east - west) * 69.1 * 0.59 > 9
    assert "Within:" in text_of(page)
    assert "5 miles of LS12" in text_of(page)
    facets = {facet.name: facet for facet in page.context["atlas"].facets}
    assert sum(option.count for option in facets["outcome"].options) == 1
    assert "HMP Wakefield" in names_of(client, "?near=LS12&within=10&on=2009-07-01&list=services")
    for query, notice in (
        ("near=LS12&within=far", "“far” is not a distance: write whole miles from 1 to 500."),
        ("within=5", "To choose a distance, say from where: give a place under “Near”."),
    ):
        assert notice in text_of(client.get(f"/atlas/?{query}"))
        assert len(client.get(f"/atlas/?{query}").context["listing"].rows) == 3


def test_a_box_upside_down_is_reported_and_ignored(client, shops):
    response = client.get("/atlas/?bbox=-1,54,-2,53")

    assert "A box runs from west to east" in text_of(response)
    assert len(response.context["listing"].rows) == 3


def test_links_keep_every_value_of_a_filter(client, shops):
    text = text_of(client.get("/atlas/?kind=prison&kind=probation&region=wales&region=london&near=LS9"))

    assert (
        'href="/atlas/?region=wales&amp;region=london&amp;kind=prison&amp;kind=probation&amp;near=LS9' in text
    )
    assert 'href="/atlas/?region=wales&amp;region=london&amp;kind=probation&amp;near=LS9"' in text


def test_an_empty_result_suggests_filters_to_remove(client):
    listed("Leeds Bakery", outcode="LS9", terms={"sector": "food"})

    text = text_of(client.get("/atlas/?sector=food&region=wales"))

    assert 'href="/atlas/?sector=food" data-atlas-link>Region: Wales</a> (1 organisation)' in text
    assert "Sector: Food</a> (" not in text


def test_a_misspelt_name_finds_the_organisation_meant(client):
    bakery = listed("Clinks Bakehouse", outcode="LS9")

    text = text_of(client.get("/atlas/?q=Clinks+Bakehuose"))

    assert f'href="{bakery.get_absolute_url()}">Clinks Bakehouse</a>' in text


def test_the_atlas_of_an_earlier_study_shows_its_frame_and_marks_what_has_closed(client):
    StudyFactory(slug="of-2009", frame_on="2009-07-01", opened_on="2009-07-02", is_published=True)
    later = StudyFactory(slug="of-2012", frame_on="2012-07-01", opened_on="2012-07-02", is_published=True)
    gone = Service.objects.filter(closed_on="2010-03-31", successor__isnull=False).first()

    old = client.get("/atlas/feed.json?study=of-2009").json()["services"]
    new = client.get("/atlas/feed.json").json()["services"]

    row = next(row for row in old if row["name"] == gone.name)
    assert Study.objects.published().first() == later
    assert row["closed"] == "31 March 2010"
    assert row["successor"]["url"] == gone.successor.get_absolute_url()
    assert gone.get_absolute_url() not in {row["url"] for row in new}
    listing = text_of(
        client.get(f"/atlas/?study=of-2009&list=services&kind=probation&region={gone.region.slug}")
    )
    assert f'Followed by <a class="govuk-link" href="{gone.successor.get_absolute_url()}">' in listing


def test_a_relation_counts_in_the_study_of_its_time(client):
    StudyFactory(
        slug="of-2009",
        frame_on="2009-07-01",
        opened_on="2009-07-02",
        closed_on="2009-12-01",
        is_published=True,
    )
    bakery = listed("Bakery")
    engaged(bakery, "hmp-leeds", started_on="2011-01-01")
    engaged(bakery, "hmp-hull", status="worked", started_on="2008-01-01", ended_on="2009-10-01")

    services = client.get("/atlas/feed.json?study=of-2009").json()["services"]

    assert {row["name"] for row in services if row["engaged"]} == {"HMP Hull"}


@pytest.mark.parametrize(
    "query",
    [
        "?near=LS9",
        *(
            pytest.param(query, marks=pytest.mark.slow)
            for query in ("?sort=evidence", f"?bbox={LEEDS}", "?q=nothing&sector=food")
        ),
    ],
)
def test_queries_do_not_grow_with_the_directory(client, query):
    # What the process keeps, such as the words of the search, is read at the first opening.
    client.get(f"/atlas/{query}")
    counts = []
    for size in (2, 9):
        for number in range(size):
            listed(f"Shop {size} {number}", outcode="LS9", terms={"sector": "retail"})
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/atlas/{query}")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert max(counts) <= 36


@pytest.mark.parametrize(
    ("text", "query"),
    [
        pytest.param(
            "catering near HMP Leeds", "sector=retail&sector=food&near=service%3Ahmp-leeds", id="a sentence"
        ),
        pytest.param("HMP Leads", "sector=retail&near=service%3Ahmp-leeds", id="a misspelt prison"),
        pytest.param("kent", "sector=retail&area=kent", id="an area"),
        pytest.param(
            "mentoring within 10 miles of Leeds",
            "sector=retail&activity=personal_development&near=town%3Aleeds&within=10",
            id="a distance",
        ),
        pytest.param(
            "prisons in wales", "sector=retail&kind=prison&region=wales&list=services", id="services"
        ),
        pytest.param("cic in wales", "sector=retail&region=wales&q=cic", id="what is no filter of the map"),
        pytest.param("what stops", "sector=retail&q=what+stops", id="what the map cannot answer"),
        pytest.param("\0 🏛", "sector=retail&q=%F0%9F%8F%9B", id="no words"),
    ],
)
def test_what_is_written_in_the_box_is_read_into_filters_beside_the_others(client, text, query):
    index.refresh(["service"])

    response = client.get("/atlas/", {"sector": "retail", "find": text})

    assert (response.status_code, response["Location"]) == (302, f"/atlas/?{query}")
