"""Permissions in the admin: base classes whose sections name the permission that they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.db.models import Model
from django.http import HttpRequest

from accounts.access import may
from accounts.multiline import MultilineField

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin
else:

    class ModelAdmin(admin.ModelAdmin, Generic[Row]):
        """Django's ModelAdmin, which takes its model in brackets in the type checker only."""


class RolePermissions(BaseModelAdmin):
    """The permissions of RoleAdmin and RoleInline.

    `permission` allows everything, `view_permission` allows reading. Without `permission` the section is read-only;
    without both it is closed.
    """

    permission: str | None = None
    view_permission: str | None = None
    formfield_overrides = {
        models.TextField: {"form_class": MultilineField},
        models.URLField: {"assume_scheme": "https"},
    }

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request) or bool(
            self.view_permission and may(request.user, self.view_permission)
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request)

    def may_change(self, request: HttpRequest) -> bool:
        """Return True if the user has `permission`."""
        return bool(self.permission and may(request.user, self.permission))


class RoleAdmin(RolePermissions, ModelAdmin[Row]):
    """A ModelAdmin with the permissions of RolePermissions, first in the bases."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_change(request)


class RoleInline(RolePermissions, admin.TabularInline):
    """An inline with the permissions of RolePermissions."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_change(request)
