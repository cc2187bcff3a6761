"""The pages of all reports of the demonstration, in a browser: how long they are on a screen and on paper."""

import os
import re
from collections.abc import Iterator
from mimetypes import guess_type

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from reports import registry
from survey.models import Study
from tests.browser.chromium import CHROMIUM, NARROW, QUIET, WIDE
from tests.factories.releases import release_study

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("demonstration"),
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: no page was printed."),
]
SITE = "http://gatehouse.example"
MOST_SHEETS = 4
"""The number of A4 pages that a report prints on at most."""
MOST_PIXELS = 3000
"""The height of a page with its folds closed, at 1280 pixels."""


@pytest.fixture(scope="module")
def released(demonstration: Study, django_db_blocker) -> Study:
    with django_db_blocker.unblock():
        release_study(demonstration)
    return demonstration


@pytest.fixture
def page(released: Study) -> Iterator[Page]:
    """A browser whose requests the test client answers, inside the transaction of the demonstration."""
    client = Client()

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/").split("?")[0])
            if not isinstance(found, str):
                route.fulfill(status=404)
                return
            route.fulfill(path=found, content_type=guess_type(found)[0] or "text/plain")
            return
        response = client.get(path)
        route.fulfill(
            status=response.status_code, body=response.content, content_type=response["Content-Type"]
        )

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=QUIET)
        opened = browser.new_page(viewport=WIDE, reduced_motion="reduce")
        opened.route("**/*", answer)
        yield opened
        browser.close()


def test_every_report_prints_on_four_pages_and_is_short_on_a_screen(page: Page, released: Study) -> None:
    sheets, pixels = {}, {}
    for name in registry.names():
        page.goto(f"{SITE}/studies/{released.slug}/reports/{name}/")
        pixels[name] = page.evaluate("document.documentElement.scrollHeight")
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        sheets[name] = len(re.findall(rb"/Type\s*/Page[^s]", printed))

    assert {name: number for name, number in sheets.items() if not 1 <= number <= MOST_SHEETS} == {}
    assert {name: number for name, number in pixels.items() if number > MOST_PIXELS} == {}
    assert pixels["barriers"] < 2600


def test_no_report_is_wider_than_a_telephone_even_with_all_folds_open(page: Page, released: Study) -> None:
    page.set_viewport_size(NARROW)
    wide = []
    for name in registry.names():
        page.goto(f"{SITE}/studies/{released.slug}/reports/{name}/?all=1")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)

    assert wide == []


def test_only_one_chart_and_one_table_are_over_the_folds(page: Page, released: Study) -> None:
    for name in registry.names():
        page.goto(f"{SITE}/studies/{released.slug}/reports/{name}/")
        seen = "e => e.filter(each => !each.closest('details')).length"
        assert page.locator(".gh-report table").evaluate_all(seen) <= 1, name
        assert page.locator(".gh-report .gh-chart").evaluate_all(seen) <= 1, name
