"""An enterprise in Wales answers in Welsh: narrow and wide, with and without JavaScript, on a scale too."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

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


@pytest.mark.parametrize("narrow", [False, True], ids=["1280", "375"])
@pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])
def test_a_survey_in_welsh_from_the_first_page_to_the_copy(
    narrow: bool, javascript: bool, open_context: Callable, axe: Callable
) -> None:
    instrument = actions.publish_instrument(source=FORM, by=None)
    OnlineStrandFactory(study=StudyFactory(slug="study"), instrument=instrument)
    page: Page = open_context(narrow=narrow, javascript=javascript).new_page()

    def looked_at() -> None:
        if javascript:
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto("/survey/study/")
    looked_at()
    page.get_by_label("Cymraeg").check()
    page.get_by_label("I have read this").check()
    follow(page.get_by_role("button", name="Start now"))
    expect(page.get_by_text("Cyfieithiad drafft, heb ei wirio gan gyfieithydd.")).to_be_visible()
    page.get_by_label("Eich sefydliad").fill("Menter")
    follow(page.get_by_role("button", name="English"))
    expect(page.get_by_label("Your organisation")).to_have_value("Menter")
    follow(page.get_by_role("button", name="Cymraeg"))
    looked_at()
    follow(page.get_by_role("button", name="Parhau"))

    rows = page.get_by_role("group", name="Yr hyn y mae NOMS yn ei wneud")
    first, last = rows.get_by_label("Yn dda iawn"), rows.get_by_label("Ddim o gwbl")
    is_a_row = first.bounding_box()["y"] == last.bounding_box()["y"]
    assert is_a_row is not narrow
    expect(page.locator(".gh-scale__headings")).to_be_visible(visible=not narrow)
    follow(page.get_by_role("button", name="Parhau"))
    expect(page.locator("#id_q-commissioning_error")).to_contain_text("Dewiswch ateb i")
    looked_at()
    first.check()
    page.get_by_role("group", name="Sut mae’n comisiynu").get_by_label("Ychydig").check()
    follow(page.get_by_role("button", name="Parhau"))
    looked_at()
    follow(page.get_by_role("button", name="Anfonwch eich atebion"))
    follow(page.get_by_role("link", name="Gweld neu argraffu"))

    expect(page.get_by_text("Yn dda iawn")).to_be_visible()
    looked_at()
    assert Response.objects.get().answers == {
        "organisation_name": {"value": "Menter"},
        "noms": {"value": "very_well"},
        "commissioning": {"value": "a_little"},
    }
