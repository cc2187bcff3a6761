"""The authentication backend: e-mail address and password; permissions come from roles only."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from accounts.roles import Visitor


class RoleBackend(AuthenticationBackend):
    """allauth's backend without Django's own permissions."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Return True for an open account; demonstration accounts (public password) only in a demonstration."""
        if getattr(user, "is_demonstration", False) and not (settings.DEBUG or settings.DEMONSTRATION):
            return False
        return super().user_can_authenticate(user)

    def get_user_permissions(self, user_obj: Visitor, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Visitor, obj: Any = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: Visitor, obj: Any = None) -> set[str]:
        return set()
