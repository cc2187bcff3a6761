"""Keeps the keys of names, and the words that they are made of, equal to the names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from enterprises import names
from enterprises.bulk_insert import insert
from enterprises.models import NameKey, NamePart, Organisation, OtherName
from enterprises.models.name_part import WHOLE

BATCH = 500


def refresh(organisations: Collection[int]) -> None:
    """Rewrite the keys of these organisations where they differ; seven queries for up to BATCH of them.

    An organisation that was merged into another keeps none: its names live on in the other.
    """
    every = sorted(set(organisations))
    for start in range(0, len(every), BATCH):
        _refresh(every[start : start + BATCH])


def keys_of(organisations: Collection[int]) -> dict[int, frozenset[str]]:
    """The keys that standing organisations have by their names. Two queries."""
    wanted: dict[int, set[str]] = defaultdict(set)
    standing = Organisation.objects.active().filter(pk__in=organisations)
    for pk, name in standing.values_list("pk", "name"):
        wanted[pk] |= names.keys(name)
    for pk, name in OtherName.objects.filter(organisation__in=wanted).values_list("organisation", "name"):
        wanted[pk] |= names.keys(name)
    return {pk: frozenset(keys) for pk, keys in wanted.items()}


def add_words(keys: Collection[str]) -> None:
    """Take up the words among these keys that no name had before. Two queries.

    A word stays when its last name goes: searching asks whether a name has it. So nothing is lost where two
    transactions change names at once.
    """
    words = sorted({key.removeprefix("w:") for key in keys if key.startswith("w:")})
    for start in range(0, len(words), BATCH):
        some = words[start : start + BATCH]
        known = set(NamePart.objects.filter(part=WHOLE, word__in=some).values_list("word", flat=True))
        fresh = (
            (part, word) for word in some if word not in known for part in (WHOLE, *names.trigrams(word))
        )
        insert(NamePart, ("part", "word"), sorted(fresh), ignore_conflicts=True)


def _refresh(batch: list[int]) -> None:
    wanted = keys_of(batch)
    held: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, organisation, key in NameKey.objects.filter(organisation__in=batch).values_list(
        "pk", "organisation", "key"
    ):
        held[organisation][key] = pk
    stale = [
        pk
        for organisation in held
        for key, pk in held[organisation].items()
        if key not in wanted.get(organisation, ())
    ]
    if stale:
        NameKey.objects.filter(pk__in=stale).delete()
    fresh = [
        (organisation, key)
        for organisation in sorted(wanted)
        for key in sorted(wanted[organisation] - held[organisation].keys())
    ]
    if fresh:
        add_words({key for _, key in fresh})
        insert(NameKey, ("organisation_id", "key"), fresh)
