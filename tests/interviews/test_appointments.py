"""An appointment is kept, moved, cancelled, due or ahead."""

import datetime as dt
import uuid
from collections.abc import Callable
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.appointments import open_appointments, with_appointment_state
from interviews.models import AppointmentCancellation, Call
from interviews.vocabulary import REACHED_NOBODY, Disposition
from interviews.worklist import WorklistStatus, ordered_cases
from survey.models import SampledUnit
from tests.factories.interviews import CallFactory, InterviewFactory, LateChangeFactory

pytestmark = pytest.mark.both_databases

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
    CallFactory(unit=case, disposition="no_answer", made_at=FRIDAY)

    assert status(case, FRIDAY + dt.timedelta(hours=1)) == (WorklistStatus.CALLED_RECENTLY, FRIDAY)
    assert status(case, FRIDAY + dt.timedelta(hours=4)) == (WorklistStatus.CALL_BACK_DUE, FRIDAY)


def test_it_ends_with_a_call_that_reaches_somebody_and_is_moved_by_another(case: SampledUnit) -> None:
    arrange(case)
    later = FRIDAY + dt.timedelta(days=3)
    CallFactory(unit=case, disposition="call_back", made_at=MONDAY + dt.timedelta(days=1), call_back_at=later)
    assert status(case, FRIDAY) == (WorklistStatus.CALL_BACK_LATER, later)

    CallFactory(unit=case, disposition="break_off", made_at=later)
    assert status(case, later + dt.timedelta(hours=25)) == (WorklistStatus.CALL_AGAIN, None)


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


def state(case: SampledUnit, now: dt.datetime) -> list[str]:
    """The states of the appointments of a case, the earliest made first."""
    calls = with_appointment_state(case.calls.exclude(call_back_at=None), now=now)
    return [call.appointment_state for call in calls.order_by("made_at", "pk")]


BEFORE, AFTER = FRIDAY - dt.timedelta(hours=2), FRIDAY + dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("disposition", "at", "call_back_at", "expected"),
    [
        pytest.param("no_answer", BEFORE, None, ["due"], id="reached nobody before"),
        pytest.param("no_answer", AFTER, None, ["due"], id="reached nobody at its time"),
        pytest.param("break_off", BEFORE, None, ["due"], id="broken off before, nothing arranged"),
        pytest.param("break_off", FRIDAY, None, ["kept"], id="reached at its time"),
        pytest.param("completed", BEFORE, None, ["kept"], id="interview before its time"),
        pytest.param("part_completed", AFTER, None, ["kept"], id="interview"),
        pytest.param("appointment", BEFORE, AFTER + dt.timedelta(days=1), ["moved", "ahead"], id="moved"),
        pytest.param(
            "call_back", AFTER, AFTER + dt.timedelta(days=1), ["kept", "ahead"], id="kept and again"
        ),
        pytest.param("respondent_refusal", BEFORE, None, ["cancelled"], id="refused before"),
        pytest.param("respondent_refusal", AFTER, None, ["kept"], id="refused at its time"),
        pytest.param("not_the_right_office", BEFORE, None, ["cancelled"], id="wrong office"),
        pytest.param("contact_left", BEFORE, None, ["cancelled"], id="the contact has left"),
    ],
)
def test_what_a_later_call_makes_of_it(
    case: SampledUnit,
    disposition: str,
    at: dt.datetime,
    call_back_at: dt.datetime | None,
    expected: list[str],
) -> None:
    arrange(case)
    assert state(case, BEFORE) == ["ahead"]
    CallFactory(unit=case, disposition=disposition, made_at=at, call_back_at=call_back_at)

    assert state(case, AFTER + dt.timedelta(hours=1)) == expected


def test_an_interview_or_leaving_the_sample_ends_it_without_a_call(case: SampledUnit) -> None:
    arrange(case)
    LateChangeFactory(unit=case, change="closed")
    assert state(case, FRIDAY) == ["cancelled"]
    LateChangeFactory(unit=case, change="taken_back")
    assert state(case, FRIDAY) == ["due"]

    interview = InterviewFactory(unit=case, status="complete")
    assert state(case, FRIDAY) == ["kept"]
    type(interview).objects.update(status="withdrawn")
    assert state(case, FRIDAY) == ["cancelled"]


def test_a_call_entered_late_counts_at_its_own_time(case: SampledUnit) -> None:
    arrange(case)
    CallFactory(unit=case, disposition="break_off", made_at=MONDAY - dt.timedelta(days=1))

    assert state(case, FRIDAY) == ["due"]


def test_it_is_cancelled_with_a_reason(case: SampledUnit, researcher: User) -> None:
    call = actions.log_call(
        unit=case,
        disposition="appointment",
        call_back_at=timezone.now() + dt.timedelta(days=2),
        submission_key=uuid.uuid4(),
        by=researcher,
    )

    actions.cancel_appointment(call=call, reason=" She wrote that she is away. ", by=researcher)

    now = timezone.now() + dt.timedelta(days=3)
    assert state(case, now) == ["cancelled"]
    assert list(open_appointments()) == []
    assert status(case, now) == (WorklistStatus.CALL_AGAIN, None)
    row = AppointmentCancellation.objects.get()
    call.call_back_at += dt.timedelta(days=5)
    call.save()
    assert state(case, now) == ["ahead"], "The call was corrected to another time: another appointment."
    assert (row.reason, row.created_by) == ("She wrote that she is away.", researcher)
    assert AuditEvent.objects.filter(verb="appointment.cancelled", by=researcher).exists()


def test_only_an_open_one_is_cancelled_and_only_with_a_reason(case: SampledUnit) -> None:
    arrange(case)
    call = Call.objects.get()
    with pytest.raises(ValidationError):
        actions.cancel_appointment(call=call, reason=" ", by=None)
    CallFactory(unit=case, disposition="break_off", made_at=FRIDAY)
    with pytest.raises(ValidationError, match="not open any more"):
        actions.cancel_appointment(call=call, reason="Away", by=None)

    assert not AppointmentCancellation.objects.exists()
