"""The addresses of the HSDS view of the directory: published entries only, whoever asks."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from enterprises.api.versions import DirectoryVersionMixin
from enterprises.models import Engagement, EngagementTerm, Organisation, Place
from enterprises.querysets import EngagementQuerySet
from mapping.api.hsds import query_params, serializers
from mapping.api.hsds.ids import identity, number_of
from mapping.api.hsds.pagination import PAGE, PER_PAGE, asked, envelope
from noms.api.conditional import ConditionalMixin
from noms.api.filter_backends import refuse_unknown
from noms.api.renderers import JsonRenderer, Negotiation
from noms.api.throttling import ThrottledMixin
from noms.models import Service

VERSION = "3.0"
OF_ORGANIZATIONS = [*query_params.PAGES, query_params.BY_SEARCH, query_params.BY_TERM]
OF_SERVICES = [
    *query_params.PAGES,
    query_params.BY_SEARCH,
    query_params.BY_TERM,
    query_params.BY_ORGANIZATION,
    query_params.BY_MODIFIED,
]


class HsdsView(ThrottledMixin, DirectoryVersionMixin, ConditionalMixin, APIView):
    """One address: its parameters, and its answer while the edition stands."""

    required_permission = "directory.view"
    renderer_classes = [JsonRenderer]
    content_negotiation_class = Negotiation
    parameters: tuple[str, ...] = ()

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown(request, {"format", *self.parameters})
        return self.unchanged(request) or Response(self.answer(request, **kwargs))

    def answer(self, request: Request, **kwargs: Any) -> Any:
        """What is sent."""
        raise NotImplementedError


@extend_schema(responses=OpenApiTypes.OBJECT)
class RootView(HsdsView):
    """Which version of HSDS this is, and where its description is."""

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
        parameters=OF_ORGANIZATIONS,
    )
)
class OrganizationsView(HsdsView):
    """The published organisations."""

    parameters = (PAGE, PER_PAGE, query_params.SEARCH, query_params.TERM)

    def answer(self, request: Request, **kwargs: Any) -> Any:
        page, rows = (
            asked(request),
            _termed(query_params.searched(Organisation.objects.published(), request), request),
        )
        found = rows.prefetch_related("other_names")[page.start : page.start + page.size]
        return envelope(page, rows.count(), [serializers.organization(row, in_full=False) for row in found])


@extend_schema(responses=OpenApiTypes.OBJECT)
class OrganizationView(HsdsView):
    """One organisation with its places, numbers and terms."""

    def answer(self, request: Request, id: uuid.UUID, **kwargs: Any) -> Any:  # type: ignore[override]
        return serializers.organization(
            one_of(Organisation.objects.published().with_everything_shown(), "organization", id)
        )


@extend_schema_view(
    get=extend_schema(
        operation_id="hsds_services_list", responses=OpenApiTypes.OBJECT, parameters=OF_SERVICES
    )
)
class ServicesView(HsdsView):
    """What organisations do with prisons and probation services: one service for each organisation."""

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
            asked(request),
            _changed(_termed(query_params.searched(_serving(), request), request), request),
        )
        found = _with_relations(rows)[page.start : page.start + page.size]
        return envelope(
            page, rows.count(), [serializers.service(row, row.delivered, in_full=False) for row in found]
        )


@extend_schema(responses=OpenApiTypes.OBJECT)
class ServiceView(HsdsView):
    """One service with its organisation and its places."""

    def answer(self, request: Request, id: uuid.UUID, **kwargs: Any) -> Any:  # type: ignore[override]
        row = one_of(_with_relations(_serving()).prefetch_related("other_names"), "service", id)
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
        page, first, then = asked(request), _establishments(), _places()
        before, after = first.count(), then.count()
        end = page.start + page.size
        contents = [serializers.establishment(row) for row in first[page.start : end]]
        contents += [
            serializers.place(row, str(identity("organization", row.organisation_id)))
            for row in then[max(0, page.start - before) : max(0, end - before)]
        ]
        return envelope(page, before + after, contents)


@extend_schema(responses=OpenApiTypes.OBJECT)
class LocationView(HsdsView):
    """One location."""

    def answer(self, request: Request, id: uuid.UUID, **kwargs: Any) -> Any:  # type: ignore[override]
        if number_of("establishment", id) is not None:
            return serializers.establishment(one_of(_establishments(), "establishment", id))
        row = one_of(_places(), "place", id)
        return serializers.place(row, str(identity("organization", row.organisation_id)))


@extend_schema(responses=OpenApiTypes.OBJECT)
class TaxonomiesView(HsdsView):
    """Our vocabularies, all on one page."""

    def answer(self, request: Request, **kwargs: Any) -> Any:
        return _on_one_page(serializers.every_taxonomy())


@extend_schema(responses=OpenApiTypes.OBJECT)
class TaxonomyTermsView(HsdsView):
    """The words of our vocabularies, all on one page."""

    def answer(self, request: Request, **kwargs: Any) -> Any:
        return _on_one_page(serializers.every_term())


def _on_one_page(entries: list[serializers.Entry]) -> dict[str, Any]:
    return {
        "total_items": len(entries),
        "total_pages": 1,
        "page_number": 1,
        "size": len(entries),
        "first_page": True,
        "last_page": True,
        "empty": not entries,
        "contents": entries,
    }


def _termed(rows: Any, request: Request) -> Any:
    term = query_params.term_asked(request)
    return rows if term is None else rows.with_term(term[0], [term[1]])


def _changed(rows: Any, request: Request) -> Any:
    """Services of one organisation, and those that changed, or whose places did, since a moment."""
    organization, since = query_params.organization_asked(request), query_params.modified_since(request)
    if organization is not None:
        rows = rows.filter(pk=organization)
    if since is None:
        return rows
    places = delivered().filter(organisation=OuterRef("pk"), updated_at__gte=since)
    return rows.filter(Q(updated_at__gte=since) | Q(Exists(places)))


def one_of(rows: Any, kind: str, given: uuid.UUID) -> Any:
    """The row that a UUID names.

    :raises Http404: for a UUID that is not ours, and for a row that is not among these.
    """
    number = number_of(kind, given)
    row = rows.filter(pk=number).first() if number is not None else None
    if row is None:
        raise Http404(f"There is no {kind} {given}.")
    return row


def delivered() -> EngagementQuerySet:
    """Published relations in which something is or was done."""
    return Engagement.objects.published().filter(status__in=serializers.DELIVERED)


def _serving() -> Any:
    return Organisation.objects.published().filter(Exists(delivered().filter(organisation=OuterRef("pk"))))


def _with_relations(rows: Any) -> Any:
    relations = delivered().select_related("service__area", "service__region").order_by("pk")
    terms = Prefetch("terms", EngagementTerm.objects.order_by("pk"))
    return rows.prefetch_related(
        Prefetch("engagements", relations.prefetch_related(terms), to_attr="delivered")
    )


def _establishments() -> QuerySet[Service]:
    return (
        Service.objects.filter(latitude__isnull=False).select_related("area", "region").order_by("name", "pk")
    )


def _places() -> QuerySet[Place]:
    return (
        Place.objects.filter(organisation__in=Organisation.objects.published())
        .select_related("area", "region")
        .order_by("pk")
    )
