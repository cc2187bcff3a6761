"""What a study lead brings as a file: a questionnaire, and answers from another tool; and the answers taken out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from survey.models import Instrument, Response, Strand
from tests.browser.navigation import download, follow
from tests.conftest import PASSWORD
from tests.factories import xlsforms
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory
from tests.survey.imports.exported import FORM, SECOND, central, central_row

LEAD = "lead@example.org"
WAYS = pytest.mark.parametrize(
    ("narrow", "javascript"),
    [(False, True), (True, False)],
    ids=["wide with JavaScript", "narrow without"],
)


@pytest.fixture
def strand() -> Strand:
    user = User.objects.create_user(email=LEAD, password=PASSWORD, name="Lee Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    return OnlineStrandFactory(
        study__slug="study", study__title="The study", instrument=InstrumentFactory(questionnaire=FORM)
    )


@pytest.fixture
def open_page(strand: Strand, open_context: Callable, sign_in: Callable) -> Callable[..., Page]:
    def open_(**how: bool) -> Page:
        page: Page = open_context(**how).new_page()
        sign_in(page, LEAD)
        return page

    return open_


@WAYS
def test_a_questionnaire_is_published_from_a_file_retired_and_offered_again(
    narrow: bool,
    javascript: bool,
    open_page: Callable[..., Page],
    check_both_widths: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    page = open_page(narrow=narrow, javascript=javascript)
    file = tmp_path / "form.md"
    file.write_text(xlsforms.form(xlsforms.row("telepathy")), encoding="utf-8")
    page.goto("/studies/study/tasks/")
    follow(page.get_by_role("link", name="Publish a questionnaire of your own"))
    follow(page.get_by_role("link", name="Publish a questionnaire from a file"))
    page.get_by_label("XLSForm and the tables beside it").set_input_files(file)
    follow(page.get_by_role("button", name="Read it"))
    expect(page.get_by_role("heading", name="This form cannot be published yet")).to_be_visible()
    expect(page.get_by_text("Sheet survey, row 3").first).to_be_visible()
    if javascript:
        check_both_widths(page)

    file.write_text(xlsforms.form(), encoding="utf-8")
    page.get_by_label("Add or replace files").set_input_files(file)
    follow(page.get_by_role("button", name="Add and read again"))
    expect(page.get_by_text("This version is not published yet.")).to_be_visible()
    follow(page.get_by_role("button", name="Publish"))
    expect(page.get_by_text("This version is published.")).to_be_visible()
    if javascript:
        check_both_widths(page)

    follow(page.get_by_role("link", name="Retire it"))
    follow(page.get_by_role("button", name="Retire"))
    expect(page.get_by_text("Say why the questionnaire is retired.").first).to_be_visible()
    page.get_by_label("Why it is retired").fill("A newer one is there")
    follow(page.get_by_role("button", name="Retire"))
    expect(page.get_by_text("It is offered to no new survey. A newer one is there")).to_be_visible()
    follow(page.get_by_role("button", name="Offer it again"))
    expect(page.get_by_role("alert")).to_contain_text("is offered again.")
    assert not Instrument.objects.latest("pk").is_retired


@WAYS
def test_answers_are_loaded_from_a_file_downloaded_and_taken_out_again(
    narrow: bool,
    javascript: bool,
    open_page: Callable[..., Page],
    check_both_widths: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    page = open_page(narrow=narrow, javascript=javascript)
    file = tmp_path / "form.csv"
    text = central(central_row(), central_row(SECOND, employees="many"))
    # A column that nobody knows, after that of the introduction.
    text = text.replace("about-intro,", "about-intro,horses,").replace("123Z,,", "123Z,,2,")
    file.write_text(text, encoding="utf-8")
    page.goto("/studies/study/tasks/")
    follow(page.get_by_role("link", name="Load answers collected with another tool"))
    follow(page.get_by_role("button", name="Look at the rows"))
    expect(page.get_by_text("Choose a file for “Files”").first).to_be_visible()
    page.get_by_label("Files").set_input_files(file)
    follow(page.get_by_role("button", name="Look at the rows"))
    expect(page.get_by_role("heading", name="Look at the answers before you load them")).to_be_visible()
    expect(page.get_by_text("Enter a whole number, such as 25.")).to_be_visible()
    if javascript:
        check_both_widths(page)

    follow(page.get_by_role("button", name="Load 1 answer"))
    expect(page.get_by_text("Tick each of these columns to pass it over").first).to_be_visible()
    if javascript:
        check_both_widths(page)
    page.get_by_label("horses").check()
    follow(page.get_by_role("button", name="Load 1 answer"))
    expect(page.get_by_role("alert")).to_contain_text("Loaded. See below what was left out.")
    assert Response.objects.count() == 1
    if javascript:
        check_both_widths(page)

    page.goto("/studies/study/answers/")
    follow(page.get_by_role("link", name="Download answers"))
    if javascript:
        check_both_widths(page)
    file = download(page.get_by_role("button", name="Download"))
    assert file.suggested_filename.endswith("-without-names.zip")

    page.goto("/studies/study/answers/uploads/")
    if javascript:
        check_both_widths(page)
    follow(page.get_by_role("link", name="form.csv"))
    follow(page.get_by_role("button", name="Undo this file"))
    expect(page.get_by_role("alert")).to_contain_text("What this file added is removed")
    assert not Response.objects.exists()
