"""A form sent after the session has ended is kept for the same account only."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from interviews.models import Call
from survey.models import SampledUnit
from tests.conftest import PASSWORD
from tests.factories.enterprises import OrganisationFactory
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
    assert led.url.startswith(f"{reverse('account_login')}?next={reverse('recover-form')}")
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
    assert "recoverable_forms" in row.get_decoded()
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
    assert "recoverable_forms" not in browser.session


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
    assert "recoverable_forms" not in stranger.session


def test_passwords_are_never_kept(browser: Client, clock: Any) -> None:
    clock.shift(dt.timedelta(minutes=31))

    browser.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "x", "password2": "x"}
    )

    assert "recoverable_forms" not in browser.session


@pytest.fixture
def strict(case: SampledUnit, user_with: Callable[..., User]) -> Client:
    """Return a browser in which Ann is signed in, and that checks CSRF tokens as a real one does."""
    client = Client(enforce_csrf_checks=True)
    sign_in_through_page(client, user_with("researcher", email="ann@example.org"))
    return client


def token_in(page: Any) -> str:
    return str(re.findall(r'csrfmiddlewaretoken" value="([^"]*)"', page.content.decode())[-1])


def sign_in_through_page(client: Client, user: User) -> Any:
    login = reverse("account_login")
    sent = {"login": user.email, "password": PASSWORD, "csrfmiddlewaretoken": token_in(client.get(login))}
    answer = client.post(login, sent)
    assert answer.status_code == 302
    return answer


def sign_out_through_page(client: Client) -> None:
    logout = reverse("account_logout")
    client.post(logout, {"csrfmiddlewaretoken": token_in(client.get(logout))})


def open_case(client: Client, case: SampledUnit) -> dict[str, str]:
    """Return the fields of the call form of a page that is open in a tab."""
    page = client.get(reverse("case-detail", args=[case.strand.study.slug, case.pk]))
    return {**SENT, "csrfmiddlewaretoken": token_in(page)}


def ann() -> User:
    return User.objects.get(email="ann@example.org")


def test_a_page_opened_before_signing_in_again_is_offered_and_sent(strict: Client, case: SampledUnit) -> None:
    opened = open_case(strict, case)
    sign_out_through_page(strict)
    sign_in_through_page(strict, ann())

    led = strict.post(address(case), opened)
    page = strict.get(led.url)
    fresh = {**SENT, "csrfmiddlewaretoken": token_in(page)}
    again = strict.post(led.url, fresh)
    assert not Call.objects.exists()
    strict.post(again.headers["Location"], fresh)

    assert "Rang twice, “nobody” there" in unescape(page.content.decode())
    assert (again.status_code, again.headers["Location"]) == (307, address(case))
    assert Call.objects.count() == 1


def test_a_page_sent_after_signing_out_is_offered_after_signing_in(strict: Client, case: SampledUnit) -> None:
    opened = open_case(strict, case)
    sign_out_through_page(strict)

    led = strict.post(address(case), opened)
    sign_in_through_page(strict, ann())
    page = strict.get(reverse("recover-form"))

    assert reverse("recover-form") in led.url
    assert "Rang twice, “nobody” there" in unescape(page.content.decode())


def test_a_page_two_sign_ins_old_is_offered_after_a_third(strict: Client, case: SampledUnit) -> None:
    opened = open_case(strict, case)
    sign_out_through_page(strict)
    sign_in_through_page(strict, ann())
    sign_out_through_page(strict)

    led = strict.post(address(case), opened)
    sign_in_through_page(strict, ann())

    assert reverse("recover-form") in led.url
    assert strict.get(reverse("recover-form")).status_code == 200


def test_a_page_of_another_account_is_shown_and_never_kept_or_sent(
    strict: Client, case: SampledUnit, user_with: Callable[..., User]
) -> None:
    opened = open_case(strict, case)
    sign_out_through_page(strict)
    sign_in_through_page(strict, user_with("researcher", email="ben@example.org"))

    refused = strict.post(address(case), opened, headers={"origin": "http://testserver"})

    assert refused.status_code == 403
    assert "Another account opened this page" in refused.content.decode()
    assert "Rang twice, “nobody” there" in unescape(refused.content.decode())
    assert "recoverable_forms" not in strict.session
    assert not Call.objects.exists()


def test_a_page_of_another_account_is_not_kept_for_somebody_timed_out(
    strict: Client, case: SampledUnit, clock: Any, user_with: Callable[..., User]
) -> None:
    opened = open_case(strict, case)
    sign_out_through_page(strict)
    ben = user_with("researcher", email="ben@example.org")
    sign_in_through_page(strict, ben)
    clock.shift(dt.timedelta(minutes=31))

    strict.post(address(case), opened)
    sign_in_through_page(strict, ben)

    assert strict.get(reverse("recover-form")).url == reverse("home")


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"csrfmiddlewaretoken": "x" * 64}, id="a made-up token"),
        pytest.param({}, id="no token"),
    ],
)
def test_a_form_without_a_token_of_this_browser_is_not_kept(
    strict: Client, case: SampledUnit, forged: dict[str, str]
) -> None:
    refused = strict.post(address(case), {**SENT, **forged})

    assert refused.status_code == 403
    assert "nobody" not in refused.content.decode()
    assert "recoverable_forms" not in strict.session


def test_a_form_of_another_site_is_not_kept_even_with_an_old_token(strict: Client, case: SampledUnit) -> None:
    opened = open_case(strict, case)
    sign_out_through_page(strict)
    sign_in_through_page(strict, ann())

    refused = strict.post(address(case), opened, headers={"origin": "https://elsewhere.example"})

    assert refused.status_code == 403
    assert "nobody" not in refused.content.decode()
    assert "recoverable_forms" not in strict.session


def test_two_pages_sent_too_late_are_each_offered(strict: Client, case: SampledUnit) -> None:
    opened = open_case(strict, case)
    sign_out_through_page(strict)
    sign_in_through_page(strict, ann())

    first = strict.post(address(case), {**opened, "note": "The first tab"})
    second = strict.post(address(case), {**opened, "note": "The second tab"})

    assert "The first tab" in strict.get(first.url).content.decode()
    assert "The second tab" in strict.get(second.url).content.decode()


def test_a_kept_form_that_is_gone_shows_the_words_that_were_sent(
    browser: Client, case: SampledUnit, clock: Any
) -> None:
    clock.shift(dt.timedelta(minutes=31))
    browser.post(address(case), SENT)
    sign_in(browser, ann())
    browser.post(reverse("recover-form"), {"throw_away": "1"})

    again = browser.post(reverse("recover-form"), SENT)

    assert again.status_code == 410
    assert "Rang twice, “nobody” there" in unescape(again.content.decode())


def test_a_script_is_told_that_the_user_signed_in_again(strict: Client, case: SampledUnit) -> None:
    opened = open_case(strict, case)
    sign_out_through_page(strict)
    sign_in_through_page(strict, ann())

    refused = strict.post(address(case), opened, headers={"accept": "application/json"})

    assert refused.status_code == 403
    assert refused.json()["reason"].startswith("You signed in again")
    assert "recoverable_forms" not in strict.session


def test_a_form_of_the_admin_sent_too_late_is_offered_again(
    case: SampledUnit, clock: Any, user_with: Callable[..., User]
) -> None:
    client, curator = Client(), user_with("curator", email="cat@example.org")
    organisation = OrganisationFactory()
    change = reverse("admin:enterprises_organisation_change", args=[organisation.pk])
    sign_in(client, curator)
    clock.shift(dt.timedelta(minutes=31))

    client.post(change, {"description": "Bakes bread inside the prison"})
    sign_in(client, curator)
    page = client.get(reverse("recover-form"))
    again = client.post(reverse("recover-form"), {"description": "Bakes bread inside the prison"})

    assert "Bakes bread inside the prison" in page.content.decode()
    assert (again.status_code, again.headers["Location"]) == (307, change)


def test_a_form_that_makes_an_account_is_never_kept(
    clock: Any, case: SampledUnit, user_with: Callable[..., User]
) -> None:
    client = Client()
    sign_in(client, user_with("administrator", email="ada@example.org"))
    clock.shift(dt.timedelta(minutes=31))

    client.post(reverse("admin:accounts_user_add"), {"password1": PASSWORD, "password2": PASSWORD})

    assert "recoverable_forms" not in client.session


def test_a_file_sent_too_late_is_not_kept_and_the_sign_in_page_says_so(
    browser: Client, case: SampledUnit, clock: Any
) -> None:
    clock.shift(dt.timedelta(minutes=31))

    led = browser.post(address(case), {**SENT, "file": SimpleUploadedFile("rows.csv", b"a,b")}, follow=True)

    assert "The file you sent was not kept: choose it again." in led.content.decode()


def test_the_words_beside_a_file_are_kept_without_it(browser: Client, case: SampledUnit, clock: Any) -> None:
    clock.shift(dt.timedelta(minutes=31))
    browser.post(address(case), {**SENT, "file": SimpleUploadedFile("rows.csv", b"a,b")})
    sign_in(browser, User.objects.get(email="ann@example.org"))

    page = browser.get(reverse("recover-form")).content.decode()

    assert "The file that came with it is not kept." in page
    for value in SENT.values():
        assert str(value) in unescape(page)


def test_a_file_alone_is_not_kept(browser: Client, case: SampledUnit, clock: Any) -> None:
    clock.shift(dt.timedelta(minutes=31))

    browser.post(address(case), {"file": SimpleUploadedFile("rows.csv", b"a,b")})

    assert "recoverable_forms" not in browser.session


def test_the_words_of_a_form_that_may_not_be_sent_any_more_are_shown(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    client = client_for("viewer")

    response = client.post(address(case), {"note": "Ask for the workshop"})

    assert response.status_code == 403
    assert "Ask for the workshop" in response.content.decode()


def test_the_words_about_something_that_is_gone_are_shown(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    response = client_for("researcher").post(
        "/work/no-such-study/cases/1/calls/", {"note": "Ask for the workshop"}
    )

    assert response.status_code == 404
    assert "Ask for the workshop" in response.content.decode()
