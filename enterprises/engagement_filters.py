"""Filters for lists of engagements in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from enterprises.models import Engagement, Organisation
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import Arrangement, EngagementStatus
from noms.filter_fields import SlugsFilter, choices_of
from noms.models import Region, Service
from noms.vocabulary import ServiceKind


class EngagementFilterSet(django_filters.FilterSet):
    """Filters engagements by organisation, service, region of the service, status and arrangement."""

    organisation = SlugsFilter(
        method="narrow", rows=Organisation.objects.published, noun="organisation", help_text="Slugs."
    )
    service = SlugsFilter(method="narrow", rows=Service.objects.all, noun="service", help_text="Slugs.")
    region = SlugsFilter(
        method="narrow", rows=Region.objects.all, noun="region", help_text="Slugs of the service's region."
    )
    kind = choices_of("Kind of service", ServiceKind.choices, "The kind of service.")
    status = choices_of("Status", EngagementStatus.choices, "Whether they work together.")
    arrangement = choices_of("Arrangement", Arrangement.choices, "How they work together.")

    FIELDS = {"region": "service__region__in", "kind": "service__kind__in"}

    class Meta:
        model = Engagement
        fields: list[str] = []

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def narrow(self, engagements: EngagementQuerySet, name: str, value: Any) -> QuerySet[Engagement]:
        lookup = self.FIELDS.get(name, f"{name}__in")
        return engagements.filter(**{lookup: value}) if value else engagements


class ResearchEngagementFilterSet(EngagementFilterSet):
    """The same filters for research roles, who may also name unpublished organisations."""

    organisation = SlugsFilter(
        method="narrow", rows=Organisation.objects.active, noun="organisation", help_text="Slugs."
    )
