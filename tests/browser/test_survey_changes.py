"""After sending: answers that do not agree, a change and a withdrawal; and the lead's invitations."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from survey import actions
from survey.models import Invitation, Response, Strand
from tests.browser.navigation import follow
from tests.factories.survey import OnlineStrandFactory, StudyFactory

FORM = """| survey |
| | type | name | label | required | relevant | appearance |
| | begin_group | first | About you | | | |
| | text | organisation_name | Your organisation | yes | | |
| | select_one yes_no | sells | Does it sell anything? | yes | | |
| | integer | share | What share of its income is from sales? | | | |
| | select_multiple keep | check_sales | It sells, with no income from sales. | yes | CONDITION | check |
| | end_group | | | | | |
| choices |
| | list_name | name | label |
| | yes_no | yes | Yes |
| | yes_no | no | No |
| | keep | keep | The answers are right: keep them |
| settings |
| | form_title | form_id | version |
| | A short survey | short | 1 |
""".replace("CONDITION", "${sells} = 'yes' and ${share} = 0")
FOLDER = os.environ.get("SCREENSHOTS", "")


@pytest.fixture
def strand() -> Strand:
    study = StudyFactory(
        slug="study",
        title="Mapping social enterprises",
        contractor="Example Research",
        commissioner="the Ministry of Justice",
        contact="telephone 01632 960000",
    )
    return OnlineStrandFactory(study=study, instrument=actions.publish_instrument(source=FORM, by=None))


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_answers_are_asked_back_sent_changed_and_withdrawn(
    narrow: bool, javascript: bool, strand: Strand, open_context: Callable, axe: Callable
) -> None:
    page: Page = open_context(narrow=narrow, javascript=javascript).new_page()

    def looked_at(name: str) -> None:
        picture(page, f"respondent-{name}-{'375' if narrow else '1280'}")
        if javascript:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto("/survey/study/")
    page.get_by_label("I have read this").check()
    follow(page.get_by_role("button", name="Start now"))
    page.get_by_label("Your organisation").fill("Phoenix")
    page.get_by_label("Yes", exact=True).check()
    check = page.get_by_label("The answers are right: keep them")
    expect(check).to_be_hidden()
    page.get_by_label("What share of its income").fill("0")
    follow(page.get_by_role("button", name="Continue"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(check).to_be_visible()
    looked_at("asked-back")
    check.check()
    follow(page.get_by_role("button", name="Continue"))
    looked_at("check")
    follow(page.get_by_role("button", name="Send your answers"))
    expect(page.get_by_label("Your private link")).to_have_value(page.url.replace("all/", ""))
    expect(page.get_by_text("telephone 01632 960000").first).to_be_visible()
    looked_at("sent")
    if javascript:
        page.get_by_role("button", name="Copy the link").click()
        expect(
            page.get_by_role("status").filter(has_text="opi").or_(page.get_by_text("selected"))
        ).to_be_visible()
    else:
        expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    follow(page.get_by_role("button", name="Change your answers"))
    looked_at("change")
    follow(page.get_by_role("link", name="Change “Your organisation”"))
    page.get_by_label("Your organisation").fill("Phoenix Kitchen")
    follow(page.get_by_role("button", name="Continue"))
    follow(page.get_by_role("button", name="Send the changes"))
    assert Response.objects.get().name_given == "Phoenix Kitchen"
    follow(page.get_by_role("link", name="Withdraw your answers"))
    looked_at("withdraw")
    follow(page.get_by_role("button", name="Withdraw my answers"))
    expect(page.get_by_role("heading", name="These answers are withdrawn")).to_be_visible()
    looked_at("withdrawn")
    assert Response.objects.get().answers == {}


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
def test_a_lead_invites_by_lines_and_gets_letters(
    narrow: bool,
    strand: Strand,
    open_context: Callable,
    axe: Callable,
    sign_in: Callable,
    user_with: Callable[..., User],
) -> None:
    lead = user_with(Role.STUDY_LEAD, email="lead@example.org")
    page: Page = open_context(narrow=narrow).new_page()
    sign_in(page, lead.email)

    def looked_at(name: str) -> None:
        picture(page, f"invitations-{name}-{'375' if narrow else '1280'}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto("/studies/study/invitations/")
    looked_at("none")
    follow(page.get_by_role("button", name="Invite organisations"))
    page.get_by_label("Organisations", exact=True).fill(
        "Working Chance; info@example.org\nBird\nTree; nowhere@"
    )
    looked_at("add")
    follow(page.get_by_role("button", name="Look at the rows"))
    if page.get_by_role("link", name="Look at the result").count():
        follow(page.get_by_role("link", name="Look at the result"))
    looked_at("rows")
    follow(page.get_by_role("button", name="Add 2 to the invitations"))
    looked_at("list")
    page.get_by_label("All 2 of this list").check()
    follow(page.get_by_role("button", name="Letters to print"))
    expect(page.get_by_role("heading", name="Invitation: A short survey")).to_have_count(2)
    looked_at("letters")
    page.goto("/studies/study/invitations/")
    follow(page.get_by_role("link", name="Working Chance"))
    looked_at("one")
    assert Invitation.objects.filter(sent_at__isnull=False).count() == 2


def picture(page: Page, name: str) -> None:
    """Take a picture of the page if SCREENSHOTS names a folder."""
    if FOLDER:
        page.screenshot(path=Path(FOLDER) / f"{name}.png", full_page=True)
