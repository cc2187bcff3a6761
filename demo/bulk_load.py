"""Bulk loading of generated organisations into the directory, thousands at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from accounts.audit import record
from config import analyze
from demo.build import FRAME_ON, SOURCE
from demo.directory import GeneratedOrganisation, generate, slug_of
from enterprises import actions, cache_version, names
from enterprises.bulk_insert import insert
from enterprises.models import (
    Engagement,
    EngagementTerm,
    Evidence,
    NameKey,
    Organisation,
    OrganisationTerm,
    Place,
)
from enterprises.vocabulary import Vocabulary
from noms.models import Outcode, Service
from search import index

BATCH = 5_000
CACHE_KILOBYTES = 128 * 1024
"""The page cache of SQLite meanwhile: rows are added all over the index of names."""

ASSESSMENT_BATCH = 50_000
PLACE_COLUMNS = (
    "organisation_id",
    "label",
    "postcode",
    "outcode_id",
    "area_id",
    "region_id",
    "latitude",
    "longitude",
)


class NoFrameError(Exception):
    """There are no services or outward codes: the reference data are not loaded."""


def fill_directory(
    *, organisations: int, seed: int, assessed: bool = True, progress: Callable[[int], None] | None = None
) -> int:
    """Add generated organisations of this seed up to a number, and return how many were added.

    Rows are inserted in bulk, without the actions and without history. Each batch is a transaction, so that an
    interrupted run can be continued. The search finds them; outcomes are assessed unless `assessed` is false (then the
    next run or `reassess` does it). The run is one event of the audit trail.

    :raises NoFrameError: before the reference data are loaded.
    """
    outcodes = list(
        Outcode.objects.filter(region__isnull=False).order_by("pk").select_related("area", "region")
    )
    services = list(Service.objects.open_on(FRAME_ON).order_by("pk").values_list("pk", flat=True))
    if not outcodes or not services:
        raise NoFrameError
    places = {row.pk: _place(row) for row in outcodes}
    outcode_keys = list(places)
    added = 0
    with _larger_cache():
        for numbers in _batches(organisations):
            missing = _missing(numbers, seed)
            made = [
                generate(number, seed=seed, outcodes=outcode_keys, services=len(services))
                for number in missing
            ]
            if made:
                with transaction.atomic():
                    _insert(made, places, services)
                added += len(made)
            if progress:
                progress(numbers[-1] + 1)
        if assessed:
            # Tells the search of each batch that it assesses.
            _assess(seed)
        else:
            index.rebuild()
    analyze.update_statistics()
    if added:
        record(by=None, verb="directory.generated", detail={"organisations": added, "seed": seed})
        cache_version.bump()
    return added


@contextmanager
def _larger_cache() -> Iterator[None]:
    """Give SQLite a larger page cache for a while. PostgreSQL has its own settings for that."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        size = cursor.execute("PRAGMA cache_size").fetchone()[0]
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {size:d}")


def _assess(seed: int) -> None:
    """Assess those that are not assessed yet, also of an interrupted run, in batches."""
    current_hashes = {definition.id: definition.hash for definition in actions.definitions_in_use()}
    made = Organisation.objects.filter(slug__startswith=slug_of(seed, 0)[:-1])
    last = 0
    while batch := list(
        made.out_of_date(current_hashes)
        .filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:ASSESSMENT_BATCH]
    ):
        actions.assess_all(by=None, organisations=batch)
        last = batch[-1]


def _batches(number: int) -> Iterator[range]:
    return (range(start, min(start + BATCH, number)) for start in range(0, number, BATCH))


def _missing(numbers: range, seed: int) -> list[int]:
    slugs = {slug_of(seed, number): number for number in numbers}
    existing = set(Organisation.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return [number for slug, number in slugs.items() if slug not in existing]


def _insert(
    made: Sequence[GeneratedOrganisation], places: dict[str, tuple[Any, ...]], services: Sequence[int]
) -> None:
    """Insert the rows of one batch, and the keys of its names."""
    rows = ((one.name, one.slug, one.description, SOURCE, True, True) for one in made)
    insert(Organisation, ("name", "slug", "description", "source", "is_published", "is_invented"), rows)
    stored = Organisation.objects.filter(slug__in=[one.slug for one in made]).order_by()
    key_of = dict(stored.values_list("slug", "pk"))
    pairs = [(key_of[one.slug], one) for one in made]
    insert(Place, PLACE_COLUMNS, [(pk, *places[one.outcode]) for pk, one in pairs])
    insert(
        OrganisationTerm,
        ("organisation_id", "vocabulary", "term", "source"),
        [(pk, vocabulary, term, SOURCE) for pk, one in pairs for vocabulary, term in one.terms],
    )
    insert(
        Evidence,
        ("organisation_id", "fact", "value", "source_kind", "source", "observed_on"),
        [
            (pk, fact, value, one.source_kind, SOURCE, day)
            for pk, one in pairs
            for day in (one.observed_on.isoformat(),)
            for fact, value in one.facts.items()
        ],
    )
    _engage(pairs, services)
    keys = sorted((key, pk) for pk, one in pairs for key in names.keys(one.name))
    insert(NameKey, ("key", "organisation_id"), keys)


def _place(outcode: Outcode) -> tuple[Any, ...]:
    """Return the values of PLACE_COLUMNS for an outward code, without the organisation."""
    return (
        str(outcode.region),
        outcode.pk,
        outcode.pk,
        outcode.area_id,
        outcode.region_id,
        outcode.latitude,
        outcode.longitude,
    )


def _engage(pairs: Iterable[tuple[int, GeneratedOrganisation]], services: Sequence[int]) -> None:
    engaged = [(pk, one) for pk, one in pairs if one.service is not None]
    rows = Engagement.objects.bulk_create(
        Engagement(
            organisation_id=pk,
            service_id=services[one.service or 0],
            source_kind=one.source_kind,
            source=SOURCE,
            is_published=True,
        )
        for pk, one in engaged
    )
    insert(
        EngagementTerm,
        ("engagement_id", "vocabulary", "term"),
        [
            (row.pk, vocabulary, term)
            for row, (_, one) in zip(rows, engaged, strict=True)
            for vocabulary, term in one.terms
            if vocabulary == Vocabulary.ACTIVITY
        ],
    )
