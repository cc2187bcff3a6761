"""Keeps the documents equal to the entries: after each change, and all of them anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import islice, pairwise

from django.db import transaction

from enterprises.bulk_insert import insert
from search import registry
from search.models import SearchDocument
from search.query import words
from search.registry import Document

BATCH = 500
MAX_TITLE = 200
MAX_TEXT = 20_000
"""The number of characters of a text that are indexed."""
FIELDS = (
    "kind", "slug", "is_public", "latitude", "longitude", "title", "also", "tokens", "labels", "body", "place",
)  # fmt: skip
Row = tuple[object, ...]
"""The values of FIELDS."""


@dataclass
class Rebuilt:
    """The numbers of documents that a rebuild added, changed, deleted and left as they were."""

    added: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        total = self.added + self.changed + self.unchanged
        return (
            f"{total:,} documents: {self.added:,} added, {self.changed:,} changed, {self.unchanged:,} unchanged,"
            f" {self.deleted:,} deleted"
        )


@transaction.atomic(savepoint=False)
def update(kind: str, slugs: Collection[str]) -> None:
    """Store the documents of changed entries anew where they differ, and delete those whose entry is gone.

    `accounts.changes` calls it in the transaction of the change, which is lost as a whole if this fails.
    """
    if kind in registry.kinds():
        wanted = sorted(set(slugs))
        for start in range(0, len(wanted), BATCH):
            some = wanted[start : start + BATCH]
            _store(kind, registry.build(kind, some), Rebuilt(), of=some)


def rebuild(progress: Callable[[str, Rebuilt], None] | None = None) -> Rebuilt:
    """Make every document equal to its entry. Memory does not grow with their number.

    Only what differs is written, each batch in a transaction of its own, so that a run that was stopped goes on.
    """
    done = Rebuilt()
    for kind in registry.kinds():
        _rebuild_kind(kind, done)
        if progress:
            progress(kind, done)
    done.deleted += SearchDocument.objects.exclude(kind__in=registry.kinds()).delete()[0]
    return done


@transaction.atomic
def refresh(kinds: Collection[str]) -> None:
    """Make the documents of these kinds, which have few, equal to their entries in one transaction."""
    for kind in kinds:
        _rebuild_kind(kind, Rebuilt())


def differing(kind: str, slugs: Collection[str]) -> list[str]:
    """Return those of the slugs whose document is not as it would be stored now."""
    stored = SearchDocument.objects.filter(kind=kind, slug__in=slugs).values_list(*FIELDS)
    existing = {row[1]: row for row in stored}
    wanted = {document.slug: _row(kind, document) for document in registry.build(kind, slugs)}
    return [slug for slug in slugs if existing.get(slug) != wanted.get(slug)]


def _rebuild_kind(kind: str, done: Rebuilt) -> None:
    number = 0
    documents = registry.build(kind)
    while batch := list(islice(documents, BATCH)):
        with transaction.atomic():
            _store(kind, batch, done)
        number += len(batch)
    if SearchDocument.objects.filter(kind=kind).count() > number:
        _delete_gone(kind, done)


def _delete_gone(kind: str, done: Rebuilt) -> None:
    """Delete the documents whose entry is gone."""
    stored = SearchDocument.objects.filter(kind=kind).order_by("pk").values_list("pk", "slug")
    last = 0
    while batch := list(stored.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        slugs = {document.slug for document in registry.build(kind, [slug for _, slug in batch])}
        gone = [pk for pk, slug in batch if slug not in slugs]
        done.deleted += SearchDocument.objects.filter(pk__in=gone).delete()[0]


def _store(kind: str, documents: Iterable[Document], done: Rebuilt, *, of: Collection[str] = ()) -> None:
    """Store one batch where it differs from what is stored; delete the documents of `of` that it does not have.

    A changed document gets a new key, by which its words are found that are new (see `spelling`).
    """
    rows = {document.slug: _row(kind, document) for document in documents}
    slugs = {*rows, *of}
    if not slugs:
        return
    stored = SearchDocument.objects.filter(kind=kind, slug__in=slugs).values_list("pk", *FIELDS)
    existing = {row[2]: row for row in stored}
    stale = [row[0] for slug, row in existing.items() if row[1:] != rows.get(slug)]
    if stale:
        SearchDocument.objects.filter(pk__in=stale).delete()
    fresh = [slug for slug, row in rows.items() if slug not in existing or existing[slug][1:] != row]
    if fresh:
        insert(SearchDocument, FIELDS, [rows[slug] for slug in fresh])
    changed = len(existing.keys() & set(fresh))
    done.added += len(fresh) - changed
    done.changed += changed
    done.deleted += len(stale) - changed
    done.unchanged += len(rows) - len(fresh)


def _row(kind: str, document: Document) -> Row:
    point = document.point
    return (
        kind,
        document.slug,
        document.is_public,
        point.latitude if point else None,
        point.longitude if point else None,
        document.title[:MAX_TITLE],
        "\n".join(dict.fromkeys((*document.also, *joined_words(document.title))))[:MAX_TEXT],
        " ".join(dict.fromkeys(document.tokens)),
        "\n".join(dict.fromkeys(document.labels))[:MAX_TEXT],
        document.body[:MAX_TEXT],
        document.place[:MAX_TEXT],
    )


def joined_words(title: str) -> list[str]:
    """Return each pair of neighbouring words of a title as one word, as people write them.

    >>> joined_words("Bounce Back Foundation")
    ['bounceback', 'backfoundation']
    """
    return [f"{first}{second}" for first, second in pairwise(words(title))]
