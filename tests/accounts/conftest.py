"""Fixtures of the tests of accounts: a real sign-in, and a deployment that is not a demonstration."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.jobs import kinds
from accounts.jobs.kinds import JobKind, Result
from accounts.models import User
from tests.conftest import PASSWORD


@pytest.fixture
def sign_in() -> Callable[..., HttpResponse]:
    """Send the form of the sign-in page."""

    def send(client: Client, email: str, password: str = PASSWORD, **query: str) -> HttpResponse:
        return client.post(reverse("account_login", query=query), {"login": email, "password": password})

    return send


@pytest.fixture
def real_use(settings: Settings) -> Settings:
    """A deployment that is not a demonstration."""
    settings.DEMONSTRATION = settings.DEBUG = False
    settings.SECOND_FACTOR_REQUIRED = True
    return settings


@pytest.fixture
def researcher(user_with: Callable[..., User]) -> User:
    return user_with("researcher")


@pytest.fixture
def kind_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Registers a function as a kind of job for one test, and gives the kind's name."""

    def make(function: Callable[..., Result], permission: str = "account.own") -> str:
        monkeypatch.setitem(kinds._kinds, "test", JobKind("test", permission, function))
        return "test"

    return make
