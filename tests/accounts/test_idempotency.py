"""Fingerprints of submissions."""

import datetime as dt

import pytest

from accounts.idempotency import fingerprint

pytestmark = pytest.mark.both_databases

NOON = dt.datetime(2009, 7, 15, 12, 0, tzinfo=dt.UTC)
LONDON = NOON.astimezone(dt.timezone(dt.timedelta(hours=1)))


def test_the_order_of_the_keys_does_not_matter() -> None:
    assert fingerprint(a=1, b={"c": 2, "d": 3}) == fingerprint(b={"d": 3, "c": 2}, a=1)


def test_the_same_moment_in_two_time_zones_is_the_same() -> None:
    assert fingerprint(at=NOON) == fingerprint(at=LONDON)


@pytest.mark.parametrize("other", [{"a": 2}, {"a": "1"}, {"a": 1, "b": None}, {"a": NOON.date()}])
def test_another_body_has_another_fingerprint(other: dict) -> None:
    assert fingerprint(**other) != fingerprint(a=1)


def test_a_value_that_is_not_json_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be part of a submission"):
        fingerprint(a=object())
