"""Entering an interview in a browser: a call, answers, a conflict with a colleague, a lost connection, the end."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import RoleGrant, User
from interviews.models import Interview, InterviewSave, Mention
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.browser.navigation import PATIENCE, follow
from tests.conftest import PASSWORD
from tests.factories.enterprises import OrganisationFactory
from tests.factories.interviews import ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

EMAIL = "researcher@example.org"
CONSENTS = {
    "take_part": "Yes",
    "be_quoted": "No",
    "name_service": "Yes",
    "archive_answers": "Yes",
    "ask_again": "Not asked",
}


@pytest.fixture
def case() -> SampledUnit:
    user = User.objects.create_user(email=EMAIL, password=PASSWORD, name="Rhian Ringer")
    RoleGrant.objects.create(user=user, role="researcher")
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(strand=StrandFactory(instrument=guide), service__name="HMP Leeds")
    ContactFactory(unit=unit, telephone="0113 496 0001")
    OrganisationFactory(name="The Clink Charity")
    return unit


@pytest.fixture
def at_work(
    case: SampledUnit, open_context: Callable, sign_in: Callable
) -> Callable[..., tuple[BrowserContext, Page]]:
    """Return a page of the case's interview, signed in."""

    def open_(**how: bool) -> tuple[BrowserContext, Page]:
        context = open_context(**how)
        page = context.new_page()
        sign_in(page, EMAIL)
        page.goto(f"/work/{case.strand.study.slug}/cases/{case.pk}/interview/")
        return context, page

    return open_


def answer(page: Page, question: str, words: str) -> None:
    page.locator(f"#question-{question}").get_by_label(words, exact=True).check()


def save(page: Page) -> None:
    follow(page.locator(".gh-savebar").get_by_role("button"))


def lose_autosaves(page: Page) -> None:
    """Let no save reach the server that nobody pressed for: a slow machine may come to it before the test goes on."""
    page.route(
        "**/interview/",
        lambda route: (
            route.abort() if "action=autosave" in (route.request.post_data or "") else route.continue_()
        ),
    )


def expect_drafts(page: Page, number: int) -> None:
    """Wait until the browser has this number of drafts.

    Playwright's own waiting would evaluate a string, which the content security policy forbids.
    """
    for _ in range(PATIENCE // 100):
        if page.evaluate("localStorage.length") == number:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"The browser does not hold {number} drafts.")


def expect_no_offer(page: Page) -> None:
    """Check that no box offers words that are saved, now and when the page is opened again."""
    expect(page.locator("[data-draft-offer]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-draft-offer]")).to_be_hidden()


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
def test_an_interview_with_two_organisations_from_ringing_to_the_end(
    narrow: bool, at_work: Callable, axe: Callable, case: SampledUnit
) -> None:
    _, page = at_work(narrow=narrow)
    follow(page.get_by_role("link", name="Work list").last)
    axe(page)
    follow(page.get_by_role("link", name="HMP Leeds"))
    axe(page)
    follow(page.get_by_role("button", name="No answer"))
    expect(page.get_by_role("alert")).to_contain_text("logged: no answer")
    follow(page.get_by_role("link", name="Enter the interview"))
    axe(page)

    answer(page, "works_now", "Yes")
    expect(page.locator("#question-organisations_number")).to_be_visible()
    expect(page.locator("#question-worked_before")).to_be_hidden()
    name = page.locator("[name=mention-0-name_given]")
    name.press_sequentially("clink")
    page.locator(".gh-suggest__option").first.wait_for()
    axe(page)
    name.press("ArrowDown")
    name.press("Enter")
    page.get_by_role("button", name="Add another organisation").click()
    page.locator("[name=mention-1-name_given]").fill("The garden project")
    answer(page, "spv_status", "Not thought of it")
    follow(page.get_by_role("button", name="The interview is complete"))

    summary = page.locator(".govuk-error-summary")
    expect(summary).to_contain_text("Does the respondent agree to take part in the study?")
    axe(page)
    for question, words in CONSENTS.items():
        answer(page, question, words)
    follow(page.get_by_role("button", name="The interview is complete"))

    expect(page.get_by_role("alert")).to_contain_text("is saved: complete")
    assert Interview.objects.get().status == "complete"
    assert [mention.match_state for mention in Mention.objects.all()] == ["matched", "unmatched"]
    expect_drafts(page, 0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_words_are_saved_by_themselves(at_work: Callable) -> None:
    _, page = at_work()

    page.locator("[name=q-anything_else]").fill("Said in passing")

    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"Saved at \d\d:\d\d"))
    assert Interview.objects.get().answers["anything_else"] == {"value": "Said in passing"}
    expect_drafts(page, 0)


def test_two_browsers_on_one_interview_lose_nothing(at_work: Callable, axe: Callable) -> None:
    _, mine = at_work()
    _, theirs = at_work()
    theirs.locator("[name=q-anything_else]").fill("Theirs")
    save(theirs)
    expect(theirs.get_by_role("alert")).to_contain_text("Saved.")

    lose_autosaves(mine)
    mine.locator("[name=q-anything_else]").fill("Mine")
    save(mine)

    expect(mine.get_by_role("heading", name="You saved this interview in another tab")).to_be_visible()
    row = mine.locator(".gh-compared__table tbody tr")
    expect(row).to_contain_text(["Theirs"])
    expect(row).to_contain_text(["Mine"])
    axe(mine)
    mine.locator("[name=q-anything_else]").fill("Theirs. Mine.")
    save(mine)
    expect(mine.get_by_role("alert").first).to_contain_text("Saved.")
    assert Interview.objects.get().answers["anything_else"] == {"value": "Theirs. Mine."}
    assert InterviewSave.objects.get(version=None).settled_at is not None
    expect_no_offer(mine)


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
def test_a_conflict_with_my_own_other_tab_is_told_at_the_top_and_merged(
    narrow: bool, at_work: Callable, axe: Callable
) -> None:
    context, mine = at_work(narrow=narrow)
    other = context.new_page()
    other.goto(mine.url)
    other.locator("[name=q-benefits_words]").fill("Said in the other tab")
    save(other)

    mine.locator("[name=q-anything_else]").fill("Said in this tab")
    panel = mine.locator("[data-conflict]")
    expect(panel).to_contain_text("You saved this interview in another tab or window at")
    assert panel.evaluate("panel => Math.round(panel.getBoundingClientRect().top)") < 600
    axe(mine)
    mine.locator("[name=q-anything_else]").fill("Said in this tab, and more")
    follow(panel.get_by_role("button", name="Save and see both"))

    expect(mine.get_by_role("region", name="Information").or_(mine.locator("body"))).to_contain_text(
        "Taken over from that text: “Benefits, in the respondent’s own words”."
    )
    answers = Interview.objects.get().answers
    assert answers["benefits_words"]["value"] == "Said in the other tab"
    assert answers["anything_else"]["value"] == "Said in this tab, and more"
    expect_no_offer(mine)
    assert not InterviewSave.objects.filter(version=None, settled_at=None).exists()


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
def test_a_card_is_short_and_warns_at_the_field(narrow: bool, at_work: Callable, axe: Callable) -> None:
    _, page = at_work(narrow=narrow)
    card = page.locator("[data-mention]").first
    limit = 1100 if narrow else 650
    assert card.evaluate("card => card.getBoundingClientRect().height") < limit
    expect(card.get_by_label("The respondent’s own words about it")).to_be_hidden()

    card.get_by_text("More").click()
    card.get_by_label("The respondent’s own words about it").fill("Ask for A1234BC")

    warning = card.locator(".gh-field-warning")
    expect(warning).to_contain_text("This seems to hold a prison number.")
    axe(page)
    card.get_by_label("The respondent’s own words about it").fill("Ask for the workshop")
    expect(warning).to_have_count(0)


def test_a_closed_tab_and_a_lost_line_lose_nothing(at_work: Callable) -> None:
    context, page = at_work()
    address = page.url
    context.set_offline(True)
    page.locator("[name=q-anything_else]").fill("Said while the line was down")
    expect(page.locator("[data-save-state]")).to_contain_text("No connection. Your words are kept")
    page.close()
    context.set_offline(False)

    again = context.new_page()
    again.goto(address)
    again.get_by_role("button", name="Put them back").click()

    expect(again.locator("[name=q-anything_else]")).to_have_value("Said while the line was down")
    save(again)
    expect(again.get_by_role("alert")).to_contain_text("Saved.")
    assert Interview.objects.get().answers["anything_else"]["value"] == "Said while the line was down"
    expect(again.locator("[data-draft-offer]")).to_be_hidden()


def test_signed_out_in_the_middle_the_words_are_kept_and_offered_back(
    at_work: Callable, sign_in_by_form: Callable
) -> None:
    context, page = at_work()
    address = page.url
    context.clear_cookies()
    page.locator("[name=q-anything_else]").fill("Said after the session ended")
    expect(page.locator("[data-save-state]")).to_contain_text("kept in this browser")

    save(page)
    sign_in_by_form(page, EMAIL, PASSWORD)
    page.goto(address)
    page.get_by_role("button", name="Put them back").click()

    expect(page.locator("[name=q-anything_else]")).to_have_value("Said after the session ended")


def test_everything_works_without_scripts(at_work: Callable) -> None:
    _, page = at_work(javascript=False)
    answer(page, "works_now", "Yes")
    page.locator("[name=mention-0-name_given]").fill("clink")
    follow(page.get_by_role("button", name="Look the names up in the directory"))
    page.get_by_label("The Clink Charity").check()
    follow(page.get_by_role("button", name="Add another organisation"))
    page.locator("[name=mention-1-name_given]").fill("The garden project")

    answer(page, "spv_status", "Not thought of it")
    for question, words in CONSENTS.items():
        answer(page, question, words)
    follow(page.get_by_role("button", name="The interview is complete"))

    expect(page.get_by_role("alert")).to_contain_text("is saved: complete")
    assert [str(mention.organisation) for mention in Mention.objects.all()] == ["The Clink Charity", "None"]
