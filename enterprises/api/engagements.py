"""Engagements in the API."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.access import may
from enterprises.api.serializers import EngagementSerializer, ResearchEngagementSerializer
from enterprises.api.versions import DirectoryVersionMixin
from enterprises.engagement_filters import EngagementFilterSet, ResearchEngagementFilterSet
from enterprises.models import Engagement
from noms.api import CursorPages, ReadOnlyViewSet


class EngagementPages(CursorPages):
    """Engagements in the order in which they were entered."""

    ordering = ("pk",)


class EngagementViewSet(DirectoryVersionMixin, ReadOnlyViewSet[Engagement]):
    """Which organisations work with which prisons and probation services; research roles also see unpublished ones."""

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
