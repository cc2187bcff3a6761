"""Filter backends that answer 400, with the field and the reason, for unknown or repeated parameters."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.forms import SelectMultiple
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from noms.api.nearby import NEAR, WITHIN, miles_asked, point_asked, within_reach
from noms.api.pagination import CursorPages

Row = TypeVar("Row", bound=models.Model)

EVERYWHERE = frozenset({"fields", "format"})
PAGING = frozenset({CursorPages.cursor_query_param, CursorPages.page_size_query_param})


class StrictFilterBackend(DjangoFilterBackend):
    """Apply the list's filter set, and `near=` and `within=` to rows with coordinates; refuse repeated values."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Row], view: Any) -> QuerySet[Row]:
        filterset_class = self.get_filterset_class(view, queryset)
        is_list = view.action == "list"
        known = set(EVERYWHERE)
        if is_list:
            known |= PAGING.union(filterset_class.base_filters if filterset_class else ())
            known |= {NEAR, WITHIN} if view.located_via is not None else set()
        refuse_unknown(request, known)
        refuse_repeated(request, filterset_class)
        if not is_list:
            return queryset
        # django-filter copies all filters for each request, so build them only if one is used.
        narrows = filterset_class and not filterset_class.base_filters.keys().isdisjoint(request.query_params)
        rows = super().filter_queryset(request, queryset, view) if narrows else queryset
        point = point_asked(request)
        miles = miles_asked(request, point)
        return rows if point is None else within_reach(rows, point, view.located_via, miles)


def refuse_repeated(request: Request, filterset_class: Any) -> None:
    """Refuse a second value of a parameter that takes one, because only one of them could be used.

    :raises ValidationError: (400) by parameter.
    """
    filters = filterset_class.base_filters if filterset_class else {}
    refused = {
        name: ["Give this only once."]
        for name, values in request.query_params.lists()
        if len(values) > 1 and not (name in filters and takes_several(filters[name]))
    }
    if refused:
        raise ValidationError(refused)


def takes_several(filter_: Any) -> bool:
    """Return True if the filter accepts several values."""
    return issubclass(filter_.field_class.widget, SelectMultiple)


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Refuse an unknown parameter, so that a spelling mistake does not return the whole list.

    :raises ValidationError: (400) by parameter, with the known parameters.
    """
    refused = {
        name: [f"There is no such parameter. Known: {', '.join(sorted(known)) or 'none'}."]
        for name in request.query_params
        if name not in known
    }
    if refused:
        raise ValidationError(refused)
