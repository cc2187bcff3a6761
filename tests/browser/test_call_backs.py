"""Call-backs in a browser: usual, typed and unlikely times, the reminder, the calendar and its private address."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from interviews.models import Call
from interviews.plausible_times import next_plausible_day
from interviews.time_entry import in_words
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.browser.navigation import arriving, follow
from tests.conftest import PASSWORD
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

RESEARCHER = "researcher@example.org"
WIDTHS = pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])


@pytest.fixture
def user() -> User:
    user = User.objects.create_user(email=RESEARCHER, password=PASSWORD, name="Rhian Ringer")
    RoleGrant.objects.create(user=user, role="researcher")
    return user


@pytest.fixture
def case(user: User) -> SampledUnit:
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(
        strand=StrandFactory(instrument=guide), service__name="HMP Leeds", assigned_to=user
    )
    ContactFactory(unit=unit, name="Ann Example", telephone="0113 496 0001")
    return unit


@pytest.fixture
def page_of(open_context: Callable, sign_in: Callable, case: SampledUnit) -> Callable[[bool, bool], Page]:
    def open_(javascript: bool, narrow: bool) -> Page:
        page: Page = open_context(javascript=javascript, narrow=narrow).new_page()
        sign_in(page, RESEARCHER)
        page.goto(f"/work/{case.strand.study.slug}/cases/{case.pk}/")
        return page

    return open_


def an_ordinary_day() -> dt.date:
    return next_plausible_day(timezone.localdate() + dt.timedelta(days=2))


def next_sunday() -> dt.date:
    today = timezone.localdate()
    return today + dt.timedelta(days=6 - today.weekday() or 7)


def arrange(unit: SampledUnit, minutes: float) -> Call:
    now = timezone.now()
    return CallFactory(
        unit=unit,
        disposition="appointment",
        made_at=now - dt.timedelta(days=2),
        call_back_at=now + dt.timedelta(minutes=minutes),
    )


@WIDTHS
@SCRIPTS
def test_an_unlikely_time_is_asked_back_and_an_ordinary_one_is_taken(
    javascript: bool, narrow: bool, page_of: Callable, axe: Callable
) -> None:
    page = page_of(javascript, narrow)
    sunday, ordinary = next_sunday(), an_ordinary_day()

    page.get_by_label("Call back later").check()
    page.get_by_label("Note").first.fill("Half past three, she said")
    page.get_by_label("Day", exact=True).first.fill("Sun")
    page.get_by_label("Time", exact=True).first.fill("0330")
    if javascript:
        expect(page.locator("[data-call-back-words]")).to_contain_text(f"{in_words(sunday)} at 03:30 – check")
    follow(page.get_by_role("button", name="Log the call", exact=True))

    expect(page.locator(".govuk-error-summary")).to_contain_text(f"Check {in_words(sunday)} at 03:30")
    confirmation = page.get_by_label(f"Yes, ring on {in_words(sunday)} at 03:30")
    expect(confirmation).not_to_be_checked()
    expect(page.get_by_label("Note").first).to_have_value("Half past three, she said")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    if javascript:
        axe(page)
    page.get_by_label("Day", exact=True).first.fill(f"{ordinary:%d/%m/%Y}")
    page.get_by_label("Time", exact=True).first.fill("2.30pm")
    follow(page.get_by_role("button", name="Log the call", exact=True))

    expect(page.get_by_role("alert").first).to_contain_text(
        f"call back later, on {in_words(ordinary)} at 14:30"
    )
    follow(page.get_by_role("link", name="Cancel the call-back"))
    page.get_by_label("Why is it cancelled?").fill("She wrote that she is away")
    follow(page.get_by_role("button", name="Cancel the call-back"))
    expect(page.locator(".gh-calls").first).to_contain_text("cancelled: She wrote that she is away")


@SCRIPTS
def test_a_usual_time_takes_one_choice_and_shows_its_weekday(
    javascript: bool, page_of: Callable, case: SampledUnit
) -> None:
    page = page_of(javascript, False)
    choice = page.locator("input[name=call_back]").nth(2)
    label = page.locator(".gh-moment__usual label").nth(2).inner_text()
    moment = dt.datetime.fromisoformat(choice.get_attribute("value") or "")

    page.get_by_label("Call back later").check()
    page.get_by_text(label, exact=True).click()
    assert f"{moment:%a}" in label
    if javascript:
        expect(page.locator("[data-call-back-words]")).to_have_text(f"{in_words(moment.date())} at 10:00")
        expect(page.get_by_label("Time", exact=True).first).to_have_value("10:00")
    follow(page.get_by_role("button", name="Log the call", exact=True))

    expect(page.get_by_role("alert").first).to_contain_text(f"{in_words(moment.date())} at 10:00")
    assert Call.objects.get().call_back_at == timezone.make_aware(moment)


@SCRIPTS
def test_the_reminder_shows_what_is_due_and_leads_there(
    javascript: bool, page_of: Callable, case: SampledUnit, axe: Callable
) -> None:
    arrange(case, -1)
    page = page_of(javascript, False)
    page.goto("/")

    bar = page.get_by_role("region", name="Call-backs that are due")
    expect(bar).to_contain_text("HMP Leeds")
    follow(bar.get_by_role("link", name="Ring HMP Leeds"))
    expect(page.locator("h1")).to_have_text("HMP Leeds")
    if javascript:
        axe(page)


def test_the_reminder_comes_by_itself_and_is_read_out(page_of: Callable, case: SampledUnit) -> None:
    arrange(case, 30)
    page = page_of(True, False)
    page.clock.install()
    requests: list[str] = []
    page.reload()
    bar = page.locator("[data-reminder]")
    expect(bar).to_be_hidden()
    page.on("request", lambda request: requests.append(request.url))
    page.clock.fast_forward("29:00")
    expect(bar).to_be_hidden()
    page.clock.fast_forward("02:00")

    expect(bar).to_be_visible()
    expect(page.locator("[data-reminder-status]")).to_have_text(
        re.compile(r"Call-back due\s+at.*HMP Leeds", re.S)
    )
    assert requests == []


@WIDTHS
@SCRIPTS
def test_the_calendar_is_used_by_keyboard_and_gives_a_private_address(
    javascript: bool, narrow: bool, page_of: Callable, case: SampledUnit, axe: Callable
) -> None:
    other = SampledUnitFactory(strand=case.strand, service__name="HMP Hull", assigned_to=case.assigned_to)
    arrange(case, -60 * 24)
    arrange(other, 60 * 24 * 6)
    page = page_of(javascript, narrow)
    page.goto("/work/call-backs/calendar/")

    due = page.locator(".gh-call-backs__day--due")
    expect(due).to_contain_text("HMP Leeds")
    expect(due).to_contain_text("Ann Example")
    expect(due.get_by_role("link", name="0113 496 0001")).to_have_attribute("href", re.compile("^tel:"))
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    week = page.get_by_role("link", name="Week", exact=True)
    week.focus()
    with arriving(page):
        page.keyboard.press("Enter")
    after = page.get_by_role("link", name="Week after")
    if page.get_by_text("HMP Hull").count() == 0:
        after.focus()
        with arriving(page):
            page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="HMP Hull")).to_be_visible()
    if javascript:
        axe(page)

    follow(page.get_by_role("button", name="Make a private address"))
    address = page.locator("code").inner_text()
    feed = page.request.get(address)
    assert feed.text().startswith("BEGIN:VCALENDAR")
    assert feed.text().count("BEGIN:VEVENT") == 2
    assert "HMP" not in feed.text()
    if javascript:
        axe(page)
    follow(page.get_by_role("button", name="Remove the address"))
    assert page.request.get(address).status == 404
