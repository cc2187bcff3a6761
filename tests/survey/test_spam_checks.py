"""What quarantines a response: a hidden field filled in, many starts from one address, which is never stored."""

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


def test_a_program_that_fills_in_the_hidden_field_is_noticed() -> None:
    assert begin(trap="fax") == spam_checks.TRAP
    assert begin(trap=" ") == ""


def test_the_thirty_first_start_from_an_address_within_an_hour_is_noticed() -> None:
    reasons = [begin() for _ in range(MOST_AN_HOUR + 1)]

    assert set(reasons[:-1]) == {""}
    assert reasons[-1] == spam_checks.MANY
    assert begin(address="192.0.2.2") == ""


def test_the_hourly_limit_lasts_an_hour() -> None:
    with time_machine.travel(BEGAN, tick=False) as clock:
        reasons = [begin() for _ in range(MOST_AN_HOUR)]
        clock.shift(59 * 60)
        reasons_near_the_end = begin()
        clock.shift(2 * 60)
        reason_afterwards = begin()

    assert set(reasons) == {""}
    assert reasons_near_the_end == spam_checks.MANY
    assert reason_afterwards == ""


def test_limits_are_counted_in_their_own_cache_that_pages_do_not_evict() -> None:
    for _ in range(MOST_AN_HOUR):
        begin()
    for number in range(400):
        caches["pages"].set(f"page-{number}", "x")

    assert isinstance(caches["default"], LimitsCache)
    assert begin() == spam_checks.MANY


def test_many_addresses_do_not_lift_the_limit_of_one_address(settings) -> None:
    limits = {**settings.CACHES["default"], "OPTIONS": {"MAX_ENTRIES": 50}}
    settings.CACHES = {**settings.CACHES, "default": limits}
    for _ in range(MOST_AN_HOUR):
        begin()
    for number in range(400):
        begin(address=f"198.51.{number // 250}.{number % 250}")

    assert begin() == spam_checks.MANY


def test_a_full_table_drops_expired_entries(settings) -> None:
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
def test_simultaneous_starts_are_all_counted() -> None:
    def begin_in_thread(_: int) -> str:
        try:
            return begin()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        reasons = list(threads.map(begin_in_thread, range(MOST_AN_HOUR)))

    assert set(reasons) == {""}
    assert begin() == spam_checks.MANY


@pytest.mark.parametrize(("proxies", "address"), [(0, "192.0.2.1"), (1, "203.0.113.9"), (2, "198.51.100.7")])
def test_only_the_configured_number_of_proxies_is_trusted(settings, proxies: int, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for _ in range(MOST_AN_HOUR):
        begin(**{"X-Forwarded-For": "198.51.100.7, 203.0.113.9"})

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert begin(address=address) == spam_checks.MANY


def test_an_address_is_never_stored() -> None:
    begin(address="192.0.2.77")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM gatehouse_limits")
        rows = str(cursor.fetchall())
    assert "survey_begun" in rows
    assert "192.0.2.77" not in rows
