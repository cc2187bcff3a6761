"""Filters of the list of services, and the form fields that all filter sets share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field

from noms.coordinates import Box, parse_box
from noms.models import Frame, ProbationArea, Region, Service, ServiceKind
from noms.querysets import ServiceQuerySet
from noms.vocabulary import NOMS_2009, PROBATION_2021

NOT_FOUND = "There is no %(noun)s “%(value)s”."
NOT_CHOSEN = "“%(value)s” is not one of the choices: {}."

REGION_SYSTEMS = [(NOMS_2009, "Regions of 2009"), (PROBATION_2021, "Probation regions of June 2021")]
MAX_SLUGS = 50
ANY_DAY = "any"
_SLUG = re.compile(r"[a-z0-9_-]{1,220}")


class SlugsField(forms.Field):
    """A field for several slugs of one model. One query."""

    widget = forms.SelectMultiple

    def __init__(self, *, rows: Callable[[], QuerySet], noun: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows
        self.noun = noun

    def sort_out(self, values: Sequence[str]) -> tuple[list[Any], list[str]]:
        """Return the rows with these slugs, in the same order, and the unknown slugs."""
        slugs = [value for value in dict.fromkeys(values) if _SLUG.fullmatch(value)]
        found = {row.slug: row for row in self.rows().filter(slug__in=slugs)} if slugs else {}
        unknown = [value for value in dict.fromkeys(values) if value not in found]
        return [found[slug] for slug in slugs if slug in found], unknown

    def clean(self, value: Any) -> list[Any]:
        slugs = [text for text in value or [] if text]
        if len(slugs) > MAX_SLUGS:
            raise ValidationError(f"At most {MAX_SLUGS} can be named at once.")
        rows, unknown = self.sort_out(slugs)
        if unknown:
            raise ValidationError(
                [
                    ValidationError(NOT_FOUND, params={"noun": self.noun, "value": text[:60]})
                    for text in unknown
                ]
            )
        return rows


class SlugsFilter(django_filters.Filter):
    """A filter by one or several slugs."""

    field_class = SlugsField


def of_regions() -> SlugsFilter:
    """Return a filter by regions; the filter set applies it."""
    return SlugsFilter(
        method="narrow", label="Region", rows=Region.objects.all, noun="region", help_text="Slugs of regions."
    )


def of_areas(help_text: str) -> SlugsFilter:
    """Return a filter by probation areas; the filter set applies it."""
    return SlugsFilter(
        method="narrow",
        label="Probation area",
        rows=ProbationArea.objects.all,
        noun="probation area",
        help_text=help_text,
    )


def choices_of(
    name: str, choices: Sequence[tuple[str, Any]], help_text: str
) -> django_filters.MultipleChoiceFilter:
    """Return a filter by one or several choices; the error for an unknown one lists the choices."""
    known = ", ".join(str(value) for value, _ in choices)
    return django_filters.MultipleChoiceFilter(
        method="narrow",
        label=name,
        choices=choices,
        help_text=help_text,
        error_messages={"invalid_choice": NOT_CHOSEN.format(known)},
    )


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of service with their words, as choices. One query."""
    return [(kind.key, str(kind)) for kind in ServiceKind.objects.all()]


class KindField(django_filters.fields.MultipleChoiceField):
    """A field for kinds of service by their keys; the error for an unknown one lists them. One query."""

    def validate(self, value: Any) -> None:
        known = dict(kind_choices()) if value else {}
        for key in value or []:
            if key not in known:
                raise ValidationError(NOT_CHOSEN.format(", ".join(known)), params={"value": key})


class KindFilter(django_filters.MultipleChoiceFilter):
    """A filter by one or several kinds of service."""

    field_class = KindField


def of_kinds(name: str, help_text: str) -> KindFilter:
    """Return a filter by kinds of service; the filter set applies it."""
    return KindFilter(method="narrow", label=name, choices=kind_choices, help_text=help_text)


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
    "frame": lambda rows, frames: rows.filter(frame__in=frames),
    "kind": lambda rows, kinds: rows.filter(kind__in=kinds),
    "region": lambda rows, regions: rows.in_regions(regions),
    "area": lambda rows, areas: rows.in_areas(areas),
}
"""How several values of one parameter filter services."""


class DayField(forms.DateField):
    """A day, or the word “any” for every date."""

    def clean(self, value: Any) -> dt.date | str | None:
        return ANY_DAY if value == ANY_DAY else super().clean(value)


class DayFilter(django_filters.DateFilter):
    """A filter by a day, or by none."""

    field_class = DayField


class RegionFilter(django_filters.FilterSet):
    """Regions of one system; the view gives those of 2009 where none is named."""

    system = django_filters.ChoiceFilter(
        field_name="system__key",
        choices=REGION_SYSTEMS,
        help_text="noms-2009 (the default) or probation-2021.",
        error_messages={
            "invalid_choice": NOT_CHOSEN.format(", ".join(key for key, _title in REGION_SYSTEMS))
        },
    )

    class Meta:
        model = Region
        fields: list[str] = []


class ServiceFilter(django_filters.FilterSet):
    """Services by frame, kind, region, area and the day they were open."""

    name = django_filters.CharFilter(
        method="having_in_its_name",
        max_length=100,
        help_text="Every word of it, or a part of the word, in the name.",
    )
    frame = SlugsFilter(
        method="narrow",
        label="Frame",
        rows=Frame.objects.all,
        noun="frame",
        help_text="Slugs of frames: england-and-wales, or another list of services. All without it.",
    )
    kind = of_kinds("Kind", "At least one of these kinds.")
    region = of_regions()
    area = of_areas("Slugs of probation areas: their prisons, their services of 2009 and their trusts.")
    open_on = DayFilter(
        method="open_that_day",
        input_formats=["%Y-%m-%d"],
        help_text="A day, as 2009-07-01; today without it, and every date with “any”.",
        error_messages={"invalid": "This is not a day: write it as 2009-07-01, or “any” for every date."},
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

    @extend_schema_field({"type": "string"})
    def open_that_day(self, services: ServiceQuerySet, name: str, day: dt.date | str) -> QuerySet[Service]:
        return services.open_on(day) if isinstance(day, dt.date) else services
