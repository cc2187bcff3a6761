"""The directory for programs: organisations and engagements, read-only."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.access import may
from enterprises.filters import EngagementFilterSet, OrganisationFilterSet, ResearchEngagementFilterSet
from enterprises.models import Engagement, Organisation
from enterprises.serializers import (
    EngagementSerializer,
    OrganisationSerializer,
    ResearchEngagementSerializer,
)
from noms.api import CursorPages, ReadOnlyViewSet


class OrganisationViewSet(ReadOnlyViewSet[Organisation]):
    """Organisations of the directory; those that are not published are for research roles."""

    required_permission = "directory.view"
    queryset = Organisation.objects.published()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilterSet

    def get_queryset(self) -> QuerySet[Organisation]:
        sees_all = may(self.request.user, "unpublished.view")
        rows = Organisation.objects.standing() if sees_all else Organisation.objects.published()
        return rows.with_everything_shown()


class EngagementPages(CursorPages):
    """Engagements in the order in which they were entered."""

    ordering = ("pk",)


class EngagementViewSet(ReadOnlyViewSet[Engagement]):
    """Which organisation works with which prison or probation service; uncleared ones are for research roles."""

    required_permission = "directory.view"
    queryset = Engagement.objects.published()
    serializer_class = EngagementSerializer
    pagination_class = EngagementPages
    lookup_field = "pk"
    lookup_value_regex = "[0-9]{1,18}"

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
