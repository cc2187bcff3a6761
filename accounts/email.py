"""Sends e-mail and checks that it can be sent, and the email backend for a Gatehouse without a mail server."""

from __future__ import annotations

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection, send_mail
from django.core.mail.backends.base import BaseEmailBackend

log = structlog.get_logger("gatehouse.email")
NO_SERVER = "accounts.email.NoMailServer"


class NoMailServer(BaseEmailBackend):
    """An email backend that drops every message and logs how many, but not their text."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        log.warning("email dropped", messages=len(email_messages), hint="Set EMAIL_HOST to send e-mail.")
        return 0


def can_send() -> bool:
    """Return True if a mail server is set."""
    return bool(settings.EMAIL_BACKEND != NO_SERVER)


def deliver(subject: str, text: str, address: str) -> bool:
    """Send an e-mail, and return False if there is no mail server. Line breaks in the subject become spaces.

    :raises OSError: if the mail server refuses it or does not answer.
    """
    return send_mail(" ".join(subject.split()), text, None, [address]) == 1


def send(subject: str, text: str, address: str) -> bool:
    """Do as `deliver`, but return False if the mail server refuses or does not answer; the reason is logged."""
    try:
        return deliver(subject, text, address)
    except SMTPRecipientsRefused:
        # Its text has the address.
        log.error("e-mail not sent: the mail server refuses the address")
    except OSError:
        log.exception("e-mail not sent")
    return False


def is_reachable() -> bool:
    """Return True if the mail server accepts a connection within EMAIL_TIMEOUT seconds; if not, log why."""
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        log.exception("mail server does not answer")
        return False
    connection.close()
    return True
