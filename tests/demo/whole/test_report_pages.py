"""The pages of all reports of the demonstration, in a browser: how long they are on a screen and on paper."""

import os
import re
from collections.abc import Callable, Iterator
from html import unescape
from mimetypes import guess_type

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright

from reports import registry
from survey.models import Strand, Study
from survey.vocabulary import StrandKind
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
NAMES = [name for name in registry.names() if name != "comparison"]
"""The reports of a study that no other can be compared with."""
MOST_SHEETS = 4
"""The number of A4 pages that a report prints on at most."""
MOST_PIXELS = 3000
"""The height of a page with its folds closed, at 1280 pixels."""


@pytest.fixture(scope="module")
def released(demonstration: Study, django_db_blocker) -> Study:
    with django_db_blocker.unblock():
        release_study(demonstration)
    return demonstration


Opener = Callable[[str], Page]
Answers = dict[str, HttpResponse]


@pytest.fixture(scope="module")
def answers(released: Study, django_db_blocker) -> Answers:
    """Every page of a report with its pictures, fetched before the browser starts: it has another connection."""
    client, found = Client(), {}
    with django_db_blocker.unblock():
        for name in NAMES:
            for query in ("", "?all=1"):
                path = f"/studies/{released.slug}/reports/{name}/{query}"
                found[path] = client.get(path)
                assert found[path].status_code == 200, path
                for address in re.findall(r'(?:src|srcset)="(/studies/[^"]+)"', found[path].content.decode()):
                    found[unescape(address)] = client.get(unescape(address))
    return found


@pytest.fixture
def open_page(answers: Answers) -> Iterator[Opener]:
    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        found = (
            finders.find(path.removeprefix("/static/").split("?")[0]) if path.startswith("/static/") else None
        )
        if isinstance(found, str):
            route.fulfill(path=found, content_type=guess_type(found)[0] or "text/plain")
        elif path in answers:
            route.fulfill(body=answers[path].content, content_type=answers[path]["Content-Type"])
        else:
            route.fulfill(status=404)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, chromium_sandbox=False, args=QUIET)
        page = browser.new_page(viewport=WIDE, reduced_motion="reduce")
        page.route("**/*", answer)

        def open_(path: str) -> Page:
            page.goto(f"{SITE}{path}")
            assert page.locator(".gh-report-answer").count() == 1, path
            return page

        yield open_
        browser.close()


@pytest.mark.parametrize(
    ("name", "question", "sentence"),
    [
        ("barriers", "barriers", "The barrier named most is “{}” ({} of "),
        ("benefits", "benefits", "The benefit named most is “{}” ({} of "),
        ("benefits", "drawbacks", "the drawback named most is “{}” ({} of "),
    ],
)
def test_a_headline_is_the_largest_count_of_the_database(
    answers: Answers, released: Study, name: str, question: str, sentence: str
) -> None:
    """Counted by SQL from the answers as they are stored, without the code of the reports."""
    strand = Strand.objects.get(study=released, kind=StrandKind.INITIAL_INTERVIEW)
    asked = strand.instrument.questionnaire.get_question(question)
    labels = {choice.value: choice.label for choice in asked.choices}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT choice.value, COUNT(*) FROM interviews_interview interview
            JOIN survey_sampledunit unit ON unit.id = interview.unit_id
            JOIN json_each(interview.answers, %s) choice
            WHERE unit.strand_id = %s AND interview.status IN ('complete', 'partial')
            GROUP BY choice.value ORDER BY COUNT(*) DESC
            """,
            [f"$.{question}.value", strand.pk],
        )
        (first, largest), (_, second), *_ = cursor.fetchall()

    assert largest > second
    page = answers[f"/studies/{released.slug}/reports/{name}/"].content.decode()
    assert sentence.format(labels[first], largest) in page


def test_every_report_prints_on_four_pages_and_is_short_on_a_screen(
    open_page: Opener, released: Study
) -> None:
    sheets, pixels = {}, {}
    for name in NAMES:
        page = open_page(f"/studies/{released.slug}/reports/{name}/")
        pixels[name] = page.evaluate("document.documentElement.scrollHeight")
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        sheets[name] = len(re.findall(rb"/Type\s*/Page[^s]", printed))

    assert {name: number for name, number in sheets.items() if not 1 <= number <= MOST_SHEETS} == {}
    assert {name: number for name, number in pixels.items() if number > MOST_PIXELS} == {}


def test_no_report_is_wider_than_a_telephone_even_with_all_folds_open(
    open_page: Opener, released: Study
) -> None:
    wide = []
    for name in NAMES:
        page = open_page(f"/studies/{released.slug}/reports/{name}/?all=1")
        page.set_viewport_size(NARROW)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)

    assert wide == []


def test_only_one_chart_and_one_table_are_over_the_folds(open_page: Opener, released: Study) -> None:
    for name in NAMES:
        page = open_page(f"/studies/{released.slug}/reports/{name}/")
        seen = "e => e.filter(each => !each.closest('details')).length"
        assert page.locator(".gh-report table").evaluate_all(seen) <= 1, name
        assert page.locator(".gh-report .gh-chart").evaluate_all(seen) <= 1, name
