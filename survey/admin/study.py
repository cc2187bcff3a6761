"""Admin of studies, to look at: what changes them is on the pages of the product."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from accounts.admin_permissions import RoleAdmin, RoleInline
from survey.models import Strand, Study
from survey.vocabulary import INTERVIEWED_CODES


class StrandInline(RoleInline):
    """The strands of a study with the sizes of their samples. Read only."""

    model = Strand
    view_permission = "study.manage"
    readonly_fields = ["kind", "instrument", "opens_on", "closes_on", "units", "interviewed"]
    fields = [*readonly_fields]
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Strand]:
        reached = Count("units", filter=Q(units__code__in=INTERVIEWED_CODES))
        found: QuerySet[Strand] = super().get_queryset(request)
        return found.select_related("instrument").annotate(drawn=Count("units"), reached=reached)

    @admin.display(description="units drawn")
    def units(self, strand: Any) -> int:
        return int(strand.drawn)

    @admin.display(description="interviewed")
    def interviewed(self, strand: Any) -> int:
        return int(strand.reached)


@admin.register(Study)
class StudyAdmin(RoleAdmin[Study]):
    """Admin of studies. Read only: a second way to change them would be a second set of rules."""

    view_permission = "study.manage"
    list_display = ["title", "state", "frame_on", "counting_unit", "definition", "units", "is_published"]
    list_filter = ["state", "is_published", "counting_unit"]
    search_fields = ["title", "slug"]
    inlines = (StrandInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Study]:
        found: QuerySet[Study] = super().get_queryset(request)
        return found.annotate(drawn=Count("strands__units"))

    @admin.display(description="units drawn", ordering="drawn")
    def units(self, study: Any) -> int:
        return int(study.drawn)
