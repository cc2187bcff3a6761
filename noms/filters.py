"""What a list of services can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from noms.models import ProbationArea, Region, Service
from noms.querysets import ServiceQuerySet
from noms.vocabulary import ServiceKind
from noms.whereabouts import Box, box_of


class BoxField(forms.CharField):
    """A box as `west,south,east,north`."""

    def clean(self, value: Any) -> Box | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return box_of(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class BoxFilter(django_filters.Filter):
    """A filter by a box."""

    field_class = BoxField


class ServiceFilter(django_filters.FilterSet):
    """Services by kind, region, area and the day they were open."""

    name = django_filters.CharFilter(
        method="having_in_its_name",
        max_length=100,
        help_text="Every word of it, or a part of the word, in the name.",
    )
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
    bbox = BoxFilter(
        method="lying_in_box",
        help_text="West, south, east and north of a box in degrees, with commas between them.",
    )

    class Meta:
        model = Service
        fields: list[str] = []

    def having_in_its_name(self, services: ServiceQuerySet, name: str, text: str) -> QuerySet[Service]:
        return services.named(text)

    def lying_in(self, services: ServiceQuerySet, name: str, area: ProbationArea) -> QuerySet[Service]:
        return services.in_area(area)

    @extend_schema_field({"type": "string"})
    def lying_in_box(self, services: ServiceQuerySet, name: str, box: Box | None) -> QuerySet[Service]:
        return services if box is None else services.filter(**box.lookups)

    def open_that_day(self, services: ServiceQuerySet, name: str, day: object) -> QuerySet[Service]:
        return services.open_on(day)  # type: ignore[arg-type]
