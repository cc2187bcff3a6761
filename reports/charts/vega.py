"""A specification drawn: as SVG and as PNG, by Vega-Lite on the server."""

import json
from functools import lru_cache

import vl_convert
from django.utils.html import escape

from reports.charts.layout import Specification

VEGA_LITE = "v5.20"
SCALE = 2
"""A PNG has so many pixels for each of the picture's, for print."""


def svg(specification: Specification, title: str, alternative: str) -> str:
    """The picture as SVG, with its title and its words inside."""
    words = (
        f'<svg role="img" aria-labelledby="title words"><title id="title">{escape(title)}</title>'
        f'<desc id="words">{escape(alternative)}</desc>'
    )
    opening, rest = _drawn(json.dumps(specification)).split(">", 1)
    return words.replace("<svg", opening, 1) + rest


def png(specification: Specification) -> bytes:
    """The picture as PNG."""
    return vl_convert.svg_to_png(_drawn(json.dumps(specification)), scale=SCALE)


@lru_cache(maxsize=128)
def _drawn(specification: str) -> str:
    # The same for the same specification. No address in it is ever fetched.
    return vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
