"""Demonstration accounts: one for each role, valid in a demonstration only."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from accounts.management.commands.demonstration_accounts import PASSWORD
from accounts.models import AuditEvent, User
from accounts.roles import Role, roles_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed() -> str:
    out = StringIO()
    call_command("demonstration_accounts", stdout=out)
    return out.getvalue()


def test_there_is_one_account_for_each_role(printed: str) -> None:
    accounts = {user.email: roles_of(user) for user in User.objects.all()}

    assert accounts == {f"{role.replace('_', '-')}@demonstration.example": {role} for role in Role.values}
    for email in accounts:
        assert email in printed
    assert printed.count(PASSWORD) == len(Role)


def test_a_second_run_changes_nothing(printed: str) -> None:
    events = AuditEvent.objects.count()

    call_command("demonstration_accounts", stdout=StringIO())

    assert User.objects.count() == len(Role)
    assert AuditEvent.objects.count() == events


@pytest.mark.usefixtures("printed")
def test_the_printed_e_mail_address_and_password_sign_in(
    client: Client, sign_in: Callable[..., HttpResponse]
) -> None:
    sign_in(client, "researcher@demonstration.example", PASSWORD)

    assert client.get("/account/").status_code == 200


@pytest.mark.usefixtures("real_use")
def test_the_command_is_refused_outside_a_demonstration() -> None:
    with pytest.raises(CommandError, match="create_administrator"):
        call_command("demonstration_accounts")
    assert not User.objects.exists()


@pytest.mark.parametrize("role", Role.values)
def test_a_demonstration_account_left_in_the_database_cannot_sign_in_outside_a_demonstration(
    role: str, printed: str, client: Client, sign_in: Callable[..., HttpResponse], settings: Settings
) -> None:
    settings.DEMONSTRATION = settings.DEBUG = False

    sign_in(client, f"{role.replace('_', '-')}@demonstration.example", PASSWORD)

    assert client.get("/account/").status_code == 302


@pytest.mark.usefixtures("printed")
def test_a_session_begun_in_a_demonstration_ends_with_it(
    client: Client, sign_in: Callable[..., HttpResponse], settings: Settings
) -> None:
    sign_in(client, "viewer@demonstration.example", PASSWORD)

    settings.DEMONSTRATION = settings.DEBUG = False

    assert client.get("/account/").status_code == 302
