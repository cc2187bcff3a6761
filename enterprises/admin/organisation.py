"""The admin of organisations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin_permissions import RoleAdmin
from enterprises import actions, outcome_dates
from enterprises.actions import details
from enterprises.admin.forms import OrganisationForm, OverrideForm, fieldsets_for_readers, term_fields
from enterprises.admin.history import HistoryAdmin
from enterprises.admin.inlines import (
    CURATE,
    READ,
    AssessmentInline,
    EngagementInline,
    EvidenceInline,
    IdentifierInline,
    OverrideInline,
    PlaceInline,
)
from enterprises.admin.merging import MergeAdmin
from enterprises.admin.object_actions import ObjectAction, current_user
from enterprises.admin.reassessment import ReassessmentAdmin
from enterprises.classification import definitions
from enterprises.models import Assessment, Evidence, Identifier, Organisation, Place
from enterprises.vocabulary import Outcome, Vocabulary


def _withdraw_overrides(organisation: Organisation, data: dict[str, Any], by: Any) -> None:
    for override in organisation.overrides.filter(is_withdrawn=False):
        actions.withdraw_override(override=override, by=by)


OBJECT_ACTIONS = (
    ObjectAction(
        slug="publish",
        button="Publish",
        explanation="Everybody will see this organisation in the atlas, on its page and in the API.",
        success_message="{} is published.",
        perform=lambda row, data, by: actions.publish(organisation=row, by=by),
        applies_to=lambda row: not row.is_published and row.merged_into_id is None,
    ),
    ObjectAction(
        slug="unpublish",
        button="Unpublish",
        explanation="Only research roles and curators will see this organisation. Nothing is deleted.",
        success_message="{} is no longer published.",
        perform=lambda row, data, by: actions.unpublish(organisation=row, by=by),
        applies_to=lambda row: row.is_published,
    ),
    ObjectAction(
        slug="override",
        button="Override",
        explanation="Your own verdict is shown beside the rule’s outcome, with your reason. It never replaces it.",
        success_message="Your verdict on {} is kept beside the rule’s outcome.",
        perform=lambda row, data, by: actions.override(organisation=row, by=by, **data),
        form=OverrideForm,
        applies_to=lambda row: row.merged_into_id is None,
    ),
    ObjectAction(
        slug="withdraw-override",
        button="Withdraw override",
        explanation="Only the rule’s outcome is shown again. The override is kept for the record.",
        success_message="Only the rule’s outcome of {} is shown again.",
        perform=_withdraw_overrides,
        applies_to=lambda row: row.overrides.filter(is_withdrawn=False).exists(),
    ),
)


class OutcomeFilter(admin.SimpleListFilter):
    """Filters organisations by the outcome of the default definition."""

    title = "outcome"
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(word, str(label)) for word, label in Outcome.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        found: QuerySet[Any] = (
            queryset.with_outcome(definitions.DEFAULT, [self.value()]) if self.value() else queryset
        )
        return found


class MergedFilter(admin.SimpleListFilter):
    """Shows active entries, or on request those that were merged into another."""

    title = "merged"
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("yes", "Merged into another entry")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(merged_into__isnull=self.value() != "yes")


READ_ONLY_FIELDS = {
    "other_names": "other_names_list",
    "seen": "",
    **dict.fromkeys(term_fields(Vocabulary), "terms_list"),
}
"""Field of the form → what a reader without the form sees instead; empty for nothing."""


@admin.register(Organisation)
class OrganisationAdmin(RoleAdmin[Organisation], ReassessmentAdmin, MergeAdmin, HistoryAdmin):
    """Organisations: curators change them, research roles read them, and nobody deletes them."""

    permission = CURATE
    view_permission = READ
    object_actions = OBJECT_ACTIONS
    form = OrganisationForm
    list_display = ["name", "is_published", "main_place", "outcome", "changed"]
    list_filter = [MergedFilter, "is_published", OutcomeFilter, "places__region", "is_invented"]
    search_fields = ["name", "other_names__name", "identifiers__value"]
    search_help_text = "A name, another name or a number in a register."
    list_per_page = 50
    show_full_result_count = False
    actions = ["publish_selected", "unpublish_selected"]
    readonly_fields = ["is_published", "is_invented", "merged_into", "created_by", "created_at", "updated_by"]
    inlines = [
        AssessmentInline, OverrideInline, EvidenceInline, EngagementInline, PlaceInline, IdentifierInline,
    ]  # fmt: skip
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "other_names",
                    "description",
                    "is_published",
                    "merged_into",
                    "seen",
                ]
            },
        ),
        (
            "Contact",
            {
                "fields": [
                    "contact_role",
                    ("telephone", "email"),
                    "address",
                    "website",
                    ("contact_source", "contact_checked_on"),
                ],
                "description": "Only what it publishes itself. Everybody sees it on the page of a published entry.",
            },
        ),
        (
            "As its source states it",
            {
                "fields": [
                    "source",
                    "registered_name",
                    "legal_form",
                    "founded",
                    "status",
                    "ended_in",
                    "works_with",
                    "services_named",
                ]
            },
        ),
        ("What it is and does", {"fields": [*term_fields(Vocabulary)], "classes": ["collapse"]}),
        ("For curators", {"fields": ["note", "is_invented", "created_by", "created_at", "updated_by"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return (
            fieldsets
            if self.has_change_permission(request, obj)
            else fieldsets_for_readers(fieldsets, READ_ONLY_FIELDS)
        )

    @admin.display(description="other names")
    def other_names_list(self, organisation: Organisation) -> str:
        return ", ".join(other.name for other in organisation.other_names.all())

    @admin.display(description="terms")
    def terms_list(self, organisation: Organisation) -> str:
        return "; ".join(str(term) for term in organisation.terms.all())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        current = Assessment.objects.current(definitions.DEFAULT)
        places = Place.objects.filter(is_main=True)
        return (
            super()
            .get_queryset(request)
            .prefetch_related(
                Prefetch("assessments", current, to_attr="current_assessments"),
                Prefetch("places", places, to_attr="main_places"),
            )
        )

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """Return the page of the list, with the year of each outcome that is from an earlier time."""
        page = super().get_changelist_instance(request)
        outcome_dates.mark([one for row in page.result_list for one in row.current_assessments])
        return page

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return super().get_inline_instances(request, obj) if obj is not None else []

    @admin.display(description="changed", ordering="updated_at")
    def changed(self, organisation: Organisation) -> str:
        return f"{timezone.localdate(organisation.updated_at):%Y-%m-%d}"

    @admin.display(description="place")
    def main_place(self, organisation: Organisation) -> str:
        return ", ".join(str(place) for place in organisation.main_places)

    @admin.display(description="outcome")
    def outcome(self, organisation: Organisation) -> str:
        assessments = organisation.current_assessments
        return assessments[0].outcome_in_words if assessments else "Not assessed"

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        data = form.cleaned_data
        texts = {name: data[name] for name in OrganisationForm.Meta.fields}
        names, terms = data["other_names"], form.terms()
        if change:
            if set(form.changed_data) - {"seen"}:
                actions.update_organisation(
                    organisation=obj, by=current_user(request), other_names=names, terms=terms, **texts
                )
            return
        created = actions.create_organisation(
            by=current_user(request), other_names=names, terms=terms, **texts
        )
        obj.__dict__.update(created.__dict__)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        rows = formset.save(commit=False)
        by = current_user(request)
        if formset.model is Evidence:
            for row in rows:
                self._add_evidence(row, by)
        elif formset.model is Identifier:
            for row in formset.deleted_objects:
                details.remove_identifier(identifier=row, by=by)
            for row in rows:
                details.save_identifier(identifier=row, by=by)
        elif formset.model is Place:
            for row in formset.deleted_objects:
                details.remove_place(place=row, by=by)
            for row in sorted(rows, key=lambda row: row.is_main):
                details.save_place(place=row, by=by)

    def _add_evidence(self, row: Evidence, by: Any) -> None:
        actions.add_evidence(
            organisation=row.organisation,
            fact=row.fact,
            value=row.value,
            source_kind=row.source_kind,
            source=row.source,
            observed_on=row.observed_on,
            by=by,
            quotation=row.quotation,
            note=row.note,
            source_date=row.source_date,
            financial_year_end=row.financial_year_end,
        )

    @admin.action(description="Publish", permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        self._for_each(request, queryset, actions.publish, "published")

    @admin.action(description="Unpublish", permissions=["change"])
    def unpublish_selected(self, request: HttpRequest, queryset: QuerySet[Organisation]) -> None:
        self._for_each(request, queryset, actions.unpublish, "no longer published")

    def _for_each(
        self, request: HttpRequest, queryset: QuerySet[Organisation], action: Any, done: str
    ) -> None:
        count = 0
        for organisation in queryset:
            try:
                action(organisation=organisation, by=current_user(request))
                count += 1
            except ValidationError as error:
                self.message_user(request, f"{organisation}: {error.messages[0]}", messages.ERROR)
        if count:
            noun = "organisation is" if count == 1 else "organisations are"
            self.message_user(request, f"{count} {noun} {done}.")
