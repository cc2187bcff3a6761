"""The page of one's own interviews: of this week by default, with their state and what is still to be entered."""

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from interviews.models import Interview
from survey.models import SampledUnit, Strand
from tests.factories.interviews import CallFactory, InterviewFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.usefixtures("fieldwork_day")


@pytest.fixture
def client(client_for: Callable[[str], Client]) -> Client:
    return client_for("researcher")


@pytest.fixture
def me(client: Client) -> User:
    return User.objects.get(email="researcher@example.org")


def held(strand: Strand, name: str, person: User | None, day: int, status: str = "complete") -> Interview:
    unit = SampledUnitFactory(strand=strand, service__name=name)
    more = {"interviewer": person} if person else {}
    return InterviewFactory(unit=unit, held_on=dt.date(2009, 7, day), status=status, **more)


def names(response: Any) -> list[str]:
    return [str(interview.unit) for interview, _, _ in response.context["rows"]]


def test_the_interviews_of_this_week_are_listed_the_newest_first(
    case: SampledUnit, client: Client, me: User
) -> None:
    """The frozen day is Wednesday 15 July 2009."""
    for name, person, day in (
        ("Sunday", me, 12),
        ("Monday", me, 13),
        ("Today", me, 15),
        ("Theirs", None, 15),
        ("In June", me, 1),
    ):
        held(case.strand, name, person, day)
    address = reverse("my-interviews", args=[case.strand.study.slug])

    assert names(client.get(address)) == ["Today", "Monday"]
    assert names(client.get(address, {"when": "last-week"})) == ["Sunday"]
    assert names(client.get(address, {"when": "today"})) == ["Today"]
    assert names(client.get(address, {"when": "all"})) == ["Today", "Monday", "Sunday", "In June"]
    assert names(client.get(address, {"when": "someday"})) == ["Today", "Monday"]


def test_it_says_what_is_still_to_be_entered(case: SampledUnit, client: Client, me: User) -> None:
    begun = held(case.strand, "HMP Begun", me, 15, status="draft")
    withdrawn = held(case.strand, "HMP Withdrawn", me, 15, status="withdrawn")
    CallFactory(unit=case, disposition="completed", created_by=me, made_at=timezone.now())
    theirs = SampledUnitFactory(strand=case.strand, service__name="HMP Theirs")
    CallFactory(unit=theirs, disposition="completed", made_at=timezone.now())

    page = unescape(client.get(reverse("my-interviews", args=[case.strand.study.slug])).content.decode())

    assert "questions still to be answered" in page
    assert reverse("interview-entry", args=[case.strand.study.slug, begun.unit_id]) in page
    assert reverse("interview-entry", args=[case.strand.study.slug, withdrawn.unit_id]) not in page
    assert "Interviews to be entered: 1" in page
    assert "HMP Theirs" not in page


def test_the_number_of_queries_does_not_grow(
    case: SampledUnit, client: Client, me: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    address = reverse("my-interviews", args=[case.strand.study.slug])
    held(case.strand, "HMP 0", me, 15, status="draft")
    client.get(address)
    with django_assert_num_queries(12):
        client.get(address)
    for number in range(1, 10):
        held(case.strand, f"HMP {number}", me, 15, status="draft")
    with django_assert_num_queries(12):
        client.get(address)
