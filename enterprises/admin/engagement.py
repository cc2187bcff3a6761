"""The admin's section for relations between organisations and services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_permissions import RoleAdmin
from enterprises import actions
from enterprises.admin.forms import EngagementForm, ReasonForm, read, term_fields
from enterprises.admin.history import HistoryAdmin
from enterprises.admin.inlines import CURATE, READ
from enterprises.admin.object_actions import Act, ActsAdmin, signed_in
from enterprises.models import Engagement, EngagementTerm

WITHDRAW = Act(
    word="withdraw",
    button="Take back",
    explanation="The relation disappears from the directory, because its source did not say so. Its history is kept.",
    done="Taken back: {}.",
    perform=lambda row, said, by: actions.withdraw_engagement(engagement=row, by=by, **said),
    form=ReasonForm,
)


TOLD = dict.fromkeys(term_fields(EngagementTerm.VOCABULARIES), "terms_told")
"""Fields of the form, and what a reader without the form sees instead."""


@admin.register(Engagement)
class EngagementAdmin(RoleAdmin, ActsAdmin, HistoryAdmin):
    """Who works with whom, as one source described it; cleared for everybody one by one."""

    permission = CURATE
    view_permission = READ
    acts = (WITHDRAW,)
    form = EngagementForm
    list_display = [
        "organisation",
        "service",
        "status",
        "arrangement",
        "source_kind",
        "is_published",
        "updated_at",
    ]
    list_filter = ["is_published", "status", "arrangement", "source_kind", "service__kind", "service__region"]
    list_select_related = ["organisation", "service"]
    list_per_page = 50
    search_fields = ["organisation__name", "service__name"]
    show_full_result_count = False
    autocomplete_fields = ["organisation"]
    actions = ["publish_chosen", "unpublish_chosen"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "organisation",
                    "service",
                    "status",
                    "arrangement",
                    "origin",
                    "started_on",
                    "ended_on",
                ]
            },
        ),
        ("Where it comes from", {"fields": ["source_kind", "source", "is_published"]}),
        ("Referrals and results", {"fields": ["referrals", "referrals_are_estimated", "evaluation"]}),
        ("What is done and who pays", {"fields": term_fields(EngagementTerm.VOCABULARIES)}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Engagement]:
        return super().get_queryset(request).select_related("organisation", "service")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if self.has_change_permission(request, obj) else read(fieldsets, told=TOLD)

    @admin.display(description="terms")
    def terms_told(self, engagement: Engagement) -> str:
        return "; ".join(str(term) for term in engagement.terms.all())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Engagement, form: Any, change: bool) -> None:
        if change and not form.changed_data:
            return
        said = {name: form.cleaned_data[name] for name in EngagementForm.Meta.fields}
        # The form has given its values to `obj`; what they change is seen on the stored row.
        stored = Engagement.objects.get(pk=obj.pk) if change else None
        made = actions.engage(by=signed_in(request), terms=form.terms(), engagement=stored, **said)
        obj.__dict__.update(made.__dict__)

    @admin.action(description="Publish", permissions=["change"])
    def publish_chosen(self, request: HttpRequest, queryset: QuerySet[Engagement]) -> None:
        self._publish(request, queryset, True)

    @admin.action(description="Unpublish", permissions=["change"])
    def unpublish_chosen(self, request: HttpRequest, queryset: QuerySet[Engagement]) -> None:
        self._publish(request, queryset, False)

    def _publish(self, request: HttpRequest, queryset: QuerySet[Engagement], is_published: bool) -> None:
        for engagement in queryset:
            actions.publish_engagement(
                engagement=engagement, by=signed_in(request), is_published=is_published
            )
        self.message_user(request, f"Done for {len(queryset)}.")
