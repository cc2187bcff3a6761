"""What narrows the result of an address, and what to take away where nothing is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from mapping.atlas.geographies import REGIONS, TRUSTS
from noms.models import ProbationArea, Region, Service
from wording import day

if TYPE_CHECKING:
    from mapping.atlas.query import Atlas

MOST_TRIED = 12
OF_SERVICES = frozenset({"name", "kind", "region", "area", "bbox", "study"})
OF_AREAS = frozenset({"region", "area", "bbox"})
NARROWS = {"services": OF_SERVICES, "areas": OF_AREAS}
"""What a list is narrowed by, where it is not by everything."""


@dataclass(frozen=True)
class Chip:
    """One thing that a result is narrowed by, and the query of the address without it."""

    filter: str
    label: str
    without: str
    drop: str | tuple[str, str]

    @property
    def word(self) -> str:
        """Its word in the address."""
        return self.drop if isinstance(self.drop, str) else self.drop[0]


def chips_of(atlas: Atlas) -> list[Chip]:
    """What the address narrows by, each with the address without it."""
    found = [
        Chip(one.label, one.words, atlas.query(drop=(one.name, one.value)), (one.name, one.value))
        for one in atlas.filter.chosen
    ]
    if atlas.name:
        found.insert(
            0, Chip("Prison or probation service", f"“{atlas.name}”", atlas.query({"name": ""}), "name")
        )
    if atlas.filter.text:
        found.insert(0, Chip("Name", f"“{atlas.filter.text}”", atlas.query(drop="q"), "q"))
    if atlas.filter.box:
        found.append(Chip("Place", "a part of the map", atlas.query(drop="bbox"), "bbox"))
    if atlas.as_of:
        until = atlas.as_of.closed_on
        words = f"{atlas.as_of.title}, {f'to {day(until)}' if until else 'not closed yet'}"
        found.append(Chip("As of", words, atlas.query({"study": ""}), "study"))
    return found


def grounds_left(atlas: Atlas) -> QuerySet[Any]:
    """The rows of the map's grounds that hold an area of the result."""
    areas = areas_left(atlas)
    if atlas.by == REGIONS:
        return Region.objects.filter(pk__in=areas.order_by().values("region"))
    if atlas.by == TRUSTS:
        trusts = Service.objects.filter(pk__in=areas.order_by().values("trust"))
        return trusts.select_related("region")
    return areas.select_related("region")


def areas_left(atlas: Atlas) -> QuerySet[ProbationArea]:
    """The areas of the result: those chosen, else those of the regions chosen, within the part of the map chosen."""
    areas = ProbationArea.objects.all()
    if atlas.areas:
        return areas.filter(pk__in=[area.pk for area in atlas.areas])
    if atlas.filter.box:
        areas = areas.filter(**atlas.filter.box.lookups)
    return areas.filter(region__in=atlas.regions) if atlas.regions else areas


def looser_than(atlas: Atlas) -> list[tuple[Chip, int]]:
    """What to take away from a list that is empty, and how many rows that would leave.

    What leaves the most comes first. At most twelve are tried, with a few queries each.
    """
    narrows = NARROWS.get(atlas.list)
    chips = [chip for chip in atlas.chips if narrows is None or chip.word in narrows][:MOST_TRIED]
    counted = [(chip, atlas.at(chip.without).size) for chip in chips]
    return sorted((pair for pair in counted if pair[1]), key=lambda pair: -pair[1])
