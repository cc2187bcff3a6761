"""The admin's section for sampled units: the denominator of every coverage figure, for reading."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin_permissions import RoleAdmin
from survey.models import SampledUnit


@admin.register(SampledUnit)
class SampledUnitAdmin(RoleAdmin[SampledUnit]):
    """Who is to be approached, by whom and with what outcome. Drawn with the study, never removed."""

    permission = None
    view_permission = "study.manage"
    list_display = ["__str__", "study", "code", "category", "assigned_to"]
    list_filter = ["strand__study", "strand__kind", "code", "category", "service__kind", "service__region"]
    list_select_related = ["strand__study", "service", "organisation", "assigned_to"]
    list_per_page = 50
    search_fields = ["service__name", "organisation__name"]
    show_full_result_count = False
    fields = [
        "strand",
        "service",
        "organisation",
        "category",
        "assigned_to",
        "code",
        "created_at",
        "updated_at",
    ]

    @admin.display(ordering="strand__study")
    def study(self, unit: SampledUnit) -> str:
        return str(unit.strand.study)
