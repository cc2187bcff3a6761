"""Read-only viewsets of regions, probation areas and services, and the base of all lists of the API."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar, cast

from django.db import models
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from noms.api.conditional import ConditionalMixin
from noms.api.filter_backends import StrictFilterBackend
from noms.api.nearby import NEAR, WITHIN
from noms.api.pagination import CursorPages
from noms.api.renderers import GeoJsonRenderer, JsonRenderer, Negotiation, Position, collection, feature
from noms.api.sparse_fields import FIELDS, SparseFieldsMixin
from noms.api.throttling import ThrottledMixin
from noms.filters import RegionFilter, ServiceFilter
from noms.models import DataSource, ProbationArea, Region, Service
from noms.querysets import ServiceQuerySet
from noms.serializers import ProbationAreaSerializer, RegionSerializer, ServiceSerializer
from noms.vocabulary import NOMS_2009, REFERENCE_FRAME

Row = TypeVar("Row", bound=models.Model)

FIELDS_PARAMETER = OpenApiParameter(FIELDS, str, description="Only these fields, with commas between them.")
NEAR_PARAMETER = OpenApiParameter(
    NEAR,
    str,
    description="A postcode or its first half, a town, a prison, an area, a region, or latitude,longitude in Great "
    "Britain: what lies within about 70 miles, the nearest first.",
)

WITHIN_PARAMETER = OpenApiParameter(
    WITHIN, int, description="With near=: only what lies within so many miles of it."
)


class ReadOnlyViewSet(ThrottledMixin, ConditionalMixin, SparseFieldsMixin, ReadOnlyModelViewSet[Row]):
    """A read-only list and its items by slug, with cursor pages, strict filters, sparse fields, ETags, throttling."""

    required_permission = "atlas.view"
    lookup_field = "slug"
    pagination_class = CursorPages
    filter_backends = [StrictFilterBackend]
    renderer_classes: list[Any] = [JsonRenderer]
    content_negotiation_class = Negotiation
    located_via: str | None = None
    """The lookup prefix from a row to its coordinates; None for rows without coordinates."""

    @extend_schema(parameters=[FIELDS_PARAMETER])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return self.unchanged(request) or self.page(request)

    @extend_schema(parameters=[FIELDS_PARAMETER])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return self.unchanged(request) or super().retrieve(request, *args, **kwargs)

    def page(self, request: Request) -> Response:
        """Return one page of the list."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @cached_property
    def data_sources(self) -> dict[str, DataSource]:
        """Return every data source by key, fetched once per response."""
        return {source.key: source for source in DataSource.objects.all()}


class LocatedViewSet(ReadOnlyViewSet[Row]):
    """A list of rows with coordinates: also by distance (`near=`) and as GeoJSON (`format=geojson`)."""

    renderer_classes = [JsonRenderer, GeoJsonRenderer]
    located_via = ""

    @extend_schema(parameters=[FIELDS_PARAMETER, NEAR_PARAMETER, WITHIN_PARAMETER])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return super().list(request, *args, **kwargs)

    def page(self, request: Request) -> Response:
        if not self.is_geojson:
            return super().page(request)
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        written = self.get_serializer(rows, many=True).data
        features = [
            feature(properties, self.position_of(row), row.slug)
            for row, properties in zip(rows, written, strict=True)
        ]
        pages: Any = self.paginator
        links = {"next": pages.get_next_link(), "previous": pages.get_previous_link()}
        return Response(collection(features, **links))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        if not self.is_geojson:
            return super().retrieve(request, *args, **kwargs)
        if (unchanged := self.unchanged(request)) is not None:
            return unchanged
        row = self.get_object()
        return Response(feature(self.get_serializer(row).data, self.position_of(row), row.slug))

    @property
    def is_geojson(self) -> bool:
        return bool(self.request.accepted_renderer.format == GeoJsonRenderer.format)

    def position_of(self, row: Any) -> Position:
        """Return the latitude and longitude of a row."""
        return row.latitude, row.longitude


class RegionPages(CursorPages):
    """Pages of regions, ordered from north to south."""

    ordering = ("position", "slug")


class RegionViewSet(ReadOnlyViewSet[Region]):
    """The ten regions of 2009, or with `system=probation-2021` the twelve probation regions of June 2021."""

    queryset = Region.objects.filter(system__frame=REFERENCE_FRAME).select_related("system")
    filterset_class = RegionFilter
    serializer_class = RegionSerializer
    pagination_class = RegionPages

    def get_queryset(self) -> models.QuerySet[Region]:
        regions = super().get_queryset()
        names_system = "system" in self.request.query_params or self.action != "list"
        return regions if names_system else regions.filter(system__key=NOMS_2009)


class ProbationAreaViewSet(ReadOnlyViewSet[ProbationArea]):
    """The 42 probation areas of 2009, each with its service of 2009 and its trust of 2010."""

    queryset = ProbationArea.objects.select_related("region", "region_2021", "service", "trust")
    serializer_class = ProbationAreaSerializer


class ServiceViewSet(LocatedViewSet[Service]):
    """The services of every frame that are open today.

    `open_on` gives those of another day, or of every date; `frame` those of one list.
    """

    queryset = Service.objects.select_related("region", "region_2021", "area", "successor").with_sites()
    serializer_class = ServiceSerializer
    filterset_class = ServiceFilter

    def get_queryset(self) -> models.QuerySet[Service]:
        services = cast(ServiceQuerySet, super().get_queryset())
        is_of_today = self.action == "list" and not self.request.query_params.get("open_on")
        return services.open_on() if is_of_today else services
