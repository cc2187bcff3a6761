"""Undoing a call, and a correction by the study lead, at both widths, with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from interviews.models import Call
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.browser.navigation import follow
from tests.conftest import PASSWORD
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

EVERY_BROWSER = [
    pytest.param({"narrow": narrow, "javascript": javascript}, id=f"{width}, {script} JavaScript")
    for width, narrow in (("1280", False), ("375", True))
    for script, javascript in (("with", True), ("without", False))
]


@pytest.fixture
def case() -> SampledUnit:
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(strand=StrandFactory(instrument=guide), service__name="HMP Leeds")
    ContactFactory(unit=unit, name="Ann Example", telephone="0113 496 0001")
    SampledUnitFactory(strand=unit.strand, service__name="HMP Wakefield")
    return unit


@pytest.fixture
def signed_in(open_context: Callable, sign_in: Callable) -> Callable[..., Page]:
    def open_(role: str, **how: bool) -> Page:
        email = f"{role}@example.org"
        user = User.objects.create_user(email=email, password=PASSWORD, name=f"Kim {role}")
        RoleGrant.objects.create(user=user, role=role)
        page: Page = open_context(**how).new_page()
        sign_in(page, email)
        return page

    return open_


@pytest.mark.parametrize("how", EVERY_BROWSER)
def test_a_refusal_pressed_by_mistake_is_undone_from_the_next_case(
    how: dict[str, bool], case: SampledUnit, signed_in: Callable[..., Page]
) -> None:
    page = signed_in("researcher", **how)
    page.goto(f"/work/{case.strand.study.slug}/cases/{case.pk}/")

    page.get_by_label("Refused by the respondent").check()
    follow(page.get_by_role("button", name="Log it and go to the next case"))

    expect(page.get_by_role("heading", level=1)).to_have_text("HMP Wakefield")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Call to HMP Leeds logged: refused by the respondent.")
    follow(told.get_by_role("button", name="Undo"))
    expect(page.get_by_role("heading", level=1)).to_have_text("HMP Leeds")
    expect(page.get_by_role("alert")).to_contain_text("The call to HMP Leeds is undone")
    calls = page.get_by_role("region", name="Calls so far")
    expect(calls).to_contain_text("Undone by Kim researcher")
    expect(calls.get_by_role("button", name="Undo this call")).to_have_count(0)
    assert not case.calls.exists()


@pytest.mark.parametrize("how", EVERY_BROWSER)
def test_the_lead_corrects_a_call_and_the_case_shows_both_texts(
    how: dict[str, bool], case: SampledUnit, signed_in: Callable[..., Page]
) -> None:
    caller = User.objects.create_user(email="rhian@example.org", password=PASSWORD, name="Rhian Ringer")
    CallFactory(unit=case, disposition="respondent_refusal", created_by=caller, note="Too busy")
    page = signed_in("study_lead", **how)
    page.goto(f"/work/{case.strand.study.slug}/cases/{case.pk}/")

    follow(page.get_by_role("link", name="Correct the call"))
    page.get_by_label("Refused by somebody else").check()
    follow(page.get_by_role("button", name="Save the correction"))
    expect(page.get_by_role("alert")).to_contain_text("Say why you correct this call")
    expect(page.get_by_label("Refused by somebody else")).to_be_checked()
    page.get_by_label("Why do you correct it?").fill("It was the secretary")
    follow(page.get_by_role("button", name="Save the correction"))

    calls = page.get_by_role("region", name="Calls so far")
    expect(calls).to_contain_text("Corrected by Kim study_lead")
    expect(calls.locator("del")).to_have_text("Refused by the respondent")
    expect(calls.locator("ins")).to_have_text("Refused by somebody else")
    expect(calls).to_contain_text("It was the secretary")
    assert Call.objects.get().created_by == caller


def test_the_pages_have_no_violation_and_do_not_overflow(
    case: SampledUnit, signed_in: Callable[..., Page], check_both_widths: Callable[[Page], None]
) -> None:
    page = signed_in("study_lead")
    home = f"/work/{case.strand.study.slug}/cases/{case.pk}/"
    page.goto(home)
    follow(page.get_by_role("button", name="Left a message"))
    page.get_by_label("Refused by the respondent").check()
    page.get_by_label("Note", exact=True).first.fill("Ask for Frankie on extension 214, mornings only")
    follow(page.get_by_role("button", name="Log the call"))
    check_both_widths(page)

    call = case.calls.first()
    page.goto(f"{home}calls/{call.pk}/correct/")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    check_both_widths(page)
    page.get_by_label("Refused by somebody else").check()
    page.get_by_label("Note", exact=True).first.fill(
        "Frankie was away; it was the secretary who refused for her"
    )
    page.get_by_label("Why is it corrected?").fill("I pressed the wrong button")
    follow(page.get_by_role("button", name="Save the correction"))
    check_both_widths(page)

    page.goto(f"{home}change/")
    check_both_widths(page)
