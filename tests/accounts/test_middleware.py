"""Sessions expire, and guarded roles set up a second factor before anything else."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import AuditEvent, User
from accounts.roles import GUARDED_ROLES, Role

pytestmark = pytest.mark.django_db
NINE = dt.datetime(2009, 7, 15, 9, 0, tzinfo=dt.UTC)
OWN = "/account/"


def after(**time: int) -> time_machine.travel:
    return time_machine.travel(NINE + dt.timedelta(**time), tick=False)


@pytest.mark.parametrize("role", sorted(GUARDED_ROLES))
def test_a_guarded_role_is_signed_out_after_thirty_minutes_without_activity(
    role: str, client_for: Callable[[str], Client]
) -> None:
    with after():
        client = client_for(role)
    with after(minutes=29):
        assert client.get(OWN).status_code == 200
    with after(minutes=58):
        assert client.get(OWN).status_code == 200

    with after(minutes=88):
        response = client.get(OWN)

    assert response.status_code == 302
    assert response.headers["Location"] == "/accounts/login/?next=/account/"
    assert "without activity" in str(next(iter(get_messages(response.wsgi_request))))


def test_a_page_that_refreshes_itself_is_no_activity(client_for: Callable[[str], Client]) -> None:
    with after():
        client = client_for("study_lead")
    with after(minutes=29):
        assert client.get(OWN, headers={"X-Activity": "none"}).status_code == 200

    with after(minutes=30):
        assert client.get(OWN, headers={"X-Activity": "none"}).status_code == 302


def test_a_viewer_is_not_signed_out_when_idle(client_for: Callable[[str], Client]) -> None:
    with after():
        client = client_for("viewer")

    with after(hours=11, minutes=59):
        assert client.get(OWN).status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_everybody_is_signed_out_after_twelve_hours_even_if_active(
    role: str, client_for: Callable[[str], Client]
) -> None:
    with after():
        client = client_for(role)
    for quarter in range(1, 48):
        with after(minutes=15 * quarter):
            assert client.get(OWN).status_code == 200

    with after(hours=12):
        assert client.get(OWN).status_code == 302


def test_a_public_page_is_shown_as_to_a_visitor_after_the_end(client_for: Callable[[str], Client]) -> None:
    with after():
        client = client_for("researcher")

    with after(hours=1):
        response = client.get(reverse("home"))

    assert response.status_code == 200
    assert not response.wsgi_request.user.is_authenticated


def test_a_form_sent_after_the_end_leads_to_sign_in_and_back_to_its_page(
    client_for: Callable[[str], Client], sign_in: Callable[..., HttpResponse]
) -> None:
    with after():
        client = client_for("researcher")
    with after(hours=1):
        response = client.post(OWN, {"note": "x"}, headers={"referer": "http://testserver/account/?part=2"})

        assert response.headers["Location"] == "/accounts/login/?next=/account/%3Fpart%3D2"
        back = sign_in(client, "researcher@example.org", next="/account/?part=2")

    assert back.headers["Location"] == "/account/?part=2"


def test_a_script_learns_that_the_session_ended(client_for: Callable[[str], Client]) -> None:
    with after():
        client = client_for("researcher")

    with after(hours=1):
        response = client.post(OWN, headers={"accept": "application/json"})

    assert response.status_code == 401
    assert "without activity" in response.json()["detail"]


def test_a_session_without_a_start_time_has_ended(client_for: Callable[[str], Client]) -> None:
    client = client_for("viewer")
    session = client.session
    del session["signed_in_at"]
    session.save()

    assert client.get(OWN).status_code == 302


def test_the_end_of_a_session_is_in_the_audit_trail(client_for: Callable[[str], Client]) -> None:
    with after():
        client = client_for("researcher")
    with after(hours=1):
        client.get(OWN)

    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["account.signed_in", "account.signed_out"]


@pytest.mark.usefixtures("real_use")
@pytest.mark.parametrize("role", sorted(GUARDED_ROLES))
@pytest.mark.parametrize("path", [OWN, "/", "/admin/"])
def test_a_guarded_role_sets_up_a_second_factor_before_anything_else(
    path: str, role: str, client_for: Callable[[str], Client]
) -> None:
    response = client_for(role).get(path)

    assert response.status_code == 302
    assert response.headers["Location"] == reverse("mfa_activate_totp")


@pytest.mark.usefixtures("real_use")
def test_a_script_of_a_guarded_role_is_refused_without_a_second_factor(
    client_for: Callable[[str], Client],
) -> None:
    response = client_for("researcher").get(OWN, headers={"accept": "application/json"})

    assert response.status_code == 403
    assert "security code" in response.json()["detail"]


@pytest.mark.usefixtures("real_use")
def test_the_pages_of_the_second_factor_and_of_signing_out_are_open(
    client_for: Callable[[str], Client],
) -> None:
    client = client_for("researcher")

    assert client.get(reverse("account_reauthenticate")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("home")


@pytest.mark.usefixtures("real_use")
def test_with_a_second_factor_a_guarded_role_can_continue(client_for: Callable[[str], Client]) -> None:
    client = client_for("researcher")
    TOTP.activate(User.objects.get(), generate_totp_secret())

    assert client.get(OWN).status_code == 200


@pytest.mark.usefixtures("real_use")
@pytest.mark.parametrize("role", ["viewer", "public"])
def test_other_people_need_no_second_factor(role: str, client_for: Callable[[str], Client]) -> None:
    assert client_for(role).get(reverse("home")).status_code == 200


def test_a_demonstration_needs_no_second_factor(
    client_for: Callable[[str], Client], settings: Settings
) -> None:
    assert not settings.SECOND_FACTOR_REQUIRED
    assert client_for("researcher").get(OWN).status_code == 200
