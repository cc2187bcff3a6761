"""Recovery of a form that was refused because its user was signed out, or signed in again after opening the page.

The form is kept in the session, and offered only to the account that opened the page.
"""

from __future__ import annotations

import copy
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import CSRFCheck

from accounts.models import User

SESSION_KEY = "recoverable_forms"
CSRF_SECRETS_KEY = "csrf_secrets"
"""The session key of the CSRF secrets given out in this browser, as pairs of a secret and the key of its user."""

MAX_FORMS = 5
MAX_SECRETS = 5
RECOVERY_VIEW = "recover-form"
EXCLUDED_VIEWS = ("account", "mfa_", "admin:accounts_", "admin:password", "admin:log")
"""Prefixes of view names whose forms are not kept: they have passwords, or give people roles."""

RETENTION = timedelta(hours=1)
"""How long a form is kept: no longer than needed to sign in again, because it may have a respondent's answers."""

EXCLUDED_FIELDS = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class RecoverableForm:
    """A form that was sent: its key, address, and fields as pairs of name and value in the order of the page.

    `had_file` says that it came with a file, which is not kept.
    """

    key: str
    path: str
    fields: list[tuple[str, str]]
    had_file: bool = False

    @property
    def texts(self) -> list[str]:
        """The values of more than one word, by which the user recognises the form."""
        return [value for _, value in self.fields if " " in value.strip()]


def sent_form(request: HttpRequest) -> RecoverableForm | None:
    """Return the form of this request, or None if there is none, or if it may contain passwords or grants roles."""
    match = request.resolver_match
    if request.method != "POST" or match is None or (match.view_name or "").startswith(EXCLUDED_VIEWS):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in EXCLUDED_FIELDS
        for value in values
    ]
    return RecoverableForm(secrets.token_urlsafe(8), request.get_full_path(), fields, bool(request.FILES))


def refused_texts(request: HttpRequest) -> list[str]:
    """Return what the user wrote in the form of this request, to be shown where it is refused for good."""
    form = sent_form(request)
    return form.texts if form else []


def is_recovery(request: HttpRequest) -> bool:
    """Return True for a request to the page that offers a kept form."""
    return request.resolver_match is not None and request.resolver_match.view_name == RECOVERY_VIEW


def save_form(request: HttpRequest) -> RecoverableForm | None:
    """Keep the form of this request in the session for the user who opened its page, and return it if it was kept.

    A form is kept only if that user is known and no other user is signed in. A file that came with it is not kept, nor
    is a form without other words. The session of somebody signed out expires after RETENTION, so that housekeeping
    deletes a form that nobody recovers.
    """
    form = sent_form(request)
    if form is None or is_recovery(request) or (form.had_file and not form.texts):
        return None
    user = page_user(request)
    if user is None or (request.user.is_authenticated and request.user.pk != user):
        return None
    forms = _current_forms(request)
    forms[form.key] = {
        "path": form.path,
        "fields": form.fields,
        "had_file": form.had_file,
        "user": user,
        "at": time.time(),
    }
    _store_forms(request, dict(list(forms.items())[-MAX_FORMS:]))
    if not request.user.is_authenticated:
        # Signing in resets the expiry of the session.
        request.session.set_expiry(RETENTION)
    return form


def load_form(request: HttpRequest, user: User, key: str = "") -> RecoverableForm | None:
    """Return the kept form of this user with this key, or the newest, or None.

    Forms of another user or past RETENTION are discarded.
    """
    if SESSION_KEY not in request.session:
        return None
    forms = {name: form for name, form in _current_forms(request).items() if form["user"] == user.pk}
    _store_forms(request, forms)
    key = key or next(reversed(forms), "")
    if key not in forms:
        return None
    kept = forms[key]
    fields = [(name, value) for name, value in kept["fields"]]
    return RecoverableForm(key, kept["path"], fields, kept.get("had_file", False))


def discard_form(request: HttpRequest, key: str) -> None:
    forms = _current_forms(request)
    forms.pop(key, None)
    _store_forms(request, forms)


def discard_expired_forms(request: HttpRequest) -> None:
    """Discard the forms that are past RETENTION, in the session of somebody who is signed in."""
    if SESSION_KEY in request.session:
        _store_forms(request, _current_forms(request))


def _current_forms(request: HttpRequest) -> dict[str, Any]:
    oldest = time.time() - RETENTION.total_seconds()
    forms: dict[str, Any] = request.session.get(SESSION_KEY, {})
    return {key: form for key, form in forms.items() if form["at"] >= oldest}


def _store_forms(request: HttpRequest, forms: dict[str, Any]) -> None:
    if forms:
        request.session[SESSION_KEY] = forms
    else:
        request.session.pop(SESSION_KEY, None)


def remember_csrf_secret(request: HttpRequest, user: User) -> None:
    """Remember that pages with the new CSRF secret of this request are pages of this user. Call it after signing in."""
    known = request.session.get(CSRF_SECRETS_KEY, [])
    request.session[CSRF_SECRETS_KEY] = [*known, [request.META["CSRF_COOKIE"], user.pk]][-MAX_SECRETS:]


def page_user(request: HttpRequest) -> int | None:
    """Return the key of the user who opened the page that sent this request, or None if that is not known.

    The page is the user's if the request would pass the whole CSRF check with a secret that the user was given in
    this browser: nobody else could have made the form.
    """
    for secret, user in reversed(request.session.get(CSRF_SECRETS_KEY, [])):
        earlier = copy.copy(request)
        vars(earlier).update(
            COOKIES={**request.COOKIES, settings.CSRF_COOKIE_NAME: secret},
            META={**request.META},
            csrf_processing_done=False,
        )
        check = CSRFCheck(HttpResponse)
        check.process_request(earlier)
        # A stand-in view is checked, because the real view may be exempt from the check.
        if check.process_view(earlier, HttpResponse, (), {}) is None:
            return int(user)
    return None
