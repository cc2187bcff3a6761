"""The page of a case in a browser: on one screen, in few key presses, and with no click lost."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import RoleGrant, User
from interviews.models import Call, Contact
from interviews.plausible_times import next_plausible_day
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.browser.chromium import TELEPHONE
from tests.browser.navigation import arriving, follow
from tests.conftest import PASSWORD
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

RESEARCHER = "researcher@example.org"
ONE_SCREEN = {"width": 1280, "height": 800}

MOST_KEYS = 20


@pytest.fixture
def case() -> SampledUnit:
    """A case with a contact, notes and an earlier call; another case comes after it."""
    user = User.objects.create_user(email=RESEARCHER, password=PASSWORD, name="Rhian Researcher")
    RoleGrant.objects.create(user=user, role="researcher")
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(strand=StrandFactory(instrument=guide), service__name="HMP Leeds")
    contact = ContactFactory(
        unit=unit, name="Ann Example", telephone="0113 496 0001", note="Mornings, through the switchboard"
    )
    CallFactory(
        unit=unit,
        contact=contact,
        note="Ask for Frankie, extension 214",
        disposition="voicemail",
        made_at=timezone.now() - dt.timedelta(days=4),
        created_by=user,
    )
    SampledUnitFactory(strand=unit.strand, service__name="HMP Wakefield")
    return unit


@pytest.fixture
def open_page(open_context: Callable, sign_in: Callable) -> Callable[..., Page]:
    def open_(**how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        sign_in(page, RESEARCHER)
        return page

    return open_


def address(case: SampledUnit) -> str:
    return f"/work/{case.strand.study.slug}/cases/{case.pk}/"


def bottom(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_a_call_needs_at_most_twenty_keys_from_the_work_list(
    case: SampledUnit, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(f"/work/{case.strand.study.slug}/?q=Leeds")
    pressed = []

    def press(key: str, *, follows: bool = False) -> None:
        pressed.append(key)
        if follows:
            with arriving(page):
                page.keyboard.press(key)
        else:
            page.keyboard.press(key)

    for key in ("Tab", "Tab", "Enter"):
        press(key)
    expect(page.locator("#first-case")).to_be_focused()
    press("Enter", follows=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("HMP Leeds")
    press("Tab")
    press("Enter")
    while "I am ringing now" not in page.evaluate("document.activeElement.textContent.trim()")[:20]:
        press("Tab")
    press("Enter", follows=True)
    press("1", follows=True)

    expect(page.get_by_role("alert")).to_contain_text("logged: no answer")
    assert Call.objects.filter(unit=case, disposition="no_answer").count() == 1
    assert len(pressed) <= MOST_KEYS, pressed


def test_at_1280_pixels_everything_for_a_call_is_on_one_screen(
    case: SampledUnit, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = open_page()
    page.set_viewport_size(ONE_SCREEN)
    page.goto(address(case))

    axe(page)
    for part in (
        page.get_by_role("link", name="0113 496 0001"),
        page.get_by_text("Mornings, through the switchboard").first,
        page.get_by_text("Ask for Frankie, extension 214").first,
        page.get_by_text("Last call:"),
        page.get_by_role("button", name="I am ringing now"),
        page.get_by_text("Closed or merged"),
        page.get_by_role("button", name="Log the call", exact=True),
    ):
        assert bottom(part) <= ONE_SCREEN["height"], part


@pytest.mark.parametrize("busy", [False, True], ids=["quiet", "busy"])
def test_at_375_pixels_the_number_is_on_the_first_screen_and_the_form_ends_on_the_second(
    busy: bool,
    case: SampledUnit,
    open_page: Callable[..., Page],
    busy_day: Callable[..., None],
    axe: Callable[[Page], None],
) -> None:
    if busy:
        busy_day(User.objects.get(), case.strand)
    page = open_page(narrow=True)
    page.set_viewport_size(TELEPHONE)
    page.goto(address(case))

    axe(page)
    height = TELEPHONE["height"]
    assert bottom(page.get_by_role("link", name="0113 496 0001")) <= height
    assert bottom(page.get_by_role("button", name="Log the call", exact=True)) <= 2 * height
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_time_is_asked_for_when_the_outcome_needs_one(
    javascript: bool, case: SampledUnit, open_page: Callable[..., Page]
) -> None:
    page = open_page(javascript=javascript)
    page.goto(address(case))
    day = page.get_by_role("textbox", name="Day").first
    expect(day).to_be_visible(visible=not javascript)

    page.get_by_label("Note").first.fill("After lunch")
    page.get_by_label("Appointment").check()
    day.fill(f"{next_plausible_day(timezone.localdate() + dt.timedelta(days=2)):%Y-%m-%d}")
    page.get_by_role("textbox", name="Time").first.fill("10:30")
    with arriving(page):
        day.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("logged: appointment made")
    assert Call.objects.get(unit=case, disposition="appointment").note == "After lunch"


def test_the_keys_choose_outcomes_but_not_while_a_note_is_typed(
    case: SampledUnit, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(address(case))

    page.get_by_label("Note").first.fill("")
    page.keyboard.type("Rang 1 or 2 times, call back")
    page.get_by_label("Call back later").focus()
    page.keyboard.press("6")

    expect(page.get_by_label("Appointment")).to_be_checked()
    expect(page.get_by_label("In 15 minutes")).to_be_focused()
    expect(page.get_by_label("Note").first).to_have_value("Rang 1 or 2 times, call back")
    assert Call.objects.filter(unit=case).count() == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_after_a_wrong_number_the_right_one_is_asked_for_at_once(
    javascript: bool, case: SampledUnit, open_page: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    page = open_page(javascript=javascript)
    page.set_viewport_size(ONE_SCREEN)
    page.goto(address(case))

    page.get_by_label("Wrong number").check()
    follow(page.get_by_role("button", name="Log the call", exact=True))
    telephone = page.get_by_label("Telephone").first
    expect(telephone).to_be_focused()
    expect(telephone).to_be_in_viewport()
    if javascript:
        axe(page)
    telephone.fill("ask switchboard")
    follow(page.get_by_role("button", name="Ring this person from now on"))
    expect(page.get_by_role("alert")).to_contain_text("in the note")
    page.get_by_label("Telephone").first.fill("01134960002 x 9")
    follow(page.get_by_role("button", name="Ring this person from now on"))

    expect(page.get_by_role("link", name="0113 496 0002 ext. 9")).to_be_visible()
    expect(page.locator(".gh-case__onwards")).to_contain_text("Ring now")
    assert Contact.objects.get(is_current=True).name == "Ann Example"


def test_the_first_click_after_a_tab_is_not_lost(case: SampledUnit, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(address(case))
    button = page.get_by_role("button", name="I am ringing now")
    before = button.bounding_box()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    assert button.bounding_box() == before
    assert before is not None
    page.mouse.move(before["x"] + 5, before["y"] + 5)
    page.mouse.down()
    with arriving(page):
        page.mouse.up()

    expect(page.locator(".gh-case__ringing")).to_contain_text("You are ringing this case")


def test_no_id_is_there_twice(case: SampledUnit, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(address(case))

    assert (
        page.evaluate(
            "[...document.querySelectorAll('[id]')].map(e => e.id).filter((id, i, all) => all.indexOf(id) !== i)"
        )
        == []
    )
