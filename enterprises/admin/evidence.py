"""The admin of evidence, which is added, read, and withdrawn with a reason, but never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.access import current_user
from accounts.admin_permissions import RoleAdmin
from enterprises import actions
from enterprises.admin.forms import EvidenceForm, ReasonForm
from enterprises.admin.history import HistoryAdmin
from enterprises.admin.inlines import CURATE, READ
from enterprises.admin.object_actions import ObjectAction, ObjectActionsAdmin
from enterprises.models import Evidence

WITHDRAW = ObjectAction(
    slug="withdraw",
    button="Withdraw",
    explanation="This evidence is no longer used, and the organisation is assessed again. It is kept with its history.",
    success_message="Withdrawn: {}.",
    perform=lambda row, data, by: actions.withdraw_evidence(evidence=row, by=by, **data),
    form=ReasonForm,
    applies_to=lambda row: not row.is_withdrawn,
)


EVIDENCE_FIELDS = [
    "organisation",
    "fact",
    "value",
    "source_kind",
    "source",
    "quotation",
    "note",
    "observed_on",
    "source_date",
    "financial_year_end",
]


@admin.register(Evidence)
class EvidenceAdmin(RoleAdmin[Evidence], ObjectActionsAdmin, HistoryAdmin):
    """Evidence: one fact from one source, with its date."""

    permission = CURATE
    view_permission = READ
    object_actions = (WITHDRAW,)
    form = EvidenceForm
    list_display = [
        "organisation",
        "fact",
        "display_value",
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
    fields = [*EVIDENCE_FIELDS]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).select_related("organisation")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_fields(request, obj) if obj is not None else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*EVIDENCE_FIELDS, *(("is_withdrawn", "created_by", "created_at") if obj is not None else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Evidence, form: Any, change: bool) -> None:
        if change:
            return
        data = {name: form.cleaned_data[name] for name in EVIDENCE_FIELDS}
        obj.__dict__.update(actions.add_evidence(by=current_user(request), **data).__dict__)
