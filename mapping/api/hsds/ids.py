"""UUIDs of HSDS entries: random ones of rows, or made from slugs and terms, so that none reveals the order of entry."""

from __future__ import annotations

import uuid

from noms.models import Service

NAMESPACE = uuid.UUID("47415445-4853-8000-8000-000000000000")


def named_uuid(*words: str) -> uuid.UUID:
    """Return the UUID made from a fixed name, such as that of a vocabulary, a term, a prison or a part of an entry.

    >>> str(named_uuid("sector"))
    '5da8d8f0-5790-54f9-a497-1776ddd7f2ff'
    """
    return uuid.uuid5(NAMESPACE, "/".join(words))


def establishment_uuid(row: Service) -> uuid.UUID:
    """Return the UUID of a prison or probation service as a location."""
    return named_uuid("establishment", row.slug)


def establishment_key(value: uuid.UUID) -> int | None:
    """Return the primary key of the prison or probation service with this UUID, or None. One query."""
    rows = Service.objects.order_by().values_list("pk", "slug")
    return next((pk for pk, slug in rows if named_uuid("establishment", slug) == value), None)
