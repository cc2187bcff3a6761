"""The lists of the directory and of the frame as the API gives them: by the atlas's own addresses, by edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from enterprises import cache_version
from enterprises.api import OrganisationViewSet
from enterprises.filters import OrganisationFilterSet
from enterprises.models import Organisation
from enterprises.querysets import OrganisationQuerySet
from noms.api import ProbationAreaViewSet, RegionViewSet, ServiceViewSet
from noms.filter_fields import SlugsFilter
from survey.models import Study

SHOWN = "How the page of the atlas shows the result; it changes nothing here."


class AtlasFilterSet(OrganisationFilterSet):
    """The same filters, with the atlas's other words: an address of the atlas can be asked here as it is."""

    study = SlugsFilter(
        method="known_by",
        label="Study",
        rows=Study.objects.published,
        noun="published study",
        help_text="As of this study: those known by its last day, or in a published relation of its time.",
    )
    measure = django_filters.CharFilter(method="leave", help_text=SHOWN)
    ground = django_filters.CharFilter(method="leave", help_text=SHOWN)
    list = django_filters.CharFilter(method="leave", help_text=SHOWN)
    sort = django_filters.CharFilter(method="leave", help_text=f"{SHOWN} With near= the nearest come first.")
    name = django_filters.CharFilter(
        method="leave",
        help_text="Narrows prisons and probation services on the page; it changes nothing here.",
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def known_by(
        self, organisations: OrganisationQuerySet, name: str, studies: Iterable[Study]
    ) -> QuerySet[Organisation]:
        for study in studies:
            organisations = organisations.known_by(study.frame_on, study.closed_on)
        return organisations

    def leave(self, organisations: OrganisationQuerySet, name: str, value: Any) -> QuerySet[Organisation]:
        return organisations


class OrganisationsView(OrganisationViewSet):
    """Organisations of the directory; those that are not published are for research roles."""

    filterset_class = AtlasFilterSet


class OfTheFrame:
    """Mixin for views of the frame: the edition tells when it last changed; the ETag is of what is sent."""

    def modified(self) -> dt.datetime:
        return cache_version.current().changed_at


class RegionsView(OfTheFrame, RegionViewSet):
    """The ten regions of 2009."""


class AreasView(OfTheFrame, ProbationAreaViewSet):
    """The 42 probation areas of 2009, each with its service of 2009 and its trust of 2010."""


class ServicesView(OfTheFrame, ServiceViewSet):
    """Prisons and probation services of every date; `open_on` gives those of one day."""
