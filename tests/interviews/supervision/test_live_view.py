"""The live view: who is ringing, the calls of a day by person and hour, what is overdue."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import CaseLock
from interviews.supervision import live
from survey.models import Strand
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory, InterviewFactory
from tests.factories.noms import ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fieldwork_day"), pytest.mark.both_databases]
TODAY = dt.date(2009, 7, 15)


@pytest.fixture
def strand() -> Strand:
    return StrandFactory()


def unit(strand: Strand, name: str = "HMP Leeds", **more: Any) -> Any:
    return SampledUnitFactory(strand=strand, service=ServiceFactory(name=name), **more)


def at(hour: int, minute: int = 0, day: dt.date = TODAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=timezone.get_default_timezone())


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (179, "2 hours"),
        (1440, "1 day"),
        (4000, "2 days"),
    ],
)
def test_a_length_of_time_is_given_in_its_largest_unit(minutes: int, words: str) -> None:
    assert live.duration(dt.timedelta(minutes=minutes)) == words


def test_calls_are_counted_by_person_and_british_hour(strand: Strand) -> None:
    """Ann calls at 9:10 and 9:50 and holds an interview at 11:00; Ben calls at 11:30. Yesterday does not count.

    Ann's second interview call has no finished interview, so it is a call and no interview yet.
    """
    ann, ben = UserFactory(name="Ann"), UserFactory(name="Ben")
    case = unit(strand)
    CallFactory(unit=case, made_at=at(9, 10), created_by=ann)
    CallFactory(unit=case, made_at=at(11), created_by=ann, disposition="completed")
    InterviewFactory(unit=case, status="complete")
    CallFactory(unit=unit(strand), made_at=at(9, 50), created_by=ann, disposition="completed")
    CallFactory(unit=case, made_at=at(11, 30), created_by=ben)
    CallFactory(unit=case, made_at=at(23, 59, TODAY - dt.timedelta(days=1)), created_by=ben)
    CallFactory(unit=unit(StrandFactory()), made_at=at(10), created_by=ben)

    day = live.day_of_calls(strand.study, TODAY)

    assert day.hours == (9, 11)
    assert [(person.name, person.hours, person.all_day) for person in day.people] == [
        ("Ann", ((2, 0), (1, 1)), (3, 1)),
        ("Ben", ((0, 0), (1, 0)), (1, 0)),
    ]
    assert day.total == (4, 1)


def test_the_page_shows_who_is_ringing_and_what_is_overdue(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    now = timezone.now()
    ann, late = UserFactory(name="Ann"), unit(strand, "HMP Late")
    CaseLock.objects.create(
        unit=unit(strand, "HMP Rung"),
        by=ann,
        since=now - dt.timedelta(minutes=7),
        until=now + dt.timedelta(minutes=8),
    )
    CaseLock.objects.create(
        unit=unit(strand, "HMP Expired"),
        by=ann,
        since=now - dt.timedelta(minutes=30),
        until=now - dt.timedelta(minutes=1),
    )
    CallFactory(
        unit=late,
        disposition="call_back",
        made_at=now - dt.timedelta(days=2),
        call_back_at=now - dt.timedelta(hours=5),
    )

    page = text(client_for("study_lead").get(reverse("live", args=[strand.study.slug])))

    assert "HMP Rung" in page
    assert "for 7 minutes, since" in page
    assert "HMP Expired" not in page
    assert "5 hours late" in page
    assert "Nobody’s" in page


def test_another_day_is_shown_and_does_not_refresh_itself(
    strand: Strand, client_for: Callable[[str], Client]
) -> None:
    CallFactory(unit=unit(strand), made_at=at(9, 10, dt.date(2009, 7, 1)), created_by=UserFactory(name="Ann"))
    lead, address = client_for("study_lead"), reverse("live", args=[strand.study.slug])

    past, today, nonsense = (lead.get(f"{address}{query}") for query in ("?day=2009-07-01", "", "?day=soon"))

    assert "Calls on Wednesday 1 July 2009" in text(past)
    assert "data-behaviour" not in text(past)
    assert 'data-behaviour="live-refresh"' in text(today)
    assert "Write the day such as 2009-07-15" in text(nonsense)


def test_a_script_gets_the_part_that_changes(strand: Strand, client_for: Callable[[str], Client]) -> None:
    part = client_for("study_lead").get(
        reverse("live", args=[strand.study.slug]), headers={"X-Part": "live", "X-Activity": "none"}
    )

    assert "<html" not in text(part)
    assert "Who is ringing now" in text(part)


def test_the_page_has_a_fixed_number_of_queries(
    strand: Strand, client_for: Callable[[str], Client], django_assert_num_queries: Callable[..., Any]
) -> None:
    lead, address, now = client_for("study_lead"), reverse("live", args=[strand.study.slug]), timezone.now()

    def fill(many: int) -> None:
        for _ in range(many):
            case = unit(strand, assigned_to=UserFactory())
            CallFactory(unit=case, created_by=UserFactory(), disposition="completed")
            CaseLock.objects.create(
                unit=unit(strand), by=UserFactory(), since=now, until=now + dt.timedelta(hours=1)
            )
            CallFactory(
                unit=unit(strand),
                disposition="call_back",
                made_at=now - dt.timedelta(days=2),
                call_back_at=now - dt.timedelta(hours=5),
            )

    fill(2)
    lead.get(address)
    with django_assert_num_queries(17):
        lead.get(address)
    fill(10)
    with django_assert_num_queries(17):
        lead.get(address)
