"""A quotation proposed by one person, approved by another, and gone when the respondent withdraws."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from interviews.actions import withdraw_interview
from interviews.models import Interview
from reports.models import Quotation
from tests.browser.navigation import follow
from tests.conftest import PASSWORD
from tests.factories.interviews import InterviewFactory
from tests.factories.noms import ServiceFactory
from tests.factories.quotations import PUBLISHED, SAID, interview_with_words
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

RESEARCHER, LEAD = "ann@example.org", "ben@example.org"


@pytest.fixture
def interview() -> Interview:
    """An interview with words of a listed study with a researcher and a study lead."""
    for email, role in ((RESEARCHER, "researcher"), (LEAD, "study_lead")):
        user = User.objects.create_user(email=email, password=PASSWORD, name=email.split("@")[0].title())
        RoleGrant.objects.create(user=user, role=role)
    strand = StrandFactory(study=StudyFactory(slug="study", title="The study", is_published=True))
    for _ in range(11):
        InterviewFactory(unit=SampledUnitFactory(strand=strand, code="I"), status="complete")
    return interview_with_words(
        unit=SampledUnitFactory(strand=strand, code="I", service=ServiceFactory(name="HMP Leeds"))
    )


def test_two_people_publish_words_and_the_respondent_takes_them_back(
    interview: Interview,
    open_context: Callable,
    sign_in: Callable,
    check_both_widths: Callable[[Page], None],
) -> None:
    researcher, lead, public = (open_context().new_page() for _ in range(3))
    sign_in(researcher, RESEARCHER)
    researcher.goto(f"/studies/study/quotations/new/interview/{interview.pk}/")
    expect(researcher.get_by_text(SAID)).to_be_visible()
    check_both_widths(researcher)
    follow(researcher.get_by_role("button", name="Propose"))
    expect(researcher.get_by_text("There is a problem")).to_be_visible()
    researcher.get_by_role("radio").first.check()
    researcher.get_by_label("Words as they are published").fill(PUBLISHED)
    researcher.get_by_label("Report that shows it").select_option("barriers")
    follow(researcher.get_by_role("button", name="Propose"))
    expect(researcher.get_by_text("Waits for a second person")).to_be_visible()
    check_both_widths(researcher)

    sign_in(lead, LEAD)
    lead.goto("/studies/study/quotations/")
    check_both_widths(lead)
    lead.goto(Quotation.objects.get().get_absolute_url())
    expect(lead.locator("del").first).to_be_visible()
    check_both_widths(lead)
    follow(lead.get_by_role("button", name="Approve"))
    expect(lead.get_by_text("Approved. It is in the live reports")).to_be_visible()

    release_study(interview.unit.strand.study)
    page = "/studies/study/releases/1/barriers/"
    public.goto(page)
    expect(public.get_by_text(PUBLISHED)).to_be_visible()
    check_both_widths(public)

    withdraw_interview(interview=interview, reason="By telephone", by=User.objects.get(email=LEAD))
    public.goto(page)
    expect(public.get_by_role("heading", level=1)).to_be_visible()
    expect(public.get_by_text(PUBLISHED)).to_have_count(0)
    lead.reload()
    expect(lead.get_by_text("The words are erased, and no page shows them.")).to_be_visible()
    check_both_widths(lead)
