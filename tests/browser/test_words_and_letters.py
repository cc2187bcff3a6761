"""Words to read aloud, paper and letters, with and without scripts, wide and narrow."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from interviews.actions import save_letter_template
from interviews.models import Interview, Letter
from survey import actions as survey_actions
from survey.models import SampledUnit
from tests.browser.navigation import download, follow
from tests.conftest import PASSWORD
from tests.factories.interviews import ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

LEAD = "lead@example.org"


@pytest.fixture
def case() -> SampledUnit:
    """A case of a study that has entered nothing yet, and its lead."""
    user = User.objects.create_user(email=LEAD, password=PASSWORD, name="Lee Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    guide = survey_actions.publish_own_instrument(name="service_interview", by=None)
    unit = SampledUnitFactory(strand=StrandFactory(instrument=guide), service__name="HMP Leeds")
    ContactFactory(unit=unit, name="Ann Example", telephone="0113 496 0001", email="ann@example.org")
    return unit


def enter_what_respondents_are_told(page: Page) -> None:
    page.get_by_label("Commissioned by").fill("the Board")
    page.get_by_label("Carried out by").fill("Example Research")
    page.get_by_label("Where respondents can reach the study").fill("telephone 01632 960000")
    page.get_by_label("length in minutes").fill("20")
    follow(page.get_by_role("button", name="Save"))
    expect(page.get_by_role("alert")).to_contain_text("Saved.")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_words_are_entered_once_and_read_aloud_and_a_no_ends_the_interview(
    javascript: bool, case: SampledUnit, open_context: Callable, sign_in: Callable
) -> None:
    page: Page = open_context(javascript=javascript).new_page()
    sign_in(page, LEAD)
    home = f"/work/{case.strand.study.slug}/"
    page.goto(f"{home}cases/{case.pk}/")
    if not javascript:
        page.get_by_text("What to say").click()
    expect(page.get_by_text("I am ringing from [who carries out the study]").first).to_be_visible()
    follow(page.get_by_role("link", name="Enter it"))
    enter_what_respondents_are_told(page)

    page.goto(f"{home}cases/{case.pk}/")
    if not javascript:
        page.get_by_text("What to say").click()
    expect(page.get_by_text("I am ringing from Example Research").first).to_be_visible()
    page.goto(f"{home}cases/{case.pk}/interview/")
    expect(page.locator(".gh-words").first).to_contain_text("Read aloud")
    expect(page.get_by_text("It takes about 20 minutes.").first).to_be_visible()
    page.get_by_role("group", name="Does the respondent agree to take part").get_by_label(
        "No", exact=True
    ).check()
    if javascript:
        expect(page.get_by_text("Thank you for telling me.").first).to_be_visible()
    follow(page.get_by_role("button", name="Save", exact=True).last)

    expect(page.get_by_text("Nothing else is kept of this interview.")).to_be_visible()
    assert Interview.objects.get().answers == {"take_part": {"value": "no"}}


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_a_letter_is_written_seen_on_a_case_and_printed(
    narrow: bool, case: SampledUnit, open_context: Callable, sign_in: Callable, tmp_path: Path
) -> None:
    page: Page = open_context(narrow=narrow).new_page()
    sign_in(page, LEAD)
    home = f"/work/{case.strand.study.slug}/"
    page.goto(f"{home}words/")
    enter_what_respondents_are_told(page)
    page.goto(f"{home}letters/new/")
    page.get_by_label("Name").fill("Before the call")
    page.get_by_label("Subject").fill("A study by {contractors}")
    page.get_by_label("Text").fill("Dear {person},\n\nWe shall ring {service}.")
    follow(page.get_by_role("button", name="Preview"))
    expect(page.get_by_role("alert")).to_contain_text("{contractors} is no merge field. There are: {study}")
    page.get_by_label("Subject").fill("A study by {contractor}")
    follow(page.get_by_role("button", name="Preview"))
    expect(page.locator(".gh-letter")).to_contain_text("We shall ring HMP Leeds.")
    follow(page.get_by_role("button", name="Save"))

    page.goto(f"{home}cases/{case.pk}/")
    follow(page.get_by_role("link", name="Write a letter or an e-mail"))
    letter = download(page.get_by_role("button", name="Print with Word"))
    assert letter.suggested_filename.endswith(".docx")
    assert Letter.objects.get().unit == case
    page.goto(f"{home}cases/{case.pk}/")
    expect(page.get_by_text("Printed from Word")).to_be_visible()
    page.goto(f"{home}?written=no&whose=all")
    expect(page.get_by_role("heading", name="No case fits")).to_be_visible()


def test_no_page_of_words_and_letters_has_a_violation_or_overflows(
    case: SampledUnit, open_context: Callable, sign_in: Callable, check_both_widths: Callable[[Page], None]
) -> None:
    study = case.strand.study
    survey_actions.tell_respondents(
        study=study, commissioner="", contractor="Example Research", contact="x", minutes={}, by=None
    )
    letter = save_letter_template(
        study=study, name="First", subject="{study}", text="Dear {person}", language="en", by=None
    )
    Letter.objects.create(
        unit=case,
        template=letter,
        way="email",
        state="failed",
        problem="The mail server did not take it.",
        press="c0ffee00-0000-4000-8000-00000000c0de",
    )
    page: Page = open_context().new_page()
    sign_in(page, LEAD)
    home = f"/work/{study.slug}/"
    for address in (
        f"{home}words/",
        f"{home}letters/",
        f"{home}letters/?template={letter.pk}&strand={case.strand.kind}",
        f"{home}letters/new/",
        f"{home}letters/templates/{letter.pk}/",
        f"{home}letters/log/c0ffee00-0000-4000-8000-00000000c0de/",
        f"{home}cases/{case.pk}/",
        f"{home}cases/{case.pk}/letter/",
        f"{home}cases/{case.pk}/interview/",
    ):
        answer = page.goto(address)
        assert answer is not None and answer.ok, address
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        check_both_widths(page)
