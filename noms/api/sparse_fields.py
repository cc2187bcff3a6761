"""Sparse fields: `fields=name,slug` limits a response to these fields."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView

FIELDS = "fields"


class SparseFieldsMixin(GenericAPIView):
    """Mixin for viewsets that limits each row to the fields named in `fields=`."""

    @cached_property
    def chosen_fields(self) -> frozenset[str] | None:
        """Return the names in `fields=`, or None for all fields.

        :raises ValidationError: (400) for an empty list.
        """
        request = getattr(self, "request", None)
        written = None if request is None else request.query_params.get(FIELDS)
        if written is None:
            return None
        names = frozenset(name.strip() for name in written.split(",")) - {""}
        if not names:
            raise ValidationError({FIELDS: ["Name at least one field, with commas between them."]})
        return names

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        serializer: Any = super().get_serializer(*args, **kwargs)
        if self.chosen_fields is None:
            return serializer
        fields = getattr(serializer, "child", serializer).fields
        if unknown := sorted(self.chosen_fields - set(fields)):
            reason = f"There is no field “{unknown[0][:60]}”. There are: {', '.join(fields)}."
            raise ValidationError({FIELDS: [reason]})
        for name in set(fields) - self.chosen_fields:
            fields.pop(name)
        return serializer

    def wants(self, *names: str) -> bool:
        """Return True if any of these fields is in the response."""
        return self.chosen_fields is None or not self.chosen_fields.isdisjoint(names)
