"""The whole result of an address as rows of a file: its organisations, services or areas, none left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from enterprises.models import Assessment, Engagement, Place
from enterprises.vocabulary import Vocabulary
from mapping.atlas.feed import closed_since
from mapping.atlas.listing import sorted_by
from mapping.atlas.query import Atlas
from noms.models import Service
from reports.formats import heading

CHUNK = 1_000
TERMS = {
    "sectors": Vocabulary.SECTOR,
    "activities": Vocabulary.ACTIVITY,
    "stages": Vocabulary.STAGE,
    "customers": Vocabulary.CUSTOMER,
}
YES, NO, NOT_KNOWN = "yes", "no", "not known"

Values = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One row: its values in the order of the columns, and what it is on the map: a point, or a shape by its name."""

    values: Values
    latitude: float | None
    longitude: float | None
    shape: str = ""


def rows(atlas: Atlas, *, site: str) -> Iterator[Row]:
    """The rows of the list that the address asks for, in its order. `site` stands before each page's address."""
    makers = {"organisations": _organisations, "services": _services, "areas": _areas}
    for row in makers[atlas.list](atlas, site):
        if settings.DEMONSTRATION:
            row.values["label"] = heading.DEMONSTRATION
        yield row


def _sorted(atlas: Atlas, found: QuerySet) -> QuerySet:
    return atlas.order.sorted(atlas.order.annotate(found))


def _distance(atlas: Atlas, row: Any) -> Values:
    """The columns that depend on how the list is sorted."""
    told = sorted_by(row)
    found: Values = {}
    if atlas.sort == "distance" and atlas.near:
        found[f"km from {atlas.near.name}"] = told["kilometres"]
    if atlas.sort == "evidence":
        found["newest evidence"] = told["evidence_on"]
    return found


def _organisations(atlas: Atlas, site: str) -> Iterator[Row]:
    relations = Engagement.objects.published().select_related("service").prefetch_related("terms")
    found = _sorted(atlas, atlas.organisations).prefetch_related(
        "terms",
        Prefetch("places", Place.objects.filter(is_main=True).select_related("area", "region")),
        Prefetch("assessments", Assessment.objects.current(atlas.definition), to_attr="current"),
        Prefetch("engagements", relations.order_by("service__name", "pk"), to_attr="published"),
    )
    for organisation in found.iterator(chunk_size=CHUNK):
        place = next(iter(organisation.places.all()), None)
        outcome = organisation.current[0] if organisation.current else None
        yield Row(
            {
                "name": organisation.name,
                "address": f"{site}{organisation.get_absolute_url()}",
                "outcome": outcome.get_outcome_display() if outcome else "Not assessed",
                "counted": (YES if outcome.is_included else NO) if outcome else NO,
                "definition": atlas.definition,
                "place": str(place) if place else "",
                "area": place.area.name if place and place.area else "",
                "region": place.region.name if place and place.region else "",
                "latitude": place.latitude if place else None,
                "longitude": place.longitude if place else None,
                **_distance(atlas, organisation),
                **{name: "; ".join(_terms(organisation, one)) for name, one in TERMS.items()},
                "works with": "; ".join(
                    relation.service.name for relation in organisation.published if relation.status == "works"
                ),
                "website": organisation.website,
                "description": organisation.description,
                "invented": YES if organisation.is_invented else NO,
            },
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
        )


def _terms(organisation: Any, vocabulary: str) -> list[str]:
    """Its terms and those of its published relations, each once."""
    own = [term.label for term in organisation.terms.all() if term.vocabulary == vocabulary]
    theirs = [label for relation in organisation.published for label in relation.terms_of(vocabulary)]
    return sorted(set(own + theirs))


def _services(atlas: Atlas, site: str) -> Iterator[Row]:
    today = timezone.localdate()
    found: QuerySet[Service] = atlas.services.select_related("region", "area", "successor")
    for service in _sorted(atlas, found):
        yield Row(
            {
                "name": service.name,
                "address": f"{site}{service.get_absolute_url()}",
                "kind": service.get_form_display(),
                "area": service.area.name if service.area else "",
                "region": service.region.name,
                "latitude": service.latitude,
                "longitude": service.longitude,
                **_distance(atlas, service),
                "social enterprise known to work there": YES if service.pk in atlas.engaged else NOT_KNOWN,
                "shown as on": atlas.day,
                "closed since": closed_since(service, today),
                "followed by": service.successor.name if service.successor else "",
            },
            latitude=service.latitude,
            longitude=service.longitude,
        )


def _areas(atlas: Atlas, site: str) -> Iterator[Row]:
    figures = atlas.shading.figures
    for row in _sorted(atlas, atlas.listed_areas):
        figure = figures.get(row.name)
        yield Row(
            {
                "name": row.name,
                "address": f"{site}{row.get_absolute_url()}",
                "region": atlas.parted.by_key[row.pk].region_name,
                "latitude": row.latitude,
                "longitude": row.longitude,
                **_distance(atlas, row),
                "measure": atlas.shading.title,
                "figure": figure.value if figure else None,
                "figure in words": figure.words if figure else "",
            },
            latitude=row.latitude,
            longitude=row.longitude,
            shape=row.name,
        )
