"""Samples, rules and late changes in the admin: for reading; each is written once, on its own page."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.admin_permissions import RoleAdmin
from interviews.actions.planning import SETTLED
from interviews.admin.fieldwork import FieldworkAdmin
from interviews.models import Draw, FieldworkRules, LateChange, Nomination


class PlanningAdmin(RoleAdmin, admin.ModelAdmin):
    """A section of the study lead's that only the pages of fieldwork write."""

    permission = None
    view_permission = "study.manage"
    list_per_page = 50
    show_full_result_count = False


@admin.register(Draw)
class DrawAdmin(PlanningAdmin):
    """How units came into a sample. A draw is history: it is made again with its seed, never changed."""

    list_display = ["strand", "method", "drawn", "drawn_from", "seed", "created_at", "created_by"]
    list_filter = ["method", "strand__kind", "strand__study"]
    list_select_related = ["strand__study", "created_by"]
    fields = ["strand", "method", "seed", "reason", "drawn_from", "drawn_units", "created_at", "created_by"]
    readonly_fields = ["drawn_units"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draw]:
        found: QuerySet[Draw] = super().get_queryset(request)
        return found.annotate(number=Count("units"))

    @admin.display(ordering="number", description="units drawn")
    def drawn(self, draw: Any) -> int:
        return int(draw.number)

    @admin.display(description="units")
    def drawn_units(self, draw: Draw) -> SafeString:
        """The units by name, each with how the study knew of it."""
        units = draw.units.select_related("service", "organisation").prefetch_related("sources")
        rows = [(str(unit), "; ".join(str(source) for source in unit.sources.all())) for unit in units]
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", rows)


@admin.register(FieldworkRules)
class FieldworkRulesAdmin(PlanningAdmin):
    """The rules that a strand is rung by. They are set on the page of rules; each change is in the audit trail."""

    list_display = ["strand", *SETTLED]
    list_filter = ["strand__kind", "strand__study"]
    list_select_related = ["strand__study"]
    fields = ["strand", *SETTLED, "updated_at", "updated_by"]


@admin.register(Nomination)
class NominationAdmin(PlanningAdmin):
    """Organisations that somebody told a study of."""

    list_display = ["organisation", "study", "nominated_by", "created_at"]
    list_filter = ["nominated_by", "study"]
    list_select_related = ["organisation", "study"]
    search_fields = ["organisation__name"]
    fields = ["study", "organisation", "nominated_by", "reason", "created_at", "created_by"]


@admin.register(LateChange)
class LateChangeAdmin(FieldworkAdmin):
    """Units found closed, merged or twice after the draw. Never changed and never removed."""

    view_permission = "study.manage"
    raw = ("reason",)
    list_display = ["unit", "study", "change", "same_as", "created_at", "created_by"]
    list_filter = ["change", "unit__strand__study"]
    list_select_related = [
        "unit__strand__study",
        "unit__service",
        "unit__organisation",
        "same_as__service",
        "same_as__organisation",
        "created_by",
    ]
    search_fields = ["unit__service__name", "unit__organisation__name"]
    fields = ["unit", "change", "same_as", "reason", "created_at", "created_by"]
