"""Filters of the list of services."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from noms.coordinates import Box, parse_box
from noms.filter_fields import choices_of, of_areas, of_regions
from noms.models import Service
from noms.querysets import ServiceQuerySet
from noms.vocabulary import ServiceKind


class BoxField(forms.CharField):
    """A bounding box as `west,south,east,north`."""

    def clean(self, value: Any) -> Box | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_box(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class BoxFilter(django_filters.Filter):
    """A filter by bounding box."""

    field_class = BoxField


NARROWED_BY: dict[str, Callable[[ServiceQuerySet, Any], ServiceQuerySet]] = {
    "kind": lambda rows, kinds: rows.filter(kind__in=kinds),
    "region": lambda rows, regions: rows.filter(region__in=regions),
    "area": lambda rows, areas: rows.in_areas(areas),
}
"""How several values of one parameter filter services."""


class ServiceFilter(django_filters.FilterSet):
    """Services by kind, region, area and the day they were open."""

    name = django_filters.CharFilter(
        method="having_in_its_name",
        max_length=100,
        help_text="Every word of it, or a part of the word, in the name.",
    )
    kind = choices_of("Kind", ServiceKind.choices, "At least one of these kinds.")
    region = of_regions()
    area = of_areas("Slugs of probation areas: their prisons, their services of 2009 and their trusts.")
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

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def narrow(self, services: ServiceQuerySet, name: str, values: Any) -> QuerySet[Service]:
        return NARROWED_BY[name](services, values) if values else services

    @extend_schema_field({"type": "string"})
    def lying_in_box(self, services: ServiceQuerySet, name: str, box: Box | None) -> QuerySet[Service]:
        return services if box is None else services.filter(**box.lookups)

    def open_that_day(self, services: ServiceQuerySet, name: str, day: dt.date) -> QuerySet[Service]:
        return services.open_on(day)
