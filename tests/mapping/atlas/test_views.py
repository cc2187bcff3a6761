"""The atlas: one address for the map, the list, the figures and the drawing."""

import json
import xml.etree.ElementTree as ElementTree

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mapping.atlas.feed import map_key
from noms.models import Service
from survey.vocabulary import CaseCode
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]

ANSWERS = ("/atlas/", "/atlas/feed.json", "/atlas/measures.json")
NONSENSE = (
    "?region=nowhere",
    "?area=%00",
    "?area=../../etc",
    "?kind=castle&outcome=good&sector=gold",
    "?measure=happiness&list=people&study=none",
    "?study=%00",
    "?after=abc&before=-1",
    "?page=-1",
    f"?page={'9' * 40}",
    f"?q={'x' * 5000}",
    "?q=%00&q=%27%3B--",
    f"?{'&'.join(f'region=r{number}' for number in range(300))}",
    "?labels=1,2,x",
)


@pytest.mark.parametrize("query", NONSENSE)
@pytest.mark.parametrize("path", ANSWERS)
def test_invalid_parameters_are_answered_without_an_error(client, path, query):
    assert client.get(path + query).status_code == 200


def test_ignored_values_are_reported(client):
    text = text_of(client.get("/atlas/?measure=happiness&region=nowhere&page=abc"))

    assert "“happiness” is not one of the choices for “measure”" in text
    assert "nowhere" in text
    assert "That page of the list is not there any more. Page 1 is shown." in text


def test_an_address_of_a_page_from_before_they_were_numbered_shows_the_first_with_its_filters(client):
    listed("Leeds Bakery", outcode="LS9"), listed("Truro Bakery", outcode="TR1")

    text = text_of(client.get("/atlas/?region=yorkshire-and-humberside&after=4711"))

    assert "Page 1 is shown." in text
    assert "Leeds Bakery" in text and "Truro Bakery" not in text


def test_the_filters_apply_to_the_list_and_the_feed_alike(client):
    leeds, _truro = listed("Leeds Bakery", outcode="LS9"), listed("Truro Bakery", outcode="TR1")

    page = text_of(client.get("/atlas/?region=yorkshire-and-humberside"))
    feed = json.loads(client.get("/atlas/feed.json?region=yorkshire-and-humberside").content)

    assert "Leeds Bakery" in page
    assert "Truro Bakery" not in page
    assert feed["organisations"]["id"] == [map_key(leeds.public_id)]
    assert {row["region"][0] for row in feed["services"]} == {"yorkshire-and-humberside"}


def test_unpublished_things_are_nowhere(client):
    OrganisationFactory(name="Hidden Bakery", is_published=False)
    hidden_study = StudyFactory(title="Hidden study")

    for path in (*ANSWERS, f"/atlas/?study={hidden_study.slug}", "/atlas/?list=areas"):
        assert "Hidden" not in text_of(client.get(path))


def test_without_scripts_the_page_has_the_form_the_drawing_and_the_list(client):
    listed("Leeds Bakery", outcode="LS9")

    text = text_of(client.get("/atlas/"))

    assert 'action="/atlas/" method="get"' in text
    assert text.count('class="gh-map__area"') == 12
    assert 'href="/atlas/?region=yorkshire-and-the-humber-2021"' in text
    assert "Leeds Bakery" in text
    assert "Apply filters" in text


def test_a_chip_links_to_the_address_without_its_filter(client):
    text = text_of(client.get("/atlas/?region=wales&kind=prison"))

    assert 'href="/atlas/?kind=prison"' in text
    assert 'href="/atlas/?region=wales"' in text


def test_the_list_is_paged_both_ways_and_keeps_the_filters(client):
    for number in range(25):
        listed(f"Bakery {number:02}", outcode="LS9")

    first = client.get("/atlas/?region=yorkshire-and-humberside")
    second = text_of(client.get("/atlas/?region=yorkshire-and-humberside&page=2"))

    assert 'href="?region=yorkshire-and-humberside&amp;page=2" rel="next"' in text_of(first)
    assert "Bakery 24" in second
    assert 'rel="prev"' in second


def test_the_lists_of_services_and_areas(client):
    engaged(listed("Bakery"), "hmp-leeds")

    services = text_of(client.get("/atlas/?list=services&region=yorkshire-and-humberside"))
    areas = text_of(client.get("/atlas/?list=areas&measure=engaged"))

    assert "HMP Leeds" in services
    assert "A social enterprise works here" in services
    assert "gh-tiles" in areas
    assert "services known to work with a social enterprise" in areas


def test_only_research_roles_see_coverage_by_area(client_for):
    strand = StrandFactory(study=StudyFactory(is_published=True))
    for slug, code in (("hmp-leeds", CaseCode.COMPLETE), ("hmp-hull", CaseCode.REFUSAL)):
        SampledUnitFactory(strand=strand, service=Service.objects.get(slug=slug), code=code)
    release_study(strand.study)
    address = "/atlas/measures.json?measure=interviewed"

    public = json.loads(client_for("public").get(address).content)["figures"]
    research = json.loads(client_for("researcher").get(address).content)["figures"]

    assert public["Humberside"]["words"] == "Yorkshire and Humberside: 1 of 2 services interviewed"
    assert research["Humberside"]["words"] == "Humberside: 0 of 1 services interviewed"


def test_an_unchanged_feed_is_not_sent_again(client, committing):
    first = client.get("/atlas/feed.json")
    again = client.get("/atlas/feed.json", headers={"if-none-match": first.headers["ETag"]})
    with committing():
        listed("New", outcode="LS9")
    changed = client.get("/atlas/feed.json", headers={"if-none-match": first.headers["ETag"]})

    assert again.status_code == 304
    assert changed.status_code == 200


def test_outlines_of_a_named_version_are_cached_for_a_year(client):
    page = client.get("/atlas/")
    address = page.context["map"]["geometry"]

    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get(address.split("?")[0]).headers["Cache-Control"]
    assert client.get("/atlas/geometry/roads.json").status_code == 404


def test_the_downloaded_drawing_is_well_formed_with_title_and_sources(client):
    listed("Ampersand & Sons <Ltd>", outcode="LS9")
    response = client.get("/atlas/map.svg?q=%26+Sons")

    ElementTree.fromstring(response.content)
    assert response.headers["Content-Type"] == "image/svg+xml"
    for words in (
        "1 organisation and",
        "Crown copyright",
        "Demonstration",
        "Not known is never counted as none",
    ):
        assert words in text_of(response)


def test_queries_do_not_grow_with_the_directory(client):
    StudyFactory(slug="first", is_published=True)
    counts = []
    for size in (2, 10):
        for number in range(size):
            shop = listed(f"Shop {size} {number}", outcode="LS9", terms={"sector": "retail"})
            engaged(shop, "hmp-leeds")
        ServiceFactory(name=f"New {size}")
        for path in (
            "/atlas/", "/atlas/?list=services", "/atlas/?list=areas", "/atlas/feed.json",
            "/atlas/?sector=retail", "/atlas/?region=yorkshire-and-humberside", "/atlas/?near=LS9",
            "/atlas/?near=LS9&within=20", "/atlas/?study=first&sector=retail",
        ):  # fmt: skip
            client.get(path)
            caches["pages"].clear()
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append((path, len(queries)))

    assert counts[:9] == counts[9:]
    assert all(count <= (16 if "feed" in path else 15) for path, count in counts), counts


def test_an_address_of_a_list_does_not_tell_whether_an_entry_is_hidden(client):
    OrganisationFactory(name="Hidden", slug="hidden", is_published=False)
    listed("Shown", outcode="LS9")

    for slug in ("hidden", "no-such-entry"):
        listing = client.get(f"/atlas/?list=organisations&after={slug}").context["listing"]
        assert listing.notices == ["That page of the list is not there any more. Page 1 is shown."]
        assert [row["name"] for row in listing.rows] == ["Shown"]


def test_names_of_towns_are_kept_by_the_browser(client):
    address = client.get("/atlas/").context["map"]["places"]
    response = client.get(address)
    found = json.loads(response.content)

    assert "immutable" in response.headers["Cache-Control"]
    assert found["cities"][0][0] == "London"
    assert len(found["cities"]) + len(found["towns"]) > 800
