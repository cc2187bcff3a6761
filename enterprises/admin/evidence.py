"""The admin's section for evidence: added, read, withdrawn with a reason; never rewritten."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_permissions import RoleAdmin
from enterprises import actions
from enterprises.admin.forms import EvidenceForm, ReasonForm
from enterprises.admin.history import HistoryAdmin
from enterprises.admin.inlines import CURATE, READ
from enterprises.admin.object_actions import Act, ActsAdmin, signed_in
from enterprises.models import Evidence

WITHDRAW = Act(
    word="withdraw",
    button="Withdraw",
    explanation="This evidence is used no longer and the organisation is assessed again. It is kept with its history.",
    done="Withdrawn: {}.",
    perform=lambda row, said, by: actions.withdraw_evidence(evidence=row, by=by, **said),
    form=ReasonForm,
    is_for=lambda row: not row.is_withdrawn,
)


@admin.register(Evidence)
class EvidenceAdmin(RoleAdmin, ActsAdmin, HistoryAdmin):
    """Every fact with its source and date."""

    permission = CURATE
    view_permission = READ
    acts = (WITHDRAW,)
    form = EvidenceForm
    list_display = [
        "organisation",
        "fact",
        "spoken",
        "source_kind",
        "observed_on",
        "is_withdrawn",
        "created_by",
    ]
    list_display_links = ["fact"]
    list_filter = ["is_withdrawn", "source_kind", "fact"]
    list_select_related = ["organisation", "created_by"]
    list_per_page = 50
    search_fields = ["organisation__name", "source"]
    show_full_result_count = False
    autocomplete_fields = ["organisation"]
    fields = [
        "organisation", "fact", "value", "source_kind", "source", "quotation", "observed_on", "financial_year_end",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).select_related("organisation")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.fields, "is_withdrawn", "created_by", "created_at"] if obj is not None else []

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return (
            [*self.fields, "is_withdrawn", "created_by", "created_at"]
            if obj is not None
            else list(self.fields)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Evidence, form: Any, change: bool) -> None:
        if change:
            return
        said = {name: form.cleaned_data[name] for name in self.fields}
        obj.__dict__.update(actions.add_evidence(by=signed_in(request), **said).__dict__)
