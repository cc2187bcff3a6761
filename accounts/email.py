"""Whether e-mail can be sent, and what becomes of it where it cannot."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = structlog.get_logger("gatehouse.email")
NO_SERVER = "accounts.email.NoMailServer"


class NoMailServer(BaseEmailBackend):
    """The back end where no mail server is set: drops every message and logs that it did, never what was in it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        log.warning("email dropped", messages=len(email_messages), hint="Set EMAIL_HOST to send e-mail.")
        return 0


def can_send() -> bool:
    """Return whether a mail server is set."""
    return bool(settings.EMAIL_BACKEND != NO_SERVER)


def answers() -> bool:
    """Return whether the mail server takes a connection within EMAIL_TIMEOUT seconds; if not, log why."""
    connection = get_connection()
    try:
        connection.open()
    except OSError:
        log.exception("mail server does not answer")
        return False
    connection.close()
    return True
