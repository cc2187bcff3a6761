"""The account page."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_a_visitor_is_led_to_sign_in(client: Client) -> None:
    assert client.get("/account/").headers["Location"] == "/accounts/login/?next=/account/"


def test_the_page_lists_the_roles_of_the_account_in_words(client_for: Callable[[str], Client]) -> None:
    page = client_for("study_lead").get("/account/").content.decode()

    assert "Study lead" in page
    assert "study-lead@example.org" in page
    assert "after 30 minutes without activity" in page


def test_the_page_is_not_kept_by_a_shared_cache(client_for: Callable[[str], Client]) -> None:
    assert "no-store" in client_for("viewer").get("/account/").headers["Cache-Control"]


def test_the_page_needs_a_fixed_number_of_queries(
    client_for: Callable[[str], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_for("researcher")

    # Session, account, roles, security code, areas, saved views, call-backs that are due.
    with django_assert_num_queries(7):
        client.get("/account/")
