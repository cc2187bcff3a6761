"""Sending people to the next case: each gets a case of their own, and a case that somebody has is asked back."""

import datetime as dt
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews import actions
from interviews.actions.case_locks import ringing_since
from interviews.models import Call, CaseLock, Contact, Interview
from survey.models import SampledUnit, Strand
from tests.factories.accounts import UserFactory
from tests.factories.interviews import ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory
from tests.interviews.posts import COMPLETE_FORM, address_of, post_data
from tests.interviews.test_simultaneous import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def strand() -> Strand:
    return StrandFactory()


@pytest.fixture
def sam() -> User:
    return UserFactory(name="Sam Field")


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


def cases(strand: Strand, number: int) -> list[SampledUnit]:
    return [SampledUnitFactory(strand=strand, service__name=f"HMP {place}") for place in range(number)]


def words(response: Any) -> str:
    return unescape(response.content.decode())


def test_two_people_are_sent_to_two_cases(strand: Strand, sam: User) -> None:
    first, second = cases(strand, 2)

    sent = [
        actions.reserve_next_case(study=strand.study, by=person)
        for person in (sam, UserFactory(), UserFactory())
    ]

    assert sent == [first, second, None]


@pytest.mark.django_db(transaction=True)
def test_people_who_ask_at_the_same_moment_get_different_cases(strand: Strand) -> None:
    everybody = [UserFactory() for _ in range(8)]
    free = cases(strand, 6)

    sent = at_once(lambda place: actions.reserve_next_case(study=strand.study, by=everybody[place]))

    got = [unit.pk for unit in sent if unit is not None]
    assert sorted(got) == sorted(unit.pk for unit in free)
    assert CaseLock.objects.count() == 6


def test_going_on_releases_the_case_that_is_left(strand: Strand, sam: User) -> None:
    first, second = cases(strand, 2)
    actions.reserve_next_case(study=strand.study, by=sam)

    assert actions.reserve_next_case(study=strand.study, by=sam, after=first) == second
    assert [lock.unit for lock in CaseLock.objects.all()] == [second]


def test_a_reservation_ends_after_five_minutes(strand: Strand, sam: User) -> None:
    [case] = cases(strand, 1)
    actions.reserve_next_case(study=strand.study, by=sam)

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=5, seconds=1)):
        assert actions.reserve_next_case(study=strand.study, by=UserFactory()) == case


def test_a_call_begins_with_the_ringing_and_not_with_the_reservation(strand: Strand, sam: User) -> None:
    [case] = cases(strand, 1)
    sent_at = timezone.now()
    actions.reserve_next_case(study=strand.study, by=sam, now=sent_at)
    assert ringing_since(unit=case, by=sam, now=sent_at) is None

    rung_at = sent_at + dt.timedelta(minutes=2)
    actions.lock_case(unit=case, by=sam, now=rung_at)

    assert ringing_since(unit=case, by=sam, now=rung_at) == rung_at


def test_a_case_that_is_being_rung_is_still_the_next_one_of_who_rings_it(strand: Strand, sam: User) -> None:
    first, _ = cases(strand, 2)
    actions.lock_case(unit=first, by=sam)

    assert actions.reserve_next_case(study=strand.study, by=sam) == first
    assert not CaseLock.objects.get().is_reservation


def test_the_next_case_is_taken_by_a_press_and_never_by_looking(strand: Strand, client: Client) -> None:
    first, second = cases(strand, 2)
    study = strand.study.slug
    page = words(client.get(reverse("case-detail", args=[study, first.pk])))
    assert "Next case" in page
    assert not CaseLock.objects.exists()

    response = client.post(reverse("case-next", args=[study]), {"after": first.pk})

    assert response.url == reverse("case-detail", args=[study, second.pk])
    assert CaseLock.objects.get().unit == second
    assert "Nobody else is sent to this case until" in words(client.get(response.url))
    assert client.get(reverse("case-next", args=[study])).status_code == 405


@pytest.mark.parametrize("after", ["", "x", "999999999999999999999"])
def test_the_first_case_is_taken_from_the_list(after: str, strand: Strand, client: Client) -> None:
    [case] = cases(strand, 1)

    response = client.post(reverse("case-next", args=[strand.study.slug]), {"after": after})

    assert response.url == reverse("case-detail", args=[strand.study.slug, case.pk])


def test_without_another_case_the_list_says_so(strand: Strand, client: Client) -> None:
    response = client.post(reverse("case-next", args=[strand.study.slug]), follow=True)

    assert "There is no other case for you to ring now." in words(response)


def test_logging_a_call_sends_on_to_a_case_of_ones_own(strand: Strand, sam: User, client: Client) -> None:
    first, taken, free = cases(strand, 3)
    actions.lock_case(unit=taken, by=sam)

    response = client.post(
        reverse("call-log", args=[strand.study.slug, first.pk]),
        {"disposition": "no_answer", "submission_key": str(uuid.uuid4()), "next": "1"},
    )

    assert response.url == reverse("case-detail", args=[strand.study.slug, free.pk])
    assert CaseLock.objects.get(unit=free).is_reservation


@pytest.mark.usefixtures("fieldwork_day")
def test_a_call_on_a_case_that_somebody_rings_is_asked_back(
    strand: Strand, sam: User, client: Client
) -> None:
    [case] = cases(strand, 1)
    actions.lock_case(unit=case, by=sam)
    address = reverse("call-log", args=[strand.study.slug, case.pk])
    sent = {"disposition": "voicemail", "note": "Rang twice", "submission_key": str(uuid.uuid4())}

    page = words(client.post(address, sent))

    assert "Sam Field is ringing this case until 11:45. Log your call all the same?" in page
    assert "Log my call all the same" in page
    assert "Rang twice" in page
    assert not Call.objects.exists()

    client.post(address, sent | {"despite_lock": "on"})

    assert Call.objects.get().note == "Rang twice"
    assert CaseLock.objects.get().by == sam


@pytest.mark.usefixtures("fieldwork_day")
def test_a_contact_of_a_case_that_somebody_was_sent_to_is_asked_back(
    strand: Strand, sam: User, client: Client
) -> None:
    [case] = cases(strand, 1)
    ContactFactory(unit=case, name="Ann Example")
    actions.reserve_next_case(study=strand.study, by=sam)
    address = reverse("contact-replace", args=[strand.study.slug, case.pk])

    page = words(client.post(address, {"name": "Bob Example"}))

    assert (
        "Sam Field was just sent to this case and has it until 11:35. Change the contact all the same?"
        in page
    )
    assert 'value="Bob Example"' in page

    client.post(address, {"name": "Bob Example", "despite_lock": "on"})

    assert Contact.objects.get(is_current=True).name == "Bob Example"


@pytest.mark.usefixtures("fieldwork_day")
def test_finishing_an_interview_of_a_case_that_somebody_rings_is_asked_back(
    case: SampledUnit, sam: User, client: Client
) -> None:
    actions.lock_case(unit=case, by=sam)
    sent = post_data(case, client, action="complete", **COMPLETE_FORM)

    page = words(client.post(address_of(case), sent))

    assert "Sam Field is ringing this case until 11:45. Finish the interview all the same?" in page
    assert not Interview.objects.filter(status="complete").exists()

    client.post(address_of(case), sent | {"despite_lock": "on"})

    assert Interview.objects.get().status == "complete"


@pytest.mark.usefixtures("fieldwork_day")
def test_correcting_a_call_of_a_case_that_somebody_rings_is_asked_back(
    case: SampledUnit, sam: User, client: Client
) -> None:
    client.post(
        reverse("call-log", args=[case.strand.study.slug, case.pk]),
        {"disposition": "no_answer", "submission_key": str(uuid.uuid4())},
    )
    call = Call.objects.get()
    actions.lock_case(unit=case, by=sam)
    address = reverse("call-correct", args=[case.strand.study.slug, case.pk, call.pk])
    sent = {
        "disposition": "busy",
        "made_at_day": "2009-07-15",
        "made_at_time": "11:30",
        "submission_key": str(uuid.uuid4()),
        "corrections": "0",
    }

    page = words(client.post(address, sent))

    assert "Sam Field is ringing this case until 11:45. Correct the call all the same?" in page
    client.post(address, sent | {"despite_lock": "on"})
    call.refresh_from_db()
    assert call.disposition == "busy"
