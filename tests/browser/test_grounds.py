"""The map by areas, trusts and regions in a browser, with scripts and without."""

import re

from playwright.sync_api import expect

from tests.browser.navigation import arriving


def test_the_map_is_drawn_by_trusts_and_one_is_chosen_with_the_keyboard(atlas):
    page = atlas()
    page.get_by_label("Show areas as").select_option("Probation trusts of April 2010")

    expect(page).to_have_url(re.compile(r"\?ground=trusts$"))
    expect(page.locator(".gh-atlas-area")).to_have_count(35)
    expect(page.locator(".gh-atlas-area[tabindex='0']")).to_have_count(1)
    page.get_by_role("button", name=re.compile("Show only Wales Probation Trust")).focus()
    expect(page.locator("#atlas-panel")).to_contain_text("Wales Probation Trust: ")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name=re.compile("Remove filter Probation area"))).to_have_count(4)
    expect(page.locator(".gh-atlas-area[stroke='#0b0c0c']")).to_have_count(1)
    page.go_back()
    page.go_back()
    expect(page.locator(".gh-atlas-area")).to_have_count(12)


def test_without_scripts_the_drawing_is_by_regions_and_one_is_followed(atlas):
    page = atlas("/atlas/?ground=regions", javascript=False)
    with arriving(page):
        page.get_by_role("link", name=re.compile("Show only South West")).press("Enter")

    expect(page).to_have_url(re.compile(r"region=south-west"))
    expect(page.get_by_role("link", name="Truro Gardens")).to_be_visible()
    expect(page.get_by_role("link", name="Leeds Bakery")).to_have_count(0)
