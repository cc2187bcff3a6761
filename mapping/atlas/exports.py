"""Files of the list that the page shows: CSV, Excel, GeoJSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain, islice, pairwise
from typing import Any

import orjson
from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from enterprises import outcome_dates
from enterprises.models import Assessment, Engagement, OrganisationTerm, Place
from enterprises.vocabulary import Vocabulary
from mapping.atlas.feed import closed_since
from mapping.atlas.geographies import AREAS
from mapping.atlas.listing import sort_values
from mapping.atlas.query import AtlasQuery
from mapping.comparison.area_table import AreaTable
from noms import geometry
from noms.geometry import Ring
from noms.models import Contactable, Service
from reports.formats import heading
from survey.sheets import MAX_WIDTH, MIN_WIDTH, Book, Sheet, xlsx
from wording import csv_export
from wording.distances import in_miles

ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right.",
    "Contains Royal Mail data © Royal Mail copyright and database right.",
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. Coastline: Natural Earth.",
)
DECIMALS = 5
"""The decimal places of a coordinate in degrees: about a metre."""
CHUNK = 1_000
TERMS = {
    "sectors": Vocabulary.SECTOR,
    "activities": Vocabulary.ACTIVITY,
    "stages": Vocabulary.STAGE,
    "customers": Vocabulary.CUSTOMER,
}
LABEL = "label"
MOST_IN_WORKBOOK = 20_000
YES, NO, NOT_KNOWN = "yes", "no", "not known"

Values = dict[str, Any]


@dataclass(frozen=True)
class ExportRow:
    """One row of a file: its values in the order of the columns, and its point or the name of its shape on the map.

    A total lies nowhere, so that it is in tables only.
    """

    values: Values
    latitude: float | None
    longitude: float | None
    shape: str = ""
    is_total: bool = False


def csv_of(atlas: AtlasQuery, *, site: str) -> Iterator[str]:
    """Yield the list as lines of CSV; an empty result has only the heads of name and address."""
    found = export_rows(atlas, site=site)
    first = next(found, None)
    # Excel reads a file as UTF-8 only where it begins with this mark.
    yield csv_export.BYTE_ORDER_MARK
    yield from csv_export.csv_rows([list(first.values) if first else ["name", "address"]])
    if first:
        yield from csv_export.csv_rows(list(row.values.values()) for row in chain([first], found))


def too_long_for_workbook(atlas: AtlasQuery) -> list[str]:
    """Return a sentence if the list has more rows than a workbook is written for; at most two queries."""
    if atlas.list_size <= MOST_IN_WORKBOOK:
        return []
    return [f"A workbook holds {MOST_IN_WORKBOOK:,} rows and this list has more: take the CSV, or a filter."]


def xlsx_of(atlas: AtlasQuery, *, site: str, address: str) -> bytes:
    """Return the list as an Excel workbook: a sheet with the list, and one that says what it is."""
    rows = [row.values for row in export_rows(atlas, site=site)]
    heads = [head for head in (rows[0] if rows else {"name": "", "address": ""}) if head != LABEL]
    about = [
        ("Address", address),
        ("Made on", timezone.localdate()),
        ("Services open on", atlas.filters.day),
        ("Definition", atlas.filters.definition),
        *(("Note", notice) for notice in atlas.filters.notices),
        ("Sources", " ".join(ATTRIBUTION)),
        *([("Label", heading.DEMONSTRATION)] if settings.DEMONSTRATION else []),
    ]
    title, label = title_of(atlas), heading.DEMONSTRATION if settings.DEMONSTRATION else ""
    book = Book(
        title=title,
        sheets=(
            _sheet("List", title, label, heads, [[values[head] for head in heads] for values in rows]),
            _sheet("About", title, label, ["What", "Value"], about),
        ),
        made_on=timezone.localdate(),
    )
    file = BytesIO()
    xlsx.write(book, file)
    return file.getvalue()


def _sheet(name: str, title: str, lead: str, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Sheet:
    """Return a sheet whose columns are as wide as their longest value; a column of numbers is typed as such."""
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in heads]
    widths = [
        max([len(head), *(len(str(value)) for value in column)])
        for head, column in zip(heads, columns, strict=True)
    ]
    return Sheet(
        name=name,
        title=title,
        lead=lead,
        heads=tuple(heads),
        kinds=tuple(_kind(column) for column in columns),
        rows=rows,
        widths=tuple(min(MAX_WIDTH, max(MIN_WIDTH, width + 2)) for width in widths),
        # Without rows there is no Excel table.
        is_long=not rows,
    )


def _kind(column: Sequence[Any]) -> str:
    """Return the kind of a column: number if all its values are numbers, else text; a day is written as a date."""
    values = [value for value in column if value is not None]
    return "number" if values and all(isinstance(value, (int, float)) for value in values) else "text"


def geojson_of(atlas: AtlasQuery, *, site: str, address: str) -> Iterator[bytes]:
    """Yield the list as a GeoJSON FeatureCollection (RFC 7946): points, or the polygons of zones.

    Rows without a place have no geometry. Title, day, sources and the demonstration's label are further members.
    """
    about = {
        "title": title_of(atlas),
        "address": address,
        "date": timezone.localdate().isoformat(),
        "services_open_on": atlas.filters.day.isoformat(),
        "definition": atlas.filters.definition,
        "attribution": " ".join(ATTRIBUTION),
    }
    if settings.DEMONSTRATION:
        about["label"] = heading.DEMONSTRATION
    yield b'{"type":"FeatureCollection",' + orjson.dumps(about)[1:-1] + b',"features":['
    outlines = geometry.polygons(atlas.partition.geography.layer) if atlas.filters.list == AREAS else ()
    shapes = {shape.name: shape for shape in outlines}
    on_map = (row for row in export_rows(atlas, site=site) if not row.is_total)
    for number, row in enumerate(on_map):
        shape = shapes.get(row.shape)
        place = _polygons(shape.polygons) if shape else _point(row)
        feature = {"type": "Feature", "geometry": place, "properties": row.values}
        yield (b"," if number else b"") + orjson.dumps(feature)
    yield b"]}\n"


def title_of(atlas: AtlasQuery) -> str:
    """Return the title of the file: the list and the active filters."""
    filters = [f"{chip.filter.lower()}: {chip.label}" for chip in atlas.chips]
    if atlas.filters.near and atlas.filters.sort == "distance":
        filters.append(f"nearest to {atlas.filters.near.label} first")
    return "; ".join([atlas.lists[atlas.filters.list], *filters])


def _point(row: ExportRow) -> dict[str, Any] | None:
    if row.latitude is None or row.longitude is None:
        return None
    return {"type": "Point", "coordinates": [round(row.longitude, DECIMALS), round(row.latitude, DECIMALS)]}


def _polygons(polygons: Iterable[tuple[Ring, ...]]) -> dict[str, Any]:
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [_coordinates(ring, is_hole=number > 0) for number, ring in enumerate(polygon)]
            for polygon in polygons
        ],
    }


def _coordinates(ring: Ring, *, is_hole: bool) -> list[list[float]]:
    """Return a ring in the direction of GeoJSON: outer rings anticlockwise, holes clockwise."""
    twice_the_area = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    directed = ring if (twice_the_area < 0) == is_hole else ring[::-1]
    return [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in directed]


def export_rows(atlas: AtlasQuery, *, site: str) -> Iterator[ExportRow]:
    """Yield all rows of the list in its order. `site` is put before the address of each page."""
    lists = {"organisations": _organisations, "services": _services, "areas": _areas}
    for row in lists[atlas.filters.list](atlas, site):
        if settings.DEMONSTRATION:
            row.values[LABEL] = heading.DEMONSTRATION
        yield row


def _sort_columns(atlas: AtlasQuery, row: Any) -> Values:
    """Return the columns that depend on the order of the list."""
    values = sort_values(row)
    found: Values = {}
    if atlas.filters.sort == "distance" and atlas.filters.near:
        away = values["kilometres"]
        found["distance from"] = atlas.filters.near.label
        found["miles"] = None if away is None else in_miles(away)
        found["kilometres"] = away
    if atlas.filters.sort == "evidence":
        found["newest source"] = values["evidence_on"]
    return found


def _dated(organisations: Iterator[Any]) -> Iterator[Any]:
    """Yield the organisations with their outcomes dated, a chunk at a time."""
    while chunk := list(islice(organisations, CHUNK)):
        outcome_dates.mark([one for organisation in chunk for one in organisation.current])
        yield from chunk


def _organisations(atlas: AtlasQuery, site: str) -> Iterator[ExportRow]:
    relations = Engagement.objects.published().select_related("service").prefetch_related("terms")
    found = atlas.order.sorted(atlas.organisations).prefetch_related(
        Prefetch("terms", OrganisationTerm.objects.public()),
        Prefetch("places", Place.objects.filter(is_main=True).select_related("area", "region")),
        Prefetch("assessments", Assessment.objects.shown(atlas.filters.definition), to_attr="current"),
        Prefetch("engagements", relations.order_by("service__name", "public_id"), to_attr="published"),
    )
    for organisation in _dated(found.iterator(chunk_size=CHUNK)):
        place = next(iter(organisation.places.all()), None)
        outcome = organisation.current[0] if organisation.current else None
        yield ExportRow(
            {
                "name": organisation.name,
                "address": f"{site}{organisation.get_absolute_url()}",
                "outcome": outcome.outcome_in_words if outcome else "Not assessed",
                "counted": (YES if outcome.is_included else NO) if outcome else NO,
                "definition": atlas.filters.definition,
                "place": str(place) if place else "",
                "area": place.area.name if place and place.area else "",
                "region": place.region.name if place and place.region else "",
                "latitude": place.latitude if place else None,
                "longitude": place.longitude if place else None,
                **_sort_columns(atlas, organisation),
                **{name: "; ".join(_terms(organisation, one)) for name, one in TERMS.items()},
                "works with": "; ".join(
                    relation.service.name for relation in organisation.published if relation.status == "works"
                ),
                **_contact_columns(organisation),
                "description": organisation.public_text("description"),
                "invented": YES if organisation.is_invented else NO,
            },
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
        )


def _contact_columns(body: Contactable) -> dict[str, Any]:
    """Return how to reach a body, where it publishes that, and on which day it was checked."""
    return {
        "website": body.public_website,
        "telephone": body.telephone,
        "e-mail": body.email,
        "postal address": body.address,
        "contact checked on": body.contact_checked_on,
        "contact published in": body.contact_source,
    }


def _terms(organisation: Any, vocabulary: str) -> list[str]:
    """Return the labels of its terms and those of its published relations, each once."""
    own = [term.label for term in organisation.terms.all() if term.vocabulary == vocabulary]
    detailed = [relation for relation in organisation.published if relation.shows_details]
    theirs = [label for relation in detailed for label in relation.terms_of(vocabulary)]
    return sorted(set(own + theirs))


def _services(atlas: AtlasQuery, site: str) -> Iterator[ExportRow]:
    today = timezone.localdate()
    found: QuerySet[Service] = atlas.services.select_related(
        "region", "region_2021", "area", "successor", "kind"
    )
    for service in atlas.order.sorted(found):
        yield ExportRow(
            {
                "name": atlas.filters.name_of(service),
                "address": f"{site}{service.get_absolute_url()}",
                "kind": service.kind_in_words,
                "area": service.area.name if service.area else "",
                "region": atlas.filters.region_of(service).name,
                "latitude": service.latitude,
                "longitude": service.longitude,
                **_sort_columns(atlas, service),
                "social enterprise known to work there": YES if service.pk in atlas.engaged else NOT_KNOWN,
                "shown as on": atlas.filters.day,
                "closed since": closed_since(service, today),
                "followed by": service.successor.name if service.successor else "",
                **_contact_columns(service),
            },
            latitude=service.latitude,
            longitude=service.longitude,
        )


def _areas(atlas: AtlasQuery, site: str) -> Iterator[ExportRow]:
    table = AreaTable(atlas)
    rows = table.rows(atlas.order.sorted(atlas.listed_zones))
    for row in [*rows, table.country] if table.country and rows else rows:
        place = row.place
        yield ExportRow(
            {
                "name": row.name,
                "address": f"{site}{row.address}" if place else "",
                "region": row.zone.region_name if row.zone else "",
                "latitude": place.latitude if place else None,
                "longitude": place.longitude if place else None,
                **_sort_columns(atlas, place),
                "measure": atlas.shading.title,
                **table.csv_values(row),
                "services open on": atlas.filters.day,
            },
            latitude=place.latitude if place else None,
            longitude=place.longitude if place else None,
            shape=row.name,
            is_total=place is None,
        )
