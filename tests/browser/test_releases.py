"""A release from its preview to its withdrawal, by two people; wide by keyboard with script, narrow without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import RoleGrant, User
from reports.models import Release
from survey.models import Study
from tests.browser.navigation import arriving, follow
from tests.conftest import PASSWORD
from tests.factories.interviews import InterviewFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

LEAD, SECOND = "ann@example.org", "ben@example.org"
WAYS = pytest.mark.parametrize(
    ("narrow", "javascript"),
    [(False, True), (True, False)],
    ids=["wide with JavaScript", "narrow without"],
)


@pytest.fixture
def study() -> Study:
    """An open study with 12 interviews, a study lead and an administrator."""
    for email, role in ((LEAD, "study_lead"), (SECOND, "administrator")):
        user = User.objects.create_user(email=email, password=PASSWORD, name=email.split("@")[0].title())
        RoleGrant.objects.create(user=user, role=role)
    study: Study = StudyFactory(slug="study", title="The study")
    strand = StrandFactory(study=study)
    for _ in range(12):
        InterviewFactory(unit=SampledUnitFactory(strand=strand, code="I"), status="complete")
    return study


def _nothing(page: Page) -> None:
    """Look at nothing: the pages are the same without JavaScript."""


def press_key(control: Locator, key: str = "Enter") -> None:
    """Press a link or a button by its key, as without a mouse, and wait for the page that it leads to."""
    control.focus()
    expect(control).to_be_focused()
    with arriving(control.page):
        control.page.keyboard.press(key)


@WAYS
def test_two_people_release_figures_and_withdraw_them(
    narrow: bool,
    javascript: bool,
    study: Study,
    open_context: Callable,
    sign_in_by_form: Callable,
    check_both_widths: Callable[[Page], None],
) -> None:
    go = press_key if javascript else follow
    axe = check_both_widths if javascript else _nothing
    lead, second, public = (open_context(narrow=narrow, javascript=javascript).new_page() for _ in range(3))

    sign_in_by_form(lead, LEAD, PASSWORD)
    lead.goto("/studies/study/tasks/")
    go(lead.get_by_role("link", name="Release figures"))
    expect(lead.get_by_text("a second person")).to_be_visible()
    axe(lead)
    go(lead.get_by_role("button", name="Make the preview"))
    expect(lead.get_by_text("Not for quotation")).to_be_visible()
    axe(lead)

    go(lead.get_by_role("link", name="Coverage", exact=True))
    expect(lead.get_by_text("DRAFT, not for quotation.")).to_be_visible()
    axe(lead)
    lead.goto("/studies/study/release/")

    go(lead.get_by_role("link", name="Title, day of release"))
    lead.get_by_label("Title").fill("First figures")
    axe(lead)
    go(lead.get_by_role("button", name="Save"))
    go(lead.get_by_role("link", name="Who sees it before the public"))
    lead.get_by_label("Name").fill("Eve Early")
    lead.get_by_label("Role").fill("Press officer")
    lead.get_by_label("Reason").fill("To answer questions")
    lead.get_by_label("Sees it from").fill("2009-10-01")
    go(lead.get_by_role("button", name="Add to the list"))
    expect(lead.get_by_text("Eve Early, Press officer")).to_be_visible()
    axe(lead)
    go(lead.get_by_role("link", name="Back to the release"))
    go(lead.get_by_role("button", name="Make it ready"))
    expect(lead.get_by_text("You made it ready, so somebody else has to release it")).to_be_visible()
    axe(lead)

    sign_in_by_form(second, SECOND, PASSWORD)
    second.goto("/releases/")
    axe(second)
    go(second.get_by_role("link", name="The study, release 1: First figures"))
    go(second.get_by_role("link", name="Look at it and release it"))
    axe(second)
    go(second.get_by_role("button", name="Release 1: publish"))
    expect(second.get_by_role("link", name="Confirm: I have read the reports").first).to_be_visible()
    axe(second)
    for box in second.get_by_role("checkbox").all():
        if javascript:
            box.focus()
            second.keyboard.press("Space")
        else:
            box.check()
    go(second.get_by_role("button", name="Release 1: publish"))
    expect(second.get_by_text("Release 1 is public.")).to_be_visible()

    public.goto("/studies/study/releases/latest/")
    expect(public.get_by_role("heading", name="First figures")).to_be_visible()
    expect(public.get_by_text("Press officer (To answer questions)")).to_be_visible()
    axe(public)
    public.goto("/studies/study/releases/1/coverage/")
    axe(public)

    second.goto("/studies/study/releases/1/withdraw/")
    second.get_by_label("Why is it withdrawn?").fill("A column was wrong.")
    axe(second)
    go(second.get_by_role("button", name="Withdraw it"))
    public.goto("/studies/study/releases/1/")
    expect(public.get_by_text("A column was wrong.")).to_be_visible()
    axe(public)
    assert public.request.get("/studies/study/releases/1/coverage.csv").status == 410
    public.goto("/studies/study/releases/")
    axe(public)
    assert Release.objects.get().is_withdrawn
