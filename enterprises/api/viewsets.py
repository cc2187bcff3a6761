"""Viewsets of organisations, engagements, assessments and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import django_filters
from django.core.exceptions import ValidationError as Refusal
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import may
from enterprises import actions, cache_version, outcome_dates
from enterprises.api.fast_serializers import RELATED, fetch_related
from enterprises.api.serializers import (
    EngagementSerializer,
    EvidenceReceiptSerializer,
    EvidenceSubmissionSerializer,
    OrganisationSerializer,
    PublishedAssessmentSerializer,
    ResearchEngagementSerializer,
)
from enterprises.classification import definitions
from enterprises.filters import EngagementFilterSet, OrganisationFilterSet, ResearchEngagementFilterSet
from enterprises.models import Assessment, Engagement, Organisation
from enterprises.querysets import AssessmentQuerySet
from enterprises.vocabulary import Outcome
from noms.api import CursorPages, LocatedViewSet, ReadOnlyViewSet
from noms.api.renderers import JsonRenderer, Position
from noms.api.throttling import ThrottledMixin
from noms.filters import SlugsFilter, choices_of

if TYPE_CHECKING:
    from accounts.models import User


class DirectoryVersionMixin:
    """Mixin for API views of the directory: a response is “not modified” while the version stays the same."""

    def version(self) -> str:
        current = cache_version.current()
        return f"version {current.number} of {current.changed_at.isoformat()}"


class OrganisationViewSet(DirectoryVersionMixin, LocatedViewSet[Organisation]):
    """Organisations of the directory; research roles also see unpublished ones."""

    required_permission = "directory.view"
    queryset = Organisation.objects.published()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilterSet
    located_via = "places__"

    def get_queryset(self) -> QuerySet[Organisation]:
        sees_all = may(self.request.user, "unpublished.view")
        return Organisation.objects.active() if sees_all else Organisation.objects.published()

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        return None if rows is None else self._with_api_fields(rows)

    def get_object(self) -> Organisation:
        (row,) = self._with_api_fields([super().get_object()])
        return row

    def position_of(self, row: Organisation) -> Position:
        places = row.api_fields["locations"]
        main = next((place for place in places if place["is_main"]), None)
        return (main["latitude"], main["longitude"]) if main else (None, None)

    def _with_api_fields(self, rows: list[Organisation]) -> list[Organisation]:
        """Fetch the requested fields from other tables for these rows, and return the rows."""
        fetch_related(
            rows, [name for name in RELATED if self.wants(name) or (name == "locations" and self.is_geojson)]
        )
        return rows


class EngagementPages(CursorPages):
    """Engagements in the order of their random identifiers, which is not that of entry."""

    ordering = ("public_id",)


class EngagementViewSet(DirectoryVersionMixin, ReadOnlyViewSet[Engagement]):
    """Which organisations work with which prisons and probation services; research roles also see unpublished ones."""

    required_permission = "directory.view"
    queryset = Engagement.objects.published()
    serializer_class = EngagementSerializer
    pagination_class = EngagementPages
    lookup_field = "public_id"
    lookup_value_regex = "[0-9a-fA-F-]{36}"

    @property
    def filterset_class(self) -> type[EngagementFilterSet]:
        return ResearchEngagementFilterSet if self.sees_all else EngagementFilterSet

    def get_serializer_class(self) -> type[EngagementSerializer]:
        return ResearchEngagementSerializer if self.sees_all else EngagementSerializer

    @property
    def sees_all(self) -> bool:
        request = getattr(self, "request", None)
        return request is not None and may(request.user, "unpublished.view")

    def get_queryset(self) -> QuerySet[Engagement]:
        rows = Engagement.objects.filter(organisation__merged_into__isnull=True)
        if not self.sees_all:
            rows = rows.published()
        return rows.select_related("organisation", "service").prefetch_related("terms")


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
    """Assessments in the order of the organisations’ random identifiers, which is not that of entry."""

    ordering = ("organisation__public_id", "definition")

    def _get_position_from_instance(self, instance: Any, ordering: Any) -> str:
        return str(instance.organisation.public_id)


class AssessmentViewSet(DirectoryVersionMixin, ReadOnlyViewSet[Assessment]):
    """The current outcome of every published organisation by every definition in use.

    Each criterion is met, not met or unknown, and not published if it rests on what was told to the study. What may
    be published of the reasons is on the organisation's assessment page.
    """

    required_permission = "directory.view"
    queryset = Assessment.objects.published()
    serializer_class = PublishedAssessmentSerializer
    pagination_class = AssessmentPages
    filterset_class = AssessmentFilterSet
    lookup_field = "id"
    lookup_value_regex = r"[-\w]+\.[-\w@.]+"

    def get_queryset(self) -> QuerySet[Assessment]:
        rows = Assessment.objects.published().select_related("organisation")
        return rows.defer("conflicts", "facts")

    def get_object(self) -> Assessment:
        slug, _, definition = self.kwargs["id"].partition(".")
        found = get_object_or_404(self.get_queryset(), organisation__slug=slug, definition=definition)
        outcome_dates.mark([found])
        return found


class KeyUsed(APIException):
    """The submission key was used before with other content."""

    status_code = 409
    default_detail = "This submission key was used for another body. Make a new key for a new fact."
    default_code = "key_used"


class EvidenceViewSet(ThrottledMixin, ViewSet):
    """Adds facts. A fact is never changed; a curator can withdraw a wrong one with a reason."""

    required_permission = "directory.curate"
    renderer_classes = [JsonRenderer]

    @extend_schema(
        request=EvidenceSubmissionSerializer,
        responses={
            201: EvidenceReceiptSerializer,
            400: OpenApiResponse(description="What is wrong, by field."),
            403: OpenApiResponse(description="Not signed in as a curator, or without the CSRF token."),
            409: OpenApiResponse(description="The submission key was used for another body."),
        },
    )
    def create(self, request: Request) -> Response:
        """Add one fact about an organisation and assess it at once.

        The program makes the submission key (a UUID). The same key with the same body returns the first receipt, so
        that a request can be repeated if its response was lost.
        """
        sent = EvidenceSubmissionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        data: dict[str, Any] = sent.validated_data
        try:
            submission = actions.submit_evidence(**data, by=cast("User", request.user))
        except actions.KeyUsedError:
            raise KeyUsed
        except Refusal as refusal:
            raise ValidationError(_by_field(refusal))
        return Response(submission.receipt, status=201)


def _by_field(refusal: Refusal) -> dict[str, list[str]]:
    if not hasattr(refusal, "error_dict"):
        return {"non_field_errors": refusal.messages}
    return {
        "non_field_errors" if name == "__all__" else name: words
        for name, words in refusal.message_dict.items()
    }
