"""The comparison of an area or a region with its neighbours, its region and the whole country, as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from enterprises.vocabulary import Activity
from mapping.atlas.filters import AtlasFilters
from mapping.atlas.geographies import AREAS, DIVISIONS, GEOGRAPHIES, REGIONS, division_of
from mapping.comparison import rows as row_roles
from mapping.comparison.choice import (
    AXES,
    ENGAGED,
    GAP,
    HEADS,
    INTERVIEWED,
    MEASURES,
    MOST_WITH,
    ORGANISATIONS,
    PER_SERVICE,
    SHARES,
    Choice,
)
from mapping.comparison.counts import COUNTRY, LAYER_OF_AREAS, PlaceCounts, PlaceKey
from mapping.comparison.rows import (
    Head,
    Row,
    axis_end,
    chance_of_all,
    chance_of_one,
    head_of,
    share_row,
    sorted_rows,
    with_bands,
)
from mapping.fieldwork import LIVE
from noms import geometry
from noms.models import ProbationArea, Region
from noms.vocabulary import REFERENCE_FRAME
from wording import counted, day

BY_REGION: Final = (
    "By area this is published for nobody: an area has so few services that the number would tell which of them "
    "were interviewed. The regions are as the release of the study has them."
)
NOT_BY_AREA: Final = (
    "How many were not interviewed is published for the whole country and for regions, not by area: with so few "
    "services it would tell which of them they were."
)


@dataclass(frozen=True)
class Place:
    """An area or region of the comparison: where its figures are counted, its slug, its name and its page."""

    key: PlaceKey
    slug: str
    name: str
    address: str


def basis_of(filters: AtlasFilters) -> AtlasFilters:
    """Return the time that is compared: the one asked for, else that of the newest study of these places, else today.

    The study asked those services only, so its day is the fair one to compare on.
    """
    study = filters.study
    is_asked = filters.as_of is not None or filters.on is not None
    if is_asked or study is None or study.frame_id != REFERENCE_FRAME:
        return filters
    params = QueryDict(f"study={study.slug}")
    return AtlasFilters(params, sees_unpublished=filters.sees_unpublished, study=study)


def day_in_words(filters: AtlasFilters) -> str:
    """Return as a sentence of which study and day the services compared are."""
    start = f"{filters.as_of.title}; services" if filters.as_of else "Services"
    return f"{start} open on {day(filters.day)}."


class PlaceComparison:
    """The comparison of one place as its page shows it. At most eight queries at any size of the directory."""

    def __init__(
        self,
        *,
        own: Place,
        places: Sequence[Place],
        region: Place | None,
        neighbours: Sequence[str],
        counts: PlaceCounts,
        params: QueryDict,
        nouns: tuple[str, str],
    ) -> None:
        self.own = own
        self.places = places
        self.region = region
        self.neighbours = neighbours
        self.counts = counts
        self.one, self.many = nouns
        self.choice = Choice.of(params, [place.slug for place in places if place != own])
        self.country_name = COUNTRY[1]

    @property
    def measure(self) -> str:
        return self.choice.measure

    @property
    def title(self) -> str:
        others = "chosen others" if self.choice.others else "its neighbours"
        return f"{self.own.name}, {others} and the country"

    @property
    def measure_title(self) -> str:
        return MEASURES[self.measure]

    @property
    def table_title(self) -> str:
        return f"{self.measure_title}, {self.many} in order"

    @property
    def own_words(self) -> str:
        return f"This {self.one}"

    @property
    def other_words(self) -> str:
        return "Others" if self.choice.others or self._by_fieldwork else "Neighbours"

    @property
    def is_open(self) -> bool:
        """True if the address asks for an order of all places."""
        return self.choice.is_sorted

    @property
    def measures(self) -> list[tuple[str, str, bool]]:
        """The key, the label and whether it is chosen, of each measure."""
        return [(key, label, key == self.measure) for key, label in MEASURES.items()]

    @property
    def choices(self) -> list[tuple[Place, bool]]:
        """The places to compare with, and whether they are chosen."""
        return [(place, place.slug in self.choice.others) for place in self.places if place != self.own]

    @property
    def most_with(self) -> int:
        return MOST_WITH

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters of the address that the form keeps."""
        return [(name, value) for name, value in self.choice.params if name in ("study", "on")]

    @cached_property
    def _by_fieldwork(self) -> list[Row] | None:
        """The rows of the interviewed as released, by region; None where each place has its own figure."""
        study = self.counts.filters.as_of
        if self.measure != INTERVIEWED or self.counts.is_live or study is None:
            return None
        figures = self.counts.released_fieldwork
        if figures is None:
            return []
        slug = (self.region or self.own).slug
        return [
            share_row(
                count.name,
                reverse("region-detail", args=[count.regions[0]]) if len(count.regions) == 1 else "",
                row_roles.OWN if slug in count.regions else row_roles.OTHER,
                known=count.interviewed,
                services=count.frame,
            )
            for count in figures.regions
        ]

    @cached_property
    def country(self) -> Row:
        if self._by_fieldwork is not None:
            return share_row(
                self.country_name,
                "",
                row_roles.COUNTRY,
                known=sum(row.number for row in self._by_fieldwork),
                services=sum(row.whole for row in self._by_fieldwork),
            )
        return self._row(Place(COUNTRY, "", self.country_name, ""), row_roles.COUNTRY)

    @cached_property
    def every_row(self) -> list[Row]:
        """All areas or regions in the order asked for, then the whole country."""
        rows = self._by_fieldwork
        if rows is None:
            rows = [
                self._row(place, row_roles.OWN if place.key == self.own.key else row_roles.OTHER)
                for place in self.places
            ]
        return [*sorted_rows(self._banded(rows), self.choice.sort), self.country]

    @cached_property
    def rows(self) -> list[Row]:
        """The place itself, its neighbours or those chosen, its region and the country."""
        if self._by_fieldwork is not None:
            return sorted(self.every_row, key=lambda row: row.role != row_roles.OWN)
        by_key = {place.name: place for place in self.places}
        by_slug = {place.slug: place for place in self.places}
        chosen = (
            [by_slug[slug] for slug in self.choice.others]
            if self.choice.others
            else [by_key[name] for name in self.neighbours if name in by_key][:MOST_WITH]
        )
        others = sorted_rows(
            self._banded([self._row(place, row_roles.OTHER) for place in chosen]), self.choice.sort
        )
        region = [self._row(self.region, row_roles.REGION)] if self.region else []
        own = self._banded([self._row(self.own, row_roles.OWN)])
        return [*own, *others, *self._banded(region), self.country]

    @cached_property
    def axis_end(self) -> float:
        if self.measure in SHARES:
            return 100.0
        if self.measure == GAP:
            return float(len(Activity))
        return axis_end(row.figure for row in self.every_row if not self._is_off_axis(row))

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """The words and the place, in per cent of the axis, of five marks."""
        return [(f"{self.axis_end * part / 4:g}", f"{25 * part}%") for part in range(5)]

    @property
    def axis(self) -> str:
        return AXES[self.measure]

    @property
    def reference(self) -> str:
        """Where the dashed line of the country stands; empty where a number of it compares with nothing."""
        figure = self.country.figure
        is_comparable = self.measure in (*SHARES, PER_SERVICE)
        return self._at(figure) if is_comparable and figure is not None else ""

    @property
    def drawn(self) -> list[dict[str, object]]:
        """The rows with the places of their marks, in per cent of the axis."""
        return [self._drawn(row) for row in self.rows]

    @property
    def every_drawn(self) -> list[dict[str, object]]:
        return [self._drawn(row) for row in self.every_row]

    @property
    def has_missing(self) -> bool:
        """True if the number not interviewed of an area, or of a region beside regions, may be shown."""
        places = (row for row in self.rows if row.role in (row_roles.OWN, row_roles.OTHER))
        return any(row.not_interviewed is not None for row in places)

    @property
    def has_lines(self) -> bool:
        return any(row.most is not None for row in self.rows)

    @property
    def has_bands(self) -> bool:
        return any(row.band for row in self.rows)

    @property
    def heads(self) -> list[Head]:
        """The headings of the table of all places, each with the address that sorts by it."""
        words = HEADS[self.measure]
        sorts = {0: "known", len(words) - 1: "share"} if len(words) > 1 else {0: "known"}
        heads = [self._head(self.one.capitalize(), "name", is_number=False)]
        heads += [self._head(word, sorts.get(number, "")) for number, word in enumerate(words)]
        return [*heads, Head("Not interviewed", is_number=True)] if self.has_missing else heads

    @property
    def csv_query(self) -> str:
        """The query string of the map's list of areas as CSV, with the same columns."""
        filters = self.counts.filters
        ground = next(
            (key for key in (AREAS, *DIVISIONS) if GEOGRAPHIES[key].layer == self.own.key[0]), AREAS
        )
        query = {"list": "areas", "ground": ground, "measure": self.measure, "sort": self.choice.sort}
        if filters.as_of:
            query["study"] = filters.as_of.slug
        elif filters.on:
            query["on"] = filters.on.isoformat()
        return "?" + urlencode(query)

    @property
    def day_words(self) -> str:
        """Of which day the services are, and what the figures rest on."""
        return day_in_words(self.counts.filters)

    @property
    def answer(self) -> tuple[str, str, str]:
        """The sentence that answers the page, in three parts of which the middle one is the figure."""
        own = self._row(self.own, row_roles.OWN, ENGAGED)
        if not own.whole:
            return ("No prison or probation service was open here on that day.", "", "")
        figure = f"{own.number:,} of its {own.whole:,}"
        return (
            "Social enterprises are known to work with ",
            figure,
            f" services. {self._other_services(own)}",
        )

    @property
    def chance(self) -> str:
        """The sentence on the country and on chance, for the share known to work with a social enterprise."""
        country = self._row(Place(COUNTRY, "", self.country_name, ""), row_roles.COUNTRY, ENGAGED)
        own = with_bands([self._row(self.own, row_roles.OWN, ENGAGED)], country)[0]
        if not own.whole or not country.whole:
            return ""
        start = f"In {self.country_name} it is {country.words} ({country.share})"
        end = chance_of_one(own, country)
        return f"{start}: {end}." if end else f"{start}."

    @property
    def chance_of_all(self) -> str:
        """The sentence on chance over all areas or regions."""
        return chance_of_all(self.every_row, one=self.one, many=self.many, country=self.country_name)

    @property
    def notes(self) -> list[str]:
        """What must be said beside the figures."""
        found = []
        if self._by_fieldwork is not None:
            found.append(BY_REGION if self._by_fieldwork else "The study has released no figures yet.")
        elif self.measure == ENGAGED and self.counts.filters.as_of and not self.has_missing:
            found.append(NOT_BY_AREA)
        if self.counts.is_live and self.counts.filters.as_of and self.measure in SHARES:
            found.append(LIVE)
        return found

    def _other_services(self, own: Row) -> str:
        left = own.whole - own.number
        if not left:
            return ""
        if own.not_interviewed is None:
            return f"Of the other {left:,} it is not known, which is not the same as none."
        return f"{counted(own.not_interviewed, 'was', 'were')} not interviewed."

    def _banded(self, rows: Sequence[Row]) -> list[Row]:
        return with_bands(rows, self.country) if self.measure == ENGAGED else list(rows)

    def _row(self, place: Place, role: str, measure: str = "") -> Row:
        measure = measure or self.measure
        counts = self.counts.of(place.key, place.slug)
        if measure == ENGAGED:
            return share_row(
                place.name,
                place.address,
                role,
                known=counts.known,
                services=counts.services,
                most=counts.most,
                not_interviewed=counts.not_interviewed,
            )
        if measure == INTERVIEWED:
            left = counts.not_interviewed
            known = counts.services - left if left is not None else 0
            return share_row(
                place.name,
                place.address,
                role,
                known=known,
                services=counts.services if left is not None else 0,
            )
        if measure == GAP:
            missing = self.counts.missing_activities.get(place.key, len(Activity))
            return Row(place.name, place.address, role, missing, 0, float(missing), f"{missing}")
        number = self.counts.organisations[place.key]
        if measure == ORGANISATIONS:
            return Row(place.name, place.address, role, number, 0, float(number), f"{number:,}")
        figure = number / counts.services if counts.services else None
        words = f"{figure:.2f}" if figure is not None else "none open"
        return Row(place.name, place.address, role, number, counts.services, figure, words)

    def _is_off_axis(self, row: Row) -> bool:
        """True for a number of organisations of a region or the country, which has no place on the axis of areas."""
        return self.measure == ORGANISATIONS and row.role in (row_roles.COUNTRY, row_roles.REGION)

    def _at(self, figure: float) -> str:
        return f"{min(100.0, 100 * figure / self.axis_end):.1f}%"

    def _drawn(self, row: Row) -> dict[str, object]:
        if self.measure in SHARES:
            return {**drawn_share(row), "cells": self._cells(row)}
        dot = "" if row.figure is None or self._is_off_axis(row) else self._at(row.figure)
        return {"row": row, "dot": dot, "most": "", "band": None, "cells": self._cells(row)}

    def _cells(self, row: Row) -> list[str]:
        """The cells of the table under `heads`, without the name."""
        if self.measure in (ORGANISATIONS, GAP):
            return [row.words]
        last = row.share if self.measure in SHARES else row.words
        cells = [f"{row.number:,}", f"{row.whole:,}", last if row.whole else "–"]
        if self.has_missing:
            cells.append("not published" if row.not_interviewed is None else f"{row.not_interviewed:,}")
        return cells

    def _head(self, words: str, key: str, *, is_number: bool = True) -> Head:
        def query(sort: str) -> str:
            return f"{self.choice.query(sort=sort)}#all-places"

        return head_of(words, key, self.choice.sort, query, is_number=is_number)


def drawn_share(row: Row) -> dict[str, object]:
    """Return the row of a share with the places of its marks, in per cent of the axis, and its cells."""

    def at(number: int) -> str:
        return f"{100 * number / row.whole:.1f}%"

    is_higher = row.most is not None and row.most > row.number
    return {
        "row": row,
        "dot": at(row.number) if row.whole else "",
        "most": at(row.most) if is_higher and row.whole and row.most is not None else "",
        "band": (at(row.band.lowest), at(row.band.highest - row.band.lowest))
        if row.band and row.whole
        else None,
        "cells": [f"{row.number:,}", f"{row.whole:,}", row.share],
    }


def compare_area(
    area: ProbationArea, filters: AtlasFilters, params: QueryDict, *, is_live: bool
) -> PlaceComparison:
    """Return the comparison of an area with the areas that share its outline."""
    counts = PlaceCounts(basis_of(filters), is_live=is_live)
    places = [
        Place((LAYER_OF_AREAS, one.name), one.slug, one.name, reverse("area-detail", args=[one.slug]))
        for one in counts.areas
    ]
    own_region = counts.filters.region_of(area)
    return PlaceComparison(
        own=next(place for place in places if place.slug == area.slug),
        places=places,
        region=_region_place(own_region),
        neighbours=geometry.neighbours(LAYER_OF_AREAS).get(area.name, ()),
        counts=counts,
        params=params,
        nouns=("area", "areas"),
    )


def compare_region(
    region: Region, filters: AtlasFilters, params: QueryDict, *, is_live: bool
) -> PlaceComparison:
    """Return the comparison of a region with the other regions of its division.

    A region of 2021 is compared on the day shown: the study's regions are those of 2009.
    """
    division = division_of(region.system.key)
    is_of_study = division == REGIONS
    counts = PlaceCounts(basis_of(filters) if is_of_study else filters, is_live=is_live)
    layer = GEOGRAPHIES[division].layer
    found = {
        (name, slug)
        for key, name, slug in (area.region_in(division) for area in counts.areas)
        if key is not None
    }
    places = [
        Place((layer, name), slug, name, reverse("region-detail", args=[slug]))
        # A region without areas has a page too.
        for name, slug in sorted(found | {(region.name, region.slug)})
    ]
    return PlaceComparison(
        own=next(place for place in places if place.slug == region.slug),
        places=places,
        region=None,
        neighbours=geometry.neighbours(layer).get(region.name, ()),
        counts=counts,
        params=params,
        nouns=("region", "regions"),
    )


def _region_place(region: Region) -> Place:
    layer = GEOGRAPHIES[division_of(region.system.key)].layer
    return Place((layer, region.name), region.slug, region.name, reverse("region-detail", args=[region.slug]))
