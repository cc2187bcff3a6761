"""Signed out in the middle, without JavaScript: the sent form comes back after signing in, and is saved."""

from collections.abc import Callable

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.middleware import LAST_SEEN_AT
from interviews.models import Interview
from survey.models import SampledUnit
from tests.browser.navigation import follow
from tests.browser.test_interview import EMAIL, at_work, case, save  # noqa: F401  (fixtures)
from tests.conftest import PASSWORD


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
