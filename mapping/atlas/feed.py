"""The map's feed: every published organisation with a place, in columns of small whole numbers.

Positions are in 1e-5 degrees, sorted so that neighbours follow one another, each as the difference from the
one before. What the page can filter by itself is a column of codes; the rest the server filters. It is written
for static/js/atlas/feed.js.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Floor

from enterprises.models import Assessment, Engagement, EngagementTerm, Organisation, OrganisationTerm, Place
from enterprises.vocabulary import TERMS, Outcome, Vocabulary
from noms.models import ProbationArea, Region, Service
from noms.numbers import parse_whole_number
from noms.vocabulary import ServiceKind
from wording import counted

SECTOR, ACTIVITY = Vocabulary.SECTOR, Vocabulary.ACTIVITY
SCALE = 100_000
BAND = 5_000  # neighbours share a band of latitude, so that both differences stay small
TERM_COLUMNS = (Vocabulary.SECTOR, Vocabulary.ACTIVITY, Vocabulary.STAGE, Vocabulary.CUSTOMER)
CARRIES = ("outcome", "region", "area", "kind", *(vocabulary.value for vocabulary in TERM_COLUMNS))
"""What the browser filters by itself, in the words of the address."""

BY_POSITION = "bbox"
"""What the browser filters by the positions alone."""

NO_CODE = -1
AT_ONCE = 10_000
MOST_LABELS = 100


def points(
    organisations: QuerySet[Organisation], definition: str, *, is_whole: bool = False
) -> dict[str, Any]:
    """The organisations of a result, as columns. Eight queries whatever the size.

    Rows are read one after another into arrays of small numbers, so that a million take no more memory than some
    hundred bytes each. `is_whole`: the result is the whole directory, so that what is known of others can be read past.
    """
    regions = list(Region.objects.values_list("pk", "slug"))
    areas = list(ProbationArea.objects.values_list("pk", "slug"))
    known = _Known(organisations, definition, is_whole=is_whole)
    code_of_region = {pk: code for code, (pk, _slug) in enumerate(regions)}
    code_of_area = {pk: code for code, (pk, _slug) in enumerate(areas)}
    identities, longitudes, latitudes = array("q"), array("i"), array("i")
    in_region, in_area = array("h"), array("h")
    east_before = north_before = 0
    for pk, latitude, longitude, region, area in _places(organisations):
        east, north = round(longitude * SCALE), round(latitude * SCALE)
        identities.append(pk)
        longitudes.append(east - east_before)
        latitudes.append(north - north_before)
        in_region.append(code_of_region.get(region, NO_CODE))
        in_area.append(code_of_area.get(area, NO_CODE))
        east_before, north_before = east, north
    return {
        "id": identities,
        "longitude": longitudes,
        "latitude": latitudes,
        "columns": {
            "outcome": {"values": list(Outcome.values), "codes": known.of(known.outcomes, identities)},
            "region": {"values": [slug for _pk, slug in regions], "codes": in_region},
            "area": {"values": [slug for _pk, slug in areas], "codes": in_area},
            "kind": {"values": list(ServiceKind.values), "masks": known.of(known.kinds, identities)},
            **{
                vocabulary.value: {
                    "values": list(TERMS[vocabulary].values),
                    "masks": known.of(known.terms[vocabulary.value], identities),
                }
                for vocabulary in TERM_COLUMNS
            },
        },
    }


def _places(organisations: QuerySet[Organisation]) -> Iterable[tuple[Any, ...]]:
    """Main places with a position, neighbours after one another."""
    main = Place.objects.filter(
        is_main=True, latitude__isnull=False, organisation__in=organisations.order_by().values("pk")
    )
    ordered = main.order_by(Floor(F("latitude") * (SCALE / BAND)), "longitude", "organisation_id")
    return ordered.values_list("organisation_id", "latitude", "longitude", "region_id", "area_id").iterator(
        AT_ONCE
    )


class _Known:
    """What is known of organisations beside their places: a small number each, found by their keys. Five queries."""

    def __init__(self, organisations: QuerySet[Organisation], definition: str, *, is_whole: bool) -> None:
        newest = Organisation.objects.aggregate(key=Max("pk"))["key"] or 0
        self._asked = None if is_whole else organisations.order_by().values("pk")
        self._empty = array("i", bytes(4)) * (newest + 1)
        self.outcomes = array("h", [NO_CODE]) * (newest + 1)
        code_of = {word: code for code, word in enumerate(Outcome.values)}
        current = Assessment.objects.current(definition)
        for pk, word in self._rows(current, "organisation", "organisation_id", "outcome"):
            self.outcomes[pk] = code_of.get(word, NO_CODE)
        self.kinds = self._empty[:]
        bit_of_kind = {kind: 1 << position for position, kind in enumerate(ServiceKind.values)}
        related = Engagement.objects.published()
        for pk, kind in self._rows(related, "organisation", "organisation_id", "service__kind"):
            self.kinds[pk] |= bit_of_kind[kind]
        self.terms = {vocabulary.value: self._empty[:] for vocabulary in TERM_COLUMNS}
        own = OrganisationTerm.objects.filter(vocabulary__in=TERM_COLUMNS)
        self._mark(own, "organisation")
        theirs = EngagementTerm.objects.filter(
            vocabulary__in=TERM_COLUMNS,
            engagement__is_published=True,
            engagement__organisation__is_published=True,
        )
        self._mark(theirs, "engagement__organisation")

    @staticmethod
    def of(values: array[int], identities: array[int]) -> array[int]:
        """The values of these organisations, in their order."""
        return array(values.typecode, map(values.__getitem__, identities))

    def _mark(self, rows: QuerySet[Any], organisation: str) -> None:
        bit_of = {
            (vocabulary.value, term): 1 << position
            for vocabulary in TERM_COLUMNS
            for position, term in enumerate(TERMS[vocabulary].values)
        }
        for pk, vocabulary, term in self._rows(
            rows, organisation, f"{organisation}_id", "vocabulary", "term"
        ):
            self.terms[vocabulary][pk] |= bit_of.get((vocabulary, term), 0)

    def _rows(self, rows: QuerySet[Any], organisation: str, *columns: str) -> Iterable[tuple[Any, ...]]:
        if self._asked is not None:
            rows = rows.filter(**{f"{organisation}__in": self._asked})
        return rows.order_by().values_list(*columns).iterator(AT_ONCE)


def services(found: QuerySet[Service], engaged: set[int], today: dt.date) -> list[dict[str, Any]]:
    """The prisons and probation services of a result, a row each: they are fewer than two hundred.

    One that has closed by today says when, and which followed it.
    """
    rows = found.select_related("region", "area", "successor").order_by("-latitude", "pk")
    return [
        {
            "name": row.name,
            "url": row.get_absolute_url(),
            "kind": row.kind,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "region": row.region.slug,
            "area": row.area.slug if row.area else "",
            "place": row.region.name,
            "engaged": row.pk in engaged,
            "closed": closed_since(row, today),
            "successor": _successor(row),
        }
        for row in rows
    ]


def closed_since(service: Service, today: dt.date) -> str:
    """When a service that was open on the day shown has closed since, in words; empty while it stands."""
    return service.closed if service.closed_on is not None and service.closed_on < today else ""


def _successor(service: Service) -> dict[str, str] | None:
    followed = service.successor
    return {"name": followed.name, "url": followed.get_absolute_url()} if followed else None


def labels(keys: str, definition: str) -> list[dict[str, Any]]:
    """What a popup says of published organisations, by keys with commas between. Five queries.

    Name, address, outcome, place, what it does, and with how many services it works.
    """
    wanted = [
        number for key in keys.split(",")[:MOST_LABELS] if (number := parse_whole_number(key)) is not None
    ]
    outcomes = {
        assessment.organisation_id: assessment.get_outcome_display()
        for assessment in Assessment.objects.current(definition).filter(organisation__in=wanted)
    }
    working = Engagement.objects.published().working().filter(organisation__in=wanted).order_by()
    partners = dict(working.values_list("organisation").annotate(Count("service", distinct=True)))
    rows = []
    for organisation in (
        Organisation.objects.published().filter(pk__in=wanted).prefetch_related("places", "terms")
    ):
        place = next((str(place) for place in organisation.places.all() if place.is_main), "")
        mark = "Invented for the demonstration" if organisation.is_invented else ""
        does = [term.label for term in organisation.terms.all() if term.vocabulary in (SECTOR, ACTIVITY)]
        works = counted(partners.get(organisation.pk, 0), "service", "services")
        lines = [
            outcomes.get(organisation.pk, "Not assessed"),
            place,
            f"Does: {', '.join(does).lower()}" if does else "",
            f"Works with {works} that we know of" if organisation.pk in partners else "",
            mark,
        ]
        rows.append(
            {
                "id": organisation.pk,
                "name": organisation.name,
                "url": organisation.get_absolute_url(),
                "lines": [line for line in lines if line],
            }
        )
    return rows
