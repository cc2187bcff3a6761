"""Simultaneous saves: nothing is lost and nothing is saved twice."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import AuditEvent, User
from interviews import actions
from interviews.errors import StaleCorrectionError, StaleVersionError
from interviews.models import Call, CallCorrection, Interview, InterviewSave, Mention
from survey.answers import stored_value
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.factories.interviews import ContactFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


def at_once(deed: Callable[[int], Any], times: int = AT_ONCE) -> list[Any]:
    """Call the function in several threads, each with its own connection."""

    def alone(number: int) -> Any:
        try:
            return deed(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(alone, range(times)))


@pytest.fixture
def someone() -> User:
    return UserFactory()


@pytest.fixture
def unit() -> SampledUnit:
    return SampledUnitFactory()


def test_one_page_sent_eight_times_at_once_is_one_interview(unit: SampledUnit, someone: User) -> None:
    for version in range(3):
        key = uuid.uuid4()

        receipts = at_once(
            lambda _, key=key, version=version: (
                actions.save_interview(
                    unit=unit,
                    by=someone,
                    submission_key=key,
                    from_version=version,
                    answers={"views": stored_value(f"text {version}")},
                    mentions=[{"name_given": f"Organisation {version}"}],
                ).pk
            )
        )

        assert len(set(receipts)) == 1
    assert Interview.objects.get().version == InterviewSave.objects.count() == Mention.objects.count() == 3


def test_eight_people_on_one_interview_lose_no_text(unit: SampledUnit, someone: User) -> None:
    def save(number: int) -> str:
        try:
            actions.save_interview(
                unit=unit,
                by=someone,
                submission_key=uuid.uuid4(),
                from_version=0,
                answers={"views": stored_value(f"text {number}")},
            )
        except StaleVersionError as late:
            return late.save.document["answers"]["views"]["value"]
        return "stored"

    results = at_once(save)

    stored = Interview.objects.get()
    assert results.count("stored") == stored.version == 1
    texts = {
        save.document["answers"]["views"]["value"] for save in InterviewSave.objects.filter(version=None)
    }
    assert texts | {stored.answers["views"]["value"]} == {f"text {number}" for number in range(AT_ONCE)}


def test_one_call_sent_eight_times_at_once_is_one_call(unit: SampledUnit, someone: User) -> None:
    contact = ContactFactory(unit=unit)
    key = uuid.uuid4()

    receipts = at_once(
        lambda _: (
            actions.log_call(
                unit=unit, by=someone, disposition="no_answer", submission_key=key, contact=contact
            ).pk
        )
    )

    assert len(set(receipts)) == Call.objects.count() == 1


def test_a_call_undone_eight_times_at_once_is_undone_once(unit: SampledUnit, someone: User) -> None:
    call = actions.log_call(unit=unit, by=someone, disposition="busy", submission_key=uuid.uuid4())

    moments = at_once(lambda _: actions.undo_call(call=call, by=someone).undone_at)

    assert len(set(moments)) == 1
    assert AuditEvent.objects.filter(verb="call.undone").count() == 1


def test_of_eight_corrections_at_once_one_counts_and_seven_are_told(unit: SampledUnit, someone: User) -> None:
    call = actions.log_call(unit=unit, by=someone, disposition="busy", submission_key=uuid.uuid4())

    def correct(number: int) -> str:
        try:
            actions.correct_call(
                call=call,
                disposition="no_answer",
                made_at=call.made_at,
                note=f"text {number}",
                submission_key=uuid.uuid4(),
                corrections=0,
                by=someone,
            )
        except StaleCorrectionError:
            return "told"
        return "stored"

    results = at_once(correct)

    assert (results.count("stored"), results.count("told")) == (1, AT_ONCE - 1)
    assert CallCorrection.objects.get().note == ""


def test_an_undo_and_a_call_of_a_colleague_at_once_leave_one_true_history(
    unit: SampledUnit, someone: User
) -> None:
    call = actions.log_call(unit=unit, by=someone, disposition="away", submission_key=uuid.uuid4())
    colleague = UserFactory()

    def act(number: int) -> str:
        try:
            if number:
                actions.log_call(unit=unit, by=colleague, disposition="busy", submission_key=uuid.uuid4())
            else:
                actions.undo_call(call=call, by=someone)
        except ValidationError:
            return "refused"
        return "done"

    undone, logged = at_once(act, 2)

    # Whoever came first: the call closes the case until it is undone.
    assert undone == "done"
    assert list(unit.calls.values_list("disposition", flat=True)) == ["busy"] * (logged == "done")
