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

from enterprises.api.editions import OfTheEdition
from enterprises.models import Engagement, EngagementTerm, Organisation, Place
from enterprises.querysets import EngagementQuerySet
from mapping.api.hsds import asking, written
from mapping.api.hsds.identities import identity, number_of
from mapping.api.hsds.paging import PAGE, PER_PAGE, asked, envelope
from noms.api.filtering import refuse_unknown
from noms.api.freshness import Fresh
from noms.api.rate import Rated
from noms.api.rendering import JsonRenderer, Negotiation
from noms.models import Service

VERSION = "3.0"
OF_ORGANIZATIONS = [*asking.PAGES, asking.BY_SEARCH, asking.BY_TERM]
OF_SERVICES = [
    *asking.PAGES, asking.BY_SEARCH, asking.BY_TERM, asking.BY_ORGANIZATION, asking.BY_MODIFIED,
]  # fmt: skip


class HsdsView(Rated, OfTheEdition, Fresh, APIView):
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

    parameters = (PAGE, PER_PAGE, asking.SEARCH, asking.TERM)

    def answer(self, request: Request, **kwargs: Any) -> Any:
        page, rows = (
            asked(request),
            _termed(asking.searched(Organisation.objects.published(), request), request),
        )
        found = rows.prefetch_related("other_names")[page.start : page.start + page.size]
        return envelope(page, rows.count(), [written.organization(row, in_full=False) for row in found])


@extend_schema(responses=OpenApiTypes.OBJECT)
class OrganizationView(HsdsView):
    """One organisation with its places, numbers and terms."""

    def answer(self, request: Request, id: uuid.UUID, **kwargs: Any) -> Any:  # type: ignore[override]
        return written.organization(
            one_of(Organisation.objects.published().with_everything_shown(), "organization", id)
        )


@extend_schema_view(
    get=extend_schema(
        operation_id="hsds_services_list", responses=OpenApiTypes.OBJECT, parameters=OF_SERVICES
    )
)
class ServicesView(HsdsView):
    """What organisations do with prisons and probation services: one service for each organisation."""

    parameters = (PAGE, PER_PAGE, asking.SEARCH, asking.TERM, asking.ORGANIZATION, asking.MODIFIED)

    def answer(self, request: Request, **kwargs: Any) -> Any:
        page, rows = asked(request), _changed(_termed(asking.searched(_serving(), request), request), request)
        found = _with_relations(rows)[page.start : page.start + page.size]
        return envelope(
            page, rows.count(), [written.service(row, row.delivered, in_full=False) for row in found]
        )


@extend_schema(responses=OpenApiTypes.OBJECT)
class ServiceView(HsdsView):
    """One service with its organisation and its places."""

    def answer(self, request: Request, id: uuid.UUID, **kwargs: Any) -> Any:  # type: ignore[override]
        row = one_of(_with_relations(_serving()).prefetch_related("other_names"), "service", id)
        return written.service(row, row.delivered)


@extend_schema_view(
    get=extend_schema(
        operation_id="hsds_locations_list", responses=OpenApiTypes.OBJECT, parameters=asking.PAGES
    )
)
class LocationsView(HsdsView):
    """Prisons and probation services, then the places of organisations."""

    parameters = (PAGE, PER_PAGE)

    def answer(self, request: Request, **kwargs: Any) -> Any:
        page, first, then = asked(request), _establishments(), _places()
        before, after = first.count(), then.count()
        end = page.start + page.size
        contents = [written.establishment(row) for row in first[page.start : end]]
        contents += [
            written.place(row, str(identity("organization", row.organisation_id)))
            for row in then[max(0, page.start - before) : max(0, end - before)]
        ]
        return envelope(page, before + after, contents)


@extend_schema(responses=OpenApiTypes.OBJECT)
class LocationView(HsdsView):
    """One location."""

    def answer(self, request: Request, id: uuid.UUID, **kwargs: Any) -> Any:  # type: ignore[override]
        if number_of("establishment", id) is not None:
            return written.establishment(one_of(_establishments(), "establishment", id))
        row = one_of(_places(), "place", id)
        return written.place(row, str(identity("organization", row.organisation_id)))


@extend_schema(responses=OpenApiTypes.OBJECT)
class TaxonomiesView(HsdsView):
    """Our vocabularies, all on one page."""

    def answer(self, request: Request, **kwargs: Any) -> Any:
        return _on_one_page(written.every_taxonomy())


@extend_schema(responses=OpenApiTypes.OBJECT)
class TaxonomyTermsView(HsdsView):
    """The words of our vocabularies, all on one page."""

    def answer(self, request: Request, **kwargs: Any) -> Any:
        return _on_one_page(written.every_term())


def _on_one_page(entries: list[written.Entry]) -> dict[str, Any]:
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
    term = asking.term_asked(request)
    return rows if term is None else rows.with_term(term[0], [term[1]])


def _changed(rows: Any, request: Request) -> Any:
    """Services of one organisation, and those that changed, or whose places did, since a moment."""
    organization, since = asking.organization_asked(request), asking.modified_since(request)
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
    return Engagement.objects.published().filter(status__in=written.DELIVERED)


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
