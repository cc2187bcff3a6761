"""UUIDs of rows that have only a number: a kind and a number make one, and it gives them back. Pure."""

from __future__ import annotations

import uuid

OURS = int.from_bytes(b"GATEHS", "big")
"""The first 48 bits of every UUID of ours (version 8 of RFC 9562: the rest is for us to fill)."""

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
NAMED = uuid.UUID(int=(OURS << 80) | (8 << 76) | (2 << 62))


def identity(kind: str, number: int) -> uuid.UUID:
    """The UUID of a row.

    >>> str(identity("organization", 1))
    '47415445-4853-8000-8000-000000000001'
    """
    return uuid.UUID(int=(OURS << 80) | (8 << 76) | (KINDS.index(kind) << 64) | (2 << 62) | number)


def number_of(kind: str, given: uuid.UUID) -> int | None:
    """The number behind a UUID of this kind; None for any other UUID."""
    number = given.int & ((1 << 62) - 1)
    return number if identity(kind, number) == given else None


def identity_of_word(*words: str) -> uuid.UUID:
    """The UUID of what has a word instead of a number: a vocabulary, or a term of one."""
    return uuid.uuid5(NAMED, "/".join(words))
