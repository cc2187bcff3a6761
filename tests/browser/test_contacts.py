"""Contacts from a file: from the spreadsheet to the number on the page of a case, with and without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import RoleGrant, User
from survey.models import SampledUnit
from tests.browser.navigation import follow
from tests.conftest import PASSWORD
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

LEAD = "lead@example.org"
LIST = """Our contacts

Establishment;Name;Tel. no.
Leeds;Ann Example;1134960001
HMP Leeds;Bo Example;0113 496 0002
Hull prison;Cy Example;01632 960003
Nowhere;Di Example;01632 960004
"""


@pytest.fixture
def leeds() -> SampledUnit:
    """A case beside a probation service of nearly the same name, and another; the lead of their study."""
    user = User.objects.create_user(email=LEAD, password=PASSWORD, name="Lee Lead")
    RoleGrant.objects.create(user=user, role="study_lead")
    strand = StrandFactory()
    region = ServiceFactory().region
    SampledUnitFactory(strand=strand, service=ServiceFactory(name="HMP Hull", region=region))
    SampledUnitFactory(strand=strand, service=ServiceFactory(probation=True, name="Leeds", region=region))
    return SampledUnitFactory(strand=strand, service=ServiceFactory(name="HMP Leeds", region=region))


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_list_is_loaded_and_the_second_contact_is_rung_when_the_first_number_is_wrong(
    javascript: bool, leeds: SampledUnit, open_context: Callable, sign_in: Callable, tmp_path: Path
) -> None:
    page: Page = open_context(narrow=not javascript, javascript=javascript).new_page()
    sign_in(page, LEAD)
    file = tmp_path / "contacts.csv"
    file.write_bytes(LIST.encode("cp1252"))
    page.goto(f"/work/{leeds.strand.study.slug}/contacts/")
    expect(page.get_by_role("heading", name="3 cases without a contact")).to_be_visible()
    page.get_by_label("A list of contacts").set_input_files(file)
    follow(page.get_by_role("button", name="Read the file"))

    page.get_by_label("Row 4: “Leeds”").select_option("HMP Leeds")
    follow(page.get_by_role("button", name="Use these choices"))
    expect(page.get_by_text("No service of this sample has this name.")).to_be_visible()
    follow(page.get_by_role("button", name="Load 3 contacts"))
    expect(page.get_by_role("alert")).to_contain_text("3 contacts are loaded. 1 row was left out.")

    page.goto(f"/work/{leeds.strand.study.slug}/cases/{leeds.pk}/")
    expect(page.get_by_role("link", name="0113 496 0001").first).to_be_visible()
    CallFactory(unit=leeds, contact=leeds.contacts.get(is_current=True), disposition="wrong_number")
    page.reload()
    follow(page.get_by_role("button", name="Ring Bo Example from now on"))
    expect(page.get_by_role("alert")).to_contain_text("The person to ring is now Bo Example.")


def test_no_page_of_contacts_has_a_violation_or_overflows(
    leeds: SampledUnit,
    open_context: Callable,
    sign_in: Callable,
    check_both_widths: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    ContactFactory(unit=leeds, name="Ann Example", telephone="0113 496 0001")
    ContactFactory(unit=leeds, name="Bo Example", is_current=False, is_reserve=True)
    page: Page = open_context().new_page()
    sign_in(page, LEAD)
    file = tmp_path / "contacts.csv"
    file.write_text(LIST)
    home = f"/work/{leeds.strand.study.slug}/"

    page.goto(f"{home}contacts/")
    check_both_widths(page)
    page.get_by_label("A list of contacts").set_input_files(file)
    follow(page.get_by_role("button", name="Read the file"))
    check_both_widths(page)
    follow(page.get_by_role("button", name="Load 2 contacts"))
    check_both_widths(page)
    for address in ("contacts/export/", f"cases/{leeds.pk}/"):
        page.goto(f"{home}{address}")
        check_both_widths(page)
