"""Reports as data: the same tables as the pages, to the same readers."""

import json
from typing import Any

import pytest
from django.test import Client

from reports import registry
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/studies/"


@pytest.fixture
def study() -> Any:
    strand = StrandFactory(study=StudyFactory(slug="small", is_published=True))
    region = RegionFactory()
    for code in ("I", "R", "NC"):
        SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)
    release_study(strand.study)
    return strand.study


@pytest.mark.parametrize("role", ["public", "viewer", "researcher", "curator"])
@pytest.mark.parametrize("name", ["coverage", "engagement", "benefits"])
def test_a_report_in_the_api_equals_its_download(role: str, name: str, client_for: Any, study: Any):
    client = client_for(role)
    data = client.get(f"{ROOT}small/reports/{name}/")
    file = client.get(f"/studies/small/reports/{name}.json")

    assert data.status_code == 200
    assert data.json() == json.loads(file.content)
    assert data["ETag"]


def test_the_reports_of_a_study_are_listed(client: Client, study: Any):
    rows = client.get(f"{ROOT}small/reports/").json()

    assert [row["name"] for row in rows] == list(registry.names())
    assert client.get(rows[0]["url"]).json()["report"] == rows[0]["name"]


def test_reports_of_an_unpublished_study_are_for_research_roles(client_for: Any):
    StudyFactory(slug="draft")

    assert client_for("public").get(f"{ROOT}draft/reports/coverage/").status_code == 404
    assert client_for("researcher").get(f"{ROOT}draft/reports/coverage/").status_code == 200


def test_missing_reports_are_not_found_and_unknown_parameters_are_refused(client: Client, study: Any):
    assert client.get(f"{ROOT}small/reports/gossip/").status_code == 404
    assert client.get(f"{ROOT}none/reports/").status_code == 404
    assert "colour" in client.get(f"{ROOT}small/reports/coverage/?colour=red").json()


def test_an_unchanged_report_is_not_sent_again(client: Client, study: Any):
    first = client.get(f"{ROOT}small/reports/coverage/")
    again = client.get(f"{ROOT}small/reports/coverage/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_the_schema_names_every_address_and_parameter(client: Client):
    paths = client.get("/api/v1/schema.json").json()["paths"]

    for path in (
        "organisations/",
        "assessments/",
        "studies/{slug}/reports/{name}/",
        "evidence/",
        "hsds/services/",
    ):
        assert f"/api/v1/{path}" in paths
    names = {each["name"] for each in paths["/api/v1/organisations/"]["get"]["parameters"]}
    assert {"fields", "near", "bbox", "cursor", "page_size", "region", "outcome"} <= names
    assert "409" in paths["/api/v1/evidence/"]["post"]["responses"]


def test_the_schema_describes_a_release_and_the_current_one_of_a_study_apart(client: Client):
    schemas = client.get("/api/v1/schema.json").json()["components"]["schemas"]

    assert {"title", "state", "withdrawn_note", "url"} <= schemas["Release"]["properties"].keys()
    assert list(schemas["CurrentRelease"]["properties"]) == ["number", "released_on", "sha256"]
    assert schemas["Study"]["properties"]["release"]["allOf"] == [
        {"$ref": "#/components/schemas/CurrentRelease"}
    ]


def test_the_page_shows_what_can_be_sent(client: Client):
    text = client.get("/api/").content.decode()

    assert "POST /api/v1/evidence/" in text
    assert "GET /api/v1/hsds/organizations/" in text
