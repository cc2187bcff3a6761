"""Pages of the API by cursor: as quick at the end of a long list as at its beginning."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as NotAValue
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from noms.api.nearby import BY_DISTANCE, NEAR
from noms.numbers import number_in


class CursorPages(CursorPagination):
    """Pages that stay as quick at the end of a long list as at its beginning."""

    ordering: Any = ("name", "pk")
    page_size = 100
    max_page_size = 500
    page_size_query_param = "page_size"
    offset_cutoff = 100_000  # rows that share the order's first value, such as all of one outward code

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> Any:
        return BY_DISTANCE if NEAR in request.query_params else super().get_ordering(request, queryset, view)

    def get_page_size(self, request: Request) -> int:
        """The number of rows asked for.

        :raises ValidationError: (400) for anything but a number from 1 to `max_page_size`.
        """
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        number = number_in(asked) or 0
        if not 1 <= number <= self.max_page_size:
            reason = f"“{asked[:20]}” is not a number from 1 to {self.max_page_size}."
            raise ValidationError({self.page_size_query_param: [reason]})
        return number

    def decode_cursor(self, request: Request) -> Any:
        """The place in the list that the address names.

        :raises ValidationError: (400) for a cursor that we did not make.
        """
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise self._not_ours()

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any] | None:
        """The page that the address names.

        :raises ValidationError: (400) for a cursor whose place is no value of the list's order.
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
