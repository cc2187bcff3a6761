"""The API's lists of the directory and the frame, which take the query parameters of the atlas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from enterprises.api import OrganisationViewSet
from enterprises.filters import OrganisationFilterSet
from enterprises.models import Organisation
from enterprises.querysets import OrganisationQuerySet
from noms.filters import SlugsFilter
from survey.models import Study

DISPLAY_ONLY = "How the page of the atlas shows the result; it changes nothing here."


class AtlasFilterSet(OrganisationFilterSet):
    """The filters of organisations, and the other parameters of the atlas: its query strings can be used here."""

    study = SlugsFilter(
        method="known_between",
        label="Study",
        rows=Study.objects.published,
        noun="published study",
        help_text="As of this study: those known by its last day, or in a published relation of its time.",
    )
    measure = django_filters.CharFilter(method="ignore", help_text=DISPLAY_ONLY)
    ground = django_filters.CharFilter(method="ignore", help_text=DISPLAY_ONLY)
    list = django_filters.CharFilter(method="ignore", help_text=DISPLAY_ONLY)
    on = django_filters.CharFilter(
        method="ignore", help_text="The day of the services on the page; it changes nothing here."
    )
    sort = django_filters.CharFilter(
        method="ignore", help_text=f"{DISPLAY_ONLY} With near= the nearest come first."
    )
    name = django_filters.CharFilter(
        method="ignore",
        help_text="Filters prisons and probation services on the page; it changes nothing here.",
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def known_between(
        self, organisations: OrganisationQuerySet, name: str, studies: Iterable[Study]
    ) -> QuerySet[Organisation]:
        for study in studies:
            organisations = organisations.known_between(study.frame_on, study.closed_on)
        return organisations

    def ignore(self, organisations: OrganisationQuerySet, name: str, value: Any) -> QuerySet[Organisation]:
        return organisations


class OrganisationsView(OrganisationViewSet):
    """Organisations of the directory; those that are not published are for research roles."""

    filterset_class = AtlasFilterSet
