"""The admin of engagements: relations between organisations and services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.access import current_user
from accounts.admin_permissions import RoleAdmin
from enterprises import actions
from enterprises.admin.forms import EngagementForm, ReasonForm, fieldsets_for_readers, term_fields
from enterprises.admin.history import HistoryAdmin
from enterprises.admin.inlines import CURATE, READ
from enterprises.admin.object_actions import ObjectAction, ObjectActionsAdmin
from enterprises.models import Engagement, EngagementTerm

WITHDRAW = ObjectAction(
    slug="withdraw",
    button="Take back",
    explanation="The relation disappears from the directory, because its source did not say so. Its history is kept.",
    success_message="Taken back: {}.",
    perform=lambda row, data, by: actions.withdraw_engagement(engagement=row, by=by, **data),
    form=ReasonForm,
)


READ_ONLY_FIELDS = dict.fromkeys(term_fields(EngagementTerm.VOCABULARIES), "terms_list")
"""Field of the form → what a reader without the form sees instead."""


@admin.register(Engagement)
class EngagementAdmin(RoleAdmin[Engagement], ObjectActionsAdmin, HistoryAdmin):
    """Admin of engagements. Each is what one source described, and is published separately."""

    permission = CURATE
    view_permission = READ
    object_actions = (WITHDRAW,)
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
    list_filter = [
        "is_published",
        "listing",
        "status",
        "arrangement",
        "source_kind",
        "service__kind",
        "service__region",
    ]
    list_select_related = ["organisation", "service"]
    list_per_page = 50
    search_fields = ["organisation__name", "service__name"]
    show_full_result_count = False
    autocomplete_fields = ["organisation"]
    readonly_fields = ["listing_by_a_study"]
    actions = ["publish_selected", "unpublish_selected"]
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
                    "description",
                    ("started_on", "started_precision"),
                    ("ended_on", "ended_precision"),
                    "last_seen",
                ]
            },
        ),
        (
            "Where it comes from",
            {
                "fields": [
                    "source_kind",
                    "source",
                    "observed_on",
                    "source_date",
                    "is_published",
                    "listing_by_a_study",
                ]
            },
        ),
        ("Referrals and results", {"fields": ["referrals", "referrals_are_estimated", "evaluation"]}),
        ("What is done and who pays", {"fields": [*term_fields(EngagementTerm.VOCABULARIES)]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Engagement]:
        return super().get_queryset(request).select_related("organisation", "service")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return (
            fieldsets
            if self.has_change_permission(request, obj)
            else fieldsets_for_readers(fieldsets, READ_ONLY_FIELDS)
        )

    @admin.display(description="told to a study")
    def listing_by_a_study(self, engagement: Engagement) -> str:
        """Return the study to which it was told, and whether a release of that study may list it."""
        if not engagement.listing:
            return "No"
        return f"{engagement.study_slug}: {engagement.get_listing_display()}"

    @admin.display(description="terms")
    def terms_list(self, engagement: Engagement) -> str:
        return "; ".join(str(term) for term in engagement.terms.all())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Engagement, form: Any, change: bool) -> None:
        if change and not form.changed_data:
            return
        data = {name: form.cleaned_data[name] for name in EngagementForm.Meta.fields}
        # The form has already changed `obj`, and the action compares the new values with the stored row.
        stored = Engagement.objects.get(pk=obj.pk) if change else None
        saved = actions.engage(by=current_user(request), terms=form.terms(), engagement=stored, **data)
        obj.__dict__.update(saved.__dict__)

    @admin.action(description="Publish", permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Engagement]) -> None:
        self._publish(request, queryset, True)

    @admin.action(description="Unpublish", permissions=["change"])
    def unpublish_selected(self, request: HttpRequest, queryset: QuerySet[Engagement]) -> None:
        self._publish(request, queryset, False)

    def _publish(self, request: HttpRequest, queryset: QuerySet[Engagement], is_published: bool) -> None:
        done = waiting = 0
        for engagement in queryset:
            try:
                actions.publish_engagement(
                    engagement=engagement, by=current_user(request), is_published=is_published
                )
            except ValidationError as refusal:
                self.message_user(
                    request, f"{engagement}: {' '.join(refusal.messages)}", level=messages.ERROR
                )
            else:
                done += 1
                waiting += is_published and not engagement.is_published
        words = f"Done for {done}."
        if waiting:
            words += f" Public with the next release of their study: {waiting}."
        self.message_user(request, words)
