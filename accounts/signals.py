"""Audit events for sign-ins, sign-outs and changes of password or second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.audit import record
from accounts.middleware import start_session_limits
from accounts.models import User
from accounts.session_recovery import remember_csrf_secret


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    start_session_limits(request)
    remember_csrf_secret(request, user)
    record(by=user, verb="account.signed_in", subject=user)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(by=user, verb="account.signed_out", subject=user)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Record a failed sign-in without the text entered, because it may be a password in the wrong field."""
    email = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    known = User.objects.filter(email=email).first()
    record(by=None, verb="account.sign_in_failed", subject=known, detail={"known": known is not None})


@receiver([password_changed, password_set, password_reset])
def password_was_changed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(by=user, verb="account.password_changed", subject=user)


@receiver(authenticator_added)
def second_factor_added(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    record(by=user, verb="second_factor.added", subject=user, detail={"type": str(authenticator.type)})


@receiver(authenticator_reset)
def recovery_codes_renewed(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    record(by=user, verb="second_factor.renewed", subject=user, detail={"type": str(authenticator.type)})


@receiver(authenticator_removed)
def second_factor_removed(request: HttpRequest, user: User, authenticator: Any, **kwargs: Any) -> None:
    record(by=user, verb="second_factor.removed", subject=user, detail={"type": str(authenticator.type)})


@receiver(authentication_failed)
def second_factor_failed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Record a wrong code after the right password, because it may mean that somebody else knows the password."""
    record(by=None, verb="second_factor.failed", subject=user)
