"""The connection is lost at five points of an interview, and a tab is killed: no text is lost."""

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from interviews.models import Interview
from survey.models import SampledUnit
from tests.browser.navigation import arriving, follow, leaving
from tests.browser.test_interview import (
    CONSENTS,
    answer,
    at_work,  # noqa: F401  (a fixture)
    case,  # noqa: F401  (a fixture)
    expect_drafts,
    expect_no_offer,
    lose_autosaves,
    save,
)

BOX = "[name=q-anything_else]"
KEPT = "No connection. Your words are kept"


def state(page: Page, words: str) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text(re.compile(words))


def said() -> str:
    return str(Interview.objects.get().answers["anything_else"]["value"])


def press(page: Page, name: str) -> None:
    """Press a button while the connection is lost."""
    with leaving(page), page.expect_event("requestfailed"), contextlib.suppress(Error):
        page.get_by_role("button", name=name, exact=True).first.click()


def opened_again(context: BrowserContext, address: str) -> Page:
    """Restore the connection, open the page again and restore the draft."""
    context.set_offline(False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Put them back").click()
    return page


def test_lost_before_the_first_word_it_is_saved_when_the_line_is_back(at_work: Callable) -> None:  # noqa: F811
    context, page = at_work()
    context.set_offline(True)
    page.locator(BOX).fill("Said without a line")
    state(page, KEPT)

    context.set_offline(False)

    state(page, r"Saved at \d\d:\d\d")
    assert said() == "Said without a line"


def test_lost_in_the_middle_of_a_sentence(at_work: Callable) -> None:  # noqa: F811
    context, page = at_work()
    page.locator(BOX).fill("The first half")
    state(page, "Saved at")
    context.set_offline(True)
    page.locator(BOX).press_sequentially(" and the second")
    state(page, KEPT)

    context.set_offline(False)

    state(page, "Saved at")
    assert said() == "The first half and the second"


def test_lost_when_save_is_pressed(at_work: Callable) -> None:  # noqa: F811
    context, page = at_work()
    address = page.url
    page.locator(BOX).fill("Said before saving")
    context.set_offline(True)
    press(page, "Save")
    page.close()

    again = opened_again(context, address)
    save(again)

    expect(again.get_by_role("alert")).to_contain_text("Saved.")
    assert said() == "Said before saving"


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
def test_save_is_held_in_the_page_until_the_line_is_back(
    narrow: bool,
    at_work: Callable,  # noqa: F811
    axe: Callable,
) -> None:
    context, page = at_work(narrow=narrow)
    page.locator(BOX).fill("Said before saving")
    context.set_offline(True)
    press(page, "Save")
    state(page, "“Save” is held: it is sent when the line is back")
    expect(page.locator(BOX)).to_have_value("Said before saving")
    axe(page)

    with arriving(page):
        context.set_offline(False)

    expect(page.get_by_role("alert")).to_contain_text("Saved.")
    assert said() == "Said before saving"
    expect_no_offer(page)


def test_lost_while_an_organisation_is_entered_and_the_tab_is_closed(at_work: Callable) -> None:  # noqa: F811
    context, page = at_work()
    address = page.url
    context.set_offline(True)
    page.locator("[name=mention-0-name_given]").fill("The Clink")
    page.get_by_role("button", name="Add another organisation").click()
    page.locator("[name=mention-1-name_given]").fill("The garden project")
    page.locator("[data-mention]").nth(1).get_by_text("More").click()
    page.locator("[name=mention-1-own_words]").fill("They grow leeks")
    state(page, KEPT)
    page.close()

    again = opened_again(context, address)
    expect(again.locator("[name=mention-1-own_words]")).to_be_visible()
    save(again)

    expect(again.get_by_role("alert")).to_contain_text("Saved.")
    named = Interview.objects.get().mentions.values_list("name_given", "own_words")
    assert list(named) == [("The Clink", ""), ("The garden project", "They grow leeks")]


def test_lost_when_the_interview_is_finished(at_work: Callable) -> None:  # noqa: F811
    context, page = at_work()
    address = page.url
    answer(page, "works_now", "Yes")
    answer(page, "spv_status", "Not thought of it")
    for question, words in CONSENTS.items():
        answer(page, question, words)
    context.set_offline(True)
    press(page, "The interview is complete")
    page.close()

    again = opened_again(context, address)
    follow(again.get_by_role("button", name="The interview is complete"))

    expect(again.get_by_role("alert")).to_contain_text("is saved: complete")
    assert Interview.objects.get().status == "complete"


@pytest.mark.parametrize("is_offline", [False, True], ids=["online", "offline"])
def test_a_killed_tab_loses_nothing(is_offline: bool, at_work: Callable, case: SampledUnit) -> None:  # noqa: F811
    context, page = at_work()
    address = page.url
    lose_autosaves(page)
    context.set_offline(is_offline)
    page.locator(BOX).fill("Said before the crash")
    expect_drafts(page, 1)
    with contextlib.suppress(Error):
        page.goto("chrome://crash", timeout=2_000)
    page.close()

    again = opened_again(context, address)

    expect(again.locator(BOX)).to_have_value("Said before the crash")
    save(again)
    expect(again.get_by_role("alert")).to_contain_text("Saved.")
    assert said() == "Said before the crash"
