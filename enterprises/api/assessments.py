"""Assessments in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from enterprises.api.serializers import PublishedAssessmentSerializer
from enterprises.api.versions import DirectoryVersionMixin
from enterprises.classification import definitions
from enterprises.models import Assessment, Organisation
from enterprises.querysets import AssessmentQuerySet
from enterprises.vocabulary import Outcome
from noms.api import CursorPages, ReadOnlyViewSet
from noms.filter_fields import SlugsFilter, choices_of


class AssessmentFilterSet(django_filters.FilterSet):
    """Filters assessments by organisation, definition, outcome and whether the organisation is counted."""

    organisation = SlugsFilter(
        method="narrow", rows=Organisation.objects.published, noun="organisation", help_text="Slugs."
    )
    definition = choices_of(
        "Definition", [(each.id, each.title) for each in definitions.all()], "By one of these definitions."
    )
    outcome = choices_of("Outcome", Outcome.choices, "With one of these outcomes.")
    included = choices_of("Included", (("yes", "Yes"), ("no", "No")), "Whether the definition counts it.")

    class Meta:
        model = Assessment
        fields: list[str] = []

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def narrow(self, assessments: AssessmentQuerySet, name: str, value: Any) -> QuerySet[Assessment]:
        if name == "included":
            return (
                assessments.filter(is_included__in=[word == "yes" for word in value])
                if value
                else assessments
            )
        return assessments.filter(**{f"{name}__in": value}) if value else assessments


class AssessmentPages(CursorPages):
    """Assessments in the order in which they were made."""

    ordering = ("pk",)


class AssessmentViewSet(DirectoryVersionMixin, ReadOnlyViewSet[Assessment]):
    """The current outcome of every published organisation by every definition in use.

    Each criterion is met, not met or unknown. The reasons may rest on confidential interviews; what may be published
    of them is on the organisation's assessment page.
    """

    required_permission = "directory.view"
    queryset = Assessment.objects.published()
    serializer_class = PublishedAssessmentSerializer
    pagination_class = AssessmentPages
    filterset_class = AssessmentFilterSet
    lookup_field = "pk"
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[Assessment]:
        rows = Assessment.objects.published().select_related("organisation")
        return rows.defer("conflicts", "facts", "evidence_used")
