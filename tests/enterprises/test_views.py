"""Suggestions of organisations for a mentioned name."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from enterprises import actions
from tests.factories.enterprises import OrganisationFactory, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def suggest(client: Client, typed: str) -> list[dict[str, object]]:
    response = client.get(reverse("organisation-suggest"), {"q": typed})
    assert response.status_code == 200
    return response.json()["organisations"]


def test_a_mentioned_name_finds_organisations_with_place_and_reason(researcher: Client) -> None:
    bakery = PlaceFactory(organisation__name="The Durham Bakery Project", label="Durham").organisation
    OrganisationFactory(name="A garden")

    (found,) = suggest(researcher, "durham bakry")

    assert found["id"] == bakery.pk
    assert found["name"] == "The Durham Bakery Project"
    assert found["place"] == "Durham"
    assert found["url"] == f"/organisations/{bakery.slug}/"
    assert found["is_published"] is False
    assert found["why"]


def test_another_name_finds_it_and_a_merged_entry_does_not_appear(researcher: Client) -> None:
    stays, goes = OrganisationFactory(name="Breadwinners"), OrganisationFactory(name="Loafers United")
    actions.merge(organisation=goes, into=stays, by=None)

    assert [found["name"] for found in suggest(researcher, "Loafers United")] == ["Breadwinners"]


@pytest.mark.parametrize("typed", ["", "   ", "\0", "!!!", "the"])
def test_nothing_telling_finds_nothing(typed: str, researcher: Client) -> None:
    OrganisationFactory(name="Bakery")

    assert suggest(researcher, typed) == []


def test_it_is_quick_however_many_there_are(
    researcher: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        PlaceFactory(organisation__name=f"Bakery {number}")
    suggest(researcher, "warm up")

    with django_assert_num_queries(8):  # three are the session, the account and its roles
        assert len(suggest(researcher, "Bakery")) == 8


@pytest.mark.parametrize("role", ["viewer", "curator", "administrator"])
def test_roles_that_do_not_interview_are_refused(role: str, client_for: Callable[[str], Client]) -> None:
    assert client_for(role).get(reverse("organisation-suggest"), {"q": "x"}).status_code == 403


def test_a_visitor_is_sent_to_sign_in_and_a_script_gets_the_address(client: Client) -> None:
    address = reverse("organisation-suggest")

    assert client.get(address).status_code == 302
    assert client.get(address, headers={"Accept": "application/json"}).status_code == 401


def test_only_get_is_allowed_and_the_response_is_not_cached(researcher: Client) -> None:
    address = reverse("organisation-suggest")

    assert researcher.post(address).status_code == 405
    assert "no-store" in researcher.get(address).headers["Cache-Control"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str, researcher: Client) -> None:
    address = reverse("organisation-suggest") + "?q=" + quote(typed.encode("utf-8", "surrogatepass"))

    assert researcher.get(address).status_code == 200
