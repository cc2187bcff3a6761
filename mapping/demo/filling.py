"""Fills the directory with invented organisations, thousands at a time, to try Gatehouse at any size."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.db import transaction

from accounts.audit import record
from enterprises import actions, name_index
from enterprises.models import Engagement, EngagementTerm, Evidence, Organisation, OrganisationTerm, Place
from enterprises.vocabulary import Vocabulary
from mapping import statistics
from mapping.demo.build import FRAME_ON, SOURCE
from mapping.demo.directory import Invented, invent, slug_of
from noms.models import Outcode, Service

BATCH = 1_000


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
    added = 0
    for numbers in _batches(organisations):
        missing = _missing(numbers, seed)
        made = [
            invent(number, seed=seed, outcodes=list(places), services=len(services)) for number in missing
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
    """Assess those that are not yet, an earlier, interrupted run's too."""
    kept = {definition.id: definition.hash for definition in actions.kept_definitions()}
    made = Organisation.objects.filter(slug__startswith=slug_of(seed, 0)[:-1])
    waiting = list(made.out_of_date(kept).values_list("pk", flat=True))
    if waiting:
        actions.assess_all(by=None, organisations=waiting)


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
    Place.objects.bulk_create(_place(row, places[one.outcode]) for row, one in pairs)
    OrganisationTerm.objects.bulk_create(
        OrganisationTerm(organisation=row, vocabulary=vocabulary, term=term, source=SOURCE)
        for row, one in pairs
        for vocabulary, term in one.terms
    )
    Evidence.objects.bulk_create(
        Evidence(
            organisation=row,
            fact=fact,
            value=value,
            source_kind=one.source_kind,
            source=SOURCE,
            observed_on=one.observed_on,
        )
        for row, one in pairs
        for fact, value in one.facts.items()
    )
    _engage(pairs, services)
    name_index.refresh([row.pk for row in rows])


def _place(organisation: Organisation, outcode: Outcode) -> Place:
    return Place(
        organisation=organisation,
        label=str(outcode.region),
        postcode=outcode.pk,
        outcode=outcode,
        area=outcode.area,
        region=outcode.region,
        latitude=outcode.latitude,
        longitude=outcode.longitude,
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
