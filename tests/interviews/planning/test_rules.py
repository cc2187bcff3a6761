"""Calling rules and locks: hours between attempts, part of the day, maximum attempts, one caller at a time."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews import actions
from interviews.errors import CaseLockedError
from interviews.models import CaseLock, FieldworkRules
from interviews.worklist import WorklistStatus, next_case, ordered_cases
from survey.models import SampledUnit
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, ContactFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day"), pytest.mark.both_databases]

HOUR = dt.timedelta(hours=1)


def listed(unit: SampledUnit) -> Any:
    return ordered_cases(unit.strand.study, now=timezone.now()).get(pk=unit.pk)


def rung(hours_ago: int, unit: SampledUnit | None = None, **more: Any) -> SampledUnit:
    call = CallFactory(unit=unit or SampledUnitFactory(), made_at=timezone.now() - hours_ago * HOUR, **more)
    return call.unit


@pytest.mark.parametrize(
    ("hours_ago", "status"), [(2, WorklistStatus.CALLED_RECENTLY), (4, WorklistStatus.CALL_AGAIN)]
)
def test_a_case_is_not_called_again_too_soon(hours_ago: int, status: WorklistStatus) -> None:
    assert listed(rung(hours_ago)).worklist_status == status


def test_the_study_lead_sets_the_hours_between_attempts() -> None:
    unit = rung(4)
    FieldworkRules.objects.create(strand=unit.strand, hours_between=5)

    assert listed(unit).worklist_status == WorklistStatus.CALLED_RECENTLY


@pytest.mark.parametrize(
    ("disposition", "minutes"),
    [
        ("busy", 15),
        ("no_answer", 180),
        ("voicemail", 180),
        ("left_message", 24 * 60),
        ("break_off", 24 * 60),
        ("wrong_number", 180),
        ("contact_left", 180),
        ("not_the_right_office", 180),
    ],
)
def test_each_outcome_has_its_own_rest(disposition: str, minutes: int) -> None:
    made_at = timezone.now()
    unit = CallFactory(disposition=disposition, made_at=made_at).unit

    def status(after: int) -> int:
        now = made_at + dt.timedelta(minutes=after)
        return ordered_cases(unit.strand.study, now=now).get(pk=unit.pk).worklist_status

    assert listed(unit).rests_until == made_at + dt.timedelta(minutes=minutes)
    assert (status(minutes - 1), status(minutes)) == (
        WorklistStatus.CALLED_RECENTLY,
        WorklistStatus.CALL_AGAIN,
    )


def test_the_study_lead_sets_the_rest_after_an_engaged_tone_by_strand() -> None:
    study = StudyFactory()
    first, second = (
        SampledUnitFactory(strand=StrandFactory(study=study, kind=kind))
        for kind in ("initial_interview", "extended_interview")
    )
    for unit in (first, second):
        CallFactory(unit=unit, disposition="busy", made_at=timezone.now() - dt.timedelta(minutes=30))

    actions.set_rules(strand=first.strand, minutes_after_engaged=45, by=None)

    assert listed(first).worklist_status == WorklistStatus.CALLED_RECENTLY
    assert listed(second).worklist_status == WorklistStatus.CALL_AGAIN


def test_after_an_engaged_tone_the_same_part_of_the_day_is_right() -> None:
    assert not listed(rung(1, disposition="busy")).is_same_part
    assert listed(rung(1, disposition="no_answer")).is_same_part


def test_a_new_contact_is_rung_at_once_before_everything_but_call_backs_that_are_due() -> None:
    unit = SampledUnitFactory()
    old = ContactFactory(unit=unit, is_current=False)
    rung(0, unit, contact=old, disposition="contact_left")
    fresh = SampledUnitFactory(strand=unit.strand)
    due = rung(
        2, SampledUnitFactory(strand=unit.strand), disposition="call_back", call_back_at=timezone.now()
    )
    new = ContactFactory(unit=unit)

    assert listed(unit).worklist_status == WorklistStatus.NEW_CONTACT
    assert list(ordered_cases(unit.strand.study, now=timezone.now())) == [due, unit, fresh]
    rung(0, unit, contact=new)
    assert listed(unit).worklist_status == WorklistStatus.CALLED_RECENTLY


def test_a_new_contact_does_not_move_an_appointment_to_come() -> None:
    unit = rung(1, disposition="appointment", call_back_at=timezone.now() + HOUR)
    ContactFactory(unit=unit)

    assert listed(unit).worklist_status == WorklistStatus.CALL_BACK_LATER


def test_a_due_call_back_is_listed_before_the_waiting_time_has_passed() -> None:
    now = timezone.now()
    unit = rung(2, disposition="call_back", call_back_at=now - HOUR)

    assert listed(unit).worklist_status == WorklistStatus.CALL_BACK_DUE


def test_after_the_max_attempts_the_case_waits_for_the_lead() -> None:
    unit = rung(30)
    rung(5, unit)
    FieldworkRules.objects.create(strand=unit.strand, max_attempts=2)

    assert listed(unit).worklist_status == WorklistStatus.ATTEMPTS_EXHAUSTED


def test_a_new_contact_resets_the_number_of_attempts() -> None:
    unit = SampledUnitFactory()
    rung(30, unit, contact=ContactFactory(unit=unit, is_current=False))
    rung(5, unit, contact=ContactFactory(unit=unit))
    FieldworkRules.objects.create(strand=unit.strand, max_attempts=2)

    assert listed(unit).worklist_status == WorklistStatus.CALL_AGAIN


def test_calls_before_the_first_contact_was_entered_do_not_count_against_it() -> None:
    unit = rung(40)
    rung(30, unit)
    with time_machine.travel(timezone.now() - 20 * HOUR, tick=False):
        contact = ContactFactory(unit=unit)
    rung(10, unit, contact=contact)
    FieldworkRules.objects.create(strand=unit.strand, max_attempts=2)

    assert (listed(unit).attempts, listed(unit).worklist_status) == (1, WorklistStatus.CALL_AGAIN)

    rung(5, unit)
    assert (listed(unit).attempts, listed(unit).call_number) == (2, 4)
    assert listed(unit).worklist_status == WorklistStatus.ATTEMPTS_EXHAUSTED


def test_cases_last_called_in_the_other_part_of_the_day_come_first() -> None:
    strand = StrandFactory()
    morning = rung(24, SampledUnitFactory(strand=strand))
    afternoon = rung(20, SampledUnitFactory(strand=strand))

    assert list(ordered_cases(strand.study, now=timezone.now())) == [afternoon, morning]
    FieldworkRules.objects.create(strand=strand, prefers_other_part_of_day=False)
    assert list(ordered_cases(strand.study, now=timezone.now())) == [morning, afternoon]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"target": 101}, "The target is a share of the sample, from 0 to 100 per cent."),
        ({"max_attempts": 0}, "Every case is rung at least once."),
    ],
    ids=["target", "attempts"],
)
def test_invalid_rules_are_refused(wrong: dict[str, int], sentence: str) -> None:
    strand = StrandFactory()

    assert_refused(lambda: FieldworkRules(strand=strand, **wrong), sentence)


def test_the_second_person_sees_who_is_ringing() -> None:
    unit = SampledUnitFactory()
    actions.lock_case(unit=unit, by=UserFactory(name="Rhian Ringer"))

    with pytest.raises(CaseLockedError, match="Rhian Ringer has been ringing this case since 11:30"):
        actions.lock_case(unit=unit, by=UserFactory())


def test_a_lock_expires() -> None:
    unit, second = SampledUnitFactory(), UserFactory()
    actions.lock_case(unit=unit, by=UserFactory())

    with time_machine.travel(timezone.now() + dt.timedelta(minutes=16)):
        actions.lock_case(unit=unit, by=second)

    assert CaseLock.objects.get().by == second


def test_logging_a_call_releases_the_lock(researcher: User) -> None:
    unit = SampledUnitFactory()
    actions.lock_case(unit=unit, by=researcher)

    actions.log_call(unit=unit, disposition="no_answer", submission_key="0" * 32, by=researcher)

    assert not CaseLock.objects.exists()


def test_a_locked_case_is_not_the_next_case() -> None:
    strand, second = StrandFactory(), UserFactory()
    done, taken, free = (SampledUnitFactory(strand=strand) for _ in range(3))
    actions.lock_case(unit=taken, by=UserFactory())

    assert next_case(strand.study, now=timezone.now(), after=done, user=second) == free


def test_a_lock_ends_after_it_begins() -> None:
    unit, user, now = SampledUnitFactory(), UserFactory(), timezone.now()

    assert_refused(
        lambda: CaseLock(unit=unit, by=user, since=now, until=now),
        "A lock must end after it begins.",
    )


def test_the_page_locks_a_case_and_warns_the_next_person(client_for: Callable[[str], Client]) -> None:
    unit = SampledUnitFactory()
    ContactFactory(unit=unit)
    where = [unit.strand.study.slug, unit.pk]
    first, second = client_for("researcher"), client_for("study_lead")

    first.post(reverse("case-ring", args=where))
    page = second.post(reverse("case-ring", args=where), follow=True).content.decode()
    first.post(reverse("case-ring", args=where), {"release": "1"})

    assert "researcher has been ringing this case" in page
    assert (
        "researcher is ringing" not in second.get(reverse("worklist-study", args=where[:1])).content.decode()
    )
    assert not CaseLock.objects.exists()
