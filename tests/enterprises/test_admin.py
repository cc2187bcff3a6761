"""Organisations in the admin: permissions, creating, changing, searching, history."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent
from enterprises import actions
from enterprises.models import NameKey, Organisation
from tests.enterprises.admin_pages import LIST, entry, errors_of, page
from tests.factories.enterprises import EngagementFactory, EvidenceFactory, OrganisationFactory, PlaceFactory

pytestmark = pytest.mark.django_db
LISTS = [LIST, "/admin/enterprises/evidence/", "/admin/enterprises/engagement/"]
COUNTED = dict(zip(LISTS, [8, 5, 7], strict=True))
"""The queries of each list. Of relations: session, user, roles, the filters by kind and by region, count, page."""


@pytest.fixture
def curator(client_for: Callable[[str], Client]) -> Client:
    return client_for("curator")


@pytest.fixture
def bakery() -> Organisation:
    return actions.create_organisation(name="Bakery", by=None, terms={"sector": ["food"]}, note="Ring again")


@pytest.mark.parametrize("address", [*LISTS, f"{LIST}add/"])
@pytest.mark.parametrize("role", ["viewer", "researcher", "administrator"])
def test_other_roles_stay_outside(role: str, address: str, client_for: Callable[[str], Client]) -> None:
    assert client_for(role).get(address, follow=True).status_code == 403


@pytest.mark.parametrize("address", LISTS)
def test_a_visitor_signs_in_first(address: str, client: Client) -> None:
    assert client.get(address).status_code == 302


def test_a_study_lead_reads_and_changes_nothing(
    client_for: Callable[[str], Client], bakery: Organisation
) -> None:
    lead = client_for("study_lead")
    evidence, engagement = EvidenceFactory(organisation=bakery), EngagementFactory(organisation=bakery)

    for address in LISTS:
        assert lead.get(address).status_code == 200
        assert lead.get(f"{address}add/").status_code == 403
    for row in (bakery, evidence, engagement):
        assert lead.get(page(row)).status_code == 200
        assert lead.post(page(row), entry(name="Other")).status_code == 403
    for row, act in [
        (bakery, "publish"), (bakery, "override"), (bakery, "merge"), (evidence, "withdraw"), (engagement, "withdraw"),
    ]:  # fmt: skip
        assert lead.post(page(row, act), {"reason": "x"}).status_code == 403
    read = lead.get(page(bakery)).content.decode()
    assert "Ring again" in read
    assert "Sector: Food" in read
    assert "/publish/" not in read


def test_an_entry_is_made_with_names_and_terms(curator: Client) -> None:
    response = curator.post(
        f"{LIST}add/",
        entry(
            name="  The   Bakery ",
            other_names="Bread Project\n\nLoaf Ltd",
            website="bakery.example",
            terms_sector=["food", "retail"],
        ),
    )

    made = Organisation.objects.get()
    assert response.status_code == 302, errors_of(response)
    assert (made.name, made.slug, made.website) == ("The Bakery", "the-bakery", "https://bakery.example")
    assert [name.name for name in made.other_names.all()] == ["Bread Project", "Loaf Ltd"]
    assert {term.term for term in made.terms.all()} == {"food", "retail"}
    assert not made.is_published
    assert made.created_by is not None
    assert made.assessments.get().outcome == "undetermined"
    assert NameKey.objects.filter(organisation=made, key="w:bread").exists()
    assert AuditEvent.objects.about(made).filter(verb="organisation.created").exists()


def test_an_entry_is_changed_and_its_address_stays(curator: Client, bakery: Organisation) -> None:
    response = curator.post(page(bakery), entry(bakery, name="Bakehouse", terms_sector=["retail"]))

    bakery.refresh_from_db()
    assert response.status_code == 302, errors_of(response)
    assert (bakery.name, bakery.slug) == ("Bakehouse", "bakery")
    assert [term.term for term in bakery.terms.all()] == ["retail"]
    assert bakery.updated_by is not None
    assert AuditEvent.objects.about(bakery).filter(verb="organisation.changed").count() == 1
    assert "Bakehouse" in curator.get(page(bakery, "history")).content.decode()


def test_saving_without_a_change_changes_nothing(curator: Client, bakery: Organisation) -> None:
    before = bakery.updated_at
    curator.post(page(bakery), entry(bakery))

    bakery.refresh_from_db()
    assert bakery.updated_at == before
    assert not AuditEvent.objects.about(bakery).filter(verb="organisation.changed").exists()


def test_a_change_made_meanwhile_is_not_overwritten(curator: Client, bakery: Organisation) -> None:
    seen = bakery.updated_at.isoformat()
    actions.update_organisation(organisation=bakery, by=None, description="Bread")

    response = curator.post(page(bakery), entry(bakery, description="Cakes", seen=seen))

    bakery.refresh_from_db()
    assert bakery.description == "Bread"
    assert "changed this entry while you had it open" in errors_of(response)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Fill this in"),
        ({"name": "x" * 201}, "Shorten this to 200 characters"),
        ({"terms_sector": ["gold"]}, "“gold” is not in it"),
        ({"other_names": "x" * 201}, "longer than 200 characters"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(changes: dict[str, Any], message: str, curator: Client) -> None:
    assert message in errors_of(curator.post(f"{LIST}add/", entry(name="Bakery") | changes))
    assert not Organisation.objects.exists()


def test_an_entry_is_never_deleted(curator: Client, bakery: Organisation) -> None:
    assert curator.post(page(bakery, "delete"), {"post": "yes"}).status_code == 403


def test_history_tells_who_and_when_and_is_not_put_back_by_hand(
    curator: Client, bakery: Organisation
) -> None:
    curator.post(page(bakery), entry(bakery, name="Bakehouse"))
    version = bakery.history.last()
    address = f"{page(bakery, 'history')}{version.pk}/"

    assert "curator@example.org" in curator.get(page(bakery, "history")).content.decode()
    assert curator.get(address).status_code == 200
    assert curator.post(address, entry(bakery, name="Bakery")).status_code == 403


def test_the_list_is_searched_by_names_and_narrowed(curator: Client, bakery: Organisation) -> None:
    OrganisationFactory(name="Garden", is_published=True)
    actions.merge(organisation=OrganisationFactory(name="Old bakery"), into=bakery, by=None)

    def names(query: str) -> set[str]:
        return {row.name for row in curator.get(LIST + query).context_data["cl"].result_list}

    assert names("") == {"Bakery", "Garden"}
    assert names("?q=old") == {"Bakery"}
    assert names("?is_published__exact=1") == {"Garden"}
    assert names("?outcome=undetermined") == {"Bakery"}
    assert names("?merged=yes") == {"Old bakery"}


def test_an_outcome_of_old_facts_has_its_year_in_the_list_and_on_the_page(
    curator: Client, bakery: Organisation
) -> None:
    EvidenceFactory(organisation=bakery, fact="statutory_body", value="yes", observed_on=dt.date(2010, 1, 1))
    actions.assess(organisation=bakery, by=None)

    assert "Was, in 2010: public body" in curator.get(LIST).content.decode()
    assert "Was, in 2010: public body: not counted" in curator.get(page(bakery)).content.decode()


@pytest.mark.parametrize("address", LISTS)
def test_the_queries_of_a_list_do_not_grow(
    address: str, curator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def grow() -> None:
        for organisation in OrganisationFactory.create_batch(12):
            PlaceFactory(organisation=organisation)
            EvidenceFactory(organisation=organisation)
            EngagementFactory(organisation=organisation)

    grow()
    curator.get(address)
    with django_assert_num_queries(COUNTED[address]):
        curator.get(address)
    grow()
    with django_assert_num_queries(COUNTED[address]):
        assert curator.get(address).status_code == 200
