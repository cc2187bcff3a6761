"""The reminder of call-backs: on every page of somebody who rings, and of nobody else."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.call_backs import due_and_coming, upcoming_call_backs
from interviews.models import Call
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.interviews import CallFactory
from tests.factories.survey import SampledUnitFactory

NOW = dt.datetime(2009, 7, 15, 13, 0, tzinfo=dt.UTC)
"""Wednesday 15 July 2009, 14:00 in British summer time, while the study is in the field."""


def arrange(unit: SampledUnit, at: dt.datetime, by: User | None = None) -> Call:
    return CallFactory(
        unit=unit,
        disposition="appointment",
        made_at=at - dt.timedelta(days=1),
        call_back_at=at,
        created_by=by,
    )


def due_call_backs(user: User, now: dt.datetime) -> list[Call]:
    return due_and_coming(upcoming_call_backs(user, now), now, within=dt.timedelta(0))[0]


def test_due_are_those_of_ones_own_cases_and_those_one_made_for_a_case_of_nobody(
    case: SampledUnit, researcher: User
) -> None:
    colleague = UserFactory()
    own = SampledUnitFactory(strand=case.strand, assigned_to=researcher)
    of_colleague = SampledUnitFactory(strand=case.strand, assigned_to=colleague)
    second = arrange(own, NOW, by=colleague)
    first = arrange(case, NOW - dt.timedelta(minutes=1), by=researcher)
    arrange(of_colleague, NOW, by=researcher)

    assert due_call_backs(researcher, NOW) == [first, second]


def test_those_of_the_next_hours_are_told_apart_from_the_due(case: SampledUnit, researcher: User) -> None:
    call = arrange(case, NOW, by=researcher)
    early, hour = NOW - dt.timedelta(minutes=1), dt.timedelta(hours=1)

    assert due_and_coming(upcoming_call_backs(researcher, early), early, within=hour) == ([], [call])
    assert due_and_coming(upcoming_call_backs(researcher, NOW), NOW, within=hour) == ([call], [])
    assert due_and_coming(upcoming_call_backs(researcher, NOW), NOW - hour * 2, within=hour) == ([], [])


def test_a_case_rung_in_vain_at_its_time_is_not_due_until_it_has_rested(
    case: SampledUnit, researcher: User
) -> None:
    call = arrange(case, NOW, by=researcher)
    CallFactory(unit=case, disposition="no_answer", made_at=NOW)

    assert due_call_backs(researcher, NOW + dt.timedelta(minutes=1)) == []
    assert due_call_backs(researcher, NOW + dt.timedelta(hours=4)) == [call]


def test_nothing_is_due_after_the_end_of_fieldwork(case: SampledUnit, researcher: User) -> None:
    arrange(case, NOW, by=researcher)
    study = case.strand.study
    study.closed_on = NOW.date()
    study.save()

    assert due_call_backs(researcher, NOW)
    assert due_call_backs(researcher, NOW + dt.timedelta(days=1)) == []


def test_the_number_of_queries_does_not_depend_on_the_number_of_call_backs(
    case: SampledUnit, researcher: User, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(1):
        due_call_backs(researcher, NOW)
    for _ in range(4):
        arrange(SampledUnitFactory(strand=case.strand), NOW, by=researcher)

    with django_assert_num_queries(3):
        assert len(due_call_backs(researcher, NOW)) == 4


@pytest.mark.parametrize("address", [reverse("worklist"), reverse("definition-list")])
def test_it_is_on_every_page_of_who_rings_and_of_nobody_else(
    address: str, case: SampledUnit, client_for: Callable[[str], Client], client: Client
) -> None:
    browser = client_for("researcher")
    user = User.objects.get(pk=browser.session["_auth_user_id"])
    due, coming = timezone.now() - dt.timedelta(minutes=1), timezone.now() + dt.timedelta(hours=1)
    arrange(case, due, by=user)
    later = arrange(SampledUnitFactory(strand=case.strand), coming, by=user)

    page = browser.get(address, follow=True).content.decode()

    words = " ".join(page.split())
    assert f"<strong>{case}</strong>" in words
    assert reverse("case-detail", args=[case.strand.study.slug, case.pk]) in words
    assert f'hidden data-due-at="{timezone.localtime(later.call_back_at).isoformat()}"' in words
    for reader in (client, client_for("study_lead"), client_for("viewer")):
        assert "gh-reminder" not in reader.get(address, follow=True).content.decode()
