"""Fills the directory with invented organisations, thousands at a time, to try Gatehouse at any size."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction

from accounts.audit import record
from enterprises import actions, name_index, names
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
from mapping import statistics
from mapping.demo.build import FRAME_ON, SOURCE
from mapping.demo.directory import Invented, invent, slug_of
from mapping.demo.rows import insert
from noms.models import Outcode, Service

BATCH = 1_000
ASSESSED_AT_ONCE = 50_000
PLACE = (
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
    """There are no services or outward codes to put organisations beside."""


def fill(*, organisations: int, seed: int, progress: Callable[[int], None] | None = None) -> int:
    """Bring the invented organisations of this seed to a number; how many were added.

    A quick path beside the actions: rows are inserted in bulk and leave no history of their own. Each batch is a
    transaction, so that an interrupted run goes on where it stopped. Names are indexed and outcomes assessed as
    ever, and the audit trail tells of it.

    :raises NoFrameError: before the reference data are loaded.
    """
    outcodes = list(
        Outcode.objects.filter(region__isnull=False).order_by("pk").select_related("area", "region")
    )
    services = list(Service.objects.open_on(FRAME_ON).order_by("pk").values_list("pk", flat=True))
    if not outcodes or not services:
        raise NoFrameError
    places = {row.pk: row for row in outcodes}
    outcode_keys = list(places)
    added = 0
    for numbers in _batches(organisations):
        missing = _missing(numbers, seed)
        made = [
            invent(number, seed=seed, outcodes=outcode_keys, services=len(services)) for number in missing
        ]
        if made:
            with transaction.atomic():
                _insert(made, places, services)
            added += len(made)
        if progress:
            progress(numbers[-1] + 1)
    _assess(seed)
    statistics.gather()
    if added:
        record(by=None, verb="directory.generated", detail={"organisations": added, "seed": seed})
    return added


def _assess(seed: int) -> None:
    """Assess those that are not yet, an earlier, interrupted run's too; never more of them in memory than a part."""
    kept = {definition.id: definition.hash for definition in actions.kept_definitions()}
    made = Organisation.objects.filter(slug__startswith=slug_of(seed, 0)[:-1])
    last = 0
    while waiting := list(
        made.out_of_date(kept)
        .filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", flat=True)[:ASSESSED_AT_ONCE]
    ):
        actions.assess_all(by=None, organisations=waiting)
        last = waiting[-1]


def _batches(number: int) -> Iterator[range]:
    return (range(start, min(start + BATCH, number)) for start in range(0, number, BATCH))


def _missing(numbers: range, seed: int) -> list[int]:
    slugs = {slug_of(seed, number): number for number in numbers}
    there = set(Organisation.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return [number for slug, number in slugs.items() if slug not in there]


def _insert(made: Sequence[Invented], places: dict[str, Outcode], services: Sequence[int]) -> None:
    """The rows of one batch, and the keys of its names."""
    rows = Organisation.objects.bulk_create(
        [
            Organisation(
                name=one.name,
                slug=one.slug,
                description=one.description,
                source=SOURCE,
                is_published=True,
                is_invented=True,
            )
            for one in made
        ]
    )
    pairs = list(zip(rows, made, strict=True))
    insert(Place, PLACE, [_place(row, places[one.outcode]) for row, one in pairs])
    insert(
        OrganisationTerm,
        ("organisation_id", "vocabulary", "term", "source"),
        [(row.pk, vocabulary, term, SOURCE) for row, one in pairs for vocabulary, term in one.terms],
    )
    insert(
        Evidence,
        ("organisation_id", "fact", "value", "source_kind", "source", "observed_on"),
        [
            (row.pk, fact, value, one.source_kind, SOURCE, one.observed_on.isoformat())
            for row, one in pairs
            for fact, value in one.facts.items()
        ],
    )
    _engage(pairs, services)
    keys = [(row.pk, key) for row, one in pairs for key in sorted(names.keys(one.name))]
    name_index.learn({key for _, key in keys})
    insert(NameKey, ("organisation_id", "key"), keys)


def _place(organisation: Organisation, outcode: Outcode) -> tuple[Any, ...]:
    return (
        organisation.pk,
        str(outcode.region),
        outcode.pk,
        outcode.pk,
        outcode.area_id,
        outcode.region_id,
        outcode.latitude,
        outcode.longitude,
    )


def _engage(pairs: Iterable[tuple[Organisation, Invented]], services: Sequence[int]) -> None:
    engaged = [(row, one) for row, one in pairs if one.service is not None]
    rows = Engagement.objects.bulk_create(
        Engagement(
            organisation=row,
            service_id=services[one.service or 0],
            source_kind=one.source_kind,
            source=SOURCE,
            is_published=True,
        )
        for row, one in engaged
    )
    EngagementTerm.objects.bulk_create(
        EngagementTerm(engagement=row, vocabulary=vocabulary, term=term)
        for row, (_, one) in zip(rows, engaged, strict=True)
        for vocabulary, term in one.terms
        if vocabulary == Vocabulary.ACTIVITY
    )
