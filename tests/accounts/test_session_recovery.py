"""A form sent after the session has ended is kept for the same account only."""

import datetime as dt
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from interviews.models import Call
from survey.models import SampledUnit
from tests.conftest import PASSWORD
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.django_db
START = dt.datetime(2009, 7, 15, 10, 30, tzinfo=dt.UTC)
SENT = {
    "disposition": "no_answer",
    "note": "Rang twice, “nobody” there\nand a second line",
    "submission_key": "11111111-1111-4111-8111-111111111111",
}


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def case(clock: Any) -> SampledUnit:
    return SampledUnitFactory()


@pytest.fixture
def browser(case: SampledUnit, user_with: Callable[..., User]) -> Client:
    client = Client()
    sign_in(client, user_with("researcher", email="ann@example.org"))
    return client


def sign_in(client: Client, user: User) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def address(case: SampledUnit) -> str:
    return reverse("call-log", args=[case.strand.study.slug, case.pk])


def test_a_form_sent_too_late_is_offered_again_and_sent(
    browser: Client, case: SampledUnit, clock: Any
) -> None:
    clock.shift(dt.timedelta(minutes=31))

    led = browser.post(address(case), SENT)
    assert led.url == f"{reverse('account_login')}?next={reverse('recover-form')}"
    assert not Call.objects.exists()

    sign_in(browser, User.objects.get(email="ann@example.org"))
    page = unescape(browser.get(reverse("recover-form")).content.decode())
    again = browser.post(reverse("recover-form"), SENT)

    assert "Rang twice, “nobody” there" in page
    assert (again.status_code, again.headers["Location"]) == (307, address(case))
    browser.post(again.headers["Location"], SENT)
    assert Call.objects.get().note.replace("\r\n", "\n") == SENT["note"]
    assert browser.get(reverse("recover-form")).url == reverse("home")


def test_a_form_sent_after_twelve_hours_is_kept_as_well(
    browser: Client, case: SampledUnit, clock: Any
) -> None:
    clock.shift(dt.timedelta(hours=13))

    assert reverse("recover-form") in browser.post(address(case), SENT).url


def test_a_kept_form_is_gone_after_an_hour(browser: Client, case: SampledUnit, clock: Any) -> None:
    clock.shift(dt.timedelta(minutes=31))
    browser.post(address(case), SENT)
    row = Session.objects.get(pk=browser.session.session_key)
    assert "recoverable_form" in row.get_decoded()
    assert row.expire_date == START + dt.timedelta(minutes=31 + 60)

    clock.shift(dt.timedelta(minutes=61))
    call_command("clearsessions")
    sign_in(browser, User.objects.get(email="ann@example.org"))

    assert not Session.objects.filter(pk=row.pk).exists()
    assert browser.get(reverse("recover-form")).url == reverse("home")


def test_a_page_older_than_an_hour_is_not_offered_to_somebody_signed_in(
    browser: Client, case: SampledUnit, clock: Any
) -> None:
    clock.shift(dt.timedelta(minutes=31))
    browser.post(address(case), SENT)
    clock.shift(dt.timedelta(minutes=50))
    sign_in(browser, User.objects.get(email="ann@example.org"))
    clock.shift(dt.timedelta(minutes=11))

    assert browser.get(reverse("recover-form")).url == reverse("home")
    assert "recoverable_form" not in browser.session


def test_signing_in_again_gives_the_session_its_own_expiry(
    browser: Client, case: SampledUnit, clock: Any
) -> None:
    clock.shift(dt.timedelta(minutes=31))
    browser.post(address(case), SENT)
    sign_in(browser, User.objects.get(email="ann@example.org"))

    row = Session.objects.get(pk=browser.session.session_key)
    assert row.expire_date > START + dt.timedelta(hours=12)


def test_another_account_never_sees_a_kept_form(
    browser: Client, case: SampledUnit, clock: Any, user_with: Callable[..., User]
) -> None:
    clock.shift(dt.timedelta(minutes=31))
    browser.post(address(case), SENT)
    sign_in(browser, user_with("study_lead", email="ben@example.org"))

    assert browser.get(reverse("recover-form")).url == reverse("home")

    browser.post(reverse("account_logout"))
    sign_in(browser, User.objects.get(email="ann@example.org"))
    assert browser.get(reverse("recover-form")).url == reverse("home")


def test_a_kept_form_can_be_discarded(browser: Client, case: SampledUnit, clock: Any) -> None:
    clock.shift(dt.timedelta(minutes=31))
    browser.post(address(case), SENT)
    sign_in(browser, User.objects.get(email="ann@example.org"))

    browser.post(reverse("recover-form"), {"throw_away": "1"})

    assert browser.get(reverse("recover-form")).url == reverse("home")


def test_a_form_of_an_unknown_person_is_not_kept(case: SampledUnit) -> None:
    stranger = Client()

    assert reverse("recover-form") not in stranger.post(address(case), SENT).url
    assert "recoverable_form" not in stranger.session


def test_passwords_are_never_kept(browser: Client, clock: Any) -> None:
    clock.shift(dt.timedelta(minutes=31))

    browser.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "x", "password2": "x"}
    )

    assert "recoverable_form" not in browser.session
