"""An enterprise answers online: narrow and wide, with and without JavaScript, offline in the middle, in two windows."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import APIResponse, Page, Route, expect

from survey import actions
from survey.models import Response, Strand
from tests.browser.navigation import arriving, follow
from tests.factories.survey import OnlineStrandFactory, StudyFactory

FORM = """| survey |
| | type | name | label | required | relevant |
| | begin_group | first | About you | | |
| | text | organisation_name | Your organisation | yes | |
| | select_one yes_no | sells | Does it sell anything? | yes | |
| | text | goods | What does it sell? | yes | ${sells} = 'yes' |
| | end_group | | | | |
| | begin_group | second | More | | |
| | date | day | When did it begin? | | |
| | end_group | | | | |
| choices |
| | list_name | name | label |
| | yes_no | yes | Yes |
| | yes_no | no | No |
| settings |
| | form_title | form_id | version |
| | A short survey | short | 1 |
"""


@pytest.fixture
def strand() -> Strand:
    instrument = actions.publish_instrument(source=FORM, by=None)
    return OnlineStrandFactory(study=StudyFactory(slug="study"), instrument=instrument)


def begin(page: Page) -> None:
    page.goto("/survey/study/")
    page.get_by_label("I have read this").check()
    follow(page.get_by_role("button", name="Start now"))


def go_on(page: Page) -> None:
    follow(page.get_by_role("button", name="Continue"))


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_from_the_first_page_to_the_reference_number(
    narrow: bool, javascript: bool, strand: Strand, open_context: Callable, axe: Callable
) -> None:
    page = open_context(narrow=narrow, javascript=javascript).new_page()

    def looked_at() -> None:
        if javascript:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto("/survey/study/")
    looked_at()
    begin(page)
    page.get_by_label("Your organisation").fill("Phoenix")
    if javascript:
        expect(page.get_by_label("What does it sell?")).to_be_hidden()
    page.get_by_label("Yes", exact=True).check()
    looked_at()
    go_on(page)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at()
    page.get_by_label("What does it sell?").fill("Bread")
    go_on(page)
    page.get_by_label("Day", exact=True).fill("1")
    follow(page.get_by_role("button", name="Back", exact=True))
    expect(page.get_by_label("What does it sell?")).to_have_value("Bread")
    go_on(page)
    expect(page.get_by_label("Day", exact=True)).to_have_value(re.compile("^0*1$"))
    page.get_by_label("Month", exact=True).fill("7")
    page.get_by_label("Year", exact=True).fill("2009")
    go_on(page)
    looked_at()
    follow(page.get_by_role("link", name="Change “Your organisation”"))
    page.get_by_label("Your organisation").fill("Phoenix Kitchen")
    go_on(page)
    follow(page.get_by_role("button", name="Send your answers"))

    reference = page.locator(".govuk-panel__body strong").inner_text()
    looked_at()
    follow(page.get_by_role("link", name="See or print"))
    looked_at()
    expect(page.get_by_text("Phoenix Kitchen")).to_be_visible()
    assert Response.objects.get().reference == reference


def test_a_line_lost_in_the_middle_loses_no_word(strand: Strand, open_context: Callable) -> None:
    context = open_context()
    page = context.new_page()
    begin(page)
    address = page.url

    context.set_offline(True)
    page.get_by_label("Your organisation").fill("Written without a line")
    expect(page.get_by_role("status")).to_contain_text("kept in this browser")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)

    expect(again.get_by_label("Your organisation")).to_have_value("Written without a line")
    go_on(again)
    assert Response.objects.get().answers["organisation_name"] == {"value": "Written without a line"}


def test_what_is_typed_is_stored_while_it_is_typed(strand: Strand, open_context: Callable) -> None:
    page = open_context().new_page()
    begin(page)

    page.get_by_label("Your organisation").fill("Phoenix")
    expect(page.get_by_role("status")).to_have_text("Saved.")

    assert Response.objects.get().answers == {"organisation_name": {"value": "Phoenix"}}


def test_continue_waits_for_the_save_under_way(strand: Strand, open_context: Callable) -> None:
    page = open_context().new_page()
    begin(page)
    answered: list[tuple[Route, APIResponse]] = []

    def keep_the_answer(route: Route) -> None:
        if "action=autosave" in (route.request.post_data or ""):
            answered.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/survey/**", keep_the_answer)
    with page.expect_request(lambda request: "action=autosave" in (request.post_data or "")):
        page.get_by_label("Your organisation").fill("Phoenix")
    while not answered:
        page.wait_for_timeout(50)
    page.get_by_label("Your organisation").fill("Phoenix Kitchen")
    page.get_by_label("No", exact=True).check()

    with arriving(page):
        page.get_by_role("button", name="Continue").click()
        [(route, answer)] = answered
        route.fulfill(response=answer)

    expect(page.get_by_role("heading", name="More", exact=True)).to_be_visible()
    stored = Response.objects.get().answers
    assert stored == {"organisation_name": {"value": "Phoenix Kitchen"}, "sells": {"value": "no"}}


def test_two_windows_are_informed_of_each_other(strand: Strand, open_context: Callable) -> None:
    context = open_context(javascript=False)
    first, second = context.new_page(), context.new_page()
    begin(first)
    second.goto(first.url)

    first.get_by_label("Your organisation").fill("First")
    go_on(first)
    second.get_by_label("Your organisation").fill("Second")
    go_on(second)

    expect(second.get_by_text("Nothing is lost.")).to_be_visible()
    expect(second.get_by_label("Your organisation")).to_have_value("Second")
    assert Response.objects.get().answers["organisation_name"] == {"value": "First"}


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_page_sent_after_the_survey_closed_is_there_when_it_opens_again(
    narrow: bool, javascript: bool, strand: Strand, open_context: Callable, axe: Callable
) -> None:
    page = open_context(narrow=narrow, javascript=javascript).new_page()
    begin(page)
    address = page.url
    page.get_by_label("Your organisation").fill("Phoenix")
    Strand.objects.update(closes_on=timezone.localdate() - dt.timedelta(days=1))

    go_on(page)

    expect(page.get_by_role("heading", name="This survey is closed")).to_be_visible()
    expect(page.get_by_text("kept and was not sent")).to_be_visible()
    if javascript:
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert Response.objects.get().answers == {"organisation_name": {"value": "Phoenix"}}
    Strand.objects.update(closes_on=None)
    page.goto(address)
    expect(page.get_by_label("Your organisation")).to_have_value("Phoenix")
