"""The bar of the fieldwork pages: the day in figures, by British time, and the way to the other studies."""

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.call_backs import upcoming_call_backs
from interviews.my_day import my_day
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, InterviewCheckFactory, InterviewFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.django_db

BEFORE_MIDNIGHT = dt.datetime(2009, 7, 14, 22, 30, tzinfo=dt.UTC)
"""Half past eleven in the evening of 14 July by the British clock."""


@pytest.fixture
def me() -> User:
    return UserFactory()


def words(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.mark.usefixtures("fieldwork_day")
@pytest.mark.both_databases
def test_the_day_counts_ones_own_calls_and_finished_interviews_of_today(me: User) -> None:
    now = timezone.now()
    for person, made_at in (
        (me, now),
        (me, BEFORE_MIDNIGHT + dt.timedelta(minutes=31)),
        (me, BEFORE_MIDNIGHT),
        (UserFactory(), now),
    ):
        CallFactory(created_by=person, made_at=made_at)
    CallFactory(created_by=me, undone_at=now)
    today = timezone.localdate()
    for status, held_on in (("complete", today), ("draft", today), ("partial", today - dt.timedelta(days=1))):
        InterviewFactory(interviewer=me, status=status, held_on=held_on)

    day = my_day(me, now, upcoming_call_backs(me, now))

    assert (day.calls, day.interviews, day.next_call_back) == (2, 1, None)


@pytest.mark.usefixtures("fieldwork_day")
def test_the_next_call_back_is_ones_own_and_ahead(
    me: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    for person, hours in ((me, -1), (me, 5), (me, 3), (UserFactory(), 2)):
        CallFactory(
            created_by=person,
            disposition="call_back",
            made_at=now - 2 * hour,
            call_back_at=now + hours * hour,
        )

    with django_assert_num_queries(3):
        found = my_day(me, now, upcoming_call_backs(me, now)).next_call_back

    assert found is not None
    assert found.call_back_at == now + 3 * hour


@pytest.mark.parametrize("clock", ["2009-07-14 23:59", "2009-12-14 23:59"], ids=["summer", "winter"])
def test_the_day_begins_at_midnight_by_the_british_clock(clock: str, me: User) -> None:
    evening = timezone.make_aware(dt.datetime.fromisoformat(clock))
    CallFactory(created_by=me, made_at=evening)

    with time_machine.travel(evening, tick=False):
        assert my_day(me, timezone.now(), []).calls == 1
    with time_machine.travel(evening + dt.timedelta(minutes=2), tick=False):
        assert my_day(me, timezone.now(), []).calls == 0


@pytest.mark.usefixtures("fieldwork_day")
@pytest.mark.parametrize(
    "page", ["worklist-study", "matching", "progress", "sample", "fieldwork-plan", "microdata"]
)
def test_every_page_of_fieldwork_leads_to_the_same_page_of_another_study(
    page: str, client_for: Callable[[str], Client]
) -> None:
    here, there = (SampledUnitFactory().strand.study for _ in range(2))

    shown = words(client_for("study_lead").get(reverse(page, args=[here.slug])))

    assert f'href="{reverse(page, args=[there.slug])}"' in shown
    assert "Today: 0 calls, 0 interviews" in shown


@pytest.mark.usefixtures("fieldwork_day")
def test_a_case_leads_to_the_work_list_of_another_study(client_for: Callable[[str], Client]) -> None:
    case: SampledUnit = SampledUnitFactory()
    there = SampledUnitFactory().strand.study

    shown = words(
        client_for("researcher").get(reverse("case-detail", args=[case.strand.study.slug, case.pk]))
    )

    assert f'href="{reverse("worklist-study", args=[there.slug])}"' in shown


@pytest.mark.parametrize("role", ["public", "researcher"])
def test_no_other_page_has_the_bar(role: str, client_for: Callable[[str], Client]) -> None:
    SampledUnitFactory()

    assert "My day" not in words(client_for(role).get(reverse("home")))


@pytest.mark.usefixtures("fieldwork_day")
def test_the_bar_counts_the_notes_on_ones_interviews_of_all_studies(
    client_for: Callable[[str], Client],
) -> None:
    browser = client_for("researcher")
    me = User.objects.get(pk=browser.session["_auth_user_id"])
    here, there = (InterviewFactory(status="complete", interviewer=me) for _ in range(2))
    for interview, more in (
        (here, {}),
        (here, {}),
        (there, {}),
        (there, {"note": "", "verdict": "in_order"}),
        (there, {"acknowledged_at": timezone.now()}),
        (there, {"interviewer": UserFactory()}),
    ):
        InterviewCheckFactory(**{"interview": interview, "interviewer": me, "note": "Ask again"} | more)
    work_list = reverse("worklist-study", args=[there.unit.strand.study.slug])

    page = words(browser.get(reverse("case-detail", args=[there.unit.strand.study.slug, there.unit_id])))

    assert f'href="{work_list}#unread-notes">3 notes to read</a>' in page
    assert 'id="unread-notes"' in words(browser.get(work_list))
    assert "to read</a>" not in words(client_for("study_lead").get(work_list))
