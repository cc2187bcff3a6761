"""Ending a call from the page of an interview, in a browser: broken off, and refused."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from interviews.models import Call, Interview
from tests.browser.navigation import follow
from tests.browser.test_interview import at_work, case, expect_drafts, lose_autosaves  # noqa: F401  (fixtures)

wide_and_narrow = pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
with_and_without_javascript = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])


def end_call(page: Page, outcome: str, note: str = "") -> None:
    part = page.get_by_role("region", name="The call ended before the interview did")
    part.get_by_text("Broken off, to be called back, or refused").click()
    part.get_by_label(outcome).check()
    part.get_by_label("Note").fill(note)
    follow(part.get_by_role("button", name="Save and log the call"))


@wide_and_narrow
@with_and_without_javascript
def test_a_call_that_breaks_off_is_one_press(
    narrow: bool,
    javascript: bool,
    at_work: Callable,  # noqa: F811
    axe: Callable,
) -> None:
    _, page = at_work(narrow=narrow, javascript=javascript)
    page.locator("[name=q-anything_else]").fill("Half of what was said")
    if javascript:
        axe(page)

    end_call(page, "Broken off", "Goes on tomorrow")

    expect(page.get_by_role("alert").first).to_contain_text("logged: broken off")
    assert (Call.objects.get().disposition, Call.objects.get().note) == ("break_off", "Goes on tomorrow")
    interview = Interview.objects.get()
    assert (interview.status, interview.answers["anything_else"]["value"]) == (
        "draft",
        "Half of what was said",
    )
    if javascript:
        expect_drafts(page, 0)


def test_after_a_refusal_the_browser_keeps_no_words_either(at_work: Callable) -> None:  # noqa: F811
    _, page = at_work()
    lose_autosaves(page)
    page.locator("[name=q-anything_else]").fill("Said before refusing")
    expect_drafts(page, 1)

    end_call(page, "Refused by the respondent")

    expect(page.get_by_role("alert").first).to_contain_text("logged: refused by the respondent")
    expect_drafts(page, 0)
