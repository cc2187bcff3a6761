"""Cursor pagination of the API: the last page of a long list is as fast as the first."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as NotAValue
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from noms.api.nearby import BY_DISTANCE, NEAR
from noms.numbers import parse_whole_number


class CursorPages(CursorPagination):
    """Cursor pagination with a page size and errors that name the parameter."""

    ordering: Any = ("name", "pk")
    page_size = 100
    max_page_size = 500
    page_size_query_param = "page_size"
    offset_cutoff = 100_000  # rows that share the order's first value, such as all of one outward code

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> Any:
        return BY_DISTANCE if NEAR in request.query_params else super().get_ordering(request, queryset, view)

    def get_page_size(self, request: Request) -> int:
        """Return the number of rows per page.

        :raises ValidationError: (400) for anything but a number from 1 to `max_page_size`.
        """
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        number = parse_whole_number(asked) or 0
        if not 1 <= number <= self.max_page_size:
            reason = f"“{asked[:20]}” is not a number from 1 to {self.max_page_size}."
            raise ValidationError({self.page_size_query_param: [reason]})
        return number

    def decode_cursor(self, request: Request) -> Any:
        """Return the position in the list that the cursor encodes.

        :raises ValidationError: (400) for an invalid cursor.
        """
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise self._not_ours()

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Return the rows of the page.

        :raises ValidationError: (400) for a cursor that does not fit the ordering of the list.
        """
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError, NotAValue):
            if self.cursor_query_param not in request.query_params:
                raise
            raise self._not_ours()

    def _not_ours(self) -> ValidationError:
        reason = "This is not a cursor of this list. Start without one and follow “next”."
        return ValidationError({self.cursor_query_param: [reason]})
