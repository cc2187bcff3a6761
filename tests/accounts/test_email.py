"""E-mail that cannot be sent: a message on the page, no server error, and no link in a log."""

import socket
import time
from collections.abc import Callable, Iterator
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from structlog.testing import capture_logs

from accounts import email
from accounts.models import User

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def silent_server(settings: Settings) -> Iterator[None]:
    """A mail server that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = SMTP, 1
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        yield


def ask(client: Client, address: str) -> str:
    response = client.post(reverse("account_reset_password"), {"email": address}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_without_a_mail_server_the_page_says_who_to_ask(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = email.NO_SERVER

    page = client.get(reverse("account_reset_password")).content.decode()

    assert "cannot send e-mail" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


def test_without_a_mail_server_nothing_of_a_message_is_logged(
    client: Client, settings: Settings, user_with: Callable[..., User], caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = email.NO_SERVER
    user_with("viewer", email="ann@example.org")

    page = ask(client, "ann@example.org")
    sent = mail.EmailMessage("Subject", "https://example.org/key/", to=["ann@example.org"]).send()

    assert "cannot send e-mail" in page
    assert sent == 0
    assert "email dropped" in caplog.text
    assert "example.org/key" not in caplog.text
    assert "ann@" not in caplog.text


def test_a_mail_server_that_is_down_gives_the_same_message_to_everybody(
    client: Client, settings: Settings, user_with: Callable[..., User]
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", 1
    user_with("viewer", email="ann@example.org")

    known, unknown = ask(client, "ann@example.org"), ask(client, "nobody@example.org")

    assert "the mail server does not answer" in known
    assert "the mail server does not answer" in unknown


@pytest.mark.usefixtures("silent_server")
def test_a_mail_server_that_does_not_answer_delays_nobody(client: Client) -> None:
    began = time.monotonic()

    page = ask(client, "nobody@example.org")

    assert "the mail server does not answer" in page
    assert time.monotonic() - began < 5


def test_a_refused_address_gets_the_same_page_as_an_address_without_an_account(
    client: Client, user_with: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> int:
        raise ConnectionResetError("refused")

    monkeypatch.setattr(type(get_connection()), "send_messages", refuse)
    user_with("viewer", email="ann@example.org")

    known, unknown = ask(client, "ann@example.org"), ask(client, "nobody@example.org")

    assert "We have sent you an email" in known
    assert "We have sent you an email" in unknown


def test_a_refused_address_is_in_no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> int:
        raise SMTPRecipientsRefused({"bird@example.org": (550, b"unknown")})

    monkeypatch.setattr("accounts.email.send_mail", refuse)
    with capture_logs() as lines:
        assert not email.send("Your answer", "Words", "bird@example.org")

    assert len(lines) == 1 and "bird" not in str(lines)
