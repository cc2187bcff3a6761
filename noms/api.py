"""The frame for programs: regions, probation areas and services, read-only. Also the API's shared manners."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

from django.core.exceptions import ValidationError as NotAValue
from django.db import models
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from noms.filters import ServiceFilter
from noms.models import DataSource, ProbationArea, Region, Service
from noms.serializers import ProbationAreaSerializer, RegionSerializer, ServiceSerializer

Row = TypeVar("Row", bound=models.Model)


class CursorPages(CursorPagination):
    """Pages that stay as quick at the end of a long list as at its beginning."""

    ordering: Any = ("name", "pk")
    page_size = 100
    max_page_size = 500
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        """The number of rows asked for.

        :raises ValidationError: (400) for anything but a number from 1 to `max_page_size`.
        """
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked[:6]) <= self.max_page_size:
            reason = f"“{asked}” is not a number from 1 to {self.max_page_size}."
            raise ValidationError({self.page_size_query_param: [reason]})
        return int(asked)

    def decode_cursor(self, request: Request) -> Any:
        """The place in the list that the address names.

        :raises ValidationError: (400) for a cursor that we did not make.
        """
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise self._not_ours()

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """The page that the address names.

        :raises ValidationError: (400) for a cursor whose place is no value of the list's order.
        """
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError, NotAValue):
            if self.cursor_query_param not in request.query_params:
                raise
            raise self._not_ours()

    def _not_ours(self) -> ValidationError:
        reason = "This is not a cursor of this list. Start without one and follow “next”."
        return ValidationError({self.cursor_query_param: [reason]})


class StrictFilterBackend(DjangoFilterBackend):
    """Filters that refuse what they do not know: 400 with the field and the reason."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Row], view: Any) -> QuerySet[Row]:
        filterset_class = self.get_filterset_class(view, queryset)
        known = {CursorPages.cursor_query_param, CursorPages.page_size_query_param}
        known.update(filterset_class.base_filters if filterset_class else ())
        if view.action != "list":
            known = set()
        refused = {
            name: [f"There is no such parameter. Known: {', '.join(sorted(known)) or 'none'}."]
            for name in request.query_params
            if name not in known
        }
        if refused:
            raise ValidationError(refused)
        if view.action != "list":
            return queryset
        return super().filter_queryset(request, queryset, view)


class ReadOnlyViewSet(ReadOnlyModelViewSet[Row]):
    """A list and its items, found by slug: cursor pages, strict filters, the API's rate limit."""

    required_permission = "atlas.view"
    lookup_field = "slug"
    pagination_class = CursorPages
    filter_backends = [StrictFilterBackend]
    throttle_scope = "api"

    @cached_property
    def data_sources(self) -> dict[str, DataSource]:
        """Every data source by its key; fetched once for an answer."""
        return {source.key: source for source in DataSource.objects.all()}


class RegionPages(CursorPages):
    """Regions in their order from north to south."""

    ordering = ("position", "pk")


class RegionViewSet(ReadOnlyViewSet[Region]):
    """The ten regions of 2009."""

    queryset = Region.objects.all()
    serializer_class = RegionSerializer
    pagination_class = RegionPages


class ProbationAreaViewSet(ReadOnlyViewSet[ProbationArea]):
    """The 42 probation areas of 2009, each with its service of 2009 and its trust of 2010."""

    queryset = ProbationArea.objects.select_related("region", "service", "trust")
    serializer_class = ProbationAreaSerializer


class ServiceViewSet(ReadOnlyViewSet[Service]):
    """Prisons and probation services of every date; `open_on` gives those of one day."""

    queryset = Service.objects.select_related("region", "area", "successor").with_sites()
    serializer_class = ServiceSerializer
    filterset_class = ServiceFilter
