"""Start, end and length of an interview.

Worked by hand: an interview of today begins at “I am ringing now”, else at its first save, and ends at the save that
finishes it. One that was held on another day has the times that somebody enters, or none.
"""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews import actions
from interviews.interview_times import Times, minutes_between, times_after_save
from interviews.models import Interview
from survey.models import SampledUnit
from tests.interviews.posts import COMPLETE_FORM, address_of, post_data

DAY = dt.date(2026, 11, 30)


def at(clock: str, day: dt.date = DAY) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.fromisoformat(clock)))


NOTHING = Times()


@pytest.mark.parametrize(
    ("sent", "stored", "now", "is_finishing", "expected"),
    [
        pytest.param(NOTHING, NOTHING, Times(at("14:03"), at("14:05")), False, ("14:03", None), id="first save"),
        pytest.param(
            NOTHING, Times(at("14:03")), Times(None, at("14:41")), True, ("14:03", "14:41"), id="finished"
        ),
        pytest.param(
            NOTHING, Times(at("14:03"), at("14:41")), Times(None, at("15:20")), False, ("14:03", "14:41"),
            id="corrected later",
        ),
        pytest.param(
            Times(at("14:03"), at("14:41")), Times(at("14:03"), at("14:41")), Times(None, at("15:20")), True,
            ("14:03", "15:20"), id="in part, then complete",
        ),
        pytest.param(
            Times(at("13:50"), at("14:30")), Times(at("14:03")), Times(None, at("14:41")), True,
            ("13:50", "14:30"), id="somebody knows better",
        ),
        pytest.param(
            NOTHING, NOTHING, Times(at("09:00", dt.date(2026, 12, 1)), at("09:30", dt.date(2026, 12, 1))), True,
            (None, None), id="entered a day later",
        ),
        pytest.param(
            Times(at("14:00"), at("14:30")), NOTHING, Times(None, at("09:30", dt.date(2026, 12, 1))), True,
            ("14:00", "14:30"), id="entered a day later with its times",
        ),
    ],
)  # fmt: skip
def test_the_times_after_a_save(
    sent: Times, stored: Times, now: Times, is_finishing: bool, expected: tuple[str | None, str | None]
) -> None:
    found = times_after_save(sent=sent, stored=stored, now=now, held_on=DAY, is_finishing=is_finishing)

    clocks = [f"{timezone.localtime(moment):%H:%M}" if moment else None for moment in found]
    assert tuple(clocks) == expected


def test_the_length_is_rounded_up_to_minutes() -> None:
    assert minutes_between(Times(at("14:03"), at("14:41"))) == 38
    assert minutes_between(Times(at("14:03"), at("14:03"))) == 1
    assert minutes_between(Times(at("14:03"), None)) is None


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


@pytest.mark.django_db
def test_an_interview_of_today_lasts_from_ringing_to_finishing(
    case: SampledUnit, client: Client, django_user_model: type[User]
) -> None:
    user = django_user_model.objects.get(pk=client.session["_auth_user_id"])
    start = timezone.now().replace(hour=13, minute=3)
    with time_machine.travel(start, tick=False) as clock:
        client.force_login(user)
        actions.lock_case(unit=case, by=user)
        clock.shift(dt.timedelta(minutes=6))
        client.post(address_of(case), post_data(case, client, action="autosave", **COMPLETE_FORM))
        clock.shift(dt.timedelta(minutes=10))
        client.post(address_of(case), post_data(case, client, action="complete", **COMPLETE_FORM))
        page = client.get(reverse("case-detail", args=[case.strand.study.slug, case.pk])).content.decode()

    assert Interview.objects.get().minutes == 16
    assert "(16 min)" in page


@pytest.mark.django_db
def test_the_times_of_another_day_are_entered_and_corrected(case: SampledUnit, client: Client) -> None:
    when = {"held_on": "2009-07-15", "began": "14:00", "ended": "14:38"}
    client.post(address_of(case), post_data(case, client, action="complete", **COMPLETE_FORM, **when))
    assert Interview.objects.get().minutes == 38

    client.post(
        address_of(case),
        post_data(case, client, action="save", **COMPLETE_FORM, **(when | {"ended": "14:45"})),
    )

    assert Interview.objects.get().minutes == 45
    assert "It took 45 minutes" in client.get(address_of(case)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({"held_on": "2009-07-15", "began": "14:00", "ended": "13:00"}, "must be after its start"),
        ({"held_on": "2009-07-15", "began": "2 o’clock"}, "Enter the time at which the interview began"),
        ({"held_on": "2009-03-29", "began": "01:30"}, "does not exist on Sunday 29 March 2009"),
    ],
)
def test_a_time_that_cannot_be_is_told_at_its_field(
    when: dict[str, str], words: str, case: SampledUnit, client: Client
) -> None:
    page = client.post(address_of(case), post_data(case, client, **COMPLETE_FORM, **when)).content.decode()

    assert words in page
    assert not Interview.objects.exists()


@pytest.mark.django_db
def test_a_withdrawn_interview_keeps_no_times(case: SampledUnit, client: Client) -> None:
    when = {"held_on": "2009-07-15", "began": "14:00", "ended": "14:38"}
    client.post(address_of(case), post_data(case, client, action="complete", **COMPLETE_FORM, **when))

    actions.withdraw_interview(interview=Interview.objects.get(), reason="By letter", by=None)

    assert Interview.objects.get().times == Times()


@pytest.mark.django_db
def test_the_database_refuses_an_end_before_the_start(case: SampledUnit, client: Client) -> None:
    client.post(address_of(case), post_data(case, client, **COMPLETE_FORM))
    interview = Interview.objects.get()
    interview.began_at, interview.ended_at = at("14:00"), at("13:00")

    with pytest.raises(ValidationError, match="An interview must end after it begins"):
        interview.validate_constraints()
