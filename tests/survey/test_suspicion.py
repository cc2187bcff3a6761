"""What sets an answer aside: a trap filled in, many beginnings from one address; an address is never kept."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from survey.online import suspicion


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def ask(address: str = "192.0.2.1", trap: str = "", **headers: str) -> str:
    return suspicion.suspicion_of(RequestFactory().post("/", REMOTE_ADDR=address, headers=headers), trap=trap)


def test_a_program_that_fills_in_what_people_do_not_see_is_noticed() -> None:
    assert ask(trap="fax") == suspicion.TRAP
    assert ask(trap=" ") == ""


def test_the_thirty_first_beginning_of_an_address_within_an_hour_is_noticed() -> None:
    told = [ask() for _ in range(suspicion.MOST_AN_HOUR + 1)]

    assert set(told[:-1]) == {""}
    assert "More than 30" in told[-1]
    assert ask(address="192.0.2.2") == ""


@pytest.mark.parametrize(("proxies", "address"), [(0, "192.0.2.1"), (1, "203.0.113.9"), (2, "198.51.100.7")])
def test_only_as_many_proxies_are_believed_as_are_configured(settings, proxies: int, address: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().post(
        "/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    )

    assert suspicion.address_of(request) == address
