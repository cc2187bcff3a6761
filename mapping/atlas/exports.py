"""What is on the screen as files: the list as CSV and GeoJSON, the map as SVG and PNG."""

import textwrap
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import Any

import orjson
import vl_convert
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from mapping.atlas.drawing.svg_map import draw
from mapping.atlas.export_rows import Row, rows
from mapping.atlas.geographies import AREAS
from mapping.atlas.query import Atlas
from noms import geometry
from noms.geometry import Ring
from reports.formats import heading
from survey import csv_export
from wording import counted

BYTE_ORDER_MARK = "\ufeff"
ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right.",
    "Contains Royal Mail data © Royal Mail copyright and database right.",
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. Coastline: Natural Earth.",
)
LINE = 34
FITS = 98
"""How many letters fit the width of the drawing."""
PLACES = 5
"""Decimal places of a degree: about a metre."""


def csv_of(atlas: Atlas, *, site: str) -> Iterator[str]:
    """The list as lines of CSV, one at a time; an empty result has the heads of a name and an address alone."""
    found = rows(atlas, site=site)
    first = next(found, None)
    # Excel reads a file as UTF-8 only where it begins with this mark.
    yield BYTE_ORDER_MARK
    yield from csv_export.written([list(first.values) if first else ["name", "address"]])
    if first:
        yield from csv_export.written(list(row.values.values()) for row in chain([first], found))


def geojson_of(atlas: Atlas, *, site: str, address: str) -> Iterator[bytes]:
    """The list as a GeoJSON FeatureCollection (RFC 7946), a feature at a time: points, or the polygons of grounds.

    What has no place has no geometry. Title, day, sources and the demonstration's label stand beside the features.
    """
    about = {
        "title": title_of(atlas),
        "address": address,
        "date": timezone.localdate().isoformat(),
        "services_open_on": atlas.day.isoformat(),
        "definition": atlas.definition,
        "attribution": " ".join(ATTRIBUTION),
    }
    if settings.DEMONSTRATION:
        about["label"] = heading.DEMONSTRATION
    yield b'{"type":"FeatureCollection",' + orjson.dumps(about)[1:-1] + b',"features":['
    outlines = geometry.polygons(atlas.parted.way.layer) if atlas.list == AREAS else ()
    shapes = {shape.name: shape for shape in outlines}
    for number, row in enumerate(rows(atlas, site=site)):
        shape = shapes.get(row.shape)
        place = _polygons(shape.polygons) if shape else _point(row)
        feature = {"type": "Feature", "geometry": place, "properties": row.values}
        yield (b"," if number else b"") + orjson.dumps(feature)
    yield b"]}\n"


def svg_of(atlas: Atlas) -> str:
    """The map as a drawing to keep: title, what it is narrowed by, legend, date and sources."""
    shades = atlas.shading.shades
    context = {
        "atlas": atlas,
        "drawing": draw(atlas),
        "legend": [(shade, 20 + LINE * number) for number, shade in enumerate(shades)],
        "legend_end": 40 + LINE * len(shades),
        "lines": [(line, -100 + 28 * number) for number, line in enumerate(_heading(atlas))],
        "today": timezone.localdate(),
        "attribution": ATTRIBUTION,
        "is_demonstration": settings.DEMONSTRATION,
    }
    return render_to_string("mapping/atlas/map.svg", context)


def png_of(atlas: Atlas) -> bytes:
    """The same drawing as a picture, 1600 pixels wide."""
    return vl_convert.svg_to_png(svg_of(atlas), scale=1.0, ppi=96)


def _heading(atlas: Atlas) -> list[str]:
    """What the drawing shows, in at most three lines that fit its width."""
    organisations = counted(atlas.counts["organisations"], "organisation", "organisations")
    services = counted(
        atlas.counts["services"], "prison or probation service", "prisons and probation services"
    )
    narrowed = [f"{chip.filter.lower()}: {chip.label}" for chip in atlas.chips]
    if atlas.near:
        narrowed.append(f"the ring marks {atlas.near.name}")
    lines = textwrap.wrap("; ".join([f"{organisations} and {services}", *narrowed]), FITS)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: FITS - 1]}…"]
    return (
        [*lines, f"{atlas.parted.way.many.capitalize()}: {atlas.shading.title}"]
        if atlas.shading.shades
        else lines
    )


def title_of(atlas: Atlas) -> str:
    """What the file is of, in words: the list, and what it is narrowed by."""
    narrowed = [f"{chip.filter.lower()}: {chip.label}" for chip in atlas.chips]
    if atlas.near and atlas.sort == "distance":
        narrowed.append(f"nearest to {atlas.near.name} first")
    return "; ".join([atlas.lists[atlas.list], *narrowed])


def _point(row: Row) -> dict[str, Any] | None:
    if row.latitude is None or row.longitude is None:
        return None
    return {"type": "Point", "coordinates": [round(row.longitude, PLACES), round(row.latitude, PLACES)]}


def _polygons(polygons: Iterable[tuple[Ring, ...]]) -> dict[str, Any]:
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [_wound(ring, is_hole=number > 0) for number, ring in enumerate(polygon)] for polygon in polygons
        ],
    }


def _wound(ring: Ring, *, is_hole: bool) -> list[list[float]]:
    """A ring as GeoJSON winds it: outer rings against the clock, holes with it."""
    twice = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
    turned = ring if (twice < 0) == is_hole else ring[::-1]
    return [[round(x, PLACES), round(y, PLACES)] for x, y in turned]
