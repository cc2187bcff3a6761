"""The study report: its lead writes a foreword with a figure, and the public reads and downloads it in a release."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from reports.releases import actions
from survey.models import Study
from tests.browser.navigation import download, follow
from tests.conftest import PASSWORD
from tests.factories.interviews import InterviewFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

LEAD, SECOND = "ann@example.org", "ben@example.org"
FIGURE = "{coverage | by_kind | Prisons | In the list}"
UNKNOWN = "{coverage | by_kind | Prisons | On the moon}"


@pytest.fixture
def study() -> Study:
    """A listed study with 12 interviews, a study lead and an administrator."""
    for email, role in ((LEAD, "study_lead"), (SECOND, "administrator")):
        user = User.objects.create_user(email=email, password=PASSWORD, name=email.split("@")[0].title())
        RoleGrant.objects.create(user=user, role=role)
    study: Study = StudyFactory(slug="study", title="The study", is_published=True)
    strand = StrandFactory(study=study)
    for _ in range(12):
        InterviewFactory(unit=SampledUnitFactory(strand=strand, code="I"), status="complete")
    return study


def release(study: Study) -> None:
    lead, second = (User.objects.get(email=email) for email in (LEAD, SECOND))
    draft = actions.preview(study=study, by=lead)
    ready = actions.make_ready(release=draft, sha256=draft.sha256, by=lead)
    actions.release(release=ready, sha256=ready.sha256, statements=actions.STATEMENTS, by=second)


def test_a_foreword_with_a_figure_is_written_released_and_downloaded(
    study: Study,
    open_context: Callable,
    sign_in: Callable,
    check_both_widths: Callable[[Page], None],
) -> None:
    lead, public = (open_context().new_page() for _ in range(2))
    sign_in(lead, LEAD)
    lead.goto("/studies/study/tasks/")
    follow(lead.get_by_role("link", name="Write the texts of the study report"))
    foreword = lead.get_by_label("Foreword")

    foreword.fill(f"We asked {UNKNOWN} prisons.")
    follow(lead.get_by_role("button", name="Save"))
    expect(lead.get_by_role("link", name="On the moon")).to_be_visible()
    expect(lead.locator(".govuk-error-message")).to_have_count(1)
    expect(foreword).to_have_value(f"We asked {UNKNOWN} prisons.")
    check_both_widths(lead)

    foreword.fill(f"We asked {FIGURE} prisons.")
    follow(lead.get_by_role("button", name="Preview"))
    expect(lead.get_by_label("Preview", exact=True).get_by_text("We asked 12 prisons.")).to_be_visible()
    check_both_widths(lead)
    follow(lead.get_by_role("button", name="Save"))
    expect(lead.get_by_text("The texts are saved.")).to_be_visible()

    release(study)

    public.goto("/studies/study/releases/latest/")
    follow(public.get_by_role("link", name="Read it as a page"))
    expect(public.get_by_text("We asked 12 prisons.")).to_be_visible()
    check_both_widths(public)
    public.goto("/studies/study/releases/latest/")
    file = download(public.get_by_role("link", name="PDF"))
    assert Path(file.path()).read_bytes().startswith(b"%PDF")
