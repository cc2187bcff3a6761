"""UUIDs of HSDS entries: made from the kind and the primary key of a row, and read back from the UUID."""

from __future__ import annotations

import uuid

OURS = int.from_bytes(b"GATEHS", "big")
"""The first 48 bits of every UUID made here (version 8 of RFC 9562, whose other bits are free)."""

KINDS = (
    "organization",
    "service",
    "service_at_location",
    "place",
    "establishment",
    "identifier",
    "address",
    "attribute",
    "establishment_address",
)
NAMESPACE = uuid.UUID(int=(OURS << 80) | (8 << 76) | (2 << 62))


def row_uuid(kind: str, number: int) -> uuid.UUID:
    """Return the UUID of a row.

    >>> str(row_uuid("organization", 1))
    '47415445-4853-8000-8000-000000000001'
    """
    return uuid.UUID(int=(OURS << 80) | (8 << 76) | (KINDS.index(kind) << 64) | (2 << 62) | number)


def number_of(kind: str, value: uuid.UUID) -> int | None:
    """Return the primary key in a UUID of this kind; None for any other UUID."""
    number = value.int & ((1 << 62) - 1)
    return number if row_uuid(kind, number) == value else None


def named_uuid(*words: str) -> uuid.UUID:
    """Return the UUID of a vocabulary, or of a term of one, which have names instead of numbers."""
    return uuid.uuid5(NAMESPACE, "/".join(words))
