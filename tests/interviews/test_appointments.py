"""A time that was arranged holds until a call reaches somebody or arranges another."""

import datetime as dt
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.vocabulary import REACHED_NOBODY, Disposition
from interviews.worklist import WorklistStatus, ordered_cases
from survey.models import SampledUnit
from tests.factories.interviews import CallFactory

FRIDAY = dt.datetime(2026, 12, 4, 14, 0, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)


def arrange(case: SampledUnit) -> None:
    CallFactory(unit=case, disposition="appointment", made_at=MONDAY, call_back_at=FRIDAY)


def status(case: SampledUnit, now: dt.datetime) -> tuple[WorklistStatus, dt.datetime | None]:
    listed = ordered_cases(case.strand.study, now=now).get(pk=case.pk)
    return WorklistStatus(listed.worklist_status), listed.call_back_at


@pytest.mark.parametrize("disposition", sorted(REACHED_NOBODY))
def test_a_call_in_between_that_reached_nobody_leaves_it(disposition: str, case: SampledUnit) -> None:
    arrange(case)
    CallFactory(unit=case, disposition=disposition, made_at=MONDAY + dt.timedelta(hours=2))

    assert status(case, MONDAY + dt.timedelta(days=1)) == (WorklistStatus.CALL_BACK_LATER, FRIDAY)
    assert status(case, FRIDAY + dt.timedelta(minutes=5)) == (WorklistStatus.CALL_BACK_DUE, FRIDAY)


def test_tried_in_vain_at_its_time_it_is_due_again_after_the_rest(case: SampledUnit) -> None:
    arrange(case)
    CallFactory(unit=case, disposition="busy", made_at=FRIDAY)

    assert status(case, FRIDAY + dt.timedelta(hours=1)) == (WorklistStatus.CALLED_RECENTLY, FRIDAY)
    assert status(case, FRIDAY + dt.timedelta(hours=4)) == (WorklistStatus.CALL_BACK_DUE, FRIDAY)


def test_it_ends_with_a_call_that_reaches_somebody_and_is_moved_by_another(case: SampledUnit) -> None:
    arrange(case)
    later = FRIDAY + dt.timedelta(days=3)
    CallFactory(unit=case, disposition="call_back", made_at=MONDAY + dt.timedelta(days=1), call_back_at=later)
    assert status(case, FRIDAY) == (WorklistStatus.CALL_BACK_LATER, later)

    CallFactory(unit=case, disposition="break_off", made_at=later)
    assert status(case, later + dt.timedelta(hours=4)) == (WorklistStatus.CALL_AGAIN, None)


def test_logging_a_call_in_between_says_that_the_appointment_stands(
    case: SampledUnit, client_for: Callable[[str], Client]
) -> None:
    now = timezone.now()
    at = timezone.make_aware(dt.datetime.combine(timezone.localdate() + dt.timedelta(days=4), dt.time(14, 0)))
    CallFactory(
        unit=case,
        disposition=Disposition.APPOINTMENT,
        made_at=now - dt.timedelta(hours=1),
        call_back_at=at,
    )
    address = reverse("call-log", args=[case.strand.study.slug, case.pk])
    sent = {"disposition": "no_answer", "submission_key": "0" * 32}

    page = unescape(client_for("researcher").post(address, sent, follow=True).content.decode())

    local = timezone.localtime(at)
    assert f"An appointment on {local:%A} {local.day} {local:%B %Y} at 14:00 stands." in page
