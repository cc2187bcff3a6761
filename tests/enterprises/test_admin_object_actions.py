"""Object actions on an organisation in the admin: publishing, overriding, merging."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import Organisation
from tests.enterprises.admin_pages import LIST, page
from tests.factories.enterprises import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client_for: Callable[[str], Client]) -> Client:
    return client_for("curator")


@pytest.fixture
def bakery() -> Organisation:
    return actions.create_organisation(name="Bakery", by=None, terms={"sector": ["food"]}, note="Ring again")


def test_the_page_of_an_entry_tells_the_outcome_in_a_sentence_with_reasons(
    curator: Client, bakery: Organisation
) -> None:
    text = curator.get(page(bakery)).content.decode()

    assert "Not enough known yet: it may be" in text
    assert "To settle it, find out: whether it" in text
    assert "<strong>Independent of the public sector: open.</strong>" in text


def test_an_override_is_shown_beside_the_outcome(curator: Client, bakery: Organisation) -> None:
    data = {"definition": "inclusive-2009", "outcome": "social_enterprise", "reason": " "}
    assert b"Fill this in" in curator.post(page(bakery, "override"), data).content

    curator.post(page(bakery, "override"), {**data, "reason": "I have been there"})
    override = bakery.overrides.get()

    assert (override.outcome, override.reason) == ("social_enterprise", "I have been there")
    assert bakery.assessments.get(is_current=True).outcome == "undetermined"
    assert "I have been there" in curator.get(page(bakery)).content.decode()

    curator.post(page(bakery, "withdraw_override"))
    override.refresh_from_db()
    assert override.is_withdrawn


@pytest.mark.parametrize("outcome", ["undetermined", "excellent", ""])
def test_an_override_is_a_verdict(outcome: str, curator: Client, bakery: Organisation) -> None:
    data = {"definition": "inclusive-2009", "outcome": outcome, "reason": "Because"}

    assert curator.post(page(bakery, "override"), data).status_code == 200
    assert not bakery.overrides.exists()


def test_publishing_asks_first_and_can_be_taken_back(curator: Client, bakery: Organisation) -> None:
    confirmation = curator.get(page(bakery, "publish"))
    bakery.refresh_from_db()
    assert (confirmation.status_code, bakery.is_published) == (200, False)

    curator.post(page(bakery, "publish"))
    bakery.refresh_from_db()
    assert bakery.is_published

    curator.post(page(bakery, "unpublish"))
    bakery.refresh_from_db()
    assert not bakery.is_published
    verbs = AuditEvent.objects.about(bakery).values_list("verb", flat=True)
    assert {"organisation.published", "organisation.unpublished"} <= set(verbs)


def test_many_are_published_from_the_list(curator: Client, bakery: Organisation) -> None:
    chosen = {"action": "publish_selected", "_selected_action": [bakery.pk, OrganisationFactory().pk]}

    response = curator.post(LIST, chosen, follow=True)

    assert "2 organisations are published." in response.content.decode()
    assert Organisation.objects.published().count() == 2


def test_merging_shows_the_likely_ones_then_the_two_side_by_side(
    curator: Client, bakery: Organisation
) -> None:
    other = actions.create_organisation(name="The Bakery Ltd", by=None, description="Bread and cakes")
    chosen = f"{page(bakery, 'merge')}?into={other.slug}"

    assert f"?into={other.slug}" in curator.get(page(bakery, "merge")).content.decode()
    assert "Bread and cakes" in curator.get(chosen).content.decode()
    assert curator.post(chosen, {"reason": ""}).status_code == 200
    response = curator.post(chosen, {"reason": "The same company number"})

    bakery.refresh_from_db()
    assert response.headers["Location"] == page(other)
    assert bakery.merged_into == other
    assert AuditEvent.objects.get(verb="organisation.merged").detail["reason"] == "The same company number"
    assert "Merge into another" not in curator.get(page(bakery)).content.decode()


@pytest.mark.parametrize("word", ["nobody", "bakery", "\0", "x" * 500])
def test_merging_into_nothing_or_itself_is_refused(word: str, curator: Client, bakery: Organisation) -> None:
    response = curator.post(
        f"{page(bakery, 'merge')}", query_params={"into": word}, data={"reason": "Because"}
    )

    assert response.status_code == 200
    bakery.refresh_from_db()
    assert bakery.merged_into is None
