"""Filters that refuse what they do not know: 400 with the field and the reason."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.forms import SelectMultiple
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from noms.api.nearby import NEAR, point_asked, within_reach
from noms.api.pagination import CursorPages

Row = TypeVar("Row", bound=models.Model)

EVERYWHERE = frozenset({"fields", "format"})
PAGING = frozenset({CursorPages.cursor_query_param, CursorPages.page_size_query_param})


class StrictFilterBackend(DjangoFilterBackend):
    """The list's filters, `near=` where its rows have a place; one value of a word that takes only one."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Row], view: Any) -> QuerySet[Row]:
        filterset_class = self.get_filterset_class(view, queryset)
        is_list = view.action == "list"
        known = set(EVERYWHERE)
        if is_list:
            known |= PAGING.union(filterset_class.base_filters if filterset_class else ())
            known |= {NEAR} if view.located_via is not None else set()
        refuse_unknown(request, known)
        refuse_repeated(request, filterset_class)
        if not is_list:
            return queryset
        # The filters are copied for every answer, so only where one is asked for.
        narrows = filterset_class and not filterset_class.base_filters.keys().isdisjoint(request.query_params)
        rows = super().filter_queryset(request, queryset, view) if narrows else queryset
        point = point_asked(request)
        return rows if point is None else within_reach(rows, point, view.located_via)


def refuse_repeated(request: Request, filterset_class: Any) -> None:
    """Refuse a second value of what takes one: nobody could tell which of them was answered.

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
    """Whether several values of a filter widen it."""
    return issubclass(filter_.field_class.widget, SelectMultiple)


def refuse_unknown(request: Request, known: set[str]) -> None:
    """Refuse a parameter that nobody reads: a spelling mistake is not to be answered with everything.

    :raises ValidationError: (400) by parameter, naming those that there are.
    """
    refused = {
        name: [f"There is no such parameter. Known: {', '.join(sorted(known)) or 'none'}."]
        for name in request.query_params
        if name not in known
    }
    if refused:
        raise ValidationError(refused)
