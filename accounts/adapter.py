"""The allauth adapter: only administrators open accounts."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.access import may
from accounts.middleware import SIGNED_IN_AT


class AccountAdapter(DefaultAccountAdapter):
    """allauth without sign-up, and without asking for the password again shortly after signing in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the page to begin with: the work of the role, or the home page. allauth asks only without `next`."""
        for word, name in settings.FIRST_PAGES:
            if may(request.user, word):
                return reverse(name)
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account-own")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return False for the first minutes after signing in, because the password was just entered."""
        signed_in_at: float = context.request.session.get(SIGNED_IN_AT, 0)
        if time.time() - signed_in_at < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))
