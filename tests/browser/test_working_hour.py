"""A working hour: ring, no answer, call back, an interview with three organisations, finished, and matched."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from enterprises.models import Engagement
from interviews.models import Mention
from interviews.plausible_times import next_plausible_day
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.browser.navigation import arriving, follow, press
from tests.browser.test_interview import CONSENTS, answer
from tests.conftest import PASSWORD
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

LEAD = "lead@example.org"
NAMES = ("the clink", "The garden project", "a retired joiner")


@pytest.fixture
def case() -> SampledUnit:
    user = User.objects.create_user(email=LEAD, password=PASSWORD, name="Lee Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(strand=StrandFactory(instrument=guide), service__name="HMP Leeds")
    ContactFactory(unit=unit, telephone="0113 496 0001")
    OrganisationFactory(name="The Clink Charity")
    return unit


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_working_hour(
    javascript: bool, case: SampledUnit, open_context: Callable, sign_in: Callable, axe: Callable
) -> None:
    check = axe if javascript else (lambda page: None)
    page: Page = open_context(javascript=javascript).new_page()
    sign_in(page, LEAD)
    home = f"/work/{case.strand.study.slug}/"
    page.goto(f"{home}cases/{case.pk}/")

    follow(page.get_by_role("button", name="I am ringing now"))
    expect(page.locator(".gh-case__ringing")).to_contain_text("You are ringing this case")
    check(page)
    follow(page.get_by_role("button", name="No answer"))
    expect(page.get_by_role("alert")).to_contain_text("logged: no answer")
    page.get_by_label("Call back later").check()
    day = next_plausible_day(timezone.localdate() + dt.timedelta(days=2))
    page.get_by_role("textbox", name="Day").first.fill(f"{day:%Y-%m-%d}")
    page.get_by_role("textbox", name="Time").first.fill("09:30")
    follow(page.get_by_role("button", name="Log the call", exact=True))
    expect(page.get_by_role("alert")).to_contain_text("logged: call back later")
    expect(page.locator(".gh-case__onwards")).to_contain_text(f"{day:%-d %B}, 09:30")

    follow(page.get_by_role("link", name="Enter the interview"))
    answer(page, "works_now", "Yes")
    for place, name in enumerate(NAMES):
        if place:
            press(page.get_by_role("button", name="Add another organisation"), javascript=javascript)
        page.locator(f"[name=mention-{place}-name_given]").fill(name)
        page.locator("#heading-organisations").click()
    answer(page, "spv_status", "Not thought of it")
    for question, words in CONSENTS.items():
        answer(page, question, words)
    follow(page.get_by_role("button", name="The interview is complete"))
    expect(page.get_by_role("alert")).to_contain_text("is saved: complete")

    page.goto(f"{home}matching/")
    check(page)
    follow(page.get_by_role("link", name="the clink"))
    check(page)
    page.get_by_role("button", name=re.compile("It means this")).focus()
    with arriving(page):
        page.keyboard.press("1" if javascript else "Enter")
    expect(page.locator("h1")).to_contain_text("The garden project")
    follow(page.get_by_role("button", name="Undo it"))
    expect(page.locator("h1")).to_contain_text("the clink")
    follow(page.get_by_role("button", name=re.compile("It means this")))
    with arriving(page):
        page.get_by_role("textbox", name="new one, under the name").press("Enter")
    follow(page.get_by_role("button", name="Not an organisation"))
    expect(page.get_by_role("heading", name="None")).to_be_visible()

    assert sorted(str(mention.organisation) for mention in Mention.objects.all()) == [
        "None",
        "The Clink Charity",
        "The garden project",
    ]
    assert Engagement.objects.count() == 2
    for part in ("progress", "plan", "sample"):
        page.goto(f"{home}{part}/")
        check(page)
        assert not javascript or page.evaluate("document.documentElement.scrollWidth <= innerWidth")
