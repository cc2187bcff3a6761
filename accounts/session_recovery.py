"""Recovery of a form that was sent after the session had ended. It is kept in the new session for the same user."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from accounts.models import User

SESSION_KEY = "recoverable_form"
EXCLUDED_VIEWS = ("account", "mfa_", "admin:", "recover-form")
"""Prefixes of view names whose forms are not kept: they have passwords, or files and choices of the admin."""

RETENTION = timedelta(hours=1)
"""How long a form is kept: no longer than needed to sign in again, because it may have a respondent's answers."""

EXCLUDED_FIELDS = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class RecoverableForm:
    """A form that was sent: its address, and its fields as pairs of name and value in the order of the page."""

    path: str
    fields: list[tuple[str, str]]

    @property
    def texts(self) -> list[str]:
        """The values of several words, by which the user recognises the form."""
        return [value for _, value in self.fields if " " in value.strip()]


def save_form(request: HttpRequest) -> bool:
    """Keep the form of this request in the session, and return True if it was kept.

    Only forms without files are kept, and only if the user was signed out by this request. The session expires
    after RETENTION, so that housekeeping deletes a form that nobody recovers.
    """
    user = getattr(request, "signed_out_user", None)
    match = request.resolver_match
    if request.method != "POST" or user is None or match is None or request.FILES:
        return False
    if (match.view_name or "").startswith(EXCLUDED_VIEWS):
        return False
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in EXCLUDED_FIELDS
        for value in values
    ]
    request.session[SESSION_KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "user": user,
        "at": time.time(),
    }
    # Signing in resets the expiry of the session.
    request.session.set_expiry(RETENTION)
    return True


def load_form(request: HttpRequest, user: User) -> RecoverableForm | None:
    """Return the kept form of this user, or None. A form of another user or past RETENTION is discarded."""
    stored: dict[str, Any] | None = request.session.get(SESSION_KEY)
    if stored is None:
        return None
    if stored["user"] != user.pk or time.time() - stored["at"] > RETENTION.total_seconds():
        discard_form(request)
        return None
    return RecoverableForm(stored["path"], [(name, value) for name, value in stored["fields"]])


def discard_form(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)
