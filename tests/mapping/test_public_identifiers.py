"""Public identifiers tell nothing: no row numbers, no seconds, no order of entry, no gaps, no uncounted totals.

The attack is that of a statistician: row numbers of relations counted up service by service, so that a gap between two
numbers was the number of organisations told by a service that would not be named.
"""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from enterprises import actions
from enterprises.models import Engagement, Organisation, Place
from tests.factories.directory import engaged, listed
from tests.factories.enterprises import EngagementFactory, OrganisationFactory, PlaceFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import StudyFactory
from tests.public_walk import addresses, bodies

FIRST_ROW = 770_000_001
ROW_NUMBER = re.compile(r"\b77000\d{4}\b")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ](?!00:00:00(?:Z|\+00:00))\d\d:\d\d|, \d\d:\d\d:\d\d")
"""A time of day. Atom needs one for a whole day too, which is midnight in Greenwich."""
ENGAGEMENTS = "/api/v1/engagements/"
SHOWN = 12
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


@pytest.fixture(scope="module")
def directory(frame_of_module: None) -> list[Organisation]:
    """Twelve published relations; between any two of them one that must not be named. Row numbers are easily seen."""
    StudyFactory(slug="first", is_published=True)
    for factory in (OrganisationFactory, EngagementFactory, PlaceFactory):
        factory(pk=FIRST_ROW)
    found = []
    for number in range(SHOWN):
        found.append(listed(f"Enterprise {chr(65 + number)}", outcode="LS9", terms={"sector": "food"}))
        engaged(found[-1], "hmp-leeds")
        EngagementFactory(organisation=found[-1], service=ServiceFactory(), is_published=False)
        listed(f"Hidden {number}", outcode="LS9", source_kind="desk")
        Organisation.objects.filter(name=f"Hidden {number}").update(is_published=False)
    return found


def every(client: Client, address: str) -> list[dict[str, Any]]:
    """Return the rows of a list over all its pages."""
    found, following = [], f"{address}?page_size=5"
    while following:
        page = client.get(following).json()
        found += page["results"]
        following = page["next"]
    return found


@pytest.mark.slow
def test_nothing_public_has_a_row_number_or_a_time_of_day(client: Client, directory: list[Organisation]):
    wrong = [
        (address, match[0])
        for address, status, text in bodies(client, addresses(directory[:1], formats=("/", ".json")))
        for match in [ROW_NUMBER.search(text) or MOMENT.search(text)]
        if match and status == 200
    ]

    assert wrong == []


def test_row_numbers_of_relations_cannot_be_counted(client: Client, directory: list[Organisation]):
    rows = every(client, ENGAGEMENTS)

    assert len(rows) == SHOWN
    assert all(uuid.UUID(row["id"]).version == 4 for row in rows)
    # What the attack needs: numbers of rows. None has any number at all.
    assert not [
        value for row in rows for value in row.values() if isinstance(value, int) and value not in (0, 1)
    ]


@pytest.mark.parametrize("model", [Organisation, Place, Engagement])
def test_public_identifiers_have_no_order(model: Any, directory: list[Organisation]):
    keys = list(model.objects.order_by("pk").values_list("public_id", flat=True))

    assert len(set(keys)) == len(keys) >= SHOWN
    assert keys != sorted(keys)
    assert keys != sorted(keys, reverse=True)


def test_lists_are_not_in_the_order_of_entry(client: Client, directory: list[Organisation]):
    """A relation entered last may come anywhere: the order is that of random identifiers."""
    listed_ids = [row["id"] for row in every(client, ENGAGEMENTS)]

    assert listed_ids == sorted(listed_ids)
    for kind in ("service_at_locations", "locations"):
        page = client.get(f"/api/v1/hsds/{kind}/?per_page=100").json()["contents"]
        own = [row["id"] for row in page if "organization_id" in row or "service_id" in row]
        assert own == sorted(own)


def test_the_numbers_of_rows_do_not_count_what_is_not_shown(client: Client, directory: list[Organisation]):
    for kind, number in (("organizations", SHOWN), ("services", SHOWN), ("service_at_locations", SHOWN)):
        assert client.get(f"/api/v1/hsds/{kind}/").json()["total_items"] == number


def test_a_change_of_what_is_not_shown_changes_nothing_but_the_tag(
    client: Client, directory: list[Organisation], committing: Any
):
    before = every(client, ENGAGEMENTS)
    with committing():
        hidden = Engagement.objects.filter(is_published=False).first()
        assert hidden is not None
        actions.withdraw_engagement(engagement=hidden, reason="Told twice.", by=None)

    assert every(client, ENGAGEMENTS) == before


def test_two_entries_of_one_name_have_addresses_without_a_number():
    OrganisationFactory(name="Clink", slug="clink", is_published=False)

    made = actions.create_organisation(name="Clink", by=None, is_published=True)

    assert re.fullmatch("clink-[a-z0-9]{8}", made.slug)


def test_a_service_of_open_referral_is_found_by_the_day_of_a_change_only(
    client: Client, directory: list[Organisation]
):
    moment = Engagement.objects.published().order_by("-updated_at").values_list("updated_at", flat=True)[0]
    asked = client.get(
        "/api/v1/hsds/services/", {"modified_after": moment.replace(hour=23, minute=59).isoformat()}
    )

    assert asked.json()["total_items"] == SHOWN
