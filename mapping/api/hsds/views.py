"""The views of HSDS. They show only published entries, whoever asks."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from enterprises.api.viewsets import DirectoryVersionMixin
from enterprises.models import Engagement, EngagementTerm, Organisation, Place
from enterprises.querysets import EngagementQuerySet
from mapping.api.hsds import query_params, serializers
from mapping.api.hsds.ids import establishment_key
from mapping.api.hsds.pagination import PAGE, PER_PAGE, envelope, page_params, single_page
from noms.api.conditional import ConditionalMixin
from noms.api.filter_backends import refuse_unknown
from noms.api.renderers import JsonRenderer, Negotiation
from noms.api.throttling import ThrottledMixin
from noms.models import Service

VERSION = "3.0"
ORGANIZATION_PARAMETERS = [*query_params.PAGES, query_params.BY_SEARCH, query_params.BY_TERM]
SERVICE_PARAMETERS = [
    *query_params.PAGES,
    query_params.BY_SEARCH,
    query_params.BY_TERM,
    query_params.BY_ORGANIZATION,
    query_params.BY_MODIFIED,
]


class HsdsView(ThrottledMixin, DirectoryVersionMixin, ConditionalMixin, APIView):
    """An HSDS view: checks its parameters, and answers 304 while the directory is unchanged."""

    required_permission = "directory.view"
    renderer_classes = [JsonRenderer]
    content_negotiation_class = Negotiation
    parameters: tuple[str, ...] = ()

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown(request, {"format", *self.parameters})
        return self.unchanged(request) or Response(self.answer(request, **kwargs))

    def answer(self, request: Request, **kwargs: Any) -> Any:
        """Return the content of the response."""
        raise NotImplementedError


class EntryView(HsdsView):
    """One entry, found by its UUID."""

    def answer(self, request: Request, **kwargs: Any) -> Any:
        return self.entry(kwargs["id"])

    def entry(self, id: uuid.UUID) -> serializers.Entry:
        """Return the entry.

        :raises Http404: if there is none with this UUID.
        """
        raise NotImplementedError


@extend_schema(responses=OpenApiTypes.OBJECT)
class RootView(HsdsView):
    """The version of HSDS and the address of the API's description."""

    def answer(self, request: Request, **kwargs: Any) -> Any:
        return {
            "version": VERSION,
            "profile": "https://docs.openreferral.org/",
            "openapi_url": request.build_absolute_uri(reverse("api-schema")),
        }


@extend_schema_view(
    get=extend_schema(
        operation_id="hsds_organizations_list",
        responses=OpenApiTypes.OBJECT,
        parameters=ORGANIZATION_PARAMETERS,
    )
)
class OrganizationsView(HsdsView):
    """The published organisations."""

    parameters = (PAGE, PER_PAGE, query_params.SEARCH, query_params.TERM)

    def answer(self, request: Request, **kwargs: Any) -> Any:
        page, rows = (
            page_params(request),
            _with_term(query_params.searched(Organisation.objects.published(), request), request),
        )
        found = rows.prefetch_related("other_names")[page.start : page.end]
        return envelope(page, rows.count(), [serializers.organization(row, is_full=False) for row in found])


@extend_schema(responses=OpenApiTypes.OBJECT)
class OrganizationView(EntryView):
    """One organisation with its places, register numbers and terms."""

    def entry(self, id: uuid.UUID) -> serializers.Entry:
        return serializers.organization(get_by_uuid(Organisation.objects.published().with_related(), id))


@extend_schema_view(
    get=extend_schema(
        operation_id="hsds_services_list", responses=OpenApiTypes.OBJECT, parameters=SERVICE_PARAMETERS
    )
)
class ServicesView(HsdsView):
    """The work of organisations with prisons and probation services: one service for each organisation."""

    parameters = (
        PAGE,
        PER_PAGE,
        query_params.SEARCH,
        query_params.TERM,
        query_params.ORGANIZATION,
        query_params.MODIFIED,
    )

    def answer(self, request: Request, **kwargs: Any) -> Any:
        page, rows = (
            page_params(request),
            _modified(_with_term(query_params.searched(_service_organisations(), request), request), request),
        )
        found = _with_relations(rows)[page.start : page.end]
        return envelope(
            page, rows.count(), [serializers.service(row, row.delivered, is_full=False) for row in found]
        )


@extend_schema(responses=OpenApiTypes.OBJECT)
class ServiceView(EntryView):
    """One service with its organisation and its locations."""

    def entry(self, id: uuid.UUID) -> serializers.Entry:
        row = get_by_uuid(_with_relations(_service_organisations()).prefetch_related("other_names"), id)
        return serializers.service(row, row.delivered)


@extend_schema_view(
    get=extend_schema(
        operation_id="hsds_locations_list", responses=OpenApiTypes.OBJECT, parameters=query_params.PAGES
    )
)
class LocationsView(HsdsView):
    """Prisons and probation services, then the places of organisations."""

    parameters = (PAGE, PER_PAGE)

    def answer(self, request: Request, **kwargs: Any) -> Any:
        page, first, then = page_params(request), _establishments(), _places()
        before, after = first.count(), then.count()
        end = page.start + page.size
        contents = [serializers.establishment(row) for row in first[page.start : end]]
        contents += [
            serializers.place(row, str(row.organisation.public_id))
            for row in then[max(0, page.start - before) : max(0, end - before)]
        ]
        return envelope(page, before + after, contents)


@extend_schema(responses=OpenApiTypes.OBJECT)
class LocationView(EntryView):
    """One location."""

    def entry(self, id: uuid.UUID) -> serializers.Entry:
        if (key := establishment_key(id)) is not None:
            return serializers.establishment(get_object_or_404(_establishments(), pk=key))
        row = get_by_uuid(_places(), id)
        return serializers.place(row, str(row.organisation.public_id))


@extend_schema(responses=OpenApiTypes.OBJECT)
class TaxonomiesView(HsdsView):
    """All our vocabularies, on one page."""

    def answer(self, request: Request, **kwargs: Any) -> Any:
        return single_page(serializers.every_taxonomy())


@extend_schema(responses=OpenApiTypes.OBJECT)
class TaxonomyTermsView(HsdsView):
    """All terms of our vocabularies, on one page."""

    def answer(self, request: Request, **kwargs: Any) -> Any:
        return single_page(serializers.every_term())


def _with_term(rows: Any, request: Request) -> Any:
    term = query_params.term_param(request)
    return rows if term is None else rows.with_term(term[0], [term[1]])


def _modified(rows: Any, request: Request) -> Any:
    """Filter services by organisation, and by a change of the service or of one of its locations."""
    organization, moment = query_params.organization_param(request), query_params.modified_param(request)
    if organization is not None:
        rows = rows.filter(public_id=organization)
    if moment is None:
        return rows
    places = delivered().filter(organisation=OuterRef("pk"), updated_at__gte=moment)
    return rows.filter(Q(updated_at__gte=moment) | Q(Exists(places)))


def get_by_uuid(rows: Any, value: uuid.UUID) -> Any:
    """Return the row of a UUID.

    :raises Http404: if there is none among these.
    """
    return get_object_or_404(rows, public_id=value)


def delivered() -> EngagementQuerySet:
    """Return the published relations that are or were a service."""
    return Engagement.objects.published().filter(status__in=serializers.DELIVERED)


def _service_organisations() -> Any:
    return Organisation.objects.published().filter(Exists(delivered().filter(organisation=OuterRef("pk"))))


def _with_relations(rows: Any) -> Any:
    relations = (
        delivered().select_related("organisation", "service__area", "service__region").order_by("public_id")
    )
    terms = Prefetch("terms", EngagementTerm.objects.order_by("vocabulary", "term"))
    return rows.prefetch_related(
        Prefetch("engagements", relations.prefetch_related(terms), to_attr="delivered")
    )


def _establishments() -> QuerySet[Service]:
    return (
        Service.objects.filter(latitude__isnull=False)
        .select_related("area", "region")
        .order_by("name", "slug")
    )


def _places() -> QuerySet[Place]:
    return (
        Place.objects.filter(organisation__in=Organisation.objects.published())
        .select_related("area", "region", "organisation")
        .order_by("public_id")
    )
