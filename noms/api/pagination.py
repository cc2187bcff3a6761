"""Pagination of the API by cursor: every page of a long list takes the same time."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as InvalidValueError
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from noms.api.nearby import BY_DISTANCE, NEAR
from noms.parsing import parse_whole_number


class CursorPages(CursorPagination):
    """Pages by cursor, of 100 rows unless `page_size` asks for up to 500."""

    ordering: Any = ("name", "slug")
    page_size = 100
    max_page_size = 500
    page_size_query_param = "page_size"
    offset_cutoff = 100_000
    """The most rows that can share the first value of the order, such as all of one outward code."""

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> Any:
        return BY_DISTANCE if NEAR in request.query_params else super().get_ordering(request, queryset, view)

    def get_page_size(self, request: Request) -> int:
        """Return the number of rows per page.

        :raises ValidationError: (400) for anything but a number from 1 to `max_page_size`.
        """
        return number_param(
            request, self.page_size_query_param, default=self.page_size, maximum=self.max_page_size
        )

    def decode_cursor(self, request: Request) -> Any:
        """Return the position in the list from the cursor of the address.

        :raises ValidationError: (400) for an invalid cursor.
        """
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise self._invalid_cursor()

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """Return the rows of the page.

        :raises ValidationError: (400) for a cursor whose position does not fit the order of the list.
        """
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, OverflowError, InvalidValueError):
            if self.cursor_query_param not in request.query_params:
                raise
            raise self._invalid_cursor()

    def _invalid_cursor(self) -> ValidationError:
        reason = "This is not a cursor of this list. Start without one and follow “next”."
        return ValidationError({self.cursor_query_param: [reason]})


def number_param(request: Request, name: str, *, default: int, maximum: int) -> int:
    """Return the number from 1 to `maximum` that a query parameter gives, or the default without it.

    :raises ValidationError: (400) for anything else.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    number = parse_whole_number(text) or 0
    if not 1 <= number <= maximum:
        raise ValidationError({name: [f"“{text[:20]}” is not a number from 1 to {maximum:,}."]})
    return number
