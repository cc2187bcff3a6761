"""The map as a file: an SVG drawing with title, legend, date and sources, and the same as a PNG picture."""

import textwrap

import vl_convert
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from mapping.atlas.drawing.shading import NOT_AVAILABLE_FILL
from mapping.atlas.drawing.svg_map import draw
from mapping.atlas.exports import ATTRIBUTION
from mapping.atlas.query import AtlasQuery
from wording import counted

TOWNS_BY = "Towns: GeoNames, CC BY 4.0. Land around England and Wales: Natural Earth."
LINE_HEIGHT = 34
LINE_LENGTH = 98
"""The number of letters that fit the width of the drawing."""
HEAD, NOTES = 190, 120
"""The height of the title over the map, and that of the sources under the legend."""
MARKS = 6
"""The lines that the legend of marks takes."""


def svg_of(atlas: AtlasQuery) -> str:
    """Return the map as a drawing with its title, active filters, legend, date and sources."""
    drawing = draw(atlas)
    classes = [(shade.label, shade.fill) for shade in atlas.shading.shades]
    if classes and atlas.shading.has_gaps:
        classes.append(("No figure", NOT_AVAILABLE_FILL))
    notes_from = 60 + LINE_HEIGHT * max(len(classes), MARKS)
    context = {
        "atlas": atlas,
        "drawing": drawing,
        "height": HEAD + drawing.height + notes_from + NOTES,
        "classes": [(label, fill, 30 + LINE_HEIGHT * number) for number, (label, fill) in enumerate(classes)],
        "lines": [(line, -100 + 28 * number) for number, line in enumerate(_heading(atlas))],
        "notes_from": notes_from,
        "today": timezone.localdate(),
        "attribution": ATTRIBUTION,
        "towns_by": TOWNS_BY,
        "is_demonstration": settings.DEMONSTRATION,
    }
    return render_to_string("mapping/atlas/map.svg", context)


def png_of(atlas: AtlasQuery) -> bytes:
    """Return the same drawing as a picture, 1600 pixels wide."""
    return vl_convert.svg_to_png(svg_of(atlas), scale=1.0, ppi=96)


def _heading(atlas: AtlasQuery) -> list[str]:
    """Return what the drawing shows, in at most three lines that fit its width."""
    organisations = counted(atlas.counts["organisations"], "organisation", "organisations")
    services = counted(atlas.counts["services"], atlas.words.one, atlas.words.many)
    filters = [f"{chip.filter.lower()}: {chip.label}" for chip in atlas.chips]
    if atlas.filters.near:
        filters.append(f"the ring marks {atlas.filters.near.label}")
    lines = textwrap.wrap("; ".join([f"{organisations} and {services}", *filters]), LINE_LENGTH)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1][: LINE_LENGTH - 1]}…"]
    return (
        [*lines, f"{atlas.partition.geography.plural.capitalize()}: {atlas.shading.title}"]
        if atlas.shading.shades
        else lines
    )
