"""What sets an answer aside: a trap filled in, many beginnings from one address; an address is never kept."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test import RequestFactory

from accounts.limits_cache import LimitsCache
from survey.online import spam_checks

MOST_AN_HOUR = 30
BEGAN = 1_247_650_200.0

pytestmark = pytest.mark.django_db


def begin(address: str = "192.0.2.1", trap: str = "", **headers: str) -> str:
    request = RequestFactory().post("/", REMOTE_ADDR=address, headers=headers)
    return spam_checks.suspicion_of(request, trap=trap)


def test_a_program_that_fills_in_what_people_do_not_see_is_noticed() -> None:
    assert begin(trap="fax") == spam_checks.TRAP
    assert begin(trap=" ") == ""


def test_the_thirty_first_beginning_of_an_address_within_an_hour_is_noticed() -> None:
    reasons = [begin() for _ in range(MOST_AN_HOUR + 1)]

    assert set(reasons[:-1]) == {""}
    assert reasons[-1] == spam_checks.MANY
    assert begin(address="192.0.2.2") == ""


def test_the_limit_lasts_the_whole_hour_and_no_longer() -> None:
    with time_machine.travel(BEGAN, tick=False) as clock:
        reasons = [begin() for _ in range(MOST_AN_HOUR)]
        clock.shift(59 * 60)
        reasons_near_the_end = begin()
        clock.shift(2 * 60)
        reason_afterwards = begin()

    assert set(reasons) == {""}
    assert reasons_near_the_end == spam_checks.MANY
    assert reason_afterwards == ""


def test_limits_are_counted_where_a_deployment_counts_them_and_what_pages_keep_does_not_push_them_out() -> (
    None
):
    for _ in range(MOST_AN_HOUR):
        begin()
    for number in range(400):
        caches["pages"].set(f"page-{number}", "x")

    assert isinstance(caches["default"], LimitsCache)
    assert begin() == spam_checks.MANY


def test_a_flood_from_many_addresses_does_not_lift_the_limit_of_one(settings) -> None:
    limits = {**settings.CACHES["default"], "OPTIONS": {"MAX_ENTRIES": 50}}
    settings.CACHES = {**settings.CACHES, "default": limits}
    for _ in range(MOST_AN_HOUR):
        begin()
    for number in range(400):
        begin(address=f"198.51.{number // 250}.{number % 250}")

    assert begin() == spam_checks.MANY


def test_a_full_table_gives_up_what_has_expired(settings) -> None:
    limits = {**settings.CACHES["default"], "OPTIONS": {"MAX_ENTRIES": 50}}
    settings.CACHES = {**settings.CACHES, "default": limits}
    with time_machine.travel(BEGAN, tick=False) as clock:
        for number in range(60):
            begin(address=f"198.51.100.{number}")
        clock.shift(2 * 3600)
        begin()

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM gatehouse_limits")
        assert cursor.fetchone()[0] < 5


@pytest.mark.django_db(transaction=True)
def test_no_beginning_is_lost_when_many_come_at_once() -> None:
    def begin_apart(_: int) -> str:
        try:
            return begin()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        reasons = list(threads.map(begin_apart, range(MOST_AN_HOUR)))

    assert set(reasons) == {""}
    assert begin() == spam_checks.MANY


@pytest.mark.parametrize(("proxies", "address"), [(0, "192.0.2.1"), (1, "203.0.113.9"), (2, "198.51.100.7")])
def test_only_as_many_proxies_are_believed_as_are_configured(settings, proxies: int, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for _ in range(MOST_AN_HOUR):
        begin(**{"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert begin(address=address) == spam_checks.MANY


def test_an_address_is_never_kept() -> None:
    begin(address="192.0.2.77")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM gatehouse_limits")
        rows = str(cursor.fetchall())
    assert "survey_begun" in rows
    assert "192.0.2.77" not in rows
