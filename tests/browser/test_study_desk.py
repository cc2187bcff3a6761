"""The study lead's desk: tasks, survey, review of an answer, publication; wide and narrow, with and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from survey import actions
from survey.models import Response, Study
from survey.vocabulary import ResponseStatus
from tests.browser.navigation import follow
from tests.conftest import PASSWORD
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import (
    OnlineStrandFactory,
    ResponseFactory,
    SampledUnitFactory,
    StrandFactory,
    StudyFactory,
)

LEAD, RESEARCHER = "lead@example.org", "researcher@example.org"
WAYS = pytest.mark.parametrize(
    ("narrow", "javascript"),
    [(False, True), (True, False)],
    ids=["wide with JavaScript", "narrow without"],
)


@pytest.fixture
def answer() -> Response:
    """An answer that waits, of an open study with one service; its words are only like the service's name."""
    for email, role in ((LEAD, "study_lead"), (RESEARCHER, "researcher")):
        user = User.objects.create_user(email=email, password=PASSWORD, name=email.split("@")[0])
        RoleGrant.objects.create(user=user, role=role)
    study = StudyFactory(slug="study", title="The study")
    SampledUnitFactory(strand=StrandFactory(study=study), service=ServiceFactory(name="HMP Leeds"))
    OrganisationFactory(name="The Loaf Company", slug="loaf")
    survey = actions.publish_own_instrument(name="enterprise_survey", by=None)
    said = {"organisation_name": "Bakers of Leeds", "relation": "now", "works_with_services": "HMP Leads"}
    said |= {"employees": 12, "trades": "yes", "list_publicly": "yes"}
    return ResponseFactory(
        sent=True,
        strand=OnlineStrandFactory(study=study, instrument=survey),
        answers={name: {"value": value} for name, value in said.items()},
    )


@pytest.fixture
def open_as(answer: Response, open_context: Callable, sign_in_by_form: Callable) -> Callable[..., Page]:
    def open_(email: str, **how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        sign_in_by_form(page, email, PASSWORD)
        return page

    return open_


def test_no_page_of_the_desk_has_a_violation_or_overflows(
    answer: Response, open_as: Callable[..., Page], check_both_widths: Callable[[Page], None]
) -> None:
    page = open_as(LEAD)
    version = answer.instrument.version
    for address in (
        "/",
        "/studies/",
        "/studies/study/tasks/",
        "/studies/study/survey/",
        "/studies/study/answers/",
        f"/studies/study/answers/{answer.reference}/",
        f"/studies/study/answers/{answer.reference}/?find=loaf",
        "/studies/study/publish/",
        "/questionnaires/",
        f"/questionnaires/enterprise_survey/{version}/",
        f"/questionnaires/enterprise_survey/{version}/retire/",
        "/questionnaires/new/",
        "/studies/study/answers/download/",
        "/studies/study/answers/uploads/",
    ):
        page.goto(address)
        check_both_widths(page)


@WAYS
def test_an_answer_is_reviewed_from_the_task_page_and_undone(
    narrow: bool, javascript: bool, answer: Response, open_as: Callable[..., Page]
) -> None:
    page = open_as(LEAD, narrow=narrow, javascript=javascript)
    expect(page).to_have_url("/studies/study/tasks/")
    expect(page.get_by_text("1 answer waits for review.").first).to_be_visible()
    follow(page.get_by_role("link", name="Review the answers").last)
    follow(page.get_by_role("link", name="Bakers of Leeds"))

    page.get_by_label("Another entry, by its name").fill("loaf company")
    follow(page.get_by_role("button", name="Search"))
    follow(page.get_by_role("link", name="The Loaf Company"))
    expect(page.get_by_role("heading", name="What would change in “The Loaf Company”")).to_be_visible()

    page.get_by_label("Take “Evidence: Employees”").uncheck()
    follow(page.get_by_role("button", name="Accept into The Loaf Company"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Take “Evidence: Employees”")).not_to_be_checked()
    page.get_by_label("“HMP Leads”: works with").select_option("HMP Leeds (guess)")
    follow(page.get_by_role("button", name="Accept into The Loaf Company"))
    expect(page.get_by_text("is accepted: The Loaf Company.")).to_be_visible()

    answer.refresh_from_db()
    entry = answer.organisation
    assert entry is not None and entry.engagements.get().service.name == "HMP Leeds"
    assert "employees" not in {evidence.fact for evidence in entry.evidence.all()}

    page.goto(f"/studies/study/answers/{answer.reference}/")
    page.get_by_text("Undo: take it out of the directory again").click()
    page.get_by_label("Why it is taken out again").fill("It was the wrong bakery")
    follow(page.get_by_role("button", name="Take it out"))
    expect(page.get_by_text("waits for review again.")).to_be_visible()
    answer.refresh_from_db()
    assert (answer.status, answer.organisation) == (ResponseStatus.SUBMITTED, None)
    assert not entry.engagements.exists()


@WAYS
def test_the_lead_lets_researchers_review_and_one_of_them_does(
    narrow: bool, javascript: bool, answer: Response, open_as: Callable[..., Page]
) -> None:
    page = open_as(LEAD, narrow=narrow, javascript=javascript)
    page.goto("/studies/study/survey/")
    page.get_by_label("Researchers may review the answers of this study").check()
    follow(page.get_by_role("button", name="Save who reviews"))
    expect(page.get_by_text("Researchers may review the answers of this study.").first).to_be_visible()

    page = open_as(RESEARCHER, narrow=narrow, javascript=javascript)
    page.goto("/work/study/")
    follow(page.get_by_role("link", name="Answers", exact=True))
    follow(page.get_by_role("link", name="Bakers of Leeds"))
    page.get_by_text("Decide later").click()
    page.get_by_label("What it waits for").fill("Asked which prison it means")
    follow(page.get_by_role("button", name="Put it off"))

    expect(page.get_by_text("No answer waits for review.")).to_be_visible()
    answer.refresh_from_db()
    assert answer.postponed_because == "Asked which prison it means"


@WAYS
def test_a_study_is_listed_and_taken_off_the_list(
    narrow: bool, javascript: bool, open_as: Callable[..., Page], open_context: Callable
) -> None:
    public = open_context(narrow=narrow, javascript=javascript).new_page()
    page = open_as(LEAD, narrow=narrow, javascript=javascript)
    follow(page.get_by_role("link", name="List the study publicly"))
    expect(page.get_by_role("heading", name="What becomes public")).to_be_visible()
    assert public.request.get("/studies/study/").status == 404

    follow(page.get_by_role("button", name="List the study"))
    expect(page.get_by_text("Everybody finds it now.")).to_be_visible()
    assert public.request.get("/studies/study/").status == 200

    follow(page.get_by_role("button", name="Take it off the list"))
    expect(page.get_by_text("Nobody outside finds it any more.")).to_be_visible()
    assert public.request.get("/studies/study/").status == 404
    assert not Study.objects.get().is_published
