"""The study lead's journeys: live view, assignment, quotas, checks; wide and narrow, with and without JavaScript."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from interviews import actions
from interviews.models import Interview, InterviewCheck
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.browser.navigation import follow
from tests.conftest import PASSWORD
from tests.factories.interviews import (
    CallFactory,
    InterviewCheckFactory,
    InterviewFactory,
    RefusalReviewFactory,
)
from tests.factories.survey import SampledUnitFactory, StrandFactory

LEAD, RINGER = "lead@example.org", "ringer@example.org"
WAYS = pytest.mark.parametrize(
    ("narrow", "javascript"),
    [(False, True), (True, False)],
    ids=["wide with JavaScript", "narrow without"],
)


@pytest.fixture
def case() -> SampledUnit:
    """A prison with a finished interview, beside two that nobody has rung, a study lead and a researcher."""
    for email, name, role in ((LEAD, "Lee Lead", "study_lead"), (RINGER, "Rhian Ringer", "researcher")):
        user = User.objects.create_user(email=email, password=PASSWORD, name=name)
        RoleGrant.objects.create(user=user, role=role)
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(strand=StrandFactory(instrument=guide), service__name="HMP Leeds", code="I")
    InterviewFactory(unit=unit, interviewer=user, status="complete", consents={"take_part": "yes"})
    for name in ("HMP Wakefield", "HMP Hull"):
        SampledUnitFactory(strand=unit.strand, service__name=name)
    return unit


@pytest.fixture
def open_as(case: SampledUnit, open_context: Callable, sign_in: Callable) -> Callable[..., Page]:
    def open_(email: str, **how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        sign_in(page, email)
        return page

    return open_


def test_no_page_of_supervision_has_a_violation_or_overflows(
    case: SampledUnit, open_as: Callable[..., Page], check_both_widths: Callable[[Page], None]
) -> None:
    """Each page has something to show: a lock, a refusal of each kind, a check that is open, an interview to check."""
    ringer = User.objects.get(email=RINGER)
    strand = case.strand
    InterviewCheckFactory(interview__unit=SampledUnitFactory(strand=strand), interview__interviewer=ringer)
    RefusalReviewFactory(call__unit=SampledUnitFactory(strand=strand))
    CallFactory(unit=SampledUnitFactory(strand=strand), disposition="respondent_refusal", note="No time")
    actions.lock_case(unit=SampledUnit.objects.get(service__name="HMP Hull"), by=ringer)
    actions.set_quotas(strand=strand, divided_by="kind", quotas={(None, "prison"): 3}, by=None)
    page, home = open_as(LEAD), f"/work/{strand.study.slug}/"
    for address in (
        "live/",
        "refusals/",
        "refusals/?list=reviewed",
        "checks/",
        "checks/?list=open",
        f"cases/{case.pk}/check/",
        f"assign/?unit={case.pk}",
        "quotas/?by=both",
        "call-log/",
        "plan/",
        "progress/",
    ):
        answer = page.goto(home + address)
        assert answer is not None and answer.ok, address
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        check_both_widths(page)


def test_the_live_view_refreshes_itself_and_can_be_stopped(
    case: SampledUnit, open_as: Callable[..., Page]
) -> None:
    """A colleague presses “I am ringing now”: within the interval the lead's page says so by itself."""
    page = open_as(LEAD)
    page.clock.install()
    page.goto(f"/work/{case.strand.study.slug}/live/")
    expect(page.get_by_text("Nobody has pressed")).to_be_visible()
    # The button is shown by the script, which has set its timer then.
    expect(page.get_by_role("button", name="Stop refreshing")).to_be_visible()

    fresh = SampledUnit.objects.get(service__name="HMP Hull")
    actions.lock_case(unit=fresh, by=User.objects.get(email=RINGER))
    page.clock.run_for(31_000)
    expect(page.get_by_role("heading", name="Rhian Ringer")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("1 person is ringing")

    page.get_by_role("button", name="Stop refreshing").click()
    actions.release_case(unit=fresh, by=User.objects.get(email=RINGER))
    page.clock.run_for(61_000)
    expect(page.get_by_role("heading", name="Rhian Ringer")).to_be_visible()
    page.get_by_role("button", name="Refresh again").click()
    expect(page.get_by_text("Nobody has pressed")).to_be_visible()


@WAYS
def test_ticked_cases_are_assigned(
    narrow: bool, javascript: bool, case: SampledUnit, open_as: Callable[..., Page]
) -> None:
    page = open_as(LEAD, narrow=narrow, javascript=javascript)
    page.goto(f"/work/{case.strand.study.slug}/?whose=")
    for name in ("HMP Hull", "HMP Wakefield"):
        page.get_by_label(f"Assign {name}").check()
    follow(page.get_by_role("button", name="Assign the ticked cases"))
    page.get_by_label("Rhian Ringer").check()
    follow(page.get_by_role("button", name="Assign"))

    expect(page.get_by_text("2 cases moved to Rhian Ringer.")).to_be_visible()
    assert SampledUnit.objects.filter(assigned_to__email=RINGER).count() == 2


@WAYS
def test_cases_are_shared_out_after_a_look_at_what_would_move(
    narrow: bool,
    javascript: bool,
    case: SampledUnit,
    open_as: Callable[..., Page],
    axe: Callable[[Page], None],
) -> None:
    page = open_as(LEAD, narrow=narrow, javascript=javascript)
    page.goto(f"/work/{case.strand.study.slug}/plan/")
    for name in ("Lee Lead", "Rhian Ringer"):
        page.get_by_label(name).check()
    follow(page.get_by_role("button", name="Show what would move"))
    expect(page.get_by_text("2 cases would change hands")).to_be_visible()
    if javascript:
        axe(page)
    assert not SampledUnit.objects.exclude(assigned_to=None).exists()
    follow(page.get_by_role("button", name="Share them out"))

    expect(page.get_by_text("2 cases moved: Lee Lead 1 and Rhian Ringer 1.")).to_be_visible()


@WAYS
def test_a_quota_is_set_and_progress_says_what_is_wanted(
    narrow: bool, javascript: bool, case: SampledUnit, open_as: Callable[..., Page]
) -> None:
    page = open_as(LEAD, narrow=narrow, javascript=javascript)
    page.goto(f"/work/{case.strand.study.slug}/quotas/")
    follow(page.get_by_role("link", name="By kind of service"))
    page.get_by_label("Prisons: interviews wanted").fill("9")
    follow(page.get_by_role("button", name="Save the quotas"))
    expect(page.get_by_role("alert").first).to_contain_text("there are only 3 eligible cases")
    page.get_by_label("Prisons: interviews wanted").fill("2")
    follow(page.get_by_role("button", name="Save the quotas"))

    expect(page.get_by_text("The quotas are saved.")).to_be_visible()
    expect(page.locator(".gh-stat", has_text="still wanted")).to_contain_text("1")


@WAYS
def test_an_interview_is_checked_and_the_interviewer_answers(
    narrow: bool, javascript: bool, case: SampledUnit, open_as: Callable[..., Page]
) -> None:
    CallFactory(unit=case, disposition="completed", made_at=timezone.now())
    address = f"/work/{case.strand.study.slug}"
    lead = open_as(LEAD, narrow=narrow, javascript=javascript)
    lead.goto(f"{address}/checks/")
    follow(lead.get_by_role("link", name="HMP Leeds"))
    for answer in lead.get_by_label("Yes", exact=True).all():
        answer.check()
    lead.get_by_label("To be corrected").check()
    follow(lead.get_by_role("button", name="Keep this check"))
    expect(lead.get_by_role("alert").first).to_contain_text("Tell the interviewer what is to be done")
    lead.get_by_label("Note to the interviewer").fill("Who bakes?")
    follow(lead.get_by_role("button", name="Keep this check"))
    expect(lead.get_by_text("The check of HMP Leeds is kept. Rhian Ringer is told.")).to_be_visible()

    ringer = open_as(RINGER, narrow=narrow, javascript=javascript)
    ringer.goto(f"{address}/?whose=")
    follow(ringer.locator(".govuk-inset-text").get_by_role("link", name="HMP Leeds"))
    expect(ringer.get_by_text("Who bakes?")).to_be_visible()
    ringer.get_by_label("Your answer about HMP Leeds").fill("The head baker")
    follow(ringer.get_by_role("button", name="I have read it"))
    expect(ringer.get_by_text("Who bakes?")).to_have_count(0)

    lead.goto(f"{address}/checks/?list=open")
    expect(lead.get_by_text("The head baker")).to_be_visible()
    follow(lead.get_by_role("button", name="Settled"))
    assert InterviewCheck.objects.get().settled_at is not None
    assert Interview.objects.get().status == "complete"
