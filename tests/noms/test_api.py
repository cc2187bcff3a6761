"""The frame in the API: lists, items, filters with messages, and a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.noms import (
    DataSourceFactory,
    ProbationAreaFactory,
    RegionFactory,
    ServiceFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db
REGIONS, AREAS, SERVICES = "/api/v1/regions/", "/api/v1/areas/", "/api/v1/services/"
Queries = Callable[..., Any]


def names(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return [row["name"] for row in response.json()["results"]]


def test_regions_come_in_their_order(client: Client) -> None:
    RegionFactory(name="South", position=2)
    RegionFactory(name="North", position=1)

    assert names(client, REGIONS) == ["North", "South"]


def test_a_region_is_found_by_its_slug_with_its_provenance(client: Client) -> None:
    DataSourceFactory(key="onspd", title="Postcodes", attribution="Contains data")
    RegionFactory(name="Wales", slug="wales", source="onspd; gone", uncertain="its box")

    assert client.get(f"{REGIONS}wales/").json() == {
        "name": "Wales",
        "slug": "wales",
        "system": "noms-2009",
        "code": "",
        "latitude": 52.0,
        "longitude": -1.0,
        "south": 51.0,
        "west": -2.0,
        "north": 53.0,
        "east": 0.0,
        "contact_role": "",
        "telephone": "",
        "email": "",
        "address": "",
        "website": "",
        "contact_source": "",
        "contact_checked_on": None,
        "provenance": {
            "sources": [
                {
                    "key": "onspd",
                    "title": "Postcodes",
                    "detail": "",
                    "licence": "OGL v3",
                    "attribution": "Contains data",
                }
            ],
            "uncertain": "its box",
        },
    }


def test_an_area_names_who_served_it(client: Client) -> None:
    area = ProbationAreaFactory()

    found = client.get(f"{AREAS}{area.slug}/").json()

    assert (found["region"], found["service_2009"], found["trust_2010"]) == (
        area.region.slug,
        area.service.slug,
        area.trust.slug,
    )


def test_a_service_comes_with_its_sites_and_successor(client: Client) -> None:
    after = ServiceFactory()
    prison = ServiceFactory(
        closed_on=dt.date(2011, 10, 30), closed_precision="day", successor=after, noms_code="AKI"
    )
    SiteFactory(service=prison, name="The site")

    found = client.get(f"{SERVICES}{prison.slug}/").json()

    assert (found["noms_code"], found["closed_on"], found["successor"]) == ("AKI", "2011-10-30", after.slug)
    assert [site["name"] for site in found["sites"]] == ["The site"]


def test_a_service_that_is_not_there_is_404(client: Client) -> None:
    assert client.get(f"{SERVICES}nowhere/").status_code == 404


@pytest.mark.usefixtures("frame")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=prison&open_on=2009-07-01", 135),
        ("kind=probation&open_on=2010-03-31", 42),
        ("kind=probation&open_on=2010-04-01", 35),
        ("kind=prison&open_on=2009-07-01&region=wales", 4),
        ("area=gwent&open_on=2010-04-01", 2),
        ("area=gwent&area=north-wales&open_on=2009-07-01", 3),
        ("kind=prison&kind=probation&open_on=2009-07-01", 177),
        ("kind=prison&region=wales&region=london&open_on=2009-07-01", 12),
        ("region=&open_on=any", 335),
        ("kind=prison", 121),
        ("kind=probation", 108),
    ],
)
def test_services_are_narrowed(client: Client, query: str, count: int) -> None:
    assert len(names(client, f"{SERVICES}?page_size=500&{query}")) == count


@pytest.mark.parametrize(
    ("address", "field", "reason"),
    [
        pytest.param(
            f"{SERVICES}?kind=gaol", "kind", "“gaol” is not one of the choices: prison, probat", id="kind"
        ),
        pytest.param(f"{SERVICES}?region=mercia", "region", "There is no region “mercia”.", id="region"),
        pytest.param(f"{SERVICES}?area=mercia", "area", "no probation area “mercia”.", id="area"),
        pytest.param(f"{SERVICES}?open_on=1.7.2009", "open_on", "write it as 2009-07-01, or “any”", id="day"),
        pytest.param(f"{SERVICES}?open_on=2009-02-30", "open_on", "This is not a day", id="no-such-day"),
        pytest.param(f"{SERVICES}?colour=red", "colour", "There is no such parameter. Known: ", id="unknown"),
        pytest.param(f"{SERVICES}?name=leeds&name=hull", "name", "Give this only once.", id="twice"),
        pytest.param(f"{SERVICES}?near=LS9&near=HU1", "near", "Give this only once.", id="near-twice"),
        pytest.param(f"{REGIONS}?kind=prison", "kind", "There is no such parameter.", id="elsewhere"),
        pytest.param(f"{SERVICES}x/?kind=prison", "kind", "Known: fields, format.", id="on-one-service"),
        pytest.param(f"{SERVICES}?page_size=0", "page_size", "not a number from 1 to 500.", id="none"),
        pytest.param(f"{SERVICES}?page_size=501", "page_size", "not a number from 1 to 500.", id="too-many"),
        pytest.param(f"{SERVICES}?page_size=ten", "page_size", "“ten” is not a number", id="word"),
        pytest.param(
            f"{SERVICES}?page_size=0001000000", "page_size", "not a number from 1 to 500.", id="long"
        ),
        pytest.param(f"{SERVICES}?cursor=x", "cursor", "This is not a cursor of this list.", id="cursor"),
        pytest.param(f"{REGIONS}?cursor=cD14", "cursor", "This is not a cursor of", id="cursor-of-words"),
    ],
)
def test_a_wrong_question_is_answered_400_with_the_field_and_the_reason(
    client: Client, address: str, field: str, reason: str
) -> None:
    ServiceFactory(slug="x")

    response = client.get(address)

    assert response.status_code == 400
    assert reason in response.json()[field][0]


def test_pages_follow_each_other_to_the_end(client: Client) -> None:
    for number in range(5):
        ServiceFactory(name=f"Prison {number}")
    found, address = [], f"{SERVICES}?page_size=2"

    while address:
        page = client.get(address).json()
        found += [row["name"] for row in page["results"]]
        address = page["next"]

    assert found == [f"Prison {number}" for number in range(5)]


def test_services_of_one_name_are_all_shown(client: Client) -> None:
    for _ in range(5):
        ServiceFactory(name="The same")
    slugs, address = set(), f"{SERVICES}?page_size=2"

    while address:
        page = client.get(address).json()
        slugs |= {row["slug"] for row in page["results"]}
        address = page["next"]

    assert len(slugs) == 5


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_the_api(method: str, client_for: Callable[[str], Client]) -> None:
    region = RegionFactory()

    response = getattr(client_for("administrator"), method)(
        f"{REGIONS}{region.slug}/", {}, "application/json"
    )

    assert response.status_code == 405


@pytest.mark.parametrize("role", ["public", "viewer", "researcher"])
def test_everybody_reads_the_frame(role: str, client_for: Callable[[str], Client]) -> None:
    assert client_for(role).get(SERVICES).status_code == 200


@pytest.mark.parametrize("address", [REGIONS, AREAS, SERVICES])
def test_a_list_needs_as_many_queries_for_many_rows_as_for_two(
    address: str, client: Client, django_assert_num_queries: Queries
) -> None:
    two = [ProbationAreaFactory() for _ in range(2)]
    for area in two:
        SiteFactory(service__area=area)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _ in range(20):
        SiteFactory(service__area=ProbationAreaFactory())

    with django_assert_num_queries(len(few)):
        client.get(address)

    assert len(few) <= 5


@pytest.mark.usefixtures("frame")
def test_regions_are_those_of_2009_unless_a_system_is_named(client: Client) -> None:
    old = client.get("/api/v1/regions/").json()["results"]
    new = client.get("/api/v1/regions/?system=probation-2021").json()["results"]
    unknown = client.get("/api/v1/regions/?system=roman")

    assert [len(old), len(new)] == [10, 12]
    assert {row["system"] for row in old} == {"noms-2009"}
    assert (new[2]["slug"], new[2]["code"]) == ("greater-manchester-2021", "N50")
    assert client.get("/api/v1/regions/greater-manchester-2021/").json()["name"] == "Greater Manchester"
    assert "noms-2009, probation-2021" in unknown.json()["system"][0]


@pytest.mark.usefixtures("frame")
def test_a_prison_has_what_became_of_it_and_its_facts_of_today(client: Client) -> None:
    prison = client.get(f"{SERVICES}hmp-ashwell/").json()
    changed = client.get(f"{SERVICES}hmyoi-ashfield/").json()

    assert prison["sites"][0]["fate"]["fate"] == "closed"
    assert prison["sites"][0]["today"] is None
    assert (changed["name_today"], changed["region_2021"]) == ("HMP Ashfield", "south-west-2021")
    assert changed["sites"][0]["today"]["function"] == "trainer"
