"""The directory as Open Referral (HSDS 3), checked with the schema of the specification."""

import uuid
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from enterprises import actions
from enterprises.models import Organisation
from tests.factories.enterprises import EngagementFactory, OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.mapping.api import hsds_schema

ROOT = "/api/v1/hsds/"
COUNTED = (("organizations", 4), ("services", 5), ("locations", 4), ("service_at_locations", 3))
pytestmark = pytest.mark.django_db


def valid(client: Client, address: str, schema: dict[str, Any]) -> Any:
    """Return the answer of the address, checked with the schema."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in checker.iter_errors(response.json())] == []
    return response.json()


@pytest.fixture
def bakery(frame: None) -> Organisation:
    made = actions.create_organisation(
        name="Bakery",
        by=None,
        other_names=["The Bread Project"],
        terms={"sector": ["food"]},
        identifiers=[("GB-COH", "01234567")],
        legal_form="Company limited by guarantee",
        website="https://bakery.example",
        founded="1999",
        note="For curators only",
        place="Leeds",
        postcode="LS9",
        is_published=True,
    )
    for name, status in (("Leeds prison", "works"), ("Hull prison", "worked"), ("York prison", "would_like")):
        actions.engage(
            organisation=made,
            service=ServiceFactory(name=name, latitude=53.8, longitude=-1.5),
            source_kind="service_interview",
            source="Said in confidence",
            status=status,
            by=None,
            terms={"activity": ["paid_work"], "payer": ["core_budget"]},
            is_published=True,
        )
    return made


def test_an_organisation_has_its_place_numbers_and_terms(client: Client, bakery: Organisation):
    found = valid(client, f"{ROOT}organizations/{bakery.public_id}/", hsds_schema.one("organization"))

    assert (found["name"], found["alternate_name"]) == ("Bakery", "The Bread Project")
    assert (found["year_incorporated"], found["legal_status"]) == (1999, "Company limited by guarantee")
    assert found["organization_identifiers"][0]["identifier_scheme"] == "GB-COH"
    assert found["locations"][0]["addresses"][0]["postal_code"] == "LS9"
    assert found["attributes"][0]["taxonomy_term"]["name"] == "Food"


def test_its_service_is_at_the_places_where_it_works_or_worked(client: Client, bakery: Organisation):
    found = valid(client, f"{ROOT}services/{bakery.public_id}/", hsds_schema.one("service"))

    assert found["status"] == "active"
    assert found["description"] == "Paid work experience."
    assert found["organization"]["name"] == "Bakery"
    assert {at["location"]["name"] for at in found["service_at_locations"]} == {"Leeds prison", "Hull prison"}
    assert "confidence" not in str(found)
    assert "core_budget" not in str(found)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("organizations", "organization"),
        ("services", "service"),
        ("locations", "location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ],
)
def test_every_list_is_an_envelope_of_valid_entries(
    name: str, table: str, client: Client, bakery: Organisation
):
    page = valid(client, f"{ROOT}{name}/", hsds_schema.page_of(table))

    assert page["size"] == len(page["contents"]) > 0
    assert page["first_page"] is True


def test_locations_are_services_and_then_places_of_organisations(client: Client, bakery: Organisation):
    first = valid(client, f"{ROOT}locations/?per_page=100", hsds_schema.page_of("location"))
    last = valid(
        client,
        f"{ROOT}locations/?per_page=100&page={first['total_pages']}",
        hsds_schema.page_of("location"),
    )

    assert last["last_page"] is True
    assert last["contents"][-1]["organization_id"] == str(bakery.public_id)
    for entry in (first["contents"][0], last["contents"][-1]):
        assert client.get(f"{ROOT}locations/{entry['id']}/").json() == entry


def test_only_prisons_of_england_and_wales_have_a_code_of_the_prison_register(client: Client):
    ServiceFactory(name="Prison", noms_code="LEI")
    ServiceFactory(name="Delivery unit", probation=True, noms_code="N03ABC")
    ServiceFactory(name="Prison elsewhere", own=True, noms_code="LEI")

    found = valid(client, f"{ROOT}locations/", hsds_schema.page_of("location"))["contents"]

    codes = {one["name"]: (one["external_identifier"], one.get("external_identifier_type")) for one in found}
    assert codes == {
        "Prison": ("LEI", "NOMS"),
        "Delivery unit": ("N03ABC", None),
        "Prison elsewhere": ("LEI", None),
    }


def test_unpublished_organisations_are_shown_to_nobody(client_for: Any, bakery: Organisation):
    attic = OrganisationFactory(name="Attic")
    EngagementFactory(organisation=attic, is_published=True)
    client = client_for("researcher")

    assert client.get(f"{ROOT}organizations/").json()["total_items"] == 1
    assert client.get(f"{ROOT}services/").json()["total_items"] == 1
    for name in ("organizations", "services"):
        assert client.get(f"{ROOT}{name}/{attic.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [("page=0", "page"), ("page=x", "page"), ("per_page=101", "per_page"), ("colour=red", "colour")],
)
def test_an_invalid_parameter_is_refused_with_its_name(query: str, field: str, client: Client):
    response = client.get(f"{ROOT}organizations/?{query}")

    assert response.status_code == 400
    assert field in response.json()


def test_a_search_finds_part_of_a_name(client: Client, bakery: Organisation):
    assert client.get(f"{ROOT}organizations/?search=bread").json()["total_items"] == 1
    assert client.get(f"{ROOT}services/?search=nothing").json()["empty"] is True


def test_the_queries_do_not_grow_with_the_directory(
    client: Client, bakery: Organisation, django_assert_num_queries: Any
):
    for name, most in COUNTED:
        with django_assert_num_queries(most):
            client.get(f"{ROOT}{name}/")
    for _ in range(10):
        EngagementFactory(organisation=OrganisationFactory(is_published=True), is_published=True)
    for name, most in COUNTED:
        with django_assert_num_queries(most):
            client.get(f"{ROOT}{name}/?per_page=100")


def test_services_at_locations_are_found_around_a_postcode(client: Client, bakery: Organisation):
    page = hsds_schema.page_of("service_at_location")
    ServiceFactory(name="Truro prison", latitude=50.26, longitude=-5.05)
    address = f"{ROOT}service_at_locations/"

    assert valid(client, address, page)["total_items"] == 2
    assert valid(client, f"{address}?postcode=LS9 7TL&proximity=20000", page)["total_items"] == 2
    assert valid(client, f"{address}?postcode=TR1&proximity=20000", page)["total_items"] == 0
    assert valid(client, f"{address}?postcode=TR1", page)["total_items"] == 2


@pytest.mark.parametrize("name", ["services", "service_at_locations"])
def test_lists_are_filtered_by_organisation_term_and_change(name: str, client: Client, bakery: Organisation):
    other = OrganisationFactory(is_published=True)
    EngagementFactory(organisation=other, is_published=True)
    address = f"{ROOT}{name}/"
    terms = client.get(f"{ROOT}taxonomy_terms/").json()["contents"]
    paid_work = next(term["id"] for term in terms if term["code"] == "paid_work")
    all_of_them = client.get(address).json()["total_items"]

    def items(query: str) -> int:
        return int(client.get(f"{address}?{query}").json()["total_items"])

    assert items(f"organization_id={other.public_id}") == 1
    assert items(f"organization_id={uuid.uuid4()}") == 0
    assert items(f"taxonomy_term_id={paid_work}") == all_of_them - 1
    assert items("modified_after=2009-01-01T00:00:00Z") == all_of_them
    assert items("modified_after=2100-01-01") == 0


def test_one_service_at_a_location_has_its_page(client: Client, bakery: Organisation):
    listed = client.get(f"{ROOT}service_at_locations/").json()["contents"]
    found = valid(
        client, f"{ROOT}service_at_locations/{listed[0]['id']}/", hsds_schema.one("service_at_location")
    )

    assert found == listed[0]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("postcode=ZZ9", "postcode"),
        ("postcode=", "postcode"),
        ("proximity=100", "proximity"),
        ("postcode=LS9&proximity=far", "proximity"),
        ("postcode=LS9&proximity=0", "proximity"),
        ("modified_after=yesterday", "modified_after"),
        ("organization_id=1", "organization_id"),
        ("taxonomy_term_id=6f3c2a52-55c1-4f0e-9a7e-0b3a1d2c4e5f", "taxonomy_term_id"),
    ],
)
def test_what_the_specification_does_not_allow_is_refused(
    query: str, field: str, client: Client, bakery: Organisation
):
    response = client.get(f"{ROOT}service_at_locations/?{query}")

    assert response.status_code == 400
    assert list(response.json()) == [field]
