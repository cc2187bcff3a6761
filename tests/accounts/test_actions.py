"""Opening and closing accounts, granting and revoking roles; each writes its audit event."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import actions
from accounts.models import AuditEvent, User
from accounts.roles import permissions_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(user_with: Callable[..., User]) -> User:
    return user_with("administrator")


def last_event() -> tuple[str, str, dict]:
    event = AuditEvent.objects.first()
    assert event is not None
    return event.verb, event.subject_id, event.detail


def test_an_account_is_opened_without_roles_or_password(administrator: User) -> None:
    user = actions.open_account(email="Ann@example.org", by=administrator)

    assert (user.email, user.has_usable_password(), user.role_grants.count()) == ("ann@example.org", False, 0)
    assert last_event() == ("account.opened", str(user.pk), {})


def test_a_second_account_for_an_address_is_refused(administrator: User) -> None:
    UserFactory(email="ann@example.org")

    with pytest.raises(ValidationError, match="already an account"):
        actions.open_account(email="ANN@example.org", by=administrator)


def test_a_new_role_takes_effect_at_once(administrator: User) -> None:
    user = UserFactory()
    assert "directory.curate" not in permissions_of(user)

    grant = actions.grant_role(user=user, role="curator", by=administrator)

    assert "directory.curate" in permissions_of(user)
    assert grant.granted_by == administrator
    assert last_event() == ("role.granted", str(user.pk), {"role": "curator"})


def test_giving_a_role_twice_is_one_grant_and_one_event(administrator: User) -> None:
    user = UserFactory()

    for _ in range(2):
        actions.grant_role(user=user, role="curator", by=administrator)

    assert AuditEvent.objects.filter(verb="role.granted").count() == user.role_grants.count() == 1


def test_a_role_that_is_taken_away_ends_at_once(administrator: User) -> None:
    user = UserFactory()
    actions.grant_role(user=user, role="curator", by=administrator)

    actions.revoke_role(user=user, role="curator", by=administrator)

    assert "directory.curate" not in permissions_of(user)
    assert last_event() == ("role.revoked", str(user.pk), {"role": "curator"})


@pytest.mark.parametrize("action", [actions.grant_role, actions.revoke_role])
def test_nobody_changes_their_own_roles(action: Callable, administrator: User) -> None:
    with pytest.raises(ValidationError, match="your own roles"):
        action(user=administrator, role="researcher", by=administrator)


def test_an_unknown_role_is_refused(administrator: User) -> None:
    with pytest.raises(ValidationError, match="no role 'governor'"):
        actions.grant_role(user=UserFactory(), role="governor", by=administrator)


def test_a_closed_account_is_signed_out_everywhere(
    administrator: User, client_for: Callable[[str], Client]
) -> None:
    client = client_for("viewer")
    user = User.objects.get(email="viewer@example.org")
    assert client.get("/account/").status_code == 200

    actions.close_account(user=user, by=administrator)

    assert client.get("/account/").status_code == 302
    actions.reopen_account(user=user, by=administrator)
    assert last_event()[0] == "account.reopened"


def test_nobody_closes_their_own_account(administrator: User) -> None:
    with pytest.raises(ValidationError, match="cannot close your own"):
        actions.close_account(user=administrator, by=administrator)


def test_a_link_lets_its_owner_choose_a_password_once(administrator: User, client: Client) -> None:
    user = actions.open_account(email="ann@example.org", by=administrator)
    link = actions.one_time_link(user=user, by=administrator)
    passwords = {"password1": "correct horse battery", "password2": "correct horse battery"}

    form = client.get(link)
    client.post(form.headers["Location"], passwords)

    user.refresh_from_db()
    assert user.check_password("correct horse battery")
    again = Client().get(link)
    assert again.status_code == 200
    assert again.context["token_fail"]


def test_the_first_administrator_is_made_by_a_command() -> None:
    out = StringIO()

    call_command("create_administrator", "First@example.org", stdout=out)

    user = User.objects.get(email="first@example.org")
    assert "accounts.manage" in permissions_of(user)
    assert "/accounts/password/reset/key/" in out.getvalue()


def test_the_command_refuses_a_malformed_address() -> None:
    with pytest.raises(CommandError, match="Enter an e-mail address"):
        call_command("create_administrator", "nobody", stdout=StringIO())
    assert not User.objects.exists()
