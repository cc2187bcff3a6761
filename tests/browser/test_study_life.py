"""A study lead takes a study from nothing to the archive without the Django admin, and the presses are counted."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from survey.models import Study
from tests.browser.chromium import WIDE
from tests.browser.navigation import follow

PASSWORD = "gatehouse-demonstration"
GOAL = 15
"""The most presses from the first page to the first call."""
CONTACTS = "Prison,Person,Telephone\nHMP Leeds,Ann Example,0113 496 0001\n"


class Presses:
    """Counts the presses that a person makes. Every press is on the product's own pages."""

    def __init__(self) -> None:
        self.number = 0

    def go(self, link_or_button: Locator) -> None:
        """Press what leads to another page."""
        self.number += 1
        follow(link_or_button)
        assert "/admin/" not in link_or_button.page.url

    def press(self, button: Locator) -> None:
        """Press what stays on the page."""
        self.number += 1
        button.click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_study_of_today_from_nothing_to_the_archive(
    frame, open_context, sign_in_by_form, check_both_widths, javascript
):
    call_command("demonstration_accounts", verbosity=0)
    page = open_context(javascript=javascript).new_page()
    sign_in_by_form(page, "study-lead@demonstration.example", PASSWORD)
    presses = Presses()

    def check(page: Page) -> None:
        """Look at both widths, once is enough: with scripts."""
        if javascript:
            check_both_widths(page)
            page.set_viewport_size(WIDE)

    presses.go(page.get_by_role("link", name="Studies", exact=True).first)
    presses.go(page.get_by_role("button", name="New study"))
    expect(page.get_by_role("table")).to_contain_text("London")
    check(page)
    page.get_by_label("Title").fill("Who works with us")
    page.get_by_label("Purpose").fill("To see who works with prisons and probation.")
    page.get_by_label("Contact for respondents").fill("study@example.org")
    presses.go(page.get_by_role("button", name="Save and check"))
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"\d+ services would be drawn"))
    check(page)
    presses.go(page.get_by_role("button", name="Open the study"))
    expect(page.get_by_role("heading", name="Tasks")).to_be_visible()
    check(page)

    presses.go(page.get_by_role("link", name="Bring the contacts").first)
    presses.press(page.locator("input[type=file]"))
    page.locator("input[type=file]").set_input_files(
        {"name": "contacts.csv", "mimeType": "text/csv", "buffer": CONTACTS.encode()}
    )
    presses.go(page.get_by_role("button", name="Read the file"))
    presses.go(page.get_by_role("button", name="Load 1 contact"))

    presses.go(page.get_by_role("link", name="Work list").last)
    presses.go(page.get_by_role("button", name="Ring the next case"))
    presses.go(page.get_by_role("button", name="I am ringing now"))
    presses.go(page.get_by_role("button", name="No answer"))
    expect(page.get_by_role("main")).to_contain_text("No answer")
    assert presses.number <= GOAL, presses.number

    presses.go(page.get_by_role("link", name="Tasks").first)
    presses.go(page.get_by_role("link", name="Settings").first)
    presses.go(page.get_by_role("link", name="Close the study"))
    check(page)
    presses.go(page.get_by_role("button", name="Close the study"))
    expect(page.get_by_role("main")).to_contain_text("It takes no calls, no interviews and no answers")
    check(page)
    page.goto("/studies/who-works-with-us/reopen/")
    check(page)
    page.goto("/studies/who-works-with-us/settings/")
    presses.go(page.get_by_role("link", name="Archive the study"))
    check(page)
    presses.press(page.get_by_label("Make the archive package too"))
    page.get_by_label("Type the short name").fill("who-works-with-us")
    presses.go(page.get_by_role("button", name="Archive the study"))
    page.goto("/studies/who-works-with-us/settings/")
    expect(page.get_by_role("main")).to_contain_text("nothing in it changes any more")
    assert Study.objects.get().is_archived
