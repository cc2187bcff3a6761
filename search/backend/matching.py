"""What a query finds: the best or the nearest documents, how many of each kind, and which words the index has."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, Count, QuerySet
from django.db.models.expressions import RawSQL

from noms.coordinates import KILOMETRES_IN_A_DEGREE, Point, squared_distance
from search.backend import engines
from search.models import SearchDocument
from search.query import Concept

MAX_RANKED = 2_000
"""The number of documents that are ranked; of more matches the rest is not looked at, in favour of names."""


@dataclass(frozen=True)
class Hit:
    """A document that a query found. `kilometres` is the distance from the place asked for, where both have a point."""

    document: SearchDocument
    kilometres: float | None = None

    @property
    def kind(self) -> str:
        return self.document.kind

    @property
    def slug(self) -> str:
        return self.document.slug

    @property
    def title(self) -> str:
        return self.document.title

    def __str__(self) -> str:
        return str(self.document)


def match(
    query: Sequence[Concept],
    near: Point | None = None,
    limit: int = 20,
    *,
    offset: int = 0,
    kinds: Collection[str] = (),
    within: float | None = None,
    sees_unpublished: bool = False,
) -> list[Hit]:
    """Return the documents that match every concept, the best first, or with `near` the nearest first. Two queries.

    `kinds` leaves only those, `within` only those at most so many kilometres from `near`. Without concepts every
    document matches. Unpublished entries are found only with `sees_unpublished`.
    """
    if near is None and any(query):
        engine = engines.engine()
        sql, params = engine.ranked(query, kinds, sees_unpublished, MAX_RANKED, limit, offset)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            keys = [row[0] for row in cursor.fetchall()]
        found = SearchDocument.objects.in_bulk(keys)
        return [Hit(found[key]) for key in keys if key in found]
    rows = documents(query, kinds=kinds, sees_unpublished=sees_unpublished)
    if near is None:
        return [Hit(row) for row in rows.order_by("title", "kind", "slug")[offset : offset + limit]]
    rows = rows.filter(latitude__isnull=False).annotate(square=squared_distance(near))
    if within is not None:
        rows = rows.filter(square__lte=(within / KILOMETRES_IN_A_DEGREE) ** 2)
    nearest = rows.order_by("square", "title", "kind", "slug")[offset : offset + limit]
    return [Hit(row, math.sqrt(row.square) * KILOMETRES_IN_A_DEGREE) for row in nearest]


def condition(query: Sequence[Concept], *, in_names: bool = False) -> RawSQL:
    """Return the condition on a document that it matches every concept; with `in_names` by its names only."""
    sql, params = engines.engine().condition(query, in_names)
    # Its words are letters and digits in quotation marks.
    return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611


def documents(
    query: Sequence[Concept],
    *,
    kinds: Collection[str] = (),
    in_names: bool = False,
    sees_unpublished: bool = False,
) -> QuerySet[SearchDocument]:
    """Return the documents that match every concept as a queryset, in no order; with `in_names` by names only."""
    rows = SearchDocument.objects.order_by()
    if any(query):
        rows = rows.filter(condition(query, in_names=in_names))
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return rows if sees_unpublished else rows.filter(is_public=True)


def count_by_kind(query: Sequence[Concept], *, sees_unpublished: bool = False) -> dict[str, int]:
    """Return kind → number of documents that match every concept. One query."""
    rows = documents(query, sees_unpublished=sees_unpublished)
    return dict(rows.values_list("kind").annotate(number=Count("pk")))


def known_words(
    words: Collection[str], *, sees_unpublished: bool = False, are_prefixes: bool = False
) -> set[str]:
    """Return those of the words that the texts of a document have, in any form. One query, none without words.

    With `are_prefixes` a word counts if a text has one that begins with it.
    """
    if not words:
        return set()
    sql, params = engines.engine().known(sorted(words), sees_unpublished, are_prefixes)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {row[0] for row in cursor.fetchall()}
