"""The atlas in a browser: with scripts, without them, wide and narrow, by pointer and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from search import index
from tests.browser.navigation import PATIENCE, arriving, follow
from tests.factories.directory import listed
from tests.factories.survey import StudyFactory

COVERED = """() => {
    const popup = document.querySelector(".leaflet-popup").getBoundingClientRect();
    const isCovered = (box) =>
        box.right > popup.left && box.left < popup.right && box.bottom > popup.top && box.top < popup.bottom;
    return [...document.querySelectorAll(".leaflet-marker-icon[role=button]")]
        .filter((marker) => isCovered(marker.getBoundingClientRect()) && marker.style.visibility !== "hidden")
        .map((marker) => marker.title);
}"""
"""The names of the markers that the keyboard reaches although an open popup covers them, at least in part."""
PLACES = """() =>
    [...document.querySelectorAll(".leaflet-marker-icon")].map((marker) => marker.style.transform).join()"""


def open_further(page):
    """Open a group and wait until the map is nearer or shows what is in it: the markers have other places then."""
    before = page.evaluate(PLACES)
    page.locator(".gh-atlas-cluster[role=button]").first.press("Enter")
    for _ in range(PATIENCE // 50):
        if page.evaluate(PLACES) != before:
            return
        page.wait_for_timeout(50)
    raise AssertionError("The group did not open.")


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_live_map_has_no_violation_and_does_not_overflow(atlas, axe, narrow):
    page = atlas(narrow=narrow)

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_filter_narrows_map_list_and_address_and_the_back_button_undoes_it(atlas):
    page = atlas()
    page.get_by_text("Sector", exact=True).click()
    page.get_by_label("Food (1)").check()

    expect(page).to_have_url(re.compile(r"/atlas/\?sector=food$"))
    expect(page.locator("#atlas-count")).to_contain_text("1 organisation and")
    expect(page.get_by_role("link", name="Leeds Bakery")).to_be_visible()
    # On the whole country there are no single marks: it is a group of one.
    expect(page.locator(".gh-atlas-cluster")).to_have_text(["1"])

    page.go_back()

    expect(page.locator("#atlas-count")).to_contain_text("2 organisations and")
    expect(page.get_by_label("Food (1)")).not_to_be_checked()


def test_a_popup_opens_with_the_keyboard_and_gives_the_focus_back(atlas, axe):
    page = atlas("/atlas/?region=yorkshire-and-humberside")
    marker = page.locator(".gh-atlas-organisation[role=button]").first
    marker.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".gh-atlas-popup a")).to_be_focused()
    axe(page)

    page.keyboard.press("Escape")

    expect(marker).to_be_focused()


def test_a_group_opens_with_the_keyboard_and_what_is_seen_is_said(three_in_leeds, atlas):
    listed("Bradford Bikes", outcode="BD1")
    page = atlas()
    group = page.get_by_role("button", name="4 organisations here. Open")
    group.focus()
    page.keyboard.press("Enter")

    said = page.locator(".gh-atlas [role=status]")
    expect(said).to_contain_text(re.compile(r"The map shows 4 organisations.*prison"))
    expect(page.locator(".leaflet-marker-icon:focus")).to_have_count(1)


def test_organisations_at_one_place_are_spread_and_open(three_in_leeds, atlas, axe):
    page = atlas("/atlas/?near=LS9")
    while page.locator(".gh-atlas-organisation").count() < 2:
        open_further(page)
    expect(page.locator(".gh-atlas [role=status]")).to_contain_text("3 organisations at one place")
    for name in ("Leeds Bakery", "Leeds Joinery", "Leeds Laundry"):
        marker = page.get_by_role("button", name=re.compile(name))
        marker.focus()
        page.keyboard.press(" ")

        expect(page.locator(".gh-atlas-popup").get_by_role("link", name=name)).to_be_focused()
        # The map first moves until the popup is in view; what is under it then leaves the keyboard's way.
        for _ in range(100):
            if page.evaluate(COVERED) == []:
                break
            page.wait_for_timeout(50)
        axe(page)
        assert page.evaluate(COVERED) == []

        page.keyboard.press("Escape")

        expect(marker).to_be_focused()


def test_areas_are_one_stop_of_the_keyboard_and_arrows_go_on(atlas):
    page = atlas()
    expect(page.locator(".gh-atlas-area[tabindex='0']")).to_have_count(1)
    page.get_by_role("button", name=re.compile("Show only East Midlands")).focus()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("button", name=re.compile("Show only East of England"))).to_be_focused()
    expect(page.locator("#atlas-panel")).to_contain_text("East of England: ")

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"region=east-of-england-2021"))


def test_places_are_named_and_the_whole_screen_keeps_filters_and_legend(atlas):
    page = atlas("/atlas/?region=yorkshire-and-humberside")
    names = page.locator(".gh-atlas-places")
    expect(names).to_contain_text("Leeds")
    assert names.get_attribute("aria-hidden") == "true"
    height = page.locator(".gh-atlas-live").bounding_box()["height"]

    page.get_by_role("button", name="Full screen").click()

    full = page.locator(".gh-atlas-page--full")
    expect(full.get_by_role("form", name="Filters")).to_be_visible()
    expect(full.locator("#atlas-legend")).to_be_visible()
    expect(page.locator("#atlas-list")).to_be_hidden()
    expect(names).to_contain_text("Leeds")
    assert page.locator(".gh-atlas-live").bounding_box()["height"] != height

    page.get_by_role("button", name="Leave full screen").click()

    expect(page.get_by_role("button", name="Full screen", exact=True)).to_be_visible()
    expect(full).to_have_count(0)

    page.get_by_role("button", name="Full screen", exact=True).click()
    expect(page.get_by_role("button", name="Leave full screen")).to_be_visible()
    page.keyboard.press("Escape")

    expect(full).to_have_count(0)
    expect(page.locator("#atlas-list")).to_be_visible()


def test_on_a_phone_a_mark_opens_a_panel_under_the_map(atlas, axe):
    page = atlas("/atlas/?region=yorkshire-and-humberside", narrow=True)
    marker = page.locator(".gh-atlas-organisation[role=button]").first
    marker.press("Enter")

    panel = page.get_by_role("region", name="What you chose on the map")
    expect(panel.locator(".gh-atlas-popup a")).to_be_focused()
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert (
        panel.bounding_box()["y"]
        >= sum(page.locator(".gh-atlas-live").bounding_box()[k] for k in ("y", "height")) - 1
    )
    axe(page)

    page.keyboard.press("Escape")

    expect(panel).to_be_hidden()
    expect(marker).to_be_focused()


def test_as_of_a_study_is_chosen_removed_and_said(atlas):
    StudyFactory(slug="first", title="First study", is_published=True, closed_on="2009-08-28")
    page = atlas()
    page.get_by_label("On what date").select_option("first")

    expect(page).to_have_url(re.compile(r"study=first"))
    expect(page.locator("#atlas-notices")).to_contain_text("organisations known by 28 August 2009")
    axed = page.get_by_role("link", name=re.compile("Remove filter On what date: First study"))
    axed.click()

    expect(page).to_have_url(re.compile(r"/atlas/$"))


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_without_scripts_an_area_of_the_drawing_is_reached_and_followed(atlas, narrow):
    page = atlas(javascript=False, narrow=narrow)
    link = page.get_by_role("link", name=re.compile("Show only Yorkshire and the Humber"))
    with arriving(page):
        link.press("Enter")

    expect(page).to_have_url(re.compile(r"region=yorkshire-and-the-humber-2021"))
    expect(page.get_by_role("link", name="Leeds Bakery")).to_be_visible()
    expect(page.get_by_role("link", name="Truro Gardens")).to_have_count(0)


def test_near_a_postcode_the_list_says_how_far_and_the_map_marks_the_place(atlas):
    page = atlas()
    page.get_by_label("Find an organisation or place").fill("LS9")
    page.get_by_role("button", name="Apply filters").click()

    expect(page.get_by_role("link", name="Distance from LS9")).to_have_attribute("aria-current", "true")
    expect(page.locator(".gh-row").first).to_contain_text("0 miles")
    expect(page.get_by_role("img", name="Distances are from LS9")).to_be_visible()

    page.get_by_role("link", name="Name", exact=True).click()

    expect(page).to_have_url(re.compile(r"near=LS9&sort=name$"))


def test_search_this_area_narrows_to_what_the_map_shows(atlas, axe):
    page = atlas("/atlas/?near=LS9")
    page.get_by_role("button", name="Search this area").click()

    expect(page).to_have_url(re.compile(r"bbox="))
    expect(page.locator("#atlas-count")).to_contain_text("1 organisation and")
    expect(page.locator(".gh-atlas-organisation")).to_have_count(1)
    axe(page)

    page.get_by_role("link", name="Remove filter Place: a part of the map").click()

    expect(page.locator("#atlas-count")).to_contain_text("2 organisations and")


def test_a_rectangle_is_drawn_with_the_pointer_and_searched(atlas):
    page = atlas()
    page.get_by_role("button", name="Draw a rectangle").click()
    map_ = page.locator(".gh-atlas-live").bounding_box()
    page.mouse.move(map_["x"] + 100, map_["y"] + map_["height"] / 2)
    page.mouse.down()
    page.mouse.move(map_["x"] + map_["width"] - 60, map_["y"] + map_["height"] - 20, steps=4)
    page.mouse.up()

    expect(page).to_have_url(re.compile(r"bbox="))
    expect(page.locator("#atlas-count")).to_contain_text("1 organisation and")
    expect(page.get_by_role("link", name="Truro Gardens")).to_be_visible()
    expect(page.get_by_role("button", name="Draw a rectangle")).to_have_attribute("aria-pressed", "false")


def test_a_rectangle_is_drawn_with_a_finger_and_not_when_given_up(atlas):
    page = atlas(narrow=True)
    page.get_by_role("button", name="Draw a rectangle").click()
    live = page.locator(".gh-atlas-live")
    live.scroll_into_view_if_needed()
    box = live.bounding_box()
    hand = page.context.new_cdp_session(page)
    hand.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def touch(kind, across, down):
        at = {"x": box["x"] + box["width"] * across, "y": box["y"] + box["height"] * down}
        hand.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [at] if kind != "touchEnd" else []}
        )

    touch("touchStart", 0.3, 0.4)
    touch("touchMove", 0.5, 0.6)
    expect(page.locator(".gh-atlas-box")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".gh-atlas-box")).to_have_count(0)
    touch("touchEnd", 0, 0)
    page.get_by_role("button", name="Draw a rectangle").click()
    for step, at in (("touchStart", 0.3), ("touchMove", 0.5), ("touchMove", 0.7), ("touchEnd", 0)):
        touch(step, at, at)

    expect(page).to_have_url(re.compile("bbox="))


def test_on_paper_there_is_the_drawn_map_and_no_filters(atlas):
    page = atlas("/atlas/?region=wales")
    page.emulate_media(media="print")

    expect(page.locator("#atlas-drawn .gh-map")).to_be_visible()
    expect(page.locator(".gh-atlas-live")).to_be_hidden()
    expect(page.locator("#atlas-form")).to_be_hidden()


def test_everything_on_the_map_stays_on_this_site(some_places, open_context):
    page = open_context().new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/atlas/")
    page.wait_for_selector(".gh-atlas--is-live")

    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {page.url.split("/")[2]}


def test_without_scripts_the_form_and_the_drawn_map_do_the_same(atlas):
    page = atlas(javascript=False)
    page.get_by_label("Find an organisation or place").fill("truro")
    follow(page.get_by_role("button", name="Apply filters"))

    expect(page).to_have_url(re.compile(r"near=town%3Atruro$"))
    expect(page.locator(".gh-row").first).to_contain_text("Truro Gardens")
    expect(page.locator(".gh-map")).to_be_visible()


PAGES_OF_THE_DIRECTORY = (
    "/",
    "/search/?q=leeds",
    "/search/?q=LS9",
    "/search/?q=food+bakery",
    "/search/?q=HMP+Leads",
    "/search/?q=west+yorkshire+with+none",
    "/search/?q=qqqq+zzzz",
    "/organisations/leeds-bakery/",
    "/services/hmp-leeds/",
    "/services/hmyoi-ashfield/",
    "/services/leeds-probation-delivery-unit/",
    "/areas/west-yorkshire/",
    "/regions/wales/",
    "/regions/yorkshire-and-the-humber-2021/",
)


def test_no_page_of_the_directory_has_a_violation_or_overflows(some_places, open_context, check_both_widths):
    index.rebuild()
    page = open_context().new_page()
    for address in PAGES_OF_THE_DIRECTORY:
        page.goto(address)
        check_both_widths(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_the_search_is_used_by_keyboard_with_suggestions_and_without(
    some_places, open_context, axe, javascript
):
    page = open_context(javascript=javascript).new_page()
    page.goto("/search/")
    box = page.get_by_label("What are you looking for, and where?")
    if javascript:
        # The script of the field is loaded after the page.
        expect(box).to_have_role("combobox")
    box.press_sequentially("armley")
    if javascript:
        page.get_by_role("option", name="HMP Leeds").wait_for()
        box.press("ArrowDown")
        expect(page.get_by_role("option", selected=True)).to_contain_text("HMP Leeds")
        axe(page)
    with arriving(page):
        box.press("Enter")

    expect(page).to_have_url(re.compile("/services/hmp-leeds/$" if javascript else r"/search/\?q=armley$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("HMP Leeds" if javascript else "Search")
