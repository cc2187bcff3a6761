"""The table of areas, trusts or regions of the map: numbers in columns, sorted by link, with the country last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mapping.atlas.geographies import GEOGRAPHIES, Zone
from mapping.atlas.measures import NONE, Figure
from mapping.atlas.query import AtlasQuery
from mapping.comparison.choice import ENGAGED, GAP, HEADS, INTERVIEWED, ORGANISATIONS, PER_SERVICE
from mapping.comparison.counts import COUNTRY, Counts, PlaceCounts
from mapping.comparison.rows import Head, head_of, percent_or_dash

NOT_PUBLISHED = "not published"


@dataclass(frozen=True)
class AreaRow:
    """One row: the row of the database (None for the country), its zone, and its numbers in the order of the heads."""

    name: str
    place: Any
    zone: Zone | None
    values: tuple[int | float | None, ...]
    cells: tuple[str, ...]
    number: float | None
    share: float | None

    @property
    def address(self) -> str:
        return self.place.get_absolute_url() if self.place is not None else ""


class AreaTable:
    """The rows of the areas listed by an address of the map, with their figures.

    The number not interviewed is only in the table where this reader may see it for a row (decision 13).
    """

    def __init__(self, atlas: AtlasQuery) -> None:
        self.atlas = atlas
        self.measure = atlas.filters.measure

    @property
    def words(self) -> tuple[str, ...]:
        """The headings of the numbers."""
        return () if self.measure == NONE else HEADS[self.measure]

    @cached_property
    def counts(self) -> PlaceCounts | None:
        """The figures with what was not interviewed; None where services are chosen by name, which these are not."""
        filters = self.atlas.filters
        if self.measure not in (ENGAGED, GAP) or filters.name:
            return None
        return PlaceCounts(filters, kinds=filters.kinds, is_live=self.atlas.sees_outcomes)

    def rows(self, places: Iterable[Any]) -> list[AreaRow]:
        """Return the rows of these areas, trusts or regions in the order of the address."""
        zones, figures = self.atlas.partition.by_key, self.atlas.shading.figures
        rows = [
            self._row(place.name, place, zones.get(place.pk), figures.get(place.name)) for place in places
        ]
        sort = self.atlas.filters.sort
        if sort.removeprefix("-") in ("known", "share"):
            by_number = sort.endswith("known")
            sign = -1 if sort.startswith("-") else 1

            def order(row: AreaRow) -> tuple[bool, float, str]:
                value = row.number if by_number else row.share
                return value is None, sign * (value or 0), row.name

            rows.sort(key=order)
        return rows

    @cached_property
    def has_missing(self) -> bool:
        """True if the number not interviewed may be shown for some row but the country."""
        return any(self._counts_of(zone).not_interviewed is not None for zone in self.atlas.partition.zones)

    @property
    def heads(self) -> list[Head]:
        """The headings with the addresses that sort; `sort=` works without a script."""
        sort, words = self.atlas.filters.sort, self.words
        keys = {0: "known", **({len(words) - 1: "share"} if len(words) > 1 else {})}

        def query(key: str) -> str:
            return f"{self.atlas.filters.query({'sort': key, 'list': 'areas'})}#atlas-list"

        name = self.atlas.partition.geography.singular.capitalize()
        found = [head_of(name, "name", sort, query, is_number=False)]
        found += [
            head_of(word, keys.get(number, ""), sort, query, is_number=True)
            for number, word in enumerate(words)
        ]
        return [*found, Head("Not interviewed", is_number=True)] if self.has_missing else found

    @cached_property
    def country(self) -> AreaRow | None:
        """The row of England and Wales; None where the figures are of services chosen by name."""
        atlas = self.atlas
        if self.measure == NONE or (atlas.filters.name and self.measure not in (INTERVIEWED, ORGANISATIONS)):
            return None
        figure = self._country_figure()
        return None if figure is None else self._row(COUNTRY[1], None, None, figure)

    def csv_values(self, row: AreaRow) -> dict[str, int | float | None]:
        """Return the columns of a file: those of the table, and the number not interviewed in any case."""
        found: dict[str, int | float | None] = dict(
            zip((word.lower() for word in self._file_words), row.values, strict=True)
        )
        if self.measure == ENGAGED:
            found["not interviewed"] = self._missing(row)
        return found

    @property
    def _file_words(self) -> Sequence[str]:
        return ["share in %" if word == "%" else word for word in self.words]

    def _row(self, name: str, place: Any, zone: Zone | None, figure: Figure | None) -> AreaRow:
        values = self._values(figure)
        cells = [_cell(value, word) for value, word in zip(values, self.words, strict=True)]
        row = AreaRow(name, place, zone, values, tuple(cells), *_numbers(values, figure))
        if not self.has_missing:
            return row
        missing = self._missing(row)
        cell = NOT_PUBLISHED if missing is None else f"{missing:,}"
        return AreaRow(name, place, zone, values, (*cells, cell), row.number, row.share)

    def _values(self, figure: Figure | None) -> tuple[int | float | None, ...]:
        """Return the numbers of a figure in the order of the headings."""
        if figure is None or figure.value is None:
            return tuple(None for _ in self.words)
        if len(self.words) == 1:
            return (figure.value,)
        return (figure.part, figure.whole, figure.value)

    def _missing(self, row: AreaRow) -> int | None:
        if row.place is None:
            return self.counts.of(COUNTRY).not_interviewed if self.counts else None
        return self._counts_of(row.zone).not_interviewed

    def _counts_of(self, zone: Zone | None) -> Counts:
        partition = self.atlas.partition
        if self.counts is None or zone is None or self.measure != ENGAGED:
            return Counts(0, 0)
        slug = zone.region_slug if partition.is_by_region else ""
        return self.counts.of((GEOGRAPHIES[partition.by].layer, zone.name), slug)

    def _country_figure(self) -> Figure | None:
        if self.measure == ENGAGED and self.counts:
            counts = self.counts.of(COUNTRY)
            return _figure(counts.known, counts.services)
        if self.measure == GAP and self.counts:
            missing = self.counts.missing_activities.get(COUNTRY)
            return None if missing is None else Figure("", missing, None)
        if self.measure == INTERVIEWED:
            fieldwork = self.atlas.fieldwork
            return _figure(fieldwork.interviewed, fieldwork.frame) if fieldwork else None
        everywhere = self.atlas.with_query(
            self.atlas.filters.query({"region": [], "area": [], "bbox": "", "near": "", "within": ""})
        )
        number = everywhere.organisations.count()
        if self.measure == PER_SERVICE:
            services = everywhere.services_everywhere.count()
            return Figure("", round(number / services, 2) if services else None, None, number, services)
        return Figure("", number, None)


def _figure(part: int, whole: int) -> Figure:
    return Figure("", 100 * part / whole if whole else None, None, part, whole)


def _numbers(
    values: Sequence[int | float | None], figure: Figure | None
) -> tuple[float | None, float | None]:
    """Return what `known` and `share` sort by: the first number, and the exact share or the last number."""
    if not values or figure is None:
        return None, None
    share = figure.part / figure.whole if figure.part is not None and figure.whole else figure.value
    return values[0], share


def _cell(value: float | None, word: str) -> str:
    if value is None:
        return "–"
    if word == "%":
        return percent_or_dash(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
