"""The frame in the admin: permissions, sources, and the number of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEvent
from noms.models import LocalAuthority, Prison, Service
from tests.factories.noms import (
    DataSourceFactory,
    LocalAuthorityFactory,
    OutcodeFactory,
    PoliceAreaFactory,
    ProbationAreaFactory,
    RegionFactory,
    RegionSystemFactory,
    ServiceFactory,
    SiteFactory,
    SiteFateFactory,
    SiteTodayFactory,
)

pytestmark = pytest.mark.django_db
FACTORIES: dict[str, Callable[[], Any]] = {
    "datasource": DataSourceFactory,
    "region": RegionFactory,
    "probationarea": ProbationAreaFactory,
    "localauthority": LocalAuthorityFactory,
    "outcode": OutcodeFactory,
    "service": ServiceFactory,
    "prison": ServiceFactory,
    "probationtrust": lambda: ServiceFactory(trust=True),
    "site": SiteFactory,
    "regionsystem": RegionSystemFactory,
    "policearea": PoliceAreaFactory,
    "sitefate": SiteFateFactory,
    "sitetoday": SiteTodayFactory,
}
ClientFor = Callable[[str], Client]


@pytest.fixture
def administrator(client_for: ClientFor) -> Client:
    return client_for("administrator")


def section(name: str, page: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:noms_{name}_{page}", args=args)


def form_of(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """Return the data that a browser would send from this form, with changes."""
    context = client.get(address).context
    forms = [
        context["adminform"].form,
        *(formset.formset.management_form for formset in context["inline_admin_formsets"]),
    ]
    sent = {}
    for form in forms:
        for name, field in form.fields.items():
            value = form[name].value()
            if value is not None and value is not False:
                sent[form.add_prefix(name)] = field.prepare_value(value)
    return sent | changes


@pytest.mark.parametrize("name", FACTORIES)
@pytest.mark.parametrize("role", ["curator", "study_lead"])
def test_others_in_the_admin_read_and_do_not_write(role: str, name: str, client_for: ClientFor) -> None:
    client, row = client_for(role), FACTORIES[name]()

    assert client.get(section(name)).status_code == 200
    assert client.get(section(name, "change", row.pk)).status_code == 200
    assert client.get(section(name, "add")).status_code == 403
    assert client.post(section(name, "change", row.pk), {}).status_code == 403
    assert client.post(section(name, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["public", "viewer", "researcher"])
def test_nobody_else_comes_in(role: str, client_for: ClientFor) -> None:
    assert client_for(role).get(section("prison")).status_code in (302, 403)


@pytest.mark.parametrize("name", FACTORIES)
def test_nothing_is_deleted_here(name: str, administrator: Client) -> None:
    row = FACTORIES[name]()

    assert administrator.post(section(name, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["datasource", "region", "probationarea", "outcode", "service"])
def test_tables_filled_from_files_only_have_no_new_rows(name: str, administrator: Client) -> None:
    assert administrator.get(section(name, "add")).status_code == 403


def test_the_front_page_shows_the_sections_once(administrator: Client) -> None:
    page = administrator.get(reverse("admin:index")).content.decode()

    assert section("prison") in page
    assert section("probationtrust") in page
    assert f'"{section("service")}"' not in page


@pytest.mark.parametrize(
    "name", ["region", "probationarea", "localauthority", "prison", "probationtrust", "site"]
)
def test_lists_show_the_titles_of_sources(name: str, administrator: Client) -> None:
    DataSourceFactory(key="onspd", title="The postcode directory")
    row = FACTORIES[name]()
    type(row).objects.filter(pk=row.pk).update(source="onspd", uncertain="a guess")

    page = administrator.get(section(name)).content.decode()

    assert "The postcode directory" in page


def test_a_row_shows_title_licence_attribution_and_doubts(administrator: Client) -> None:
    DataSourceFactory(key="onspd", title="<Postcodes>", licence="OGL v3", attribution="Contains OS data")
    prison = ServiceFactory(source="onspd", uncertain="category in 2009")

    page = administrator.get(section("prison", "change", prison.pk)).content.decode()

    assert "&lt;Postcodes&gt;<br>Licence: OGL v3<br>Contains OS data" in page
    assert "category in 2009" in page


def test_an_outward_code_shows_its_sources(administrator: Client) -> None:
    DataSourceFactory(key="onspd", title="The postcode directory")
    outcode = OutcodeFactory()

    page = administrator.get(section("outcode", "change", outcode.pk)).content.decode()

    assert "The postcode directory" in page
    assert "Near a border" in page


def test_a_row_changed_here_is_kept_by_hand_and_in_the_trail(administrator: Client) -> None:
    prison = ServiceFactory(noms_code="KTI")
    address = section("prison", "change", prison.pk)

    response = administrator.post(address, form_of(administrator, address, operator="G4S"))

    assert response.status_code == 302, response.context["errors"]
    prison.refresh_from_db()
    assert (prison.operator, prison.is_kept_by_hand) == ("G4S", True)
    event = AuditEvent.objects.get(verb="reference.changed")
    assert event.detail == {"fields": ["operator"]}


def test_a_row_can_be_overwritten_by_the_files_again(administrator: Client) -> None:
    prison = ServiceFactory(is_kept_by_hand=True)
    address = section("prison", "change", prison.pk)
    sent = form_of(administrator, address)
    del sent["is_kept_by_hand"]

    administrator.post(address, sent)

    prison.refresh_from_db()
    assert not prison.is_kept_by_hand


def test_a_row_saved_unchanged_stays_with_the_files(administrator: Client) -> None:
    prison = ServiceFactory()
    address = section("prison", "change", prison.pk)

    administrator.post(address, form_of(administrator, address))

    prison.refresh_from_db()
    assert not prison.is_kept_by_hand
    assert not AuditEvent.objects.filter(verb="reference.changed").exists()


def test_a_new_prison_is_added_by_hand(administrator: Client) -> None:
    region = RegionFactory()
    address = section("prison", "add")

    response = administrator.post(
        address,
        form_of(
            administrator,
            address,
            name="HMP Millsike",
            slug="hmp-millsike",
            form="prison",
            region=region.pk,
            latitude="53.9",
            longitude="-0.8",
        ),
    )

    assert response.status_code == 302, response.context["errors"]
    prison = Prison.objects.get()
    assert (prison.kind_id, prison.noms_code, prison.is_kept_by_hand) == ("prison", None, True)


def test_a_prison_is_not_made_a_trust(administrator: Client) -> None:
    prison = ServiceFactory()
    address = section("prison", "change", prison.pk)

    response = administrator.post(address, form_of(administrator, address, form="trust"))

    assert "Choose from the list" in response.content.decode()


def test_a_wrong_date_gives_a_message(administrator: Client) -> None:
    prison = ServiceFactory()
    address = section("prison", "change", prison.pk)

    response = administrator.post(address, form_of(administrator, address, opened_on="2009-01-01"))

    assert "Say how exactly the opening date is known, or leave both empty." in response.content.decode()


def test_the_key_of_a_row_in_the_files_cannot_be_changed(administrator: Client) -> None:
    authority = LocalAuthorityFactory()
    address = section("localauthority", "change", authority.pk)

    administrator.post(address, form_of(administrator, address, gss_code="E99999999", name="Another name"))

    assert LocalAuthority.objects.get().gss_code == authority.gss_code
    assert LocalAuthority.objects.get().name == "Another name"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("source_key=hansard-2010", ["One"]),
        ("source_key=hansard-2010b", ["Two"]),
        ("unchecked=yes", ["Two"]),
        ("unchecked=no", ["One"]),
        ("q=one", ["One"]),
        ("q=KTI", ["Two"]),
        ("is_kept_by_hand__exact=1", []),
    ],
)
def test_prisons_are_found_by_source_doubt_name_and_code(
    query: str, expected: list[str], administrator: Client
) -> None:
    DataSourceFactory(key="hansard-2010")
    DataSourceFactory(key="hansard-2010b")
    ServiceFactory(name="One", source="onspd; hansard-2010")
    ServiceFactory(name="Two", source="hansard-2010b", uncertain="opened", noms_code="KTI")

    rows = administrator.get(f"{section('prison')}?{query}").context["cl"].result_list

    assert [row.name for row in rows] == expected


def test_other_sections_look_services_up(client_for: ClientFor) -> None:
    ServiceFactory(name="HMP Kennet")
    query = {"term": "kennet", "app_label": "noms", "model_name": "site", "field_name": "service"}

    response = client_for("curator").get(reverse("admin:autocomplete"), query)

    assert [row["text"] for row in response.json()["results"]] == ["HMP Kennet"]


@pytest.mark.parametrize("name", FACTORIES)
def test_a_list_needs_as_many_queries_for_thirty_rows_as_for_one(
    name: str, administrator: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    FACTORIES[name]()
    administrator.get(section(name))
    with CaptureQueriesContext(connection) as few:
        administrator.get(section(name))
    for _ in range(30):
        FACTORIES[name]()

    with django_assert_num_queries(len(few)):
        administrator.get(section(name))


def test_the_page_of_a_prison_needs_as_many_queries_for_ten_sites_as_for_one(
    administrator: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    prison = ServiceFactory()
    SiteFactory(service=prison)
    address = section("prison", "change", prison.pk)
    administrator.get(address)
    with CaptureQueriesContext(connection) as few:
        administrator.get(address)
    SiteFactory.create_batch(10, service=prison)

    with django_assert_num_queries(len(few)):
        administrator.get(address)

    assert Service.objects.count() == 1
