"""A real browser on a real server; its tests are skipped with a message if there is no browser."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from pytest_django.fixtures import Settings as SettingsFixture
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from survey.models import Strand
from tests.browser import slowness
from tests.browser.chromium import CHROMIUM, NARROW, QUIET, WIDE
from tests.browser.navigation import PATIENCE, follow, report_unawaited
from tests.factories.directory import engaged, listed
from tests.factories.interviews import CallFactory
from tests.factories.survey import SampledUnitFactory

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
expect.set_options(timeout=PATIENCE)
TIMES_AXE_RUNS = 3
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the journeys. One that fails is tried once more and named, for a machine may be too slow for a moment."""
    skip = pytest.mark.skip(reason="Chromium is not installed: the browser journeys were not run.")
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            item.add_marker(pytest.mark.flaky(reruns=0 if slowness.IS_ASKED_FOR else 1))
            if CHROMIUM is None:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_context(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., BrowserContext]]:
    """Open a fresh browser profile: wide or narrow, with or without JavaScript, signed in or not.

    A page error, a refused resource or a press that leads away without waiting fails the test that caused it.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_(*, narrow: bool = False, javascript: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=NARROW if narrow else WIDE,
            java_script_enabled=javascript,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: troubles.append(str(error.error)))
        context.on("console", lambda message: troubles.append(message.text) if _is_refusal(message) else None)
        report_unawaited(context, troubles)
        if slowness.IS_ASKED_FOR:
            context.on("page", slowness.slow_down)
        contexts.append(context)
        return context

    yield open_
    for context in contexts:
        context.close()
    assert troubles == []


def _is_refusal(message: object) -> bool:
    text = getattr(message, "text", "")
    return getattr(message, "type", "") == "error" and (
        "Content Security Policy" in text or "Uncaught" in text
    )


@pytest.fixture
def sign_in(live_server: LiveServer) -> Callable[[Page, str], None]:
    """Give a browser the session of an account. The page stays what it is: go to the one that is meant."""

    def sign(page: Page, email: str) -> None:
        client = Client()
        client.force_login(User.objects.get(email=email))
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
        )

    return sign


@pytest.fixture
def sign_in_by_form() -> Callable[[Page, str, str], None]:
    """Sign in through the page, as a person does, for a journey that begins there."""

    def sign(page: Page, email: str, password: str) -> None:
        page.goto("/accounts/login/")
        page.get_by_label("Email").or_(page.get_by_label("E-mail")).first.fill(email)
        page.get_by_label("Password").first.fill(password)
        follow(page.get_by_role("button", name="Sign in"))

    return sign


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fail on any violation of WCAG 2.2 AA that axe can find, naming the rule and the element."""

    def check(page: Page) -> None:
        for runs_left in reversed(range(TIMES_AXE_RUNS)):
            page.wait_for_load_state()
            try:
                found = _violations(page)
            except Error:
                # The next page may have replaced the document while axe ran: then that page is looked at.
                if not runs_left:
                    raise
            else:
                assert found == [], f"{page.url}: {found}"
                return

    return check


def _violations(page: Page) -> list[str]:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text())
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


@pytest.fixture
def check_both_widths(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """Fail on a violation or an overflow of a page at 1280 and at 375 pixels."""

    def check(page: Page) -> None:
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            axe(page)
            fits = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert fits, f"{page.url} is wider than {size['width']} pixels"

    return check


@pytest.fixture
def busy_day(settings: SettingsFixture) -> Callable[[User, Strand], None]:
    """Fill the top of fieldwork pages: two call-backs of a caller are due, one is ahead, in a demonstration."""

    def fill(caller: User, strand: Strand) -> None:
        settings.DEMONSTRATION = True
        for name, minutes in (("HMP Wormwood Scrubs", -20), ("HMP/YOI Hollesley Bay", -10), ("HMP Isis", 90)):
            CallFactory(
                unit=SampledUnitFactory(strand=strand, service__name=name, assigned_to=caller),
                disposition="appointment",
                created_by=caller,
                made_at=timezone.now() - dt.timedelta(days=2),
                call_back_at=timezone.now() + dt.timedelta(minutes=minutes),
            )

    return fill


@pytest.fixture
def some_places(frame):
    bakery = listed("Leeds Bakery", outcode="LS9", terms={"sector": "food"})
    engaged(bakery, "hmp-leeds")
    listed("Truro Gardens", outcode="TR1", terms={"sector": "horticulture"})


@pytest.fixture
def three_in_leeds(some_places):
    listed("Leeds Laundry", outcode="LS9")
    listed("Leeds Joinery", outcode="LS9")


@pytest.fixture
def atlas(some_places, open_context):
    def open_(path="/atlas/", **how):
        page = open_context(**how).new_page()
        page.goto(path)
        if how.get("javascript", True):
            page.wait_for_selector(".gh-atlas--is-live")
        return page

    return open_
