"""An enterprise in Wales answers in Welsh or in English: narrow and wide, with and without JavaScript."""

from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from survey import actions
from survey.models import Response
from tests.browser.navigation import follow
from tests.factories.survey import OnlineStrandFactory, StudyFactory

FORM = """| survey |
| | type | name | label | label::Cymraeg (cy) | required | appearance |
| | begin_group | first | About you | Amdanoch chi | | |
| | text | organisation_name | Your organisation | Eich sefydliad | yes | |
| | end_group | | | | | |
| | begin_group | known | What you know | Yr hyn a wyddoch | | |
| | select_one awareness | headings | How well do you know this? | Pa mor dda y gwyddoch hyn? | | label |
| | select_one awareness | noms | What NOMS does | Yr hyn y mae NOMS yn ei wneud | | list-nolabel |
| | select_one awareness | commissioning | How it commissions | Sut mae’n comisiynu | yes | list-nolabel |
| | end_group | | | | | |
| choices |
| | list_name | name | label | label::Cymraeg (cy) |
| | awareness | very_well | Very well | Yn dda iawn |
| | awareness | fairly_well | Fairly well | Yn weddol dda |
| | awareness | a_little | A little | Ychydig |
| | awareness | not_at_all | Not at all | Ddim o gwbl |
| settings |
| | form_title | form_title_cy | form_id | version | draft_translations |
| | A short survey | Arolwg byr | short | 1 | cy |
"""


ENGLISH = {
    "organisation": "Your organisation",
    "noms": "What NOMS does",
    "commissioning": "How it commissions",
    "very_well": "Very well",
    "a_little": "A little",
    "not_at_all": "Not at all",
}
WELSH = {
    "organisation": "Eich sefydliad",
    "noms": "Yr hyn y mae NOMS yn ei wneud",
    "commissioning": "Sut mae’n comisiynu",
    "very_well": "Yn dda iawn",
    "a_little": "Ychydig",
    "not_at_all": "Ddim o gwbl",
}
PASSWORD = "a long password for a lead"
DRAFT = "Cyfieithiad drafft, heb ei wirio gan gyfieithydd."


@pytest.mark.parametrize(
    ("code", "asks", "narrow", "javascript"),
    [
        pytest.param("en", ENGLISH, False, True, id="en-1280-js"),
        pytest.param("en", ENGLISH, True, False, id="en-375-no-js"),
        pytest.param("cy", WELSH, True, True, id="cy-375-js"),
        pytest.param("cy", WELSH, False, False, id="cy-1280-no-js"),
    ],
)
def test_a_survey_from_the_first_page_to_its_withdrawal(
    code: str,
    asks: dict[str, str],
    narrow: bool,
    javascript: bool,
    open_context: Callable,
    axe: Callable,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("accounts.email.can_send", lambda: True)
    instrument = actions.publish_instrument(source=FORM, by=None)
    OnlineStrandFactory(study=StudyFactory(slug="study"), instrument=instrument)
    page: Page = open_context(narrow=narrow, javascript=javascript).new_page()
    own, other = ("English", "Cymraeg") if code == "en" else ("Cymraeg", "English")

    def say(sentence: str) -> str:
        with translation.override(code):
            return gettext(sentence)

    def press(sentence: str, role: str = "button") -> None:
        follow(page.get_by_role(role, name=say(sentence)).last)

    def change_language_and_back() -> None:
        follow(page.get_by_role("button", name=other))
        follow(page.get_by_role("button", name=own))
        looked_at()

    def looked_at() -> None:
        expect(page.locator("html")).to_have_attribute("lang", "cy" if code == "cy" else "en-gb")
        expect(page.get_by_text(DRAFT)).to_have_count(1 if code == "cy" else 0)
        if javascript:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto("/survey/study/")
    if code == "cy":
        follow(page.get_by_role("button", name="Cymraeg"))
    looked_at()
    press("Start now")
    expect(page.get_by_role("link", name=say("Tick the box if you agree to take part"))).to_be_visible()
    page.get_by_label(say("I have read this and agree to take part")).check()
    change_language_and_back()
    expect(page.get_by_label(say("I have read this and agree to take part"))).to_be_checked()
    press("Start now")

    page.get_by_label(asks["organisation"]).fill("Menter")
    change_language_and_back()
    expect(page.get_by_label(asks["organisation"])).to_have_value("Menter")
    press("Continue")

    rows = page.get_by_role("group", name=asks["noms"])
    first, last = rows.get_by_label(asks["very_well"]), rows.get_by_label(asks["not_at_all"])
    is_a_row = first.bounding_box()["y"] == last.bounding_box()["y"]
    assert is_a_row is not narrow
    expect(page.locator(".gh-scale__headings")).to_be_visible(visible=not narrow)
    press("Continue")
    missing = say("Choose an answer for “{question}”").format(question=asks["commissioning"])
    expect(page.locator("#id_q-commissioning_error")).to_contain_text(missing)
    looked_at()
    first.check()
    page.get_by_role("group", name=asks["commissioning"]).get_by_label(asks["a_little"]).check()
    press("Continue")
    change_language_and_back()
    press("Save and come back later", "link")
    page.get_by_label(say("E-mail address")).fill("somebody@example.org")
    change_language_and_back()
    expect(page.get_by_label(say("E-mail address"))).to_have_value("somebody@example.org")
    press("Go on with your answers", "link")
    looked_at()
    press("Check your answers")
    press("Send your answers")
    change_language_and_back()
    press("See or print a copy of your answers", "link")

    expect(page.get_by_text(asks["very_well"])).to_be_visible()
    change_language_and_back()
    assert Response.objects.get().answers == {
        "organisation_name": {"value": "Menter"},
        "noms": {"value": "very_well"},
        "commissioning": {"value": "a_little"},
    }
    press("Back", "link")
    press("Withdraw your answers", "link")
    change_language_and_back()
    press("Withdraw my answers")
    expect(page.get_by_role("heading", name=say("These answers are withdrawn"))).to_be_visible()
    looked_at()


def test_a_page_of_questions_from_right_to_left_is_turned(
    open_context: Callable, check_both_widths: Callable
) -> None:
    """The radio button stands to the right of its label, and the words of ours that are English read from the left."""
    form = FORM.replace("Cymraeg (cy)", "العربية (ar)").replace("form_title_cy", "form_title_ar")
    instrument = actions.publish_instrument(source=form.replace("| 1 | cy |", "| 1 | ar |"), by=None)
    OnlineStrandFactory(study=StudyFactory(slug="study"), instrument=instrument)
    page: Page = open_context(narrow=True).new_page()

    page.goto("/survey/study/?language=ar")
    check_both_widths(page)
    page.locator("#id_agrees").check()
    follow(page.get_by_role("button", name="Start now"))
    page.locator("#id_q-organisation_name").fill("منظمة")
    follow(page.get_by_role("button", name="Continue").last)
    check_both_widths(page)

    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "en-gb")
    expect(page.locator("h1 [lang=ar]")).to_have_attribute("dir", "rtl")
    page.set_viewport_size({"width": 375, "height": 800})
    item = page.locator(".govuk-radios__item").first
    label, circle = item.locator("span [lang=ar]"), item.locator("input")
    assert circle.bounding_box()["x"] > label.bounding_box()["x"]


def test_the_language_of_the_browser_comes_first_and_a_link_may_name_another(browser, live_server) -> None:
    instrument = actions.publish_instrument(source=FORM, by=None)
    OnlineStrandFactory(study=StudyFactory(slug="study"), instrument=instrument)
    context = browser.new_context(base_url=live_server.url, locale="cy-GB")
    page = context.new_page()

    page.goto("/survey/study/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Arolwg byr")
    page.goto("/survey/study/?language=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("A short survey")
    page.goto("/survey/answers/nowhere/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nid yw’r ddolen hon yn arwain i unman")
    follow(page.get_by_role("link", name="English"))
    expect(page.get_by_role("heading", level=1)).to_have_text("This link leads nowhere")
    context.close()


def test_a_study_lead_says_in_welsh_what_the_study_is(
    open_context: Callable, sign_in_by_form: Callable, check_both_widths: Callable
) -> None:
    user = User.objects.create_user(email="lead@example.org", password=PASSWORD, name="Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    instrument = actions.publish_instrument(source=FORM, by=None)
    study = StudyFactory(slug="study", title="Mapping 2026", purpose="To learn what there is.")
    OnlineStrandFactory(study=study, instrument=instrument)
    page: Page = open_context().new_page()
    sign_in_by_form(page, "lead@example.org", PASSWORD)

    page.goto("/studies/study/survey/")
    page.get_by_label("Title in Welsh").fill("Mapio 2026")
    page.get_by_label("Purpose in Welsh").fill("Dysgu beth sydd ar gael.")
    follow(page.get_by_role("button", name="Save in Welsh"))
    expect(page.get_by_text("What respondents read in Welsh is saved.")).to_be_visible()
    check_both_widths(page)
    page.goto("/survey/study/?language=cy")

    expect(page.get_by_text("Mapio 2026", exact=True)).to_be_visible()
    expect(page.get_by_text("Dysgu beth sydd ar gael.")).to_be_visible()
    check_both_widths(page)
