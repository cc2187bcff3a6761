"""The page of a report in a browser: its folds, its menu, links to parts, and what is read without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from survey.models import Study
from tests.browser.navigation import follow
from tests.factories.interviews import InterviewFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

ADDRESS = "/studies/small/reports/coverage/"
WAYS = pytest.mark.parametrize(
    ("narrow", "javascript"),
    [(False, True), (True, True), (False, False), (True, False)],
    ids=["wide", "narrow", "wide without scripts", "narrow without scripts"],
)


@pytest.fixture
def study() -> Study:
    strand = StrandFactory(study=StudyFactory(slug="small", title="A small study", is_published=True))
    for number in range(2):
        region = RegionFactory(name=f"Region {number}")
        for code in ("I", "I", "R", "NC"):
            unit = SampledUnitFactory(strand=strand, service=ServiceFactory(region=region), code=code)
            if code == "I":
                InterviewFactory(unit=unit, status="complete")
    release_study(strand.study)
    return strand.study


@pytest.fixture
def open_page(study: Study, open_context: Callable) -> Callable[..., Page]:
    def open_(address: str = ADDRESS, **how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        page.goto(address)
        return page

    return open_


def heading_of_regions(page: Page):
    return page.get_by_role("heading", name="Services of the list by region, kind and how the case ended")


@WAYS
def test_a_link_to_a_part_opens_its_fold(open_page, narrow: bool, javascript: bool) -> None:
    page = open_page(narrow=narrow, javascript=javascript)
    expect(heading_of_regions(page)).to_be_hidden()
    menu = page.locator(".gh-report__on-this-page" if narrow else ".gh-report__menu")
    if narrow:
        menu.locator("summary").click()

    menu.get_by_role("link", name="By region").click()

    expect(heading_of_regions(page)).to_be_visible()


@WAYS
def test_all_parts_are_opened_by_one_link(open_page, narrow: bool, javascript: bool) -> None:
    page = open_page(narrow=narrow, javascript=javascript)

    follow(page.get_by_role("link", name="Open all parts"))

    expect(heading_of_regions(page)).to_be_visible()
    expect(page.get_by_text("is not a parameter")).to_have_count(0)


def test_a_fold_is_opened_with_the_keyboard_and_says_what_it_has_found(open_page) -> None:
    page = open_page()
    fold = page.locator("summary").filter(has_text="By region")
    expect(fold).to_contain_text("%")

    fold.focus()
    page.keyboard.press("Enter")

    expect(heading_of_regions(page)).to_be_visible()


def test_an_address_of_a_part_opens_its_fold(open_page) -> None:
    page = open_page(f"{ADDRESS}#coverage-by_region")

    expect(heading_of_regions(page)).to_be_in_viewport()


def test_the_menu_stays_beside_the_report_and_closed_folds_are_not_printed(open_page) -> None:
    page = open_page()
    page.mouse.wheel(0, 600)

    expect(page.locator(".gh-report__menu")).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(page.locator(".gh-report__menu")).to_be_hidden()
    expect(page.locator(".gh-fold").first).to_be_hidden()
    expect(page.locator(".gh-report-answer")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?all=1"])
def test_a_report_has_no_violation_and_does_not_overflow(open_page, check_both_widths, query: str) -> None:
    check_both_widths(open_page(f"{ADDRESS}{query}"))


def test_buttons_that_need_a_script_are_there_only_with_it(open_page) -> None:
    expect(open_page().get_by_role("button", name="Print or save as PDF")).to_be_visible()
    expect(open_page(javascript=False).get_by_role("button", name="Print or save as PDF")).to_be_hidden()
