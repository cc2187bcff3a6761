"""Signing in: password, second factor, lock-out, and no information for strangers."""

import re
from collections.abc import Callable

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from accounts.models import AuditEvent, User
from config import settings as deployed
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db
SignIn = Callable[..., HttpResponse]


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def visible(response: HttpResponse) -> str:
    """Return the page without what differs each time: tokens and the name that was typed."""
    page = response.content.decode()
    page = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", page)
    return re.sub(r"[\w.]+@example\.org", "", page)


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_right_password_signs_in(client: Client, sign_in: SignIn, user_with: Callable[..., User]) -> None:
    user_with("viewer", email="ann@example.org")

    response = sign_in(client, "Ann@Example.org")

    assert response.status_code == 302
    assert is_signed_in(client)
    assert AuditEvent.objects.get().verb == "account.signed_in"


def test_signing_in_says_who_is_signed_in_once(
    client: Client, sign_in: SignIn, user_with: Callable[..., User]
) -> None:
    user_with("viewer", email="ann@example.org")

    sign_in(client, "ann@example.org")

    assert re.findall(r"\bann\b", client.get("/accessibility/").content.decode()) == ["ann"]


def test_passwords_are_hashed_with_argon2(settings: Settings, user_with: Callable[..., User]) -> None:
    settings.PASSWORD_HASHERS = deployed.PASSWORD_HASHERS

    assert user_with("viewer").password.startswith("argon2$argon2id$")


def test_a_known_and_an_unknown_name_get_the_same_answer(
    client: Client, sign_in: SignIn, researcher: User
) -> None:
    known = sign_in(client, researcher.email, "wrong")
    unknown = sign_in(client, "nobody@example.org", "wrong")

    assert known.status_code == unknown.status_code == 200
    assert visible(known) == visible(unknown)


def test_a_failed_sign_in_is_in_the_trail_without_what_was_typed(
    client: Client, sign_in: SignIn, researcher: User
) -> None:
    sign_in(client, researcher.email, "wrong")
    sign_in(client, "nobody@example.org", "wrong")

    unknown, known = AuditEvent.objects.filter(verb="account.sign_in_failed")
    assert (known.subject_id, known.by) == (str(researcher.pk), None)
    assert (unknown.subject_id, unknown.detail) == ("", {"known": False})
    assert "nobody@" not in str(AuditEvent.objects.values())


@pytest.mark.parametrize("address", ["researcher@example.org", "nobody@example.org"])
def test_after_five_failures_a_name_is_locked_known_or_not(
    address: str, client: Client, sign_in: SignIn, researcher: User
) -> None:
    for _ in range(5):
        sign_in(client, address, "wrong")

    response = sign_in(client, address, PASSWORD)

    assert "Too many failed" in response.content.decode()
    assert not is_signed_in(client)


def test_a_locked_name_does_not_lock_another_and_opens_again(
    client: Client, sign_in: SignIn, researcher: User, user_with: Callable[..., User]
) -> None:
    user_with("viewer")
    for _ in range(6):
        sign_in(client, researcher.email, "wrong")

    assert sign_in(Client(), "viewer@example.org").status_code == 302
    with time_machine.travel("2030-01-01 12:00"):
        assert sign_in(client, researcher.email).status_code == 302


def test_an_address_that_tries_many_names_is_locked(
    client: Client, sign_in: SignIn, researcher: User
) -> None:
    for number in range(30):
        sign_in(client, f"person{number}@example.org", "wrong")

    response = sign_in(client, researcher.email)

    assert response.status_code == 429 or "Too many failed" in response.content.decode()
    assert not is_signed_in(client)


def test_a_password_reset_reveals_nothing_and_sends_mail_to_accounts_only(
    client: Client, researcher: User
) -> None:
    path = reverse("account_reset_password")

    known = client.post(path, {"email": researcher.email})
    unknown = client.post(path, {"email": "nobody@example.org"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert [message.to for message in mail.outbox] == [[researcher.email]]


def test_with_a_second_factor_the_password_alone_does_not_sign_in(
    client: Client, sign_in: SignIn, researcher: User
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(researcher, secret)

    response = sign_in(client, researcher.email)

    assert response.headers["Location"].startswith(reverse("mfa_authenticate"))
    assert not is_signed_in(client)
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_signed_in(client)


def test_a_wrong_code_does_not_sign_in(client: Client, sign_in: SignIn, researcher: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(researcher, secret)
    sign_in(client, researcher.email)
    wrong = f"{(int(code_for(secret)) + 1) % 1_000_000:06}"

    client.post(reverse("mfa_authenticate"), {"code": wrong})

    assert not is_signed_in(client)
    assert AuditEvent.objects.about(researcher).get().verb == "second_factor.failed"


def test_a_code_works_once(sign_in: SignIn, researcher: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(researcher, secret)
    code = code_for(secret)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, researcher.email)
        client.post(reverse("mfa_authenticate"), {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_a_recovery_code_signs_in_once(sign_in: SignIn, researcher: User) -> None:
    TOTP.activate(researcher, generate_totp_secret())
    code = RecoveryCodes.activate(researcher).get_unused_codes()[0]
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, researcher.email)
        client.post(reverse("mfa_authenticate"), {"code": code})

    assert is_signed_in(first)
    assert not is_signed_in(second)


@pytest.mark.usefixtures("real_use")
def test_a_second_factor_is_set_up_through_the_pages(
    client: Client,
    sign_in: SignIn,
    researcher: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sign_in(client, researcher.email)
    activate = reverse("mfa_activate_totp")
    client.post(reverse("account_reauthenticate", query={"next": activate}), {"password": PASSWORD})
    secret = client.get(activate).context["form"].secret

    with django_capture_on_commit_callbacks(execute=True):
        client.post(activate, {"code": code_for(secret)})

    assert is_signed_in(client)
    added = AuditEvent.objects.about(researcher).filter(verb="second_factor.added")
    assert {event.detail["type"] for event in added} == {"totp", "recovery_codes"}


def test_a_closed_account_does_not_sign_in(client: Client, sign_in: SignIn, researcher: User) -> None:
    User.objects.update(is_active=False)

    sign_in(client, researcher.email)

    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "confirm-email/abc/", "login/code/confirm/"]
)
@pytest.mark.parametrize("role", ["public", "viewer"])
def test_nobody_can_sign_up_or_change_their_own_e_mail_address(
    role: str, path: str, client_for: Callable[[str], Client]
) -> None:
    client = client_for(role)

    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}", {"email": "other@example.org"}).status_code == 404


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(
    target: str, client: Client, sign_in: SignIn, researcher: User
) -> None:
    assert sign_in(client, researcher.email, next=target).headers["Location"] == "/work/"


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("researcher", "/work/"),
        ("study_lead", "/tasks/"),
        ("curator", "/"),
        ("administrator", "/admin/"),
        ("viewer", "/"),
    ],
)
def test_signing_in_leads_to_the_work_of_the_role_or_to_the_page_that_was_asked_for(
    role: str, page: str, client: Client, sign_in: SignIn, user_with: Callable[..., User]
) -> None:
    user = user_with(role)

    assert sign_in(client, user.email).headers["Location"] == page
    assert sign_in(Client(), user.email, next="/atlas/").headers["Location"] == "/atlas/"


@pytest.mark.parametrize(
    "name", ["account_login", "account_logout", "account_reset_password", "account_change_password"]
)
def test_a_form_without_its_token_is_refused(name: str, researcher: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(researcher)

    assert client.post(reverse(name), {"login": researcher.email}).status_code == 403


def test_a_new_password_ends_the_other_sessions(sign_in: SignIn, researcher: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        sign_in(client, researcher.email)

    new = "another long password"
    here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert is_signed_in(here)
    assert not is_signed_in(there)


@pytest.mark.parametrize("weak", ["short", "qwerty123456", "researcher@example.org"])
def test_a_weak_password_is_refused(weak: str, client_for: Callable[[str], Client]) -> None:
    client = client_for("researcher")

    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )

    assert User.objects.get().check_password(PASSWORD)


def test_the_sign_in_cookies_are_not_for_scripts(client: Client, sign_in: SignIn, researcher: User) -> None:
    cookies = sign_in(client, researcher.email).cookies

    assert cookies["sessionid"]["httponly"]
    assert {cookie["samesite"] for cookie in cookies.values()} == {"Lax"}
