"""Middleware that requires sign-in, ends sessions, and requires a second factor for guarded roles."""

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
from accounts.session_recovery import CSRF_SECRETS_KEY, discard_expired_forms

SIGNED_IN_AT = "signed_in_at"
LAST_SEEN_AT = "seen_at"
ACTIVITY_INTERVAL = timedelta(minutes=1)
"""The session is written once in this time, not at every request."""

EXEMPT_VIEWS = frozenset({"account_logout", "account_reauthenticate"})


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Require sign-in as Django's LoginRequiredMiddleware does, but redirect with our own `sign_in`."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        return sign_in(request)


class SignedOutRequest(HttpRequest):
    """A request whose user was signed out by SessionLimitsMiddleware, with the reason for the user."""

    signed_out_because: str


class SessionLimitsMiddleware:
    """Sign somebody out after `SESSION_LIMIT`, and a guarded role after `IDLE_LIMIT` without a request.

    A request with the header `X-Activity: none` was made by a script that refreshes a page, and is no activity.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: SignedOutRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        secrets = request.session.get(CSRF_SECRETS_KEY, [])
        reason = expiry_reason(request)
        if reason:
            logout(request)
            request.signed_out_because = reason
            request.session[CSRF_SECRETS_KEY] = secrets
            return self.get_response(request)
        if request.headers.get("X-Activity") != "none":
            record_activity(request)
        response = self.get_response(request)
        if not request.user.is_authenticated:
            # Signing out empties the session. The secrets are still needed for forms on pages that are still open.
            request.session[CSRF_SECRETS_KEY] = secrets
        return response


def start_session_limits(request: HttpRequest) -> None:
    """Store the time of the sign-in, from which both limits count."""
    request.session[SIGNED_IN_AT] = request.session[LAST_SEEN_AT] = time.time()


def record_activity(request: HttpRequest) -> None:
    """Store the time of the last request."""
    if time.time() - request.session[LAST_SEEN_AT] > ACTIVITY_INTERVAL.total_seconds():
        request.session[LAST_SEEN_AT] = time.time()
        discard_expired_forms(request)


def expiry_reason(request: HttpRequest) -> str:
    """Return a sentence for the user that says why the session has ended, or "" if it has not.

    A session without the time of its sign-in has ended, because it was not started by signing in.
    """
    now = time.time()
    signed_in_at = request.session.get(SIGNED_IN_AT)
    seen_at = request.session.get(LAST_SEEN_AT)
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
    """Redirects a user with a guarded role and no second factor to the page that sets one up."""

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
        if name in EXEMPT_VIEWS or name.startswith("mfa_"):
            return None
        if not is_guarded(request.user) or is_mfa_enabled(request.user):
            return None
        message = "Set up a security code first: your role can read more than the public."
        if not request.accepts("text/html"):
            return JsonResponse({"detail": message}, status=403)
        messages.info(request, message)
        return redirect("mfa_activate_totp")
