"""Every page of fieldwork at 1280 and 375 pixels: no violation, no overflow; and the keyboard all the way."""

import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from interviews import actions
from interviews.models import Call, InterviewSave
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.browser.navigation import arriving
from tests.conftest import PASSWORD
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import (
    CallFactory,
    ContactFactory,
    InterviewCheckFactory,
    InterviewFactory,
    MentionFactory,
    NominationFactory,
)
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

LEAD = "lead@example.org"


@pytest.fixture
def case() -> SampledUnit:
    """A case with everything that a page may show, in a study with another case of each kind."""
    user = User.objects.create_user(email=LEAD, password=PASSWORD, name="Lee Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(strand=StrandFactory(instrument=guide), service__name="HMP Leeds")
    ContactFactory(unit=unit, name="Ann Example", telephone="0113 496 0001")
    actions.replace_contact(unit=unit, name="Bob Example", telephone="0113 496 0002", by=user)
    CallFactory(unit=unit, note="Rang twice")
    held = InterviewFactory(unit=unit, interviewer=user, answers={"anything_else": {"value": "Theirs"}})
    MentionFactory(interview=held, name_given="the clink", own_words="They cook")
    InterviewCheckFactory(
        interview=InterviewFactory(unit__strand=unit.strand, interviewer=user, status="complete")
    )
    OrganisationFactory(name="The Clink Charity")
    InterviewSave.objects.create(
        interview=held,
        submission_key=uuid.uuid4(),
        submission_hash="0" * 64,
        from_version=0,
        status="draft",
        document={
            "answers": {"anything_else": {"value": "Mine"}},
            "notes": {},
            "mentions": [],
            "held_on": None,
        },
        created_by=user,
    )
    double = SampledUnitFactory(strand=unit.strand, service__name="HM Prison Leeds")
    actions.exclude_case(unit=double, change="found_twice", same_as=unit, reason="One governor", by=user)
    nomination = NominationFactory(study=unit.strand.study, organisation__name="The Nominated Trust")
    actions.choose_units(
        study=unit.strand.study,
        kind="enterprise_interview",
        chosen=[nomination.organisation],
        reason="Told of",
        by=user,
    )
    SampledUnitFactory(strand=StrandFactory(study=StudyFactory(title="Another study")))
    return unit


@pytest.fixture
def lead(case: SampledUnit, open_context: Callable, sign_in: Callable) -> Callable[..., Page]:
    def open_(**how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        sign_in(page, LEAD)
        return page

    return open_


def test_no_page_of_fieldwork_has_a_violation_or_overflows(
    case: SampledUnit, lead: Callable[..., Page], check_both_widths: Callable[[Page], None]
) -> None:
    page = lead()
    home = f"/work/{case.strand.study.slug}/"
    late = InterviewSave.objects.get(version=None)
    enterprise = SampledUnit.objects.get(strand__kind="enterprise_interview")
    mention = case.interview.mentions.get()
    for address in (
        "/work/",
        home,
        f"{home}cases/{case.pk}/",
        f"{home}cases/{case.pk}/interview/",
        f"{home}cases/{case.pk}/interview/?late={late.pk}",
        f"{home}cases/{case.pk}/withdraw/",
        f"{home}cases/{case.pk}/change/",
        f"{home}cases/{enterprise.pk}/",
        f"{home}cases/{enterprise.pk}/interview/",
        f"{home}matching/",
        f"{home}matching/{mention.pk}/",
        f"{home}progress/",
        f"{home}plan/",
        f"{home}sample/",
    ):
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        check_both_widths(page)


def test_a_case_is_found_rung_and_logged_by_the_keyboard_alone(
    case: SampledUnit, lead: Callable[..., Page]
) -> None:
    fresh = SampledUnitFactory(strand=case.strand, service__name="HMP Wakefield")
    page = lead()
    page.goto(f"/work/{case.strand.study.slug}/?turn=5")
    keys = page.keyboard

    def tab_to(words: str) -> None:
        for _ in range(80):
            keys.press("Tab")
            focused = page.evaluate(
                "() => { const one = document.activeElement; return one.labels?.[0]?.textContent || one.textContent; }"
            )
            if words in focused:
                return
        raise AssertionError(f"The tab key does not lead to “{words}”.")

    tab_to("HMP Wakefield")
    with arriving(page):
        keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("HMP Wakefield")
    tab_to("I am ringing now")
    with arriving(page):
        keys.press("Enter")
    expect(page.locator(".gh-case__ringing")).to_contain_text("You are ringing this case")
    tab_to("No answer")
    with arriving(page):
        keys.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("logged: no answer")
    assert Call.objects.get(unit=fresh).disposition == "no_answer"
