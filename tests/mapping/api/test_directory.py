"""The query strings of the atlas in the API, and the ETag of each list."""

from typing import Any

import pytest
from django.test import Client

from enterprises import cache_version
from tests.factories.directory import listed
from tests.factories.releases import release_study
from tests.factories.survey import StudyFactory

ADDRESS = "/atlas/?q=bakery&near=LS9&region=yorkshire-and-humberside&measure=engaged&list=services&sort=name&name=leeds"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def test_the_api_takes_a_query_string_of_the_atlas(client: Client):
    listed("Leeds Bakery", outcode="LS9")
    listed("Truro Bakery", outcode="TR1")

    found = client.get(ADDRESS.replace("/atlas/", "/api/v1/organisations/")).json()["results"]

    assert [(row["name"], row["miles"], row["kilometres"]) for row in found] == [("Leeds Bakery", 0.0, 0.0)]


def test_the_page_links_to_its_own_address_in_the_api(client: Client):
    page = client.get("/atlas/?region=wales&near=CF10").content.decode()

    assert "/api/v1/organisations/?region=wales&amp;near=CF10" in page


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/regions/",
        "/api/v1/areas/",
        "/api/v1/services/",
        "/api/v1/services/hmp-leeds/",
        "/api/v1/organisations/",
        "/api/v1/engagements/",
        "/api/v1/assessments/",
        "/api/v1/studies/",
        "/api/v1/studies/first/reports/",
        "/api/v1/studies/first/reports/coverage/",
        "/api/v1/hsds/organizations/",
        "/api/v1/hsds/service_at_locations/",
    ],
)
def test_every_answer_has_an_etag_and_does_not_tell_when_it_changed(
    address: str, client: Client, committing: Any
):
    release_study(StudyFactory(slug="first", is_published=True))
    with committing():
        cache_version.bump()

    response = client.get(address)

    assert response.status_code == 200
    assert "Last-Modified" not in response
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
