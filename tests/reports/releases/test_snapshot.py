"""What a release reads is of one moment, whatever others commit meanwhile."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, connections

from interviews.models import Interview
from reports.releases.build import build
from reports.releases.snapshot import snapshot
from tests.factories.releases import answered_study

pytestmark = pytest.mark.django_db(transaction=True)


def _in_another_connection(change: Callable[[], object]) -> Thread:
    def run() -> None:
        try:
            change()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_an_answer_that_changes_meanwhile_does_not_give_half_of_each() -> None:
    study = answered_study(2)
    first, second = Interview.objects.order_by("pk")

    def answer_both() -> None:
        Interview.objects.filter(pk__in=[first.pk, second.pk]).update(status="partial")

    with snapshot():
        before = Interview.objects.get(pk=first.pk).status
        writer = _in_another_connection(answer_both)
        # SQLite has one writer at a time, who waits for the snapshot to end; PostgreSQL lets it commit.
        writer.join(timeout=1 if connection.vendor == "sqlite" else 20)
        after = Interview.objects.get(pk=second.pk).status
    writer.join()

    assert (before, after) == ("complete", "complete")
    assert set(Interview.objects.values_list("status", flat=True)) == {"partial"}
    assert build(study).content.reports["coverage"]


def test_a_snapshot_within_another_transaction_is_part_of_it() -> None:
    with snapshot(), snapshot():
        assert Interview.objects.count() == 0
