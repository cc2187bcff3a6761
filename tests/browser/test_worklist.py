"""The work list in a browser: signing in leads to it, a returned call is found, and going on takes a case."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from interviews import actions
from interviews.models import Call, CaseLock
from survey import actions as survey_actions
from survey.models import Study
from tests.browser.chromium import NARROW, TELEPHONE, WIDE
from tests.browser.navigation import arriving, follow
from tests.conftest import PASSWORD
from tests.factories.interviews import CallFactory, ContactFactory, InterviewFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

RITA = "rita@example.org"


@pytest.fixture
def study() -> Study:
    """A study with a case in each state, beside another study with a case of the same caller."""
    rita = User.objects.create_user(email=RITA, password=PASSWORD, name="Rita Researcher")
    RoleGrant.objects.create(user=rita, role="researcher")
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    strand = StrandFactory(instrument=guide, study__title="Mapping study")
    for name in ("HMP Hull", "HMP Leeds", "HMP Wakefield"):
        ContactFactory(unit=SampledUnitFactory(strand=strand, service__name=name), name=f"Ann of {name}")
    other = SampledUnitFactory(
        strand=StrandFactory(study=StudyFactory(title="Follow-up")), service__name="HMP Ford"
    )
    ContactFactory(unit=other, telephone="01632 960133")
    owed = SampledUnitFactory(strand=strand, service__name="HMP Owed")
    yesterday = timezone.now() - dt.timedelta(days=1)
    CallFactory(unit=owed, disposition="completed", created_by=rita, made_at=yesterday)
    for name, status in (("HMP Begun", "draft"), ("HMP Done", "complete")):
        unit = SampledUnitFactory(strand=strand, service__name=name)
        CallFactory(unit=unit, disposition="part_completed", created_by=rita, made_at=yesterday)
        InterviewFactory(unit=unit, interviewer=rita, status=status, held_on=timezone.localdate())
    for number in range(30):
        away = SampledUnitFactory(strand=strand, service__name=f"HMP Away {number:02d}")
        CallFactory(unit=away, disposition="away", made_at=yesterday - dt.timedelta(days=number))
    return strand.study


@pytest.fixture
def rita(study: Study, open_context: Callable, sign_in: Callable) -> Callable[..., Page]:
    def open_(**how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        sign_in(page, RITA)
        return page

    return open_


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_a_returned_call_is_found_and_the_next_case_is_taken(
    narrow: bool, javascript: bool, study: Study, open_context: Callable, sign_in_by_form: Callable
) -> None:
    page: Page = open_context(narrow=narrow, javascript=javascript).new_page()
    sign_in_by_form(page, RITA, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Work list")
    page.goto(f"/work/{study.slug}/")
    first = page.locator("#first-case").bounding_box()
    assert first is not None
    assert first["y"] + first["height"] < (NARROW if narrow else WIDE)["height"]
    expect(page.get_by_role("region", name="My day")).to_contain_text("Today: 0 calls, 1 interview")

    page.get_by_label("Name, person or telephone number").fill("this is 01632 960133, somebody rang me")
    follow(page.get_by_role("button", name="Search"))
    expect(page.get_by_role("heading", name="Found in other studies")).to_be_visible()
    follow(page.get_by_role("link", name="HMP Ford"))
    expect(page.get_by_role("heading", level=1)).to_have_text("HMP Ford")

    page.goto(f"/work/{study.slug}/")
    follow(page.get_by_role("button", name="Ring the next case"))
    taken = CaseLock.objects.get()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(taken.unit))
    follow(page.get_by_role("button", name="Next case", exact=True))
    assert CaseLock.objects.get().unit != taken.unit


def test_at_375_pixels_the_first_case_is_on_the_first_screen_of_a_busy_day(
    study: Study, rita: Callable[..., Page], busy_day: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    busy_day(User.objects.get(), study.strands.get())
    page = rita(narrow=True)
    page.goto(f"/work/{study.slug}/")

    axe(page)
    expect(page.get_by_role("region", name="Call-backs that are due")).to_contain_text("HMP Wormwood Scrubs")
    first = page.locator("#first-case").bounding_box()
    assert first is not None
    assert first["y"] + first["height"] < TELEPHONE["height"]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_filters_periods_and_pages_work(javascript: bool, study: Study, rita: Callable[..., Page]) -> None:
    page = rita(javascript=javascript, narrow=True)
    page.goto(f"/work/{study.slug}/?whose=all")

    page.get_by_text("Filter and sort").click()
    page.get_by_label("Last call", exact=True).select_option(label="Respondent away for the whole fieldwork")
    page.get_by_label("Sort by").select_option(label="Last call, newest first")
    follow(page.get_by_role("button", name="Show"))
    expect(page.locator("#first-case")).to_have_text("HMP Away 00")
    follow(page.get_by_role("link", name="Page 2"))
    expect(page.locator("#first-case")).to_have_text("HMP Away 25")
    follow(page.get_by_role("link", name="Show all"))
    page.get_by_text("Filter and sort").click()
    follow(page.get_by_role("link", name="today", exact=True))
    expect(page.locator("#first-case")).to_have_text(re.compile("HMP (Begun|Done)"))


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_call_on_a_case_that_somebody_rings_is_asked_back(
    javascript: bool, study: Study, rita: Callable[..., Page]
) -> None:
    case = SampledUnitFactory(strand=study.strands.get(), service__name="HMP Held")
    sam = User.objects.create_user(email="sam@example.org", password=PASSWORD, name="Sam Field")
    page = rita(javascript=javascript)
    page.goto(f"/work/{study.slug}/cases/{case.pk}/")
    actions.lock_case(unit=case, by=sam)

    page.get_by_role("textbox", name="Note for the next caller").or_(
        page.get_by_label("Note", exact=True)
    ).first.fill("Rang twice")
    follow(page.get_by_role("button", name="No answer", exact=True))
    expect(page.get_by_text("Log your call all the same?").first).to_be_visible()
    page.get_by_label("Log my call all the same").check()
    follow(page.get_by_role("button", name="Log the call", exact=True))

    assert Call.objects.get(unit=case).note == "Rang twice"


def test_the_first_case_is_four_presses_away(study: Study, rita: Callable[..., Page]) -> None:
    page = rita()
    page.goto(f"/work/{study.slug}/")

    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#first-case")).to_be_focused()
    name = page.locator("#first-case").inner_text()
    with arriving(page):
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_first_click_after_a_tab_is_not_lost(study: Study, rita: Callable[..., Page]) -> None:
    page = rita()
    page.goto(f"/work/{study.slug}/")
    before = page.locator("#first-case").bounding_box()

    page.keyboard.press("Tab")

    assert page.locator("#first-case").bounding_box() == before
    with arriving(page):
        page.get_by_role("button", name="Ring the next case").click()
    assert CaseLock.objects.exists()


def test_every_state_of_the_list_is_accessible_and_fits(
    study: Study, rita: Callable[..., Page], check_both_widths: Callable[[Page], None]
) -> None:
    page = rita()
    for address in (
        "/work/",
        "/work/?q=01632+960133",
        f"/work/{study.slug}/",
        f"/work/{study.slug}/?q=960133",
        f"/work/{study.slug}/?whose=all&turn=10&page=2",
        f"/work/{study.slug}/?since=2031-01-02&until=2031-01-01",
        f"/work/{study.slug}/?outcome=busy",
        f"/work/{study.slug}/interviews/",
        f"/work/{study.slug}/interviews/?when=last-week",
    ):
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        check_both_widths(page)
