"""Services at their locations: where an organisation works or worked, also by distance from a postcode."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request

from enterprises.models import Engagement, EngagementTerm, Organisation
from enterprises.querysets import EngagementQuerySet
from mapping.api.hsds import query_params, serializers
from mapping.api.hsds.pagination import PAGE, PER_PAGE, envelope, page_params
from mapping.api.hsds.views import EntryView, HsdsView, delivered, get_by_uuid
from noms.coordinates import squared_distance

PARAMETERS = [
    *query_params.PAGES,
    query_params.BY_SEARCH,
    query_params.BY_TERM,
    query_params.BY_ORGANIZATION,
    query_params.BY_MODIFIED,
    query_params.BY_POSTCODE,
    query_params.BY_PROXIMITY,
]


def _rows() -> EngagementQuerySet:
    return delivered().select_related("organisation", "service__area", "service__region")


@extend_schema_view(
    get=extend_schema(
        operation_id="hsds_service_at_locations_list", responses=OpenApiTypes.OBJECT, parameters=PARAMETERS
    )
)
class AtLocationsView(HsdsView):
    """Every location at which a service is or was provided."""

    parameters = (
        PAGE,
        PER_PAGE,
        query_params.SEARCH,
        query_params.TERM,
        query_params.ORGANIZATION,
        query_params.MODIFIED,
        query_params.POSTCODE,
        query_params.PROXIMITY,
    )

    def answer(self, request: Request, **kwargs: Any) -> Any:
        page, rows = page_params(request), _filtered(request)
        found = rows[page.start : page.end]
        contents = [serializers.at_location(row, str(row.organisation.public_id)) for row in found]
        return envelope(page, rows.count(), contents)


@extend_schema(responses=OpenApiTypes.OBJECT)
class AtLocationView(EntryView):
    """One service at one of its locations."""

    def entry(self, id: uuid.UUID) -> serializers.Entry:
        row: Engagement = get_by_uuid(_rows(), id)
        return serializers.at_location(row, str(row.organisation.public_id))


def _filtered(request: Request) -> EngagementQuerySet:
    rows = _rows()
    if request.query_params.get(query_params.SEARCH, "").strip():
        named = query_params.searched(Organisation.objects.published(), request)
        rows = rows.filter(organisation__in=named.order_by().values("pk"))
    if (term := query_params.term_param(request)) is not None:
        shown = EngagementTerm.objects.published().filter(vocabulary=term[0], term=term[1])
        rows = rows.filter(pk__in=shown.order_by().values("engagement"))
    if (organization := query_params.organization_param(request)) is not None:
        rows = rows.filter(organisation__public_id=organization)
    if (moment := query_params.modified_param(request)) is not None:
        rows = rows.filter(Q(updated_at__gte=moment) | Q(organisation__updated_at__gte=moment))
    ring = query_params.ring_param(request)
    if ring is None:
        return rows.order_by("public_id")
    rows = rows.annotate(square=squared_distance(ring.point, "service__"))
    return (rows if ring.square is None else rows.filter(square__lte=ring.square)).order_by(
        "square", "public_id"
    )
