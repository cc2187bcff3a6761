"""Organisations and engagements in the API."""

import datetime as dt
import json
import uuid
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import orjson
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from rest_framework.serializers import ModelSerializer

from enterprises import actions
from enterprises.api import fast_serializers
from enterprises.api.serializers import OrganisationSerializer
from enterprises.models import Engagement, Organisation
from tests.factories.enterprises import (
    EngagementFactory,
    IdentifierFactory,
    OrganisationFactory,
    PlaceFactory,
)
from tests.factories.noms import RegionFactory, ServiceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ORGANISATIONS = "/api/v1/organisations/"
ENGAGEMENTS = "/api/v1/engagements/"
RESEARCH = ["researcher", "study_lead", "curator"]
OTHERS = ["public", "viewer", "administrator"]


def rows(client: Client, address: str) -> list[dict[str, Any]]:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def names(client: Client, query: str = "") -> list[str]:
    return [row["name"] for row in rows(client, ORGANISATIONS + query)]


@pytest.fixture
def bakery() -> Organisation:
    made = actions.create_organisation(
        name="Bakery",
        by=None,
        other_names=["The Bread Project"],
        terms={"sector": ["food"]},
        identifiers=[("GB-COH", "01234567")],
        legal_form="Company limited by guarantee",
        note="For curators only",
        is_published=True,
    )
    PlaceFactory(organisation=made, label="Durham", region=RegionFactory(slug="north"))
    return made


@pytest.fixture
def relation(bakery: Organisation) -> Engagement:
    return actions.engage(
        organisation=bakery,
        service=ServiceFactory(slug="frankland", name="Frankland"),
        source_kind="service_interview",
        source="The head of reducing reoffending",
        by=None,
        referrals=12,
        evaluation="Said in confidence",
        terms={"activity": ["paid_work"], "payer": ["core_budget"]},
        is_published=True,
    )


def test_an_organisation_is_written_in_the_words_of_open_referral(
    client: Client, bakery: Organisation
) -> None:
    found = client.get(f"{ORGANISATIONS}bakery/").json()

    assert found["name"] == "Bakery"
    assert found["url"] == "/organisations/bakery/"
    assert found["alternate_names"] == ["The Bread Project"]
    assert found["legal_status"] == "Company limited by guarantee"
    assert found["organization_identifiers"] == [
        {
            "identifier_scheme": "GB-COH",
            "identifier_type": "Companies House",
            "identifier": "01234567",
            "is_parents": False,
        }
    ]
    assert found["attributes"] == [{"taxonomy": "sector", "term": "food", "label": "Food"}]
    assert (found["locations"][0]["name"], found["locations"][0]["region"]) == ("Durham", "north")
    assert found["locations"][0]["area"] is None
    assert found["assessments"][0]["outcome"] == "undetermined"
    assert "note" not in found


@pytest.mark.parametrize("role", OTHERS)
def test_others_see_what_is_published(
    role: str, client_for: Callable[[str], Client], bakery: Organisation, relation: Engagement
) -> None:
    attic = OrganisationFactory(name="Attic")
    uncleared = EngagementFactory(organisation=bakery)
    EngagementFactory(organisation=attic, is_published=True)
    client = client_for(role)

    assert names(client) == ["Bakery"]
    assert [row["id"] for row in rows(client, ENGAGEMENTS)] == [str(relation.public_id)]
    assert client.get(f"{ORGANISATIONS}{attic.slug}/").status_code == 404
    assert client.get(f"{ENGAGEMENTS}{uncleared.public_id}/").status_code == 404


@pytest.mark.parametrize("role", RESEARCH)
def test_research_roles_see_the_rest_but_nothing_that_was_merged(
    role: str, client_for: Callable[[str], Client], bakery: Organisation, relation: Engagement
) -> None:
    attic = OrganisationFactory(name="Attic")
    EngagementFactory(organisation=attic)
    actions.merge(organisation=OrganisationFactory(name="Old bakery"), into=bakery, by=None)
    client = client_for(role)

    assert names(client) == ["Attic", "Bakery"]
    assert len(rows(client, ENGAGEMENTS)) == 2
    assert len(rows(client, f"{ENGAGEMENTS}?organisation={attic.slug}")) == 1
    assert client.get(f"{ORGANISATIONS}{attic.slug}/").json()["is_published"] is False


def test_confidential_words_of_a_service_are_for_research_roles(
    client_for: Callable[[str], Client], relation: Engagement
) -> None:
    address = f"{ENGAGEMENTS}{relation.public_id}/"
    public, research = client_for("public").get(address).json(), client_for("researcher").get(address).json()

    assert (public["organisation"], public["service"]) == ("bakery", "frankland")
    assert [term["taxonomy"] for term in public["attributes"]] == ["activity"]
    assert not {"referrals", "evaluation", "origin"} & set(public)
    assert (public["source"], public["description"]) == ("", "")
    assert (research["referrals"], research["evaluation"]) == (12, "Said in confidence")
    assert {term["taxonomy"] for term in research["attributes"]} == {"activity", "payer"}


def test_the_filters_are_those_of_the_pages(
    client: Client, bakery: Organisation, relation: Engagement
) -> None:
    OrganisationFactory(name="Garden", is_published=True)

    assert names(client, "?sector=food&region=north&kind=prison&service=frankland&verified=yes") == ["Bakery"]
    assert names(client, "?verified=no") == ["Garden"]
    assert names(client, "?q=bread") == ["Bakery"]
    assert names(client, "?outcome=undetermined&outcome=other_organisation") == ["Bakery"]


@pytest.mark.parametrize(
    ("address", "field", "reason"),
    [
        (
            f"{ORGANISATIONS}?sector=gold",
            "sector",
            "“gold” is not one of the choices: construction, recycling",
        ),
        (f"{ORGANISATIONS}?region=atlantis", "region", "There is no region “atlantis”."),
        (f"{ORGANISATIONS}?area=%00", "area", "There is no probation area"),
        (f"{ORGANISATIONS}?area=100%25s", "area", "There is no probation area “100%s”."),
        (f"{ORGANISATIONS}?sector=100%25s", "sector", "“100%s” is not one of the choices"),
        (f"{ORGANISATIONS}?secter=food", "secter", "There is no such parameter. Known: activity, area"),
        (f"{ORGANISATIONS}?q={'x' * 101}", "q", "Shorten this to 100 characters"),
        (f"{ORGANISATIONS}?q=%00", "q", "This holds a sign that cannot be stored"),
        (f"{ORGANISATIONS}?cursor=abc", "cursor", "This is not a cursor of this list."),
        (f"{ORGANISATIONS}?page_size=0", "page_size", "“0” is not a number from 1 to 500."),
        (f"{ENGAGEMENTS}?status=married", "status", "“married” is not one of the choices: works"),
        (f"{ENGAGEMENTS}?organisation=nobody", "organisation", "There is no organisation “nobody”."),
    ],
)
def test_a_wrong_filter_is_refused_with_its_field_and_the_reason(
    address: str, field: str, reason: str, client: Client
) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert response.json()[field][0].startswith(reason)


def test_an_unpublished_name_gives_the_same_response_as_an_unknown_one(client: Client) -> None:
    attic = OrganisationFactory()

    assert client.get(f"{ENGAGEMENTS}?organisation={attic.slug}").status_code == 400


@pytest.mark.parametrize("place", ["p=abc", "p=9999999999999999999999", "p=-1&r=1", "o=5&p=1", "p=%00"])
@pytest.mark.parametrize("address", [ORGANISATIONS, ENGAGEMENTS])
def test_a_cursor_made_by_hand_breaks_nothing(
    place: str, address: str, client: Client, relation: Engagement
) -> None:
    cursor = b64encode(place.encode()).decode()

    assert client.get(address, {"cursor": cursor}).status_code in (200, 400)


def test_too_many_slugs_are_refused(client: Client) -> None:
    response = client.get(ORGANISATIONS + "?" + "&".join(f"region=r{number}" for number in range(51)))

    assert response.json() == {"region": ["At most 50 can be named at once."]}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_here(
    method: str, client_for: Callable[[str], Client], bakery: Organisation
) -> None:
    client = client_for("curator")

    assert getattr(client, method)(f"{ORGANISATIONS}bakery/").status_code == 405


@pytest.mark.parametrize("address", [ORGANISATIONS, ENGAGEMENTS])
def test_the_queries_do_not_grow_with_the_list(
    address: str, client: Client, django_assert_num_queries: DjangoAssertNumQueries, relation: Engagement
) -> None:
    expected = {ORGANISATIONS: 7, ENGAGEMENTS: 3}[address]
    with django_assert_num_queries(expected):
        assert len(rows(client, address)) == 1
    for _ in range(20):
        organisation = PlaceFactory(organisation=OrganisationFactory(is_published=True)).organisation
        IdentifierFactory(organisation=organisation)
        EngagementFactory(organisation=organisation, is_published=True)

    with django_assert_num_queries(expected):
        assert len(rows(client, address)) == 21


def test_every_organisation_comes_once_over_the_pages(client: Client) -> None:
    for number in range(7):
        OrganisationFactory(name=f"Organisation {number % 3}", is_published=True)
    address: str | None = f"{ORGANISATIONS}?page_size=2"
    found = []
    while address:
        page = client.get(address).json()
        found += [row["id"] for row in page["results"]]
        address = page["next"]

    assert len(found) == len(set(found)) == 7


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.sampled_from([ORGANISATIONS, ENGAGEMENTS]),
    name=st.sampled_from(
        ["q", "region", "sector", "outcome", "status", "service", "cursor", "page_size", "zz"]
    ),
    value=st.text(max_size=80),
)
def test_junk_is_refused_and_breaks_nothing(address: str, name: str, value: str, client: Client) -> None:
    response = client.get(f"{address}?{name}={quote(value.encode('utf-8', 'surrogatepass'))}")

    assert response.status_code in (200, 400)


def test_how_exactly_a_day_is_known_is_null_without_the_day(client: Client) -> None:
    about = {"started_on": dt.date(2008, 1, 1), "started_precision": "year"}
    EngagementFactory(organisation=OrganisationFactory(is_published=True), is_published=True, **about)

    (row,) = rows(client, ENGAGEMENTS)

    assert (row["started_on"], row["started_precision"]) == ("2008-01-01", "year")
    assert (row["ended_on"], row["ended_precision"]) == (None, None)


@pytest.mark.parametrize("key", ["abc", "0", "9" * 40, "-1", str(uuid.UUID(int=7, version=4)), "-" * 36])
def test_a_key_that_names_no_engagement_is_not_found(key: str, client: Client) -> None:
    assert client.get(f"{ENGAGEMENTS}{key}/").status_code == 404


def test_the_fast_serialiser_gives_the_same_as_the_declared_fields(bakery: Organisation) -> None:
    (row,) = Organisation.objects.filter(pk=bakery.pk).with_related()
    fast_serializers.fetch_related([row], fast_serializers.RELATED)
    quick = OrganisationSerializer(row).data
    described = ModelSerializer.to_representation(OrganisationSerializer(), row)

    assert json.loads(orjson.dumps(quick)) == json.loads(orjson.dumps(described))
    assert list(quick) == list(described)
