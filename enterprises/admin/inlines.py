"""The inlines under an organisation in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.access import may
from accounts.admin_permissions import RoleInline
from enterprises import fact_values, outcome_dates
from enterprises.admin.forms import EvidenceForm, PlaceForm
from enterprises.classification import definitions, wording
from enterprises.models import Assessment, Engagement, Evidence, Identifier, Override, Place
from enterprises.vocabulary import OPEN_OUTCOMES, Outcome

CURATE = "directory.curate"
READ = "unpublished.view"
RESULTS = {"met": "met", "not_met": "not met"}


class Inline(RoleInline):
    """An inline that curators change and research roles read."""

    permission: str | None = CURATE
    view_permission: str | None = READ
    extra = 0


class ReadOnlyInline(Inline):
    """An inline of rows that are changed elsewhere."""

    permission = None
    view_permission = READ
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, CURATE) or may(request.user, READ)


class PlacesFormSet(BaseInlineFormSet):
    """The places of one organisation, at most one of them the main place."""

    def clean(self) -> None:
        super().clean()
        rows = [form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data]
        mains = [data for data in rows if data.get("is_main") and not data.get("DELETE")]
        if len(mains) > 1:
            raise ValidationError("An organisation has one main place: tick only one.")


class PlaceInline(Inline):
    model = Place
    form = PlaceForm
    formset = PlacesFormSet
    fields = ["label", "postcode", "is_main", "area", "region"]
    readonly_fields = ["area", "region"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        return super().get_queryset(request).select_related("area", "region")


class IdentifierInline(Inline):
    model = Identifier
    fields = ["scheme", "value", "is_parents", "source"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "source":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 1, "cols": 40})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class EvidenceInline(Inline):
    """Evidence is added here, and withdrawn on its own page with a reason; it is never changed."""

    model = Evidence
    form = EvidenceForm
    fields = [
        "fact", "value", "source_kind", "source", "quotation", "note", "observed_on", "source_date",
        "financial_year_end", "is_withdrawn",
    ]  # fmt: skip
    readonly_fields = ["is_withdrawn"]
    ordering = ["is_withdrawn", "fact", "-observed_on", "pk"]
    can_delete = False
    show_change_link = True
    verbose_name_plural = (
        "evidence: write yes or no, per cent such as 52.5 or 26..50, pounds, a number of employees, or words"
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EngagementInline(ReadOnlyInline):
    model = Engagement
    readonly_fields = ["service", "status", "arrangement", "source_kind", "is_published"]
    fields = [*readonly_fields]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Engagement]:
        return super().get_queryset(request).select_related("organisation", "service")


class OutcomesFormSet(BaseInlineFormSet):
    """The outcomes of one organisation with the years to which they apply. One query for all of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome_dates.mark(list(self.get_queryset()))


class AssessmentInline(ReadOnlyInline):
    """The current outcome by each definition; it follows from the evidence and is never edited."""

    model = Assessment
    formset = OutcomesFormSet
    readonly_fields = ["definition_title", "sentence", "reasons", "assessed_at"]
    fields = [*readonly_fields]
    verbose_name_plural = "outcomes by definition: they follow the evidence"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assessment]:
        return super().get_queryset(request).filter(is_current=True).select_related("organisation")

    @admin.display(description="definition")
    def definition_title(self, assessment: Assessment) -> str:
        return f"{definition_titles().get(assessment.definition, assessment.definition)}, version {assessment.version}"

    @admin.display(description="outcome")
    def sentence(self, assessment: Assessment) -> str:
        return outcome_sentence(assessment)

    @admin.display(description="why")
    def reasons(self, assessment: Assessment) -> SafeString:
        rows = [
            (row.get("title") or row["id"], RESULTS.get(row["result"], "open"), row["reason"])
            for row in assessment.criteria
        ]
        return format_html_join("", "<p><strong>{}: {}.</strong> {}</p>", rows)


class OverrideInline(ReadOnlyInline):
    model = Override
    readonly_fields = ["definition", "outcome", "reason", "created_by", "created_at", "is_withdrawn"]
    fields = [*readonly_fields]
    verbose_name_plural = "curators’ own verdicts beside the rule’s"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Override]:
        return super().get_queryset(request).select_related("organisation", "created_by")


def definition_titles() -> dict[str, str]:
    return {definition.id: definition.title for definition in definitions.all()}


def outcome_sentence(assessment: Assessment) -> str:
    """Return the outcome in words; for an open one also what is possible and which facts would settle it."""
    if assessment.outcome not in OPEN_OUTCOMES:
        verb = "counted" if assessment.is_included else "not counted"
        return f"{assessment.outcome_in_words}: {verb} as a social enterprise."
    labels = dict(Outcome.choices)
    possible = " or ".join(str(labels.get(word, word)).lower() for word in assessment.possible)
    missing = "; ".join(_question(fact) for fact in assessment.missing)
    label = assessment.outcome_in_words
    text = f"{label}: it may be {possible}." if possible else f"{label}."
    return f"{text} To settle it, find out: {missing}." if missing else text


def _question(fact: str) -> str:
    has_question = fact in wording.STATEMENTS or fact in wording.SHARE_STATEMENTS
    return wording.question(fact) if has_question else fact_values.label(fact).lower()
