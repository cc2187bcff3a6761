"""Admin of sampled units, the denominator of coverage figures. Read only."""

from __future__ import annotations

from django.contrib import admin

from accounts.admin_permissions import RoleAdmin
from survey.models import SampledUnit


@admin.register(SampledUnit)
class SampledUnitAdmin(RoleAdmin[SampledUnit]):
    """Admin of the units of samples with interviewer and outcome. Created with the study, never deleted."""

    permission = None
    view_permission = "study.manage"
    list_display = ["__str__", "study", "code", "category", "assigned_to"]
    list_filter = ["strand__study", "strand__kind", "code", "category", "service__kind", "region"]
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
