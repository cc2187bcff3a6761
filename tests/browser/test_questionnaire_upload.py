"""A study lead uploads a form made elsewhere, looks at what is read of it, and publishes it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import RoleGrant, User
from survey.models import Instrument
from tests.browser.navigation import follow
from tests.conftest import PASSWORD
from tests.factories import xlsforms

LEAD = "lead@example.org"
FORM = xlsforms.form(
    xlsforms.row("start", "start", ""),
    xlsforms.row("geopoint", "home", "Where do you live?"),
    xlsforms.row("geopoint", "work", "Where do you work?"),
    xlsforms.row("select_one_from_file towns.csv", "town", "In which town?"),
    xlsforms.row("integer", "age", "How old are you?", relevant="${home} = ''"),
    settings="| settings |\n| | form_title |\n| | People and places |\n",
)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_form_is_read_completed_and_published(
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    check_both_widths: Callable[[Page], None],
    tmp_path: Path,
    javascript: bool,
) -> None:
    RoleGrant.objects.create(
        user=User.objects.create_user(email=LEAD, password=PASSWORD, name="Lee Lead"), role="study_lead"
    )
    (tmp_path / "people.md").write_text(FORM)
    (tmp_path / "towns.csv").write_text("name,label\nleeds,Leeds\n")
    page = open_context(javascript=javascript).new_page()
    sign_in(page, LEAD)

    page.goto("/questionnaires/new/")
    page.get_by_label("XLSForm and the tables beside it").set_input_files(tmp_path / "people.md")
    follow(page.get_by_role("button", name="Read it"))
    expect(page.get_by_role("heading", name="Left out")).to_be_visible()
    page.get_by_text("a place cannot be asked here", exact=False).first.click()
    expect(page.get_by_text("Sheet survey, row 4: “home”")).to_be_visible()
    if javascript:
        check_both_widths(page)

    page.get_by_label("Add or replace files").set_input_files(tmp_path / "towns.csv")
    follow(page.get_by_role("button", name="Add and read again"))
    expect(page.get_by_text("is missing")).to_have_count(0)
    page.get_by_label("Version").fill("2")
    follow(page.get_by_role("button", name="Publish"))

    made = Instrument.objects.get(version="2")
    assert (made.name, made.title) == ("People_and_places", "People and places")
    expect(page.get_by_text("In which town?")).to_be_visible()
