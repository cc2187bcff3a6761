"""The data of the live map in the browser: its settings, and the figures of its zones."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from mapping.atlas.bounds import bounds_of
from mapping.atlas.feed import BROWSER_FILTERS, POSITION_FILTER
from mapping.atlas.place_names import SINGLE_MARKS, places_hash, short_name
from mapping.atlas.query import AtlasQuery
from noms import geometry


def map_settings(atlas: AtlasQuery) -> dict[str, Any]:
    """Return the addresses and settings that the map reads from its element."""
    return {
        "feed": reverse("atlas-feed"),
        "measures": reverse("atlas-measures"),
        "geometry": geometry_address(atlas.partition.geography.layer),
        "land": geometry_address(geometry.NEIGHBOURING_LAND),
        "places": f"{reverse('atlas-places')}?v={places_hash()}",
        "marks": SINGLE_MARKS,
        "carries": " ".join((*BROWSER_FILTERS, POSITION_FILTER)),
        "base": settings.BASE_MAP,
    }


def geometry_address(layer: str) -> str:
    """Return the address of a layer's outlines, with their version."""
    return f"{reverse('atlas-geometry', args=[layer])}?v={geometry.content_hash(layer)}"


def zone_figures(atlas: AtlasQuery) -> dict[str, Any]:
    """Return the measure by zone with its classes, where each zone is named, and the part to look at, for JSON."""
    shading, partition, near = atlas.shading, atlas.partition, atlas.filters.near
    figures = shading.figures
    layer = partition.geography.layer
    middles = geometry.middles(layer)
    bounds = bounds_of(atlas)
    return {
        "measure": shading.measure,
        "title": shading.title,
        "notes": shading.notes,
        "shades": [{"label": shade.label, "fill": shade.fill} for shade in shading.shades],
        "figures": {
            zone.name: {
                "words": figures[zone.name].words if zone.name in figures else zone.name,
                "shade": figures[zone.name].shade if zone.name in figures else None,
                "url": f"{reverse('atlas')}{atlas.zone_query(zone)}",
                "label": short_name(zone.name),
                "middle": [round(degrees, 3) for degrees in reversed(middles[zone.name])],
            }
            for zone in partition.zones
        },
        "selected": atlas.chosen_zones,
        "geometry": geometry_address(layer),
        "named_by": partition.geography.name_property,
        "borders": geometry.LAYERS[partition.border_layer],
        "bounds": bounds and [[bounds.south, bounds.west], [bounds.north, bounds.east]],
        "near": near
        and {"name": near.label, "latitude": near.point.latitude, "longitude": near.point.longitude},
    }
