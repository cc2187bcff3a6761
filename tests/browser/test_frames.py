"""A frame of one's own from a spreadsheet to a study that can draw it, and its pages at both widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from noms.models import Service
from tests.browser.navigation import follow
from tests.conftest import PASSWORD

LEAD = "lead@example.org"
UNITS = (
    "Prisons of Utopia;;;;;\n"
    "Code;Prison;Type;Province;Opened;Closed\n"
    "U1;Aford;Prison;North;1972;\n"
    "U2;Beford;Work farm;South;3 May 1999;\n"
    "U2;Ceham;Prison;South;;\n"
    "U4;Deham;Prison;North;2010;2009\n"
)


@pytest.fixture
def page(open_context: Callable, sign_in: Callable) -> Page:
    user = User.objects.create_user(email=LEAD, password=PASSWORD, name="Lee Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    page: Page = open_context().new_page()
    sign_in(page, LEAD)
    return page


def test_a_list_of_units_becomes_a_frame_that_a_new_study_offers(
    page: Page, check_both_widths: Callable[[Page], None]
) -> None:
    page.goto("/studies/")
    follow(page.get_by_role("link", name="Frames"))
    check_both_widths(page)
    follow(page.get_by_role("button", name="New frame"))
    check_both_widths(page)

    page.get_by_label("Title").fill("Prisons of Utopia")
    file = {"name": "utopia.csv", "mimeType": "text/csv", "buffer": UNITS.encode()}
    page.get_by_label("Spreadsheet of units").set_input_files(files=[file])
    follow(page.get_by_role("button", name="Continue"))
    expect(page.get_by_text("row 4 has this code already")).to_be_visible()
    expect(page.get_by_text("this is before the opening")).to_be_visible()
    check_both_widths(page)
    expect(page.get_by_label("What many of “Work farm” are called")).to_have_value("work farms")
    follow(page.get_by_role("button", name="Save the words"))
    follow(page.get_by_role("button", name="Load the units"))
    expect(page.get_by_text("The units are loaded.")).to_be_visible()
    check_both_widths(page)
    assert Service.objects.in_frame("prisons-of-utopia").count() == 2

    follow(page.get_by_role("link", name="Prisons of Utopia"))
    expect(page.get_by_role("row", name="Beford")).to_be_visible()
    check_both_widths(page)
    follow(page.get_by_role("link", name="Change title and description, or delete"))
    check_both_widths(page)
    page.goto("/studies/new/")
    expect(page.get_by_label("Frame", exact=True)).to_contain_text("Prisons of Utopia")
