"""Keeps the keys of names equal to the names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from enterprises import names
from enterprises.models import NameKey, Organisation, OtherName

BATCH = 500


def refresh(organisations: Collection[int]) -> None:
    """Rewrite the keys of these organisations where they differ; five queries for up to BATCH of them.

    An organisation that was merged into another keeps none: its names live on in the other.
    """
    every = sorted(set(organisations))
    for start in range(0, len(every), BATCH):
        _refresh(every[start : start + BATCH])


def _refresh(batch: list[int]) -> None:
    wanted: dict[int, set[str]] = defaultdict(set)
    standing = Organisation.objects.standing().filter(pk__in=batch)
    for pk, name in standing.values_list("pk", "name"):
        wanted[pk] |= names.keys(name)
    for pk, name in OtherName.objects.filter(organisation__in=wanted).values_list("organisation", "name"):
        wanted[pk] |= names.keys(name)
    held: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, organisation, key in NameKey.objects.filter(organisation__in=batch).values_list(
        "pk", "organisation", "key"
    ):
        held[organisation][key] = pk
    stale = [
        pk
        for organisation in held
        for key, pk in held[organisation].items()
        if key not in wanted[organisation]
    ]
    if stale:
        NameKey.objects.filter(pk__in=stale).delete()
    NameKey.objects.bulk_create(
        [
            NameKey(organisation_id=organisation, key=key)
            for organisation in sorted(wanted)
            for key in sorted(wanted[organisation] - held[organisation].keys())
        ],
        batch_size=BATCH,
    )
