"""`manage.py housekeeping`: expired data are removed and counted, and a failure is reported."""

import datetime as dt
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts import housekeeping

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def in_two_days() -> Iterator[None]:
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        yield


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the tasks that the test registers."""
    monkeypatch.setattr(housekeeping, "_tasks", {})


def counts(**options: object) -> dict[str, str]:
    out = StringIO()
    call_command("housekeeping", stdout=out, **options)
    return dict(line.split(": ") for line in out.getvalue().splitlines())


def test_data_that_have_not_expired_stay(client_for: Callable[[str], Client]) -> None:
    client_for("viewer")
    caches["default"].set("limit", [1.0], 60)

    assert set(counts().values()) == {"0 removed"}
    assert Session.objects.count() == 1
    assert caches["default"].get("limit") == [1.0]


def test_expired_sessions_are_removed_with_their_unsent_forms(
    client_for: Callable[[str], Client], in_two_days: None
) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=2)):
        session = client_for("researcher").session
        session["recoverable_form"] = {"fields": [["notes", "The words of a respondent"]]}
        session.save()

    counted, left = counts(dry_run=True), Session.objects.count()
    removed = counts()

    assert (counted["expired sessions"], left) == ("1 to be removed", 1)
    assert removed["expired sessions"] == "1 removed"
    assert not Session.objects.exists()


def test_expired_limits_are_removed(in_two_days: None) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=2)):
        caches["default"].set("limit", [1.0], 60)
        caches["default"].set("long-limit", [1.0], 5 * 86_400)

    assert counts(dry_run=True)["expired limits"] == "1 to be removed"
    assert counts()["expired limits"] == "1 removed"
    assert caches["default"].get("long-limit") == [1.0]


def test_a_failed_task_is_named_and_the_others_are_done(only: None) -> None:
    def fail(*, dry_run: bool) -> int:
        raise RuntimeError("the disk is full")

    done = []
    housekeeping.register("bad things", fail)
    housekeeping.register("good things", lambda *, dry_run: done.append(dry_run) or 1)
    out = StringIO()

    with pytest.raises(CommandError, match="bad things"):
        call_command("housekeeping", stdout=out)

    assert done == [False]
    assert "good things: 1 removed" in out.getvalue()
