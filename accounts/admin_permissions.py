"""Permissions in the admin: each section names the permission that it needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.access import may


class RoleAdmin:
    """Mixin for ModelAdmin and inlines, first in the bases.

    `permission` opens everything; `view_permission` opens reading to others as well; `permission = None`
    leaves a section read-only. A section without this mixin is closed to everybody.
    """

    permission: str | None = None
    view_permission: str | None = None

    def _may(self, request: HttpRequest, *words: str | None) -> bool:
        return any(word is not None and may(request.user, word) for word in words)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.permission, self.view_permission)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.permission)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.permission)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.permission)
