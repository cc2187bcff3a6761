"""Organisations for programs."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.access import may
from enterprises.api.editions import OfTheEdition
from enterprises.api.serializers import OrganisationSerializer
from enterprises.filters import OrganisationFilterSet
from enterprises.models import Organisation
from noms.api import LocatedViewSet
from noms.api.rendering import Position

RELATED = (
    "alternate_names",
    "organization_identifiers",
    "locations",
    "attributes",
    "assessments",
)
"""Fields that are fetched beside the rows."""


class OrganisationViewSet(OfTheEdition, LocatedViewSet[Organisation]):
    """Organisations of the directory; those that are not published are for research roles."""

    required_permission = "directory.view"
    queryset = Organisation.objects.published()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilterSet
    located_via = "places__"

    def get_queryset(self) -> QuerySet[Organisation]:
        sees_all = may(self.request.user, "unpublished.view")
        rows = Organisation.objects.standing() if sees_all else Organisation.objects.published()
        if self.wants(*RELATED):
            return rows.with_everything_shown()
        return rows.prefetch_related("places") if self.is_geojson else rows

    def position_of(self, row: Organisation) -> Position:
        main = next((place for place in row.places.all() if place.is_main), None)
        return (main.latitude, main.longitude) if main else (None, None)
