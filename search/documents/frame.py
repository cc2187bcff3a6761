"""The documents of services, areas and regions of the reference frame, and of towns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar

from django.db import models

from noms import places
from noms.coordinates import Point
from noms.models import ProbationArea, Region, Service
from noms.vocabulary import REFERENCE_FRAME
from search.query import token
from search.registry import Document

SERVICE, AREA, REGION, TOWN = "service", "area", "region", places.TOWN
M = TypeVar("M", bound=models.Model)


def build_services(slugs: Collection[str] | None) -> Iterator[Document]:
    """Yield the documents of prisons and probation services of every date. Three queries."""
    rows = Service.objects.in_frame(REFERENCE_FRAME).select_related("kind", "region", "region_2021", "area")
    rows = rows.prefetch_related("sites", "areas_2010")
    for service in _chosen(rows, slugs):
        areas = [service.area] if service.area else list(service.areas_2010.all())
        regions = [region for region in (service.region, service.region_2021) if region]
        name = service.name_today or service.name
        sites = [site.name for site in service.sites.all()]
        yield Document(
            slug=service.slug,
            title=name,
            also=tuple(dict.fromkeys(other for other in (service.name, *sites) if other != name)),
            tokens=(
                token(SERVICE, service.slug),
                token("kind", service.kind_id),
                *(token(AREA, area.slug) for area in areas),
                *(token(REGION, region.slug) for region in regions),
            ),
            labels=(service.kind_in_words, str(service.kind)),
            body="\n".join(
                text
                for text in (
                    service.function,
                    service.operator,
                    service.get_sex_held_display(),
                    "Open conditions" if service.open_conditions else "",
                )
                if text
            ),
            place="\n".join(
                dict.fromkeys(
                    text
                    for text in (
                        service.postcode,
                        service.head_office_town,
                        *(area.name for area in areas),
                        *(region.name for region in regions),
                    )
                    if text
                )
            ),
            point=_point(service.latitude, service.longitude),
        )


def build_areas(slugs: Collection[str] | None) -> Iterator[Document]:
    """Yield the documents of the probation areas. One query."""
    rows = ProbationArea.objects.select_related("region", "region_2021")
    for area in _chosen(rows, slugs):
        regions = [region for region in (area.region, area.region_2021) if region]
        yield Document(
            slug=area.slug,
            title=area.name,
            tokens=(token(AREA, area.slug), *(token(REGION, region.slug) for region in regions)),
            labels=("Probation area",),
            body=area.police_forces,
            place="\n".join(region.name for region in regions),
            point=_point(area.latitude, area.longitude),
        )


def build_regions(slugs: Collection[str] | None) -> Iterator[Document]:
    """Yield the documents of the regions of 2009 and of 2021. One query."""
    rows = Region.objects.filter(system__frame=REFERENCE_FRAME).select_related("system")
    for region in _chosen(rows, slugs):
        yield Document(
            slug=region.slug,
            title=region.name,
            tokens=(token(REGION, region.slug),),
            labels=(region.system.singular,),
            point=region.point,
        )


def build_towns(slugs: Collection[str] | None) -> Iterator[Document]:
    """Yield the documents of towns. No query: they are a file of ours."""
    for town in places.towns():
        if slugs is None or town.slug in slugs:
            yield Document(slug=town.slug, title=town.name, labels=("Town",), point=town.point)


def _chosen(rows: models.QuerySet[M], slugs: Collection[str] | None) -> models.QuerySet[M]:
    return (rows if slugs is None else rows.filter(slug__in=slugs)).order_by("pk")


def _point(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude)
