"""What readers say of pages, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin_permissions import RoleAdmin
from enterprises.models import PageFeedback


@admin.register(PageFeedback)
class PageFeedbackAdmin(RoleAdmin[PageFeedback]):
    """The answers to “Was this page useful?”, the newest first. Each can be deleted, none changed."""

    permission = "accounts.manage"
    list_display = ["path", "answer", "words", "received_on", "warning", "is_suspicious"]
    list_filter = ["answer", "is_suspicious", "received_on"]
    search_fields = ["path", "words"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["path", "answer", "words", "received_on", "warning", "is_suspicious"]
    readonly_fields = ["path", "answer", "words", "received_on", "warning", "is_suspicious"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="seems to hold")
    def warning(self, row: PageFeedback) -> str:
        return row.seems_to_hold

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
