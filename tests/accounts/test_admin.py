"""Accounts are managed in the admin, by administrators only."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEvent, User
from accounts.roles import roles_of
from tests.factories.accounts import RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"


@pytest.fixture
def administrator(client_for: Callable[[str], Client]) -> Client:
    return client_for("administrator")


def change(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def test_a_visitor_signs_in_and_gives_the_second_factor_first(client: Client) -> None:
    response = client.get("/admin/login/?next=/admin/")

    assert response.headers["Location"] == "/accounts/login/?next=%2Fadmin%2F"


@pytest.mark.parametrize("role", ["viewer", "researcher"])
def test_roles_outside_the_admin_get_403_not_a_second_sign_in(
    role: str, client_for: Callable[[str], Client]
) -> None:
    assert client_for(role).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("role", ["study_lead", "curator"])
def test_others_in_the_admin_do_not_manage_accounts(role: str, client_for: Callable[[str], Client]) -> None:
    client, user = client_for(role), UserFactory()

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(change(user), {"email": "x@example.org"}).status_code == 403


def test_an_account_is_opened_with_roles_and_an_address_for_its_password(administrator: Client) -> None:
    response = administrator.post(
        f"{LIST}add/", {"email": "Ann@example.org", "name": "Ann", "roles": ["curator"]}, follow=True
    )

    user = User.objects.get(email="ann@example.org")
    assert roles_of(user) == {"curator"}
    assert "http://testserver/accounts/password/reset/key/" in response.content.decode()
    assert set(AuditEvent.objects.about(user).values_list("verb", flat=True)) == {
        "account.opened",
        "role.granted",
        "account.link_made",
    }


def test_roles_are_changed_by_checkboxes(administrator: Client) -> None:
    user = RoleGrantFactory(role="viewer").user

    administrator.post(change(user), {"email": user.email, "name": "", "roles": ["researcher"]})

    assert set(user.role_grants.values_list("role", flat=True)) == {"researcher"}


def test_an_administrator_cannot_make_themselves_a_researcher(administrator: Client) -> None:
    me = User.objects.get()

    administrator.post(change(me), {"email": me.email, "name": "", "roles": ["administrator", "researcher"]})

    assert set(me.role_grants.values_list("role", flat=True)) == {"administrator"}


def test_accounts_are_closed_and_not_deleted(administrator: Client) -> None:
    user = UserFactory()

    administrator.post(LIST, {"action": "close", "_selected_action": [user.pk]})

    user.refresh_from_db()
    assert not user.is_active
    assert administrator.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}).status_code == 403


def test_nobody_closes_their_own_account_in_the_admin(administrator: Client) -> None:
    me = User.objects.get()

    response = administrator.post(LIST, {"action": "close", "_selected_action": [me.pk]}, follow=True)

    assert "cannot close your own account" in response.content.decode()
    assert User.objects.get().is_active


def test_the_second_factor_of_a_lost_telephone_can_be_removed(administrator: Client) -> None:
    user = UserFactory()
    TOTP.activate(user, generate_totp_secret())

    administrator.post(LIST, {"action": "remove_second_factor", "_selected_action": [user.pk]})

    assert not user.authenticator_set.exists()
    assert AuditEvent.objects.about(user).get().verb == "second_factor.removed"


@pytest.mark.parametrize("section", ["auth/group", "account/emailaddress", "mfa/authenticator"])
def test_admin_sections_of_installed_packages_are_closed_to_everybody(
    section: str, administrator: Client
) -> None:
    assert administrator.get(f"/admin/{section}/").status_code == 403


def test_the_list_needs_as_many_queries_for_fifty_accounts_as_for_one(
    administrator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as few:
        administrator.get(LIST)
    for _ in range(50):
        RoleGrantFactory()

    with django_assert_num_queries(len(few)):
        assert administrator.get(LIST).status_code == 200
