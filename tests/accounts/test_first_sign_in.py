"""The first administrator of a real Gatehouse: from the command to the admin, by links and forms alone."""

import time
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.management.commands.create_administrator import base_address
from accounts.models import User
from tests.accounts.test_sign_in import code_for

pytestmark = pytest.mark.django_db
ADDRESS = "first@example.org"
PASSWORD = "correct horse battery"


def printed_link() -> str:
    """The link that the command prints, without scheme and name."""
    out = StringIO()
    call_command("create_administrator", ADDRESS, stdout=out)
    return "/" + out.getvalue().split()[-1].split("/", 3)[3]


@pytest.fixture
def signed_in(client: Client, real_use: Settings) -> Client:
    form = client.get(printed_link(), follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    return client


def test_the_first_administrator_gets_from_the_command_into_the_admin(signed_in: Client) -> None:
    set_up = signed_in.get("/admin/", follow=True)
    assert set_up.request["PATH_INFO"] == reverse("mfa_activate_totp")
    page = set_up.content.decode()
    assert "Set up a security code first" in page
    assert "verified" not in page

    secret = set_up.context["form"].secret
    codes = signed_in.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}, follow=True)

    assert codes.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    assert len(codes.context["unused_codes"]) == 10
    assert secret in page
    assert signed_in.get("/admin/").status_code == 200
    assert signed_in.get("/admin/accounts/user/add/").status_code == 200


def test_the_administrator_signs_in_again_with_the_second_factor(signed_in: Client) -> None:
    secret = signed_in.get(reverse("mfa_activate_totp")).context["form"].secret
    signed_in.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    signed_in.post(reverse("account_logout"))

    with time_machine.travel(3600 + time.time()):
        reauthentication = signed_in.post(
            reverse("account_login"), {"login": ADDRESS, "password": PASSWORD}, follow=True
        )
        signed_in.post(reauthentication.request["PATH_INFO"], {"code": code_for(secret)})
        assert signed_in.get("/admin/").status_code == 200


def test_an_account_opened_in_the_admin_signs_in_by_its_link(signed_in: Client) -> None:
    secret = signed_in.get(reverse("mfa_activate_totp")).context["form"].secret
    signed_in.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    added = signed_in.post(
        "/admin/accounts/user/add/",
        {"email": "ann@example.org", "name": "Ann", "roles": ["researcher"]},
        follow=True,
    )
    link = next(word for word in added.content.decode().split() if "/password/reset/key/" in word)
    path = "/" + link.split("<")[0].split("/", 3)[3]

    other = Client()
    form = other.get(path, follow=True)
    other.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    other.post(reverse("account_login"), {"login": "ann@example.org", "password": PASSWORD})
    secret = other.get(reverse("mfa_activate_totp")).context["form"].secret
    other.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})

    assert other.get("/work/").status_code == 200


def test_the_password_is_asked_for_again_some_minutes_after_signing_in(signed_in: Client) -> None:
    with time_machine.travel(600 + time.time()):
        response = signed_in.get(reverse("mfa_activate_totp"))

    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_the_link_works_as_long_as_the_command_says(client: Client, settings: Settings) -> None:
    out = StringIO()
    with time_machine.travel("2026-03-02 10:00Z", tick=False) as clock:
        call_command("create_administrator", ADDRESS, stdout=out)
        link = "/" + out.getvalue().split()[-1].split("/", 3)[3]
        clock.shift(3 * 86_400 - 60)
        before = client.get(link).status_code
        clock.shift(120)
        after = Client().get(link)

    assert "within 3 days" in out.getvalue()
    assert (before, after.context["token_fail"]) == (302, True)
    assert User.objects.get().email == ADDRESS


@pytest.mark.parametrize(
    ("is_demonstration", "hosts", "address"),
    [
        pytest.param(
            False, ["gatehouse.example.org", "other.example"], "https://gatehouse.example.org", id="named"
        ),
        pytest.param(False, [".example.org"], "https://example.org", id="with all below it"),
        pytest.param(False, [], "https://THE-NAME-OF-YOUR-GATEHOUSE", id="not named"),
        pytest.param(True, ["127.0.0.1"], "http://127.0.0.1:8000", id="demonstration"),
    ],
)
def test_the_command_prints_a_whole_address(
    settings: Settings, is_demonstration: bool, hosts: list[str], address: str
) -> None:
    settings.DEMONSTRATION, settings.ALLOWED_HOSTS = is_demonstration, hosts

    assert base_address() == address
