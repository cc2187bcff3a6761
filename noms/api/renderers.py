"""Renderers of the API: JSON, and GeoJSON for rows with coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

Position = tuple[float | None, float | None]


class JsonRenderer(BaseRenderer):
    """JSON in UTF-8."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return (
            b""
            if data is None
            else orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_UTC_Z)
        )


class GeoJsonRenderer(JsonRenderer):
    """GeoJSON (RFC 7946); the view builds the collection."""

    media_type = "application/geo+json"
    format = "geojson"


class Negotiation(DefaultContentNegotiation):
    """Choose the format from `format=` or the Accept header; an unknown one is refused with a sentence."""

    def filter_renderers(self, renderers: Iterable[BaseRenderer], format: str) -> list[BaseRenderer]:
        renderers = list(renderers)
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            known = " or ".join(str(renderer.format) for renderer in renderers)
            raise ValidationError({"format": [f"“{format}” is not offered here: use {known}."]})
        return found


def feature(properties: Mapping[str, Any], position: Position, identity: object) -> dict[str, Any]:
    """Return a row as a GeoJSON feature, with a null geometry if its position is unknown."""
    latitude, longitude = position
    point = None
    if latitude is not None and longitude is not None:
        point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": identity, "geometry": point, "properties": properties}


def collection(features: Iterable[Mapping[str, Any]], **links: str | None) -> dict[str, Any]:
    """Return a FeatureCollection with links to the previous and next pages."""
    return {"type": "FeatureCollection", "features": list(features), **links}
