"""The map's feed: every published organisation with a place, in columns of small whole numbers.

Positions are in 1e-5 degrees, sorted so that neighbours follow one another, each as the difference from the
one before. What the page can filter by itself is a column of codes; the rest the server filters. It is written
for static/js/atlas/feed.js.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from enterprises.models import Assessment, Engagement, EngagementTerm, Organisation, OrganisationTerm, Place
from enterprises.vocabulary import TERMS, Outcome, Vocabulary
from noms.models import ProbationArea, Region, Service
from noms.vocabulary import ServiceKind

SCALE = 100_000
BAND = 5_000  # neighbours share a band of latitude, so that both differences stay small
TERM_COLUMNS = (Vocabulary.SECTOR, Vocabulary.ACTIVITY, Vocabulary.STAGE, Vocabulary.CUSTOMER)
CARRIES = ("outcome", "region", "area", "kind", *(vocabulary.value for vocabulary in TERM_COLUMNS))
"""What the browser filters by itself, in the words of the address."""

BY_POSITION = "bbox"
"""What the browser filters by the positions alone."""

NO_CODE = -1
MOST_LABELS = 100


def points(organisations: QuerySet[Organisation], definition: str) -> dict[str, Any]:
    """The organisations of a result, as columns. Seven queries whatever the size."""
    outcomes = dict(
        Assessment.objects.current(definition)
        .filter(organisation__is_published=True)
        .order_by()
        .values_list("organisation_id", "outcome")
    )
    regions = list(Region.objects.values_list("pk", "slug"))
    areas = list(ProbationArea.objects.values_list("pk", "slug"))
    masks = _masks()
    kinds = _kinds()
    places = Place.objects.filter(is_main=True, organisation__in=organisations.order_by().values("pk"))
    found = [
        (round(longitude * SCALE), round(latitude * SCALE), pk, region, area)
        for pk, latitude, longitude, region, area in places.order_by().values_list(
            "organisation_id", "latitude", "longitude", "region_id", "area_id"
        )
        if latitude is not None and longitude is not None
    ]
    rows = sorted(found, key=lambda row: (row[1] // BAND, row[0], row[2]))
    identities = [row[2] for row in rows]
    words = list(Outcome.values)
    code_of = {word: code for code, word in enumerate(words)}
    return {
        "id": identities,
        "longitude": differences(row[0] for row in rows),
        "latitude": differences(row[1] for row in rows),
        "columns": {
            "outcome": {
                "values": words,
                "codes": [code_of.get(outcomes.get(pk, ""), NO_CODE) for pk in identities],
            },
            "region": _coded(regions, [row[3] for row in rows]),
            "area": _coded(areas, [row[4] for row in rows]),
            "kind": {"values": list(ServiceKind.values), "masks": [kinds.get(pk, 0) for pk in identities]},
            **{
                vocabulary.value: {
                    "values": list(TERMS[vocabulary].values),
                    "masks": [masks[vocabulary].get(pk, 0) for pk in identities],
                }
                for vocabulary in TERM_COLUMNS
            },
        },
    }


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
    """Name, address, outcome and place of published organisations, by keys with commas between. Three queries."""
    wanted = [
        int(key) for key in keys.split(",")[:MOST_LABELS] if key.isascii() and key.isdigit() and len(key) < 19
    ]
    outcomes = {
        assessment.organisation_id: assessment.get_outcome_display()
        for assessment in Assessment.objects.current(definition).filter(organisation__in=wanted)
    }
    rows = []
    for organisation in Organisation.objects.published().filter(pk__in=wanted).prefetch_related("places"):
        place = next((str(place) for place in organisation.places.all() if place.is_main), "")
        mark = "Invented for the demonstration" if organisation.is_invented else ""
        lines = [outcomes.get(organisation.pk, "Not assessed"), place, mark]
        rows.append(
            {
                "id": organisation.pk,
                "name": organisation.name,
                "url": organisation.get_absolute_url(),
                "lines": [line for line in lines if line],
            }
        )
    return rows


def differences(numbers: Iterable[int]) -> list[int]:
    """Each number less the one before it; the first as it is."""
    found = []
    before = 0
    for number in numbers:
        found.append(number - before)
        before = number
    return found


def _coded(places: list[tuple[int, str]], keys: list[int | None]) -> dict[str, list[Any]]:
    code_of: dict[int | None, int] = {pk: code for code, (pk, _slug) in enumerate(places)}
    return {"values": [slug for _pk, slug in places], "codes": [code_of.get(key, NO_CODE) for key in keys]}


def _masks() -> dict[str, dict[int, int]]:
    """For each vocabulary, each organisation's terms as the bits of one number: its own, and its relations'."""
    bit_of = {
        (vocabulary.value, term): 1 << position
        for vocabulary in TERM_COLUMNS
        for position, term in enumerate(TERMS[vocabulary].values)
    }
    masks: dict[str, dict[int, int]] = {vocabulary.value: {} for vocabulary in TERM_COLUMNS}
    own = OrganisationTerm.objects.filter(vocabulary__in=TERM_COLUMNS, organisation__is_published=True)
    theirs = EngagementTerm.objects.filter(
        vocabulary__in=TERM_COLUMNS, engagement__in=Engagement.objects.published()
    )
    for rows, organisation in ((own, "organisation_id"), (theirs, "engagement__organisation_id")):
        for pk, vocabulary, term in (
            rows.order_by().values_list(organisation, "vocabulary", "term").distinct()
        ):
            of = masks[vocabulary]
            of[pk] = of.get(pk, 0) | bit_of.get((vocabulary, term), 0)
    return masks


def _kinds() -> dict[int, int]:
    """Each organisation's kinds of service that it has a published relation with, as bits."""
    bit_of = {kind: 1 << position for position, kind in enumerate(ServiceKind.values)}
    found: dict[int, int] = {}
    rows = (
        Engagement.objects.published().order_by().values_list("organisation_id", "service__kind").distinct()
    )
    for organisation, kind in rows:
        found[organisation] = found.get(organisation, 0) | bit_of[kind]
    return found
