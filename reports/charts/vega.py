"""Renders a Vega-Lite specification as SVG and PNG on the server."""

import json
from functools import lru_cache

import vl_convert
from django.utils.html import escape

from reports.charts.layout import Specification

VEGA_LITE = "v5.20"
SCALE = 2
"""The number of PNG pixels for each pixel of the layout, for print."""


def svg(specification: Specification, title: str, alternative: str) -> str:
    """Return the picture as SVG, with its title and text alternative inside."""
    words = (
        f'<svg role="img" aria-labelledby="title words"><title id="title">{escape(title)}</title>'
        f'<desc id="words">{escape(alternative)}</desc>'
    )
    opening, rest = _render_svg(json.dumps(specification)).split(">", 1)
    return words.replace("<svg", opening, 1) + rest


def png(specification: Specification) -> bytes:
    """Return the picture as PNG."""
    return vl_convert.svg_to_png(_render_svg(json.dumps(specification)), scale=SCALE)


@lru_cache(maxsize=128)
def _render_svg(specification: str) -> str:
    # No address in the specification is ever fetched.
    return vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
