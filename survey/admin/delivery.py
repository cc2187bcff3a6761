"""Admin of uploads of answers from other tools, to look at: they are loaded on the pages of their study."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_permissions import RoleAdmin
from survey.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(RoleAdmin[Delivery]):
    """Admin of uploaded files of answers, of all studies. Read only."""

    view_permission = "study.manage"
    list_display = [
        "__str__",
        "study",
        "stage",
        "row_count",
        "added_count",
        "changed_count",
        "unchanged_count",
        "rejected_count",
    ]
    list_filter = ["strand__study", "tool"]
    list_select_related = ["strand__study", "instrument"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["study", "instrument", "tool", "file_name", "row_count", "stage"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        found: QuerySet[Delivery] = super().get_queryset(request)
        return found.defer("content", "preview", "findings")

    @admin.display(ordering="strand__study")
    def study(self, delivery: Delivery) -> str:
        return str(delivery.strand.study)
