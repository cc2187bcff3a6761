"""Sign-in first, sessions that end, and a second factor for those who can read more than the public."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from accounts.access import sign_in
from accounts.roles import is_guarded

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
SEEN_EVERY = timedelta(minutes=1)
"""The session is written at most so often, not at every request."""

ALWAYS_ALLOWED = frozenset({"account_logout", "account_reauthenticate", "healthz", "readyz"})


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's default deny, with our way of leading to the sign-in page and back."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseBase:  # type: ignore[override]
        return sign_in(request)


class SessionLimitsMiddleware:
    """Sign somebody out after `SESSION_LIMIT`, and a guarded role after `IDLE_LIMIT` without a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            reason = reason_to_end(request)
            if reason:
                signed_out = request.user.pk
                logout(request)
                request.signed_out_user = signed_out  # type: ignore[attr-defined]
                request.signed_out_because = reason  # type: ignore[attr-defined]
            else:
                note_presence(request)
        return self.get_response(request)


def start_clock(request: HttpRequest) -> None:
    """Begin both limits: called at each sign-in."""
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = time.time()


def note_presence(request: HttpRequest) -> None:
    """Remember that the person is still there."""
    if time.time() - request.session[SEEN_AT] > SEEN_EVERY.total_seconds():
        request.session[SEEN_AT] = time.time()


def reason_to_end(request: HttpRequest) -> str:
    """Why this session is over, in words for its owner; empty while it lasts.

    A session without its clock was not begun by signing in here, so it is over.
    """
    now = time.time()
    signed_in_at = request.session.get(SIGNED_IN_AT)
    seen_at = request.session.get(SEEN_AT)
    if signed_in_at is None or seen_at is None:
        return "Sign in again to go on."
    if now - signed_in_at >= settings.SESSION_LIMIT.total_seconds():
        hours = int(settings.SESSION_LIMIT.total_seconds() // 3600)
        return f"You were signed out because {hours} hours have passed. Sign in again to go on."
    if now - seen_at >= settings.IDLE_LIMIT.total_seconds() and is_guarded(request.user):
        minutes = int(settings.IDLE_LIMIT.total_seconds() // 60)
        return f"You were signed out after {minutes} minutes without activity. Sign in again to go on."
    return ""


class SecondFactorMiddleware:
    """Until a guarded role has set up a second factor, every page leads to setting it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        name = (request.resolver_match.url_name or "") if request.resolver_match else ""
        if name in ALWAYS_ALLOWED or name.startswith("mfa_"):
            return None
        if not is_guarded(request.user) or is_mfa_enabled(request.user):
            return None
        words = "Set up a second factor first: your role can read more than the public."
        if not request.accepts("text/html"):
            return JsonResponse({"detail": words}, status=403)
        messages.info(request, words)
        return redirect("mfa_activate_totp")
