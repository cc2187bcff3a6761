"""The feed that the map draws from, and its cache."""

from __future__ import annotations

import datetime as dt
import gzip
from array import array
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson
from django.core.cache import caches
from django.db.models import Count, F, Max, Min, Prefetch, Q, QuerySet
from django.db.models.functions import Floor
from django.utils.crypto import salted_hmac

from enterprises import cache_version, outcome_dates
from enterprises.models import Assessment, Engagement, EngagementTerm, Organisation, OrganisationTerm, Place
from enterprises.vocabulary import TERMS, Outcome, Vocabulary
from mapping.atlas.place_names import short_name
from mapping.atlas.query import AtlasQuery
from noms.coordinates import BRITAIN
from noms.models import ProbationArea, Region, Service, ServiceKind
from noms.parsing import parse_whole_number
from reports.releases.public import released
from wording import counted

SECTOR, ACTIVITY = Vocabulary.SECTOR, Vocabulary.ACTIVITY
SCALE = 100_000
BAND = 5_000
"""Neighbours share a band of latitude of this height, so that both differences are small."""
TERM_COLUMNS = (Vocabulary.SECTOR, Vocabulary.ACTIVITY, Vocabulary.STAGE, Vocabulary.CUSTOMER)
BROWSER_FILTERS = ("outcome", "region", "area", "kind", *(vocabulary.value for vocabulary in TERM_COLUMNS))
"""The query parameters that the browser applies by itself, from the columns."""

POSITION_FILTER = "bbox"
"""The query parameter that the browser applies from the positions alone."""

KEY_SHIFT = 80
"""The map's key of an organisation is the first 48 bits of its public identifier."""
NO_CODE = -1
CHUNK = 10_000
MAX_GAPS = 16
"""Arrays have room for missing primary keys up to this many times the number of organisations."""
MAX_LABELS = 100


def organisation_columns(
    organisations: QuerySet[Organisation], definition: str, *, is_whole: bool = False
) -> dict[str, Any]:
    """Return the organisations of a result as columns. Nine queries at any size.

    Rows are read in chunks into arrays of small numbers, about a hundred bytes for an organisation. `is_whole` says
    that the result is the whole directory, so that terms and outcomes need no filter.
    """
    areas = list(ProbationArea.objects.values_list("pk", "slug", "region_2021__slug"))
    regions = _RegionColumn(areas)
    codes = _Codes(organisations, definition, is_whole=is_whole)
    code_of_area = {pk: code for code, (pk, *_) in enumerate(areas)}
    indices, public, longitudes, latitudes = array("q"), array("q"), array("i"), array("i")
    in_region, in_area = array("h"), array("h")
    east_before = north_before = 0
    for pk, public_id, latitude, longitude, region, area in _places(organisations):
        east, north = round(longitude * SCALE), round(latitude * SCALE)
        indices.append(codes.position(pk))
        public.append(map_key(public_id))
        longitudes.append(east - east_before)
        latitudes.append(north - north_before)
        in_region.append(regions.code(region, area))
        in_area.append(code_of_area.get(area, NO_CODE))
        east_before, north_before = east, north
    return {
        "id": public,
        "longitude": longitudes,
        "latitude": latitudes,
        "columns": {
            "outcome": {"values": list(Outcome.values), "codes": codes.of(codes.outcomes, indices)},
            "region": {"values": regions.slugs, "groups": regions.groups, "codes": in_region},
            "area": {"values": [slug for _pk, slug, _region in areas], "codes": in_area},
            "kind": {"values": list(codes.bit_of_kind), "masks": codes.of(codes.kinds, indices)},
            **{
                vocabulary.value: {
                    "values": list(TERMS[vocabulary].values),
                    "masks": codes.of(codes.terms[vocabulary.value], indices),
                }
                for vocabulary in TERM_COLUMNS
            },
        },
    }


class _RegionColumn:
    """The region of 2009 and that of 2021 of each place: its code is that of a group, the positions of both slugs.

    One query.
    """

    def __init__(self, areas: Iterable[tuple[int, str, str | None]]) -> None:
        self._slug_of = dict(Region.objects.noms().values_list("pk", "slug"))
        self._slug_in_2021 = {pk: slug for pk, _slug, slug in areas if slug}
        self.slugs = list(dict.fromkeys([*self._slug_of.values(), *self._slug_in_2021.values()]))
        self.groups: list[list[int]] = []
        self._codes: dict[tuple[int | None, int | None], int] = {(None, None): NO_CODE}

    def code(self, region: int | None, area: int | None) -> int:
        """Return the code of a place's group; NO_CODE where no region is known."""
        code = self._codes.get((region, area))
        if code is None:
            slugs = [self._slug_of.get(region or 0), self._slug_in_2021.get(area or 0)]
            group = [self.slugs.index(slug) for slug in slugs if slug]
            if group not in self.groups:
                self.groups.append(group)
            code = self._codes[region, area] = self.groups.index(group) if group else NO_CODE
        return code


def map_key(public_id: UUID) -> int:
    """Return the key of an organisation on the map, a whole number that JavaScript reads exactly."""
    return public_id.int >> KEY_SHIFT


def _places(organisations: QuerySet[Organisation]) -> Iterable[tuple[Any, ...]]:
    """The main places with coordinates, sorted so that neighbours follow one another."""
    main = Place.objects.filter(
        is_main=True, latitude__isnull=False, organisation__in=organisations.order_by().values("pk")
    )
    ordered = main.order_by(Floor(F("latitude") * (SCALE / BAND)), "longitude", "public_id")
    return ordered.values_list(
        "organisation_id", "organisation__public_id", "latitude", "longitude", "region_id", "area_id"
    ).iterator(CHUNK)


class _Codes:
    """Outcome, kinds of services and terms of organisations, as arrays. Six queries, or seven where keys have wide
    gaps.

    `position` gives the index of a primary key: its distance from the lowest one, or, where most keys between the
    lowest and the highest are missing, its place among those there are. An outcome is the position of its value; the
    others are bit masks of positions.
    """

    def __init__(self, organisations: QuerySet[Organisation], definition: str, *, is_whole: bool) -> None:
        span = Organisation.objects.aggregate(first=Min("pk"), last=Max("pk"), number=Count("pk"))
        first, length = span["first"] or 0, (span["last"] or 0) - (span["first"] or 0) + 1
        self.position: Callable[[int], int] = (-first).__add__
        if span["number"] and length > MAX_GAPS * span["number"]:
            keys = Organisation.objects.order_by("pk").values_list("pk", flat=True)
            self.position = {pk: place for place, pk in enumerate(keys.iterator(CHUNK))}.__getitem__
            length = span["number"]
        self._only = None if is_whole else organisations.order_by().values("pk")
        self._empty = array("i", bytes(4)) * length
        self.outcomes = array("h", [NO_CODE]) * length
        code_of = {word: code for code, word in enumerate(Outcome.values)}
        current = Assessment.objects.shown(definition)
        for pk, word in self._rows(current, "organisation", "organisation_id", "outcome"):
            self.outcomes[self.position(pk)] = code_of.get(word, NO_CODE)
        self.kinds = self._empty[:]
        kinds = ServiceKind.objects.values_list("key", flat=True)
        self.bit_of_kind = {kind: 1 << position for position, kind in enumerate(kinds)}
        related = Engagement.objects.published()
        for pk, kind in self._rows(related, "organisation", "organisation_id", "service__kind"):
            self.kinds[self.position(pk)] |= self.bit_of_kind[kind]
        self.terms = {vocabulary.value: self._empty[:] for vocabulary in TERM_COLUMNS}
        own = OrganisationTerm.objects.public().filter(vocabulary__in=TERM_COLUMNS)
        self._add_terms(own, "organisation")
        theirs = EngagementTerm.objects.published().filter(vocabulary__in=TERM_COLUMNS)
        self._add_terms(theirs, "engagement__organisation")

    @staticmethod
    def of(values: array[int], indices: array[int]) -> array[int]:
        """Return the values at these indices, in their order."""
        return array(values.typecode, map(values.__getitem__, indices))

    def _add_terms(self, rows: QuerySet[Any], organisation: str) -> None:
        bit_of = {
            (vocabulary.value, term): 1 << position
            for vocabulary in TERM_COLUMNS
            for position, term in enumerate(TERMS[vocabulary].values)
        }
        for pk, vocabulary, term in self._rows(
            rows, organisation, f"{organisation}_id", "vocabulary", "term"
        ):
            self.terms[vocabulary][self.position(pk)] |= bit_of.get((vocabulary, term), 0)

    def _rows(self, rows: QuerySet[Any], organisation: str, *columns: str) -> Iterable[tuple[Any, ...]]:
        if self._only is not None:
            rows = rows.filter(**{f"{organisation}__in": self._only})
        return rows.order_by().values_list(*columns).iterator(CHUNK)


def service_rows(
    services: QuerySet[Service],
    engaged: set[int],
    today: dt.date,
    *,
    region_of: Callable[[Service], Region] = attrgetter("region"),
    shapes: Mapping[str, int] = MappingProxyType({}),
    name_of: Callable[[Service], str] = attrgetter("name"),
) -> list[dict[str, Any]]:
    """Return a row for each service of a result with a point in Great Britain; there are a few hundred.

    `shapes` has the number of the shape of each kind of service, by key.

    A service that has closed by today has its closing day and its successor.
    """
    rows = (
        services.filter(**BRITAIN.lookups)
        .select_related("region", "region_2021", "area", "successor", "kind")
        .order_by("-latitude", "slug")
    )
    return [
        {
            "name": name_of(row),
            "label": short_name(name_of(row)),
            "url": row.get_absolute_url(),
            "kind": row.kind_id,
            "noun": row.kind.singular,
            "shape": shapes.get(row.kind_id, 0),
            "latitude": row.latitude,
            "longitude": row.longitude,
            "region": [region.slug for region in (row.region, row.region_2021) if region],
            "area": row.area.slug if row.area else "",
            "place": region_of(row).name,
            "engaged": row.pk in engaged,
            "closed": closed_since(row, today),
            "successor": _successor(row),
        }
        for row in rows
    ]


def closed_since(service: Service, today: dt.date) -> str:
    """Return the day in words on which a service closed, if that was before today; else an empty string."""
    return service.closed if service.closed_on is not None and service.closed_on < today else ""


def _successor(service: Service) -> dict[str, str] | None:
    successor = service.successor
    return {"name": successor.name, "url": successor.get_absolute_url()} if successor else None


def popup_labels(keys: str, definition: str) -> list[dict[str, Any]]:
    """Return the contents of the map's popups for published organisations, given as “key,key”. Seven queries.

    Each has the name, address, outcome, place, sectors and activities, and the number of services.
    """
    numbers = [
        number for key in keys.split(",")[:MAX_LABELS] if (number := parse_whole_number(key)) is not None
    ]
    found = _of_map_keys(numbers)
    wanted = [row.pk for row in found]
    shown = list(
        Assessment.objects.shown(definition).filter(organisation__in=wanted).select_related("organisation")
    )
    outcome_dates.mark(shown)
    outcomes = {assessment.organisation_id: assessment.outcome_in_words for assessment in shown}
    working = Engagement.objects.published().working().filter(organisation__in=wanted).order_by()
    partners = dict(working.values_list("organisation").annotate(Count("service", distinct=True)))
    rows = []
    for organisation in found:
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
                "id": map_key(organisation.public_id),
                "name": organisation.name,
                "url": organisation.get_absolute_url(),
                "lines": [line for line in lines if line],
            }
        )
    return rows


def _of_map_keys(numbers: Iterable[int]) -> list[Organisation]:
    """Return the published organisations with these keys of the map. Three queries."""
    whose = Q(pk__in=[])
    for number in numbers:
        if number < 1 << (128 - KEY_SHIFT):
            first = number << KEY_SHIFT
            whose |= Q(public_id__range=(UUID(int=first), UUID(int=first + (1 << KEY_SHIFT) - 1)))
    return list(Organisation.objects.published().filter(whose).prefetch_related("places", PUBLIC_TERMS))


A_DAY = 24 * 60 * 60
LEVEL = 6
PUBLIC_TERMS = Prefetch("terms", OrganisationTerm.objects.public())


def etag(atlas: AtlasQuery, today: dt.date) -> str:
    """Return a keyed hash that changes whenever the feed of an address may change. One query, two as of a study."""
    filters = atlas.filters
    version = cache_version.current()
    release = released(filters.as_of) if filters.as_of else None
    parts = (
        version.number,
        version.changed_at,
        filters.definition,
        filters.day,
        filters.study and (filters.study.pk, filters.study.closed_on),
        filters.as_of is not None,
        release and release.release.sha256,
        filters.on,
        filters.name,
        today,
        sorted(filters.organisation_filter.values.items()),
    )
    return salted_hmac("feed", repr(parts), algorithm="sha256").hexdigest()[:24]


def compressed_feed(atlas: AtlasQuery, today: dt.date) -> bytes:
    """Return the feed of an address, compressed with gzip.

    The feed of the whole directory, with which every map begins, is cached until the directory changes. Those of
    filtered addresses are not, because their number has no limit.
    """
    filters = atlas.filters
    if filters.organisation_filter.values or filters.as_of or filters.on or filters.name:
        return _compress(atlas, today)
    key = f"feed-{etag(atlas, today)}"
    body: bytes | None = caches["pages"].get(key)
    if body is None:
        body = _compress(atlas, today)
        caches["pages"].set(key, body, A_DAY)
    return body


def _compress(atlas: AtlasQuery, today: dt.date) -> bytes:
    filters = atlas.filters
    content = {
        "organisations": organisation_columns(
            atlas.organisations, filters.definition, is_whole=not filters.organisation_filter.values
        ),
        "services": service_rows(
            atlas.services,
            atlas.engaged,
            today,
            region_of=filters.region_of,
            name_of=filters.name_of,
            shapes=atlas.shapes,
        ),
    }
    return gzip.compress(orjson.dumps(content, default=list), LEVEL, mtime=0)
