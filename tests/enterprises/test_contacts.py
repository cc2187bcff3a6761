"""Contacts: what a body publishes itself, with its source and the day on which it was checked."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.uploads.rows import Sheet
from enterprises import actions
from enterprises.models import Organisation
from noms.importing.reading import read_frame
from noms.importing.sheets import ReferenceFileError
from noms.models import Service
from noms.models.contact import NO_DAY, NO_SOURCE, is_old
from noms.own_frames.units import NO_SOURCE_OF_CONTACT, read_units
from tests.constraints import assert_refused
from tests.factories.enterprises import OrganisationFactory
from tests.factories.noms import ServiceFactory

SOURCE = {"contact_source": "https://bakery.example/contact", "contact_checked_on": dt.date(2026, 1, 1)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given", [{}, {"contact_source": "Its page"}, {"contact_checked_on": dt.date(2026, 1, 1)}]
)
def test_a_contact_needs_its_source_and_its_day(given: dict[str, object]) -> None:
    def make() -> Organisation:
        return Organisation(name="Bakery", slug="bakery", telephone="01632 960000", **given)

    assert_refused(make, NO_SOURCE)
    with pytest.raises(ValidationError) as refusal:
        actions.create_organisation(name="Bakery", telephone="01632 960000", by=None, **given)
    said = " ".join(refusal.value.messages)
    assert (NO_SOURCE in said) is ("contact_source" not in given)
    assert (NO_DAY in said) is ("contact_checked_on" not in given)
    make_whole = Organisation(name="Bakery", slug="bakery", telephone="01632 960000", **SOURCE)
    make_whole.full_clean()
    make_whole.save()


@pytest.mark.parametrize(
    ("checked_on", "day", "old"),
    [
        pytest.param("2025-06-01", "2026-06-01", False, id="twelve months to the day"),
        pytest.param("2025-05-31", "2026-06-01", True, id="a day more"),
        pytest.param("2024-02-29", "2025-03-01", True, id="after a leap day"),
        pytest.param(None, "2026-06-01", True, id="nobody knows when"),
    ],
)
def test_a_contact_is_old_after_twelve_months(checked_on: str | None, day: str, old: bool) -> None:
    checked = dt.date.fromisoformat(checked_on) if checked_on else None

    assert is_old(checked, dt.date.fromisoformat(day)) is old


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("01632 960000", "tel:01632960000"),
        ("+44 (0)1632 960 000", "tel:+441632960000"),
        ("(01632) 960000 ext 12", "tel:01632960000"),
    ],
)
def test_the_page_of_an_organisation_says_how_to_reach_it_and_of_when_that_is(
    client: Client, written: str, link: str
) -> None:
    row = actions.create_organisation(
        name="Bakery",
        telephone=written,
        email="office@bakery.example",
        contact_role="Office",
        by=None,
        **SOURCE,
    )
    actions.publish(organisation=row, by=None)
    page = client.get(row.get_absolute_url()).content.decode()

    assert f'href="{link}"' in page
    assert "mailto:office@bakery.example" in page
    assert "Checked on 1 January 2026" in page
    assert "May be out of date" not in page or dt.date.today() > dt.date(2027, 1, 1)
    assert "about=organisation:bakery&amp;claim=yes" in page


@pytest.mark.django_db
def test_where_nothing_is_known_the_page_asks_for_a_contact(client: Client) -> None:
    service = ServiceFactory()
    page = client.get(service.get_absolute_url()).content.decode()

    assert "We have no contact." in page
    assert f"?about=service:{service.slug}&amp;field=contact" in page
    Service.objects.filter(pk=service.pk).update(
        address="Love Lane", contact_source="The prison register", contact_checked_on="2021-01-01"
    )
    page = client.get(service.get_absolute_url()).content.decode()
    assert "May be out of date" in page
    assert "As published in: The prison register." in page


@pytest.mark.django_db
def test_an_unpublished_website_is_no_contact() -> None:
    row = OrganisationFactory(website="https://bakery.example", unpublished_texts=["website"])

    assert row.contact is None


@pytest.mark.django_db
def test_faults_in_the_file_of_contacts_are_told_all_at_once(tmp_path: Path) -> None:
    folder = shutil.copytree(settings.BASE_DIR / "noms" / "data", tmp_path / "data")
    path = folder / "service_contacts.csv"
    head = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(
        f"{head}\nLEI,,ask Bob,nobody,Love Lane,bakery,,1.1.2021\nZZZ,,01632 960000,,,,Its page,2999-01-01\n",
        encoding="utf-8",
    )

    with pytest.raises(ReferenceFileError) as refusal:
        read_frame(folder)

    said = [(finding.row, finding.column) for finding in refusal.value.problems]
    assert sorted(said) == [
        (2, "contact_checked_on"), (2, "contact_source"), (2, "email"), (2, "telephone"), (2, "website"),
        (3, "code"), (3, "contact_checked_on"),
    ]  # fmt: skip


def test_a_spreadsheet_of_units_takes_contacts_only_with_source_and_day() -> None:
    cells = {"name": "Shotts", "phone": "01632 960000"}
    without = read_units([Sheet("a.csv", list(cells), [(2, cells)])], {})
    cells |= {"contact source": "Its page", "contact checked on": "2026-01-01"}
    whole = read_units([Sheet("a.csv", list(cells), [(2, cells)])], {})

    assert NO_SOURCE_OF_CONTACT in without.notices
    assert without.units[0].contact == {}
    assert whole.units[0].contact["telephone"] == "01632 960000"
    assert whole.units[0].contact["contact_checked_on"] == dt.date(2026, 1, 1)
