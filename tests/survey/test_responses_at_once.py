"""The same answers sent by several browsers at once: one row, one receipt."""

import datetime as dt
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from survey import actions
from survey.models import Response
from survey.vocabulary import ResponseStatus
from tests.factories.accounts import UserFactory
from tests.factories.survey import OnlineStrandFactory, ResponseFactory

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8
KEYS = 5


def at_once(deed: Callable[[], Any]) -> list[Any]:
    def alone(_: int) -> Any:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, range(AT_ONCE)))


def test_eight_simultaneous_submissions_of_one_response_give_one_receipt():
    strand = OnlineStrandFactory()
    for _ in range(KEYS):
        begun = timezone.now() - dt.timedelta(minutes=5)
        response = ResponseFactory(strand=strand, created_at=begun, answers={"views": {"value": "Good"}})
        key, seen = uuid.uuid4(), actions.answers_fingerprint(response)

        receipts = at_once(
            lambda response=response, key=key, seen=seen: (
                actions.submit_response(response=response, submission_key=key, seen=seen).reference
            )
        )

        assert len(set(receipts)) == 1
    assert Response.objects.filter(status=ResponseStatus.SUBMITTED).count() == KEYS


def test_eight_simultaneous_acceptances_make_one_entry():
    response = ResponseFactory(sent=True, answers={"organisation_name": {"value": "Phoenix"}})
    reviewer = UserFactory()

    made = at_once(
        lambda: actions.accept_response(response=response, organisation=None, by=reviewer).organisation_id
    )

    assert len(set(made)) == 1


def test_eight_simultaneous_starts_of_one_page_make_one_response():
    strand, key = OnlineStrandFactory(), uuid.uuid4()

    at_once(lambda: actions.begin_response(strand=strand, start_key=key)[1])

    assert Response.objects.count() == 1
