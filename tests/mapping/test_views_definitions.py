"""The pages of the definitions: criteria in words, versions and file."""

import tomllib

import pytest

from enterprises import actions
from enterprises.classification import definitions
from enterprises.classification.sensitivity import what_if

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    base = definitions.get()
    return actions.save_draft(
        definition=what_if(base, trading=40), base=base, title="Forty", reason="To compare.", by=None
    )


def test_every_definition_is_listed_with_its_source(client):
    text = client.get("/definitions/").content.decode()

    for definition in definitions.all():
        assert f"/definitions/{definition.id}/" in text


@pytest.mark.parametrize("definition", definitions.all(), ids=lambda each: each.id)
def test_each_has_a_page_and_a_file(client, definition):
    page = client.get(f"/definitions/{definition.id}/")
    file = client.get(f"/definitions/{definition.id}.toml")

    assert page.status_code == 200
    assert (
        definitions.from_data(tomllib.loads(file.content.decode(), parse_float=str)).hash == definition.hash
    )


def test_a_criterion_has_its_conditions_and_the_outcomes_otherwise(client):
    text = client.get("/definitions/inclusive-2009/").content.decode()

    assert "Share of income from selling goods or services: above 50%" in text
    trades = "if share of income from selling goods or services: above 0%"
    assert f"<strong>Charity that earns part of its income</strong> {trades}" in text
    assert "<strong>Voluntary organisation</strong> otherwise" in text
    assert "direct it without a seat on its board, and it is separately constituted or it is becoming" in text


@pytest.mark.parametrize(
    "address", ["/definitions/mine/", "/definitions/seuk/?version=9", "/definitions/mine.toml"]
)
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_drafts_are_for_the_people_of_the_study(client_for, draft):
    assert "Forty" in client_for("researcher").get("/definitions/").content.decode()
    assert "Forty" not in client_for("public").get("/definitions/").content.decode()
    assert client_for("viewer").get("/definitions/drafts/forty/").status_code == 403


def test_a_draft_has_author_and_reason_and_says_that_it_classifies_nothing(client_for, draft):
    client = client_for("curator")
    text = client.get("/definitions/drafts/forty/").content.decode()

    assert "To compare." in text
    assert "A draft classifies nothing." in text
    assert 'above = "40"' in client.get("/definitions/drafts/forty.toml").content.decode()
