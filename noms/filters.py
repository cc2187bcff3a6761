"""What a list of services can be narrowed by."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from noms.models import ProbationArea, Region, Service
from noms.querysets import ServiceQuerySet
from noms.vocabulary import ServiceKind


class ServiceFilter(django_filters.FilterSet):
    """Services by kind, region, area and the day they were open."""

    kind = django_filters.ChoiceFilter(
        choices=ServiceKind.choices,
        error_messages={"invalid_choice": "“%(value)s” is not a kind of service: use prison or probation."},
    )
    region = django_filters.ModelChoiceFilter(
        queryset=Region.objects.all(),
        to_field_name="slug",
        help_text="A region's slug.",
        error_messages={"invalid_choice": "There is no region “%(value)s”."},
    )
    area = django_filters.ModelChoiceFilter(
        queryset=ProbationArea.objects.all(),
        to_field_name="slug",
        method="lying_in",
        help_text="A probation area's slug: its prisons, its service of 2009 and its trust.",
        error_messages={"invalid_choice": "There is no probation area “%(value)s”."},
    )
    open_on = django_filters.DateFilter(
        method="open_that_day",
        input_formats=["%Y-%m-%d"],
        help_text="A day, as 2009-07-01.",
        error_messages={"invalid": "This is not a day: write it as 2009-07-01."},
    )

    class Meta:
        model = Service
        fields: list[str] = []

    def lying_in(self, services: ServiceQuerySet, name: str, area: ProbationArea) -> QuerySet[Service]:
        return services.in_area(area)

    def open_that_day(self, services: ServiceQuerySet, name: str, day: object) -> QuerySet[Service]:
        return services.open_on(day)  # type: ignore[arg-type]
