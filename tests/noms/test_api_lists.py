"""Every list of the API: sparse fields, boxes, distances, GeoJSON, conditional requests and the rate limit."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.factories.noms import RegionFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SERVICES = "/api/v1/services/"


@pytest.fixture
def three() -> None:
    """A prison in Leeds, one in York and one in Exeter."""
    ServiceFactory(name="Leeds", slug="leeds", latitude=53.8, longitude=-1.58)
    ServiceFactory(name="York", slug="york", latitude=53.96, longitude=-1.08)
    ServiceFactory(name="Exeter", slug="exeter", latitude=50.73, longitude=-3.53)


def rows(client: Client, query: str) -> list[dict[str, Any]]:
    response = client.get(f"{SERVICES}?{query}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


def names(client: Client, query: str) -> list[str]:
    return [row["name"] for row in rows(client, query)]


def test_only_the_chosen_fields_are_returned(client: Client, three: None) -> None:
    assert rows(client, "fields=name,slug&page_size=1") == [{"name": "Exeter", "slug": "exeter"}]
    assert client.get(f"{SERVICES}leeds/?fields=latitude").json() == {"latitude": 53.8}


def test_a_box_returns_what_lies_in_it(client: Client, three: None) -> None:
    assert names(client, "bbox=-2,53,-1,54") == ["Leeds", "York"]
    assert names(client, "bbox=-1.58,53.8,-1.5,53.9") == ["Leeds"]


def test_the_nearest_come_first_with_their_distance_page_by_page(client: Client, three: None) -> None:
    found, address = [], f"{SERVICES}?near=53.96,-1.1&page_size=1"
    while address:
        page = client.get(address).json()
        found += [(row["name"], row["miles"], row["kilometres"]) for row in page["results"]]
        address = page["next"]

    assert found == [("York", 0.8, 1.3), ("Leeds", 22.4, 36.1)]
    assert rows(client, "page_size=1")[0]["miles"] is None


def test_services_of_one_place_all_come_over_the_pages(client: Client) -> None:
    for number in range(5):
        ServiceFactory(name=f"Prison {number}", latitude=53.8, longitude=-1.58)
    found, address = set(), f"{SERVICES}?near=53.9,-1.5&page_size=2"
    while address:
        page = client.get(address).json()
        found |= {row["name"] for row in page["results"]}
        address = page["next"]

    assert len(found) == 5


@pytest.mark.parametrize(
    ("query", "field", "reason"),
    [
        ("bbox=-2,54,-1,53", "bbox", "A box runs from west to east and from south to north"),
        ("bbox=1,2,3", "bbox", "Write a box as west,south,east,north"),
        ("bbox=100,10,110,20", "bbox", "This box lies outside Great Britain: latitudes from 49.8"),
        ("bbox=nan,50,1,52", "bbox", "Latitudes run from -90 to 90"),
        ("near=48.85,2.35", "near", "This point is not in Great Britain: latitudes from 49.8"),
        ("near=Leads", "near", "No place that we know is called “Leads”. Did you mean Leeds"),
        ("near=", "near", "Write a postcode or its first half (LS9), a town"),
        ("near=53.8,-1.5&cursor=cD14", "cursor", "This is not a cursor of this list."),
        ("fields=colour", "fields", "There is no field “colour”. There are: name, slug"),
        ("fields=", "fields", "Name at least one field"),
        ("format=xml", "format", "“xml” is not offered here: use json or geojson."),
    ],
)
def test_nonsense_is_refused_with_the_field_and_the_reason(
    query: str, field: str, reason: str, client: Client, three: None
) -> None:
    response = client.get(f"{SERVICES}?{query}")

    assert response.status_code == 400
    assert response.json()[field][0].startswith(reason)


def test_rows_without_a_place_know_no_distance_and_no_geojson(client: Client) -> None:
    RegionFactory()

    assert "near" in client.get("/api/v1/regions/?near=53.8,-1.5").json()
    assert "format" in client.get("/api/v1/regions/?format=geojson").json()


def test_services_are_written_as_geojson(client: Client, three: None) -> None:
    response = client.get(f"{SERVICES}?format=geojson&fields=name&page_size=2")
    found = response.json()

    assert response["Content-Type"] == "application/geo+json"
    assert found["type"] == "FeatureCollection"
    assert found["features"][1]["geometry"] == {"type": "Point", "coordinates": [-1.58, 53.8]}
    assert found["features"][1]["properties"] == {"name": "Leeds"}
    assert "cursor=" in found["next"]
    assert client.get(f"{SERVICES}york/?format=geojson").json()["type"] == "Feature"
    assert (
        client.get(SERVICES, headers={"Accept": "application/geo+json"}).json()["type"] == "FeatureCollection"
    )


@pytest.mark.parametrize("address", [SERVICES, f"{SERVICES}leeds/", f"{SERVICES}?format=geojson"])
def test_an_unchanged_list_is_not_sent_again(address: str, client: Client, three: None) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    ServiceFactory(name="Another")
    other = client.get(SERVICES, headers={"If-None-Match": client.get(SERVICES)["ETag"] + "x"})

    assert first.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert other.status_code == 200
    assert "Cookie" in first["Vary"]


def test_a_changed_list_has_another_tag(client: Client, three: None) -> None:
    before = client.get(SERVICES)["ETag"]
    ServiceFactory(name="Another")

    assert client.get(SERVICES, headers={"If-None-Match": before}).status_code == 200


def test_the_rate_limit_is_reported_and_applied(client: Client, settings: Any, three: None) -> None:
    settings.API_RATE = "2/minute"

    answers = [client.get(SERVICES) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
    assert answers[0]["RateLimit-Limit"] == "2"
    assert 0 < int(answers[2]["RateLimit-Reset"]) <= 60
    assert int(answers[2]["Retry-After"]) <= 60


def test_the_rate_holds_for_its_whole_minute_and_no_longer(
    client: Client, settings: Any, three: None
) -> None:
    settings.API_RATE = "2/minute"

    with time_machine.travel(timezone.now(), tick=False) as clock:
        statuses = [client.get(SERVICES).status_code for _ in range(2)]
        for seconds in (58, 3):
            clock.shift(seconds)
            statuses.append(client.get(SERVICES).status_code)

    assert statuses == [200, 200, 429, 200]


@pytest.mark.parametrize(
    ("other", "status"),
    [
        pytest.param("203.0.113.9", 200, id="another address"),
        pytest.param("2001:db8:0:1::2", 429, id="another address of the same network of one visitor"),
        pytest.param("2001:db8:0:2::1", 200, id="another network"),
    ],
)
def test_the_rate_counts_the_visitor_behind_the_proxy(
    client: Client, settings: Any, three: None, other: str, status: int
) -> None:
    settings.API_RATE, settings.ALLAUTH_TRUSTED_PROXY_COUNT = "1/minute", 1

    client.get(SERVICES, headers={"X-Forwarded-For": "198.51.100.1, 2001:db8:0:1::1"})
    response = client.get(SERVICES, headers={"X-Forwarded-For": f"198.51.100.1, {other}"})

    assert response.status_code == status
