"""Read-only admin sections for samples, rules, nominations and late changes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.admin_permissions import RoleAdmin
from interviews.actions.planning import RULE_FIELDS
from interviews.admin.fieldwork import FieldworkAdmin
from interviews.models import Draw, FieldworkRules, LateChange, Nomination


class PlanningAdmin(RoleAdmin):
    """A read-only section for the study lead."""

    permission = None
    view_permission = "study.manage"
    list_per_page = 50
    show_full_result_count = False


@admin.register(Draw)
class DrawAdmin(PlanningAdmin):
    """Draws of samples. They are never changed; anybody can repeat a random draw with its seed."""

    list_display = [
        "strand",
        "method",
        "number_of_units",
        "population_size",
        "seed",
        "created_at",
        "created_by",
    ]
    list_filter = ["method", "strand__kind", "strand__study"]
    list_select_related = ["strand__study", "created_by"]
    fields = [
        "strand",
        "method",
        "seed",
        "reason",
        "population_size",
        "drawn_units",
        "created_at",
        "created_by",
    ]
    readonly_fields = ["drawn_units"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draw]:
        draws: QuerySet[Draw] = super().get_queryset(request)
        return draws.annotate(number=Count("units"))

    @admin.display(ordering="number", description="units drawn")
    def number_of_units(self, draw: Any) -> int:
        return int(draw.number)

    @admin.display(description="units")
    def drawn_units(self, draw: Draw) -> SafeString:
        """Return the drawn units by name, each with the sources through which the study knew of it."""
        units = draw.units.select_related("service", "organisation").prefetch_related("sources")
        rows = [(str(unit), "; ".join(str(source) for source in unit.sources.all())) for unit in units]
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", rows)


@admin.register(FieldworkRules)
class FieldworkRulesAdmin(PlanningAdmin):
    """The calling rules of a strand. They are set on the planning page; each change is in the audit trail."""

    list_display = ["strand", *RULE_FIELDS]
    list_filter = ["strand__kind", "strand__study"]
    list_select_related = ["strand__study"]
    fields = ["strand", *RULE_FIELDS, "updated_at", "updated_by"]


@admin.register(Nomination)
class NominationAdmin(PlanningAdmin):
    """Organisations nominated for an interview."""

    list_display = ["organisation", "study", "nominated_by", "created_at"]
    list_filter = ["nominated_by", "study"]
    list_select_related = ["organisation", "study"]
    search_fields = ["organisation__name"]
    fields = ["study", "organisation", "nominated_by", "reason", "created_at", "created_by"]


@admin.register(LateChange)
class LateChangeAdmin(FieldworkAdmin):
    """Units found closed, merged or duplicated after the draw. They are never changed or deleted."""

    view_permission = "study.manage"
    personal_fields = ("reason",)
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
