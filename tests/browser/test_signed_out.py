"""Signed out, or signed in again, in the middle: the sent form is offered back to the same account, and is saved."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from accounts.middleware import LAST_SEEN_AT
from accounts.models import RoleGrant, User
from interviews.models import Interview
from survey.models import SampledUnit
from tests.browser.navigation import follow
from tests.browser.test_interview import EMAIL, at_work, case, save  # noqa: F401  (fixtures)
from tests.conftest import PASSWORD
from tests.factories.enterprises import OrganisationFactory


@pytest.fixture
def sign_in(sign_in_by_form: Callable[[Page, str, str], None]) -> Callable[[Page, str], None]:
    """Sign in by the form here: what a page may send later follows from how its session began."""
    return lambda page, email: sign_in_by_form(page, email, PASSWORD)


def leave_everybody_idle() -> None:
    """Set the last activity of all sessions to hours ago."""
    for row in Session.objects.all():
        session = SessionStore(row.session_key)
        session[LAST_SEEN_AT] = 0
        session.save()


def test_the_words_of_a_page_sent_too_late_are_saved(at_work: Callable, case: SampledUnit) -> None:  # noqa: F811
    _, page = at_work(javascript=False)
    page.locator("[name=q-anything_else]").fill("Said after the\nsession had ended")
    leave_everybody_idle()

    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill(EMAIL)
    page.get_by_label("Password").first.fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("What you sent is not saved yet")
    follow(page.get_by_role("button", name="Send it now"))

    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    words = Interview.objects.get(unit=case).answers["anything_else"]["value"]
    assert words.replace("\r\n", "\n") == "Said after the\nsession had ended"


def sign_out(context: BrowserContext) -> Page:
    """Sign out in another tab, and return it."""
    other = context.new_page()
    other.goto("/accounts/logout/")
    follow(other.get_by_role("main").get_by_role("button", name="Sign out"))
    return other


def stored_words(case: SampledUnit) -> str:  # noqa: F811
    return str(Interview.objects.get(unit=case).answers["anything_else"]["value"])


def looked_at(page: Page, javascript: bool, axe: Callable) -> None:
    if javascript:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


wide_and_narrow = pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
with_and_without_javascript = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])


@wide_and_narrow
@with_and_without_javascript
def test_a_page_opened_before_signing_in_again_is_offered_back(
    narrow: bool,
    javascript: bool,
    at_work: Callable,  # noqa: F811
    case: SampledUnit,  # noqa: F811
    sign_in: Callable,
    axe: Callable,
) -> None:
    context, page = at_work(narrow=narrow, javascript=javascript)
    sign_in(sign_out(context), EMAIL)
    page.locator("[name=q-anything_else]").fill("Said before signing in again")
    if javascript:
        state = page.locator("[data-save-state]")
        expect(state).to_contain_text("You signed in again after this page was opened")
        expect(state).not_to_contain_text("signed out")

    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What you sent is not saved yet")
    looked_at(page, javascript, axe)
    follow(page.get_by_role("button", name="Send it now"))

    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    assert stored_words(case) == "Said before signing in again"


@wide_and_narrow
@with_and_without_javascript
def test_a_page_sent_after_signing_out_is_offered_back(
    narrow: bool,
    javascript: bool,
    at_work: Callable,  # noqa: F811
    case: SampledUnit,  # noqa: F811
) -> None:
    context, page = at_work(narrow=narrow, javascript=javascript)
    sign_out(context)
    page.locator("[name=q-anything_else]").fill("Said after signing out")
    if javascript:
        expect(page.locator("[data-save-state]")).to_contain_text("You are signed out")

    save(page)
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill(EMAIL)
    page.get_by_label("Password").first.fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("What you sent is not saved yet")
    follow(page.get_by_role("button", name="Send it now"))

    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    assert stored_words(case) == "Said after signing out"


@wide_and_narrow
@with_and_without_javascript
def test_a_page_of_another_account_is_shown_to_copy_and_not_saved(
    narrow: bool,
    javascript: bool,
    at_work: Callable,  # noqa: F811
    case: SampledUnit,  # noqa: F811
    sign_in: Callable,
    axe: Callable,
) -> None:
    colleague = User.objects.create_user(email="ben@example.org", password=PASSWORD, name="Ben")
    RoleGrant.objects.create(user=colleague, role="researcher")
    context, page = at_work(narrow=narrow, javascript=javascript)
    sign_in(sign_out(context), "ben@example.org")
    page.locator("[name=q-anything_else]").fill("Said in the tab of a colleague")

    save(page)

    expect(page.get_by_text("Another account opened this page")).to_be_visible()
    expect(page.get_by_text("Said in the tab of a colleague")).to_be_visible()
    looked_at(page, javascript, axe)
    page.goto("/account/held/")
    expect(page.get_by_role("heading", name="What you sent is not saved yet")).to_have_count(0)
    assert not Interview.objects.filter(unit=case).exists()


@wide_and_narrow
def test_a_form_of_the_admin_sent_too_late_is_saved_after_signing_in(
    narrow: bool, open_context: Callable, sign_in: Callable
) -> None:
    curator = User.objects.create_user(email="cat@example.org", password=PASSWORD, name="Cat Curator")
    RoleGrant.objects.create(user=curator, role="curator")
    entry = OrganisationFactory(name="The Bakery")
    page = open_context(narrow=narrow, javascript=False).new_page()
    sign_in(page, "cat@example.org")
    page.goto(f"/admin/enterprises/organisation/{entry.pk}/change/")
    page.locator("[name=description]").fill("Bakes bread inside the prison")
    leave_everybody_idle()

    follow(page.locator("[name=_save]"))
    page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill("cat@example.org")
    page.get_by_label("Password").first.fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))
    follow(page.get_by_role("button", name="Send it now"))

    entry.refresh_from_db()
    assert entry.description == "Bakes bread inside the prison"
