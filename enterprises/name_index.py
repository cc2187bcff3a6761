"""Updates the keys of names when names change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from enterprises import names
from enterprises.bulk_insert import insert
from enterprises.models import NameKey, Organisation, OtherName

BATCH = 500


def refresh(organisations: Collection[int]) -> None:
    """Update the keys of these organisations where they differ; five queries for each BATCH of them.

    A merged organisation has no keys: its names are other names of the entry it was merged into.
    """
    every = sorted(set(organisations))
    for start in range(0, len(every), BATCH):
        _refresh(every[start : start + BATCH])


def keys_of(organisations: Collection[int]) -> dict[int, frozenset[str]]:
    """Return organisation → the keys of its names, for active organisations. Two queries."""
    wanted: dict[int, set[str]] = defaultdict(set)
    active = Organisation.objects.active().filter(pk__in=organisations)
    for pk, name in active.values_list("pk", "name"):
        wanted[pk] |= names.keys(name)
    for pk, name in OtherName.objects.filter(organisation__in=wanted).values_list("organisation", "name"):
        wanted[pk] |= names.keys(name)
    return {pk: frozenset(keys) for pk, keys in wanted.items()}


def _refresh(batch: list[int]) -> None:
    wanted = keys_of(batch)
    stored: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, organisation, key in NameKey.objects.filter(organisation__in=batch).values_list(
        "pk", "organisation", "key"
    ):
        stored[organisation][key] = pk
    stale = [
        pk
        for organisation in stored
        for key, pk in stored[organisation].items()
        if key not in wanted.get(organisation, ())
    ]
    if stale:
        NameKey.objects.filter(pk__in=stale).delete()
    new = [
        (organisation, key)
        for organisation in sorted(wanted)
        for key in sorted(wanted[organisation] - stored[organisation].keys())
    ]
    if new:
        insert(NameKey, ("organisation_id", "key"), new)
