"""Organisations in the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access import may
from enterprises.api.fast_serializers import RELATED, fetch_related
from enterprises.api.serializers import OrganisationSerializer
from enterprises.api.versions import DirectoryVersionMixin
from enterprises.filters import OrganisationFilterSet
from enterprises.models import Organisation
from noms.api import LocatedViewSet
from noms.api.renderers import Position


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
