"""Form fields of filters: rows by slug and choices, with errors that say what is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from noms.models import ProbationArea, Region

NOT_FOUND = "There is no %(noun)s “%(value)s”."
NOT_CHOSEN = "“%(value)s” is not one of the choices: {}."

MOST_SLUGS = 50
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
        asked = [value for value in dict.fromkeys(values) if _SLUG.fullmatch(value)]
        found = {row.slug: row for row in self.rows().filter(slug__in=asked)} if asked else {}
        unknown = [value for value in dict.fromkeys(values) if value not in found]
        return [found[slug] for slug in asked if slug in found], unknown

    def clean(self, value: Any) -> list[Any]:
        asked = [text for text in value or [] if text]
        if len(asked) > MOST_SLUGS:
            raise ValidationError(f"At most {MOST_SLUGS} can be named at once.")
        rows, unknown = self.sort_out(asked)
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
