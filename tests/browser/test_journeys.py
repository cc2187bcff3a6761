"""Whole journeys in a real browser, each with scripts and without them."""

import datetime as dt
import re
from typing import NamedTuple

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from interviews.models import Mention
from survey import actions as surveying
from survey.models import Study
from tests.browser.navigation import follow, press
from tests.factories.directory import engaged, listed
from tests.factories.releases import release_study

PASSWORD = "gatehouse-demonstration"
COVERAGE = "/studies/round-one/reports/coverage/"
scripts = pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])


class World(NamedTuple):
    study: Study
    bakery: str


@pytest.fixture
def world(frame) -> World:
    """The real frame, an open study, and two organisations in the directory."""
    call_command("demonstration_accounts", verbosity=0)
    study = surveying.draft_and_open_study(
        slug="round-one",
        title="Round one",
        frame_on=dt.date(2009, 7, 1),
        opened_on=dt.date(2009, 7, 2),
        is_published=True,
        by=None,
    )
    bakery = listed("Bright Bakery", outcode="LS9", terms={"sector": "food"}, trading_share="70")
    engaged(bakery, "hmp-leeds")
    listed("Truro Gardens", outcode="TR1", trading_share="45")
    release_study(study)
    return World(study, bakery.name)


@pytest.fixture
def open_page(world, open_context, sign_in_by_form):
    """A page, signed in as one of the demonstration's people, or as nobody."""

    def open_(role: str = "", **how: bool) -> Page:
        page = open_context(**how).new_page()
        if role:
            sign_in_by_form(page, f"{role}@demonstration.example", PASSWORD)
            expect(
                page.get_by_role("link", name="Sign out").or_(page.get_by_role("button", name="Log out"))
            ).to_be_visible()
        return page

    return open_


def expect_answer(page: Page, words: str) -> None:
    page.goto(COVERAGE)
    expect(page.locator(".gh-report-answer")).to_contain_text(words)


@scripts
def test_a_researcher_enters_an_interview_and_the_coverage_moves(open_page, axe, javascript):
    page = open_page("researcher", javascript=javascript)
    expect_answer(page, "0 of 135 prisons were interviewed (0%)")
    page.goto("/work/")
    page.get_by_label("Name, person or telephone number").fill("Leeds")
    follow(page.get_by_role("button", name="Search", exact=True))
    follow(page.get_by_role("link", name="HMP Leeds"))
    follow(page.get_by_role("button", name="No answer").first)
    expect(page.locator(".gh-calls")).to_contain_text("No answer")

    follow(
        page.get_by_role("button", name="Enter the interview").or_(
            page.get_by_role("link", name="Enter the interview")
        )
    )
    page.locator("input[name$=works_now][value=yes]").check()
    press(page.get_by_role("button", name="Add another organisation"), javascript=javascript)
    mention = page.locator("[data-mention-list] [data-mention]").last
    mention.get_by_label("Name, as it was said").fill("bright bakry")
    if javascript:
        page.get_by_role("option", name=re.compile("Bright Bakery")).click()
        axe(page)
    else:
        follow(page.get_by_role("button", name="Look the names up in the directory"))
        mention = page.locator("[data-mention-list] [data-mention]").last
        mention.get_by_label("Bright Bakery").check()
    answer_what_must_be_asked(page)
    follow(page.get_by_role("button", name="The interview is complete"))

    expect(page.get_by_role("heading", name="HMP Leeds")).to_be_visible()
    expect_answer(page, "1 of 135 prisons was interviewed (1%)")
    named = Mention.objects.get()
    assert (named.name_given, named.organisation.name) == ("bright bakry", "Bright Bakery")


def answer_what_must_be_asked(page: Page) -> None:
    """Choose the first answer of each visible required question without an answer."""
    names = page.locator("fieldset input[type=radio]").evaluate_all(
        "inputs => [...new Set(inputs.map(i => i.name))]"
    )
    for name in names:
        group = page.locator(f"input[type=radio][name='{name}']")
        is_answered = page.locator(f"input[type=radio][name='{name}']:checked").count()
        if not is_answered and group.first.is_visible() and "mention-" not in name:
            group.first.check()


@scripts
def test_an_officer_filters_the_map_to_a_region_and_opens_an_organisation(open_page, axe, javascript):
    page = open_page(javascript=javascript)
    page.goto("/")
    follow(page.get_by_role("link", name="Map", exact=True))
    if javascript:
        page.wait_for_selector(".gh-atlas--is-live")
    page.get_by_text("Region", exact=True).click()
    page.get_by_role("checkbox", name=re.compile("South West")).check()
    if not javascript:
        follow(page.get_by_role("button", name="Apply filters"))

    expect(page).to_have_url(re.compile("region=south-west"))
    expect(page.get_by_role("link", name="Bright Bakery")).to_have_count(0)
    follow(page.get_by_role("link", name="Truro Gardens").first)

    expect(page.get_by_role("heading", level=1)).to_have_text("Truro Gardens")
    if javascript:
        axe(page)


@scripts
def test_a_curator_moves_a_threshold_and_keeps_a_draft(open_page, axe, javascript):
    page = open_page("curator", javascript=javascript)
    page.goto("/definitions/what-if/?definition=strict-50")
    expect(page.locator(".gh-report-answer")).to_contain_text("nothing changes")

    page.get_by_label("Share of income from selling goods or services").fill("40")
    if not javascript:
        follow(page.get_by_role("button", name="Show what changes"))
    expect(page.locator(".gh-report-answer")).to_contain_text(
        "2 instead of 1 would count as social enterprises"
    )
    expect(page.get_by_role("link", name="Truro Gardens")).to_be_visible()
    expect(page).to_have_url(re.compile("trading=40"))
    if javascript:
        axe(page)

    page.get_by_label("Title of the draft").fill("Forty per cent")
    page.get_by_label("What is the change for?").fill("To see whom it brings in.")
    follow(page.get_by_role("button", name="Save as a draft definition"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Forty per cent")
    expect(page.get_by_text("Share of income from selling goods or services: above 40%")).to_be_visible()


PAGES_OF = {
    "": [
        "/",
        "/atlas/",
        "/studies/",
        "/studies/round-one/",
        COVERAGE,
        "/studies/round-one/reports/engagement/",
        "/studies/round-one/reports/definition/",
        "/definitions/",
        "/definitions/inclusive-2009/",
        "/definitions/what-if/?trading=140",
        "/organisations/bright-bakery/assessment/",
        "/sources/",
        "/accessibility/",
        "/privacy/",
        "/cookies/",
        "/corrections/new/?claim=yes",
        "/corrections/new/?about=organisation:bright-bakery&claim=yes",
        "/corrections/new/?about=service:hmp-leeds&field=contact",
        "/feedback/?about=/privacy/",
        "/api/",
        "/accounts/login/",
        "/accounts/password/reset/",
        "/no-such-page/",
    ],
    "researcher": ["/work/round-one/", "/account/", "/accounts/2fa/", "/accounts/password/change/"],
}


@pytest.mark.parametrize("role", PAGES_OF)
def test_no_page_has_a_violation_or_overflows(open_page, check_both_widths, role):
    page = open_page(role)
    for address in PAGES_OF[role]:
        page.goto(address)
        check_both_widths(page)
