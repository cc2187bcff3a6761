"""A wrong number, a contact who has left, another office: the mark on the contact, and who is rung instead."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews import actions, contact_faults
from interviews.contact_faults import FAULTS
from interviews.models import Call
from interviews.vocabulary import CODE_OF
from survey.models import SampledUnit
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = [pytest.mark.usefixtures("fieldwork_day"), pytest.mark.both_databases]


def to_ring(case: SampledUnit) -> list[str]:
    return [str(contact) for contact in contact_faults.to_ring().filter(unit=case)]


@pytest.mark.parametrize("disposition", sorted(FAULTS))
def test_a_contact_with_a_fault_is_not_rung_and_keeps_the_mark(disposition: str, case: SampledUnit) -> None:
    old = ContactFactory(unit=case, name="Ann Example")
    CallFactory(unit=case, contact=old, disposition="no_answer", made_at=timezone.now() - dt.timedelta(1))
    assert to_ring(case) == ["Ann Example"]

    CallFactory(unit=case, contact=old, disposition=disposition)

    assert to_ring(case) == []
    assert [each.fault for each in contact_faults.not_to_ring(case.contacts.all())] == [FAULTS[disposition]]
    assert CODE_OF[disposition] == "NC"


def test_a_call_that_is_gone_takes_the_mark_with_it(case: SampledUnit) -> None:
    old = ContactFactory(unit=case, name="Ann Example")
    CallFactory(unit=case, contact=old, disposition="wrong_number")

    Call.objects.all().delete()

    assert to_ring(case) == ["Ann Example"]


def test_the_same_details_entered_again_are_a_new_contact(case: SampledUnit) -> None:
    old = actions.replace_contact(unit=case, name="Ann Example", telephone="0113 496 0001", by=None)
    CallFactory(unit=case, contact=old, disposition="wrong_number")

    new = actions.replace_contact(unit=case, name="Ann Example", telephone="01134960001", by=None)

    assert new != old
    assert actions.replace_contact(unit=case, name="Ann Example", telephone="0113 496 0001", by=None) == new


def test_a_wrong_number_is_not_copied_to_a_later_sample(case: SampledUnit) -> None:
    old = ContactFactory(unit=case, name="Ann Example")
    CallFactory(unit=case, contact=old, disposition="wrong_number")

    draw = actions.choose_units(
        study=case.strand.study, kind="extended_interview", chosen=[case.service], reason="All", by=None
    )

    assert not draw.units.get().contacts.exists()


def test_neither_the_list_nor_the_page_shows_a_wrong_number_as_the_one_to_ring(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    old = ContactFactory(unit=case, name="Ann Example", telephone="0113 496 0001")
    CallFactory(unit=case, contact=old, disposition="wrong_number")
    client, study = client_for("researcher"), case.strand.study.slug

    def page(name: str, *args: Any) -> str:
        return client.get(reverse(name, args=[study, *args])).content.decode()

    assert "tel:" not in page("worklist-study") + page("case-detail", case.pk)
    assert "The number was wrong" in page("case-detail", case.pk)


def test_another_case_keeps_its_contact(case: SampledUnit) -> None:
    other = SampledUnitFactory(strand=case.strand)
    ContactFactory(unit=other, name="Bob Example")
    CallFactory(unit=case, contact=ContactFactory(unit=case), disposition="contact_left")

    assert to_ring(other) == ["Bob Example"]
