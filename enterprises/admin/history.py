"""The history of a row in the admin: every version, with who made it and when. It is only read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin


class HistoryAdmin(SimpleHistoryAdmin, admin.ModelAdmin):
    """A ModelAdmin whose history everybody with permission to view the row may read."""

    object_history_list_template = "admin/enterprises/history_list.html"

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Return the form with the fields of the current row, also for a user who may only view it."""
        return super().get_form(request, obj, change=obj is not None, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str] | tuple[str, ...]:
        own = list(super().get_readonly_fields(request, obj))
        if obj is None or self.has_change_permission(request, obj):
            return own
        return [*own, *flatten_fieldsets(self.get_fieldsets(request, obj))]

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        response: HttpResponse = super().history_form_view(request, *args, **kwargs)
        return response
