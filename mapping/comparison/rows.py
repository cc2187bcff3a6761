"""The rows of a comparison and the sentences on chance. No Django here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mapping.comparison.chance import Band, usual_band
from wording import counted, listed, percent

OWN, OTHER, REGION, COUNTRY = "own", "other", "region", "country"
SORTS: Final = {
    "name": "name",
    "known": "fewest first",
    "-known": "most first",
    "share": "lowest share first",
    "-share": "highest share first",
}
DEFAULT_SORT: Final = "-share"
FEW: Final = 10
"""Up to so many services a place has “so few”."""
MOST_NAMED: Final = 6


@dataclass(frozen=True)
class Row:
    """One place: `number` of `whole`, or a number alone if `whole` is 0.

    `role` is OWN, OTHER, REGION or COUNTRY. `figure` is its place on the axis, `words` what stands beside it, None and
    a reason where there is none. `most` is the number if all services that were not interviewed worked with one,
    `not_interviewed` how many these are; both None where that is not published. `band` is what is usual by chance.
    """

    name: str
    address: str
    role: str
    number: int
    whole: int
    figure: float | None
    words: str
    most: int | None = None
    not_interviewed: int | None = None
    band: Band | None = None

    @property
    def side(self) -> int:
        """-1 if it lies below what is usual by chance, 1 above, else 0."""
        return self.band.side(self.number) if self.band else 0

    @property
    def mark(self) -> str:
        return {1: "▲", -1: "▼"}.get(self.side, "")

    @property
    def mark_in_words(self) -> str:
        return {1: "more than usual by chance", -1: "fewer than usual by chance"}.get(self.side, "")

    @property
    def share(self) -> str:
        """The figure as a whole percentage."""
        return percent(self.number / self.whole) if self.whole else "–"


@dataclass(frozen=True)
class Head:
    """A heading of a table: the order that it is now in, as `aria-sort`, and the address that sorts by it, if any."""

    words: str
    is_number: bool
    order: str = ""
    query: str = ""


def head_of(words: str, key: str, now: str, query: Callable[[str], str], *, is_number: bool) -> Head:
    """Return a heading that sorts by a key, largest first; pressed again, smallest first. No key: it sorts nothing."""
    if not key:
        return Head(words, is_number)
    if key == "name":
        return Head(words, is_number, "ascending" if now == "name" else "", query("name"))
    order = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return Head(words, is_number, order, query(key if now == f"-{key}" else f"-{key}"))


def percent_or_dash(value: float | None) -> str:
    """Return a percentage from 0 to 100 as a cell of a table."""
    return "–" if value is None else percent(value / 100)


def share_row(
    name: str,
    address: str,
    role: str,
    *,
    known: int,
    services: int,
    most: int | None = None,
    not_interviewed: int | None = None,
) -> Row:
    """Return the row of a place by its share of services, from 0 to 100 on the axis; none without services."""
    return Row(
        name=name,
        address=address,
        role=role,
        number=known,
        whole=services,
        figure=100 * known / services if services else None,
        words=f"{known:,} of {services:,}" if services else "none open",
        most=most,
        not_interviewed=not_interviewed,
    )


def with_bands(rows: Iterable[Row], country: Row) -> list[Row]:
    """Return the rows with what is usual at the share of the country, which has no band itself."""
    if not country.whole:
        return list(rows)
    return [
        row
        if row.role == COUNTRY
        else replace(row, band=usual_band(row.whole, country.number, country.whole))
        for row in rows
    ]


def sorted_rows(rows: Iterable[Row], sort: str) -> list[Row]:
    """Return the rows in one of SORTS; rows without a figure come last, equal ones by name."""
    by_name = sorted(rows, key=lambda row: row.name)
    if sort == "name":
        return by_name
    descending = sort.startswith("-")
    by_number = sort.endswith("known")

    def value(row: Row) -> float:
        found = row.number if by_number else row.figure
        return -(found or 0) if descending else (found or 0)

    return sorted(by_name, key=lambda row: (row.figure is None, value(row)))


def chance_of_one(own: Row, country: Row) -> str:
    """Return what a place's difference from the country says, as the end of a sentence; empty without a band."""
    if own.band is None or own.figure is None or country.figure is None:
        return ""
    if own.side:
        usual = (
            f"{own.band.lowest:,} to {own.band.highest:,}"
            if own.band.lowest < own.band.highest
            else f"{own.band.lowest:,}"
        )
        more = "more" if own.side > 0 else "fewer"
        return f"that is {more} than chance explains: of {own.whole:,} services {usual} would be usual"
    if own.whole <= FEW:
        return "with so few services, that is no sign of a difference"
    return "the difference is no larger than chance explains"


def chance_of_all(rows: Sequence[Row], *, one: str, many: str, country: str) -> str:
    """Return a sentence on which places differ from the country by more than chance, and how many would by chance."""
    places = [row for row in rows if row.band is not None]
    if not places:
        return ""
    few = sum(row.whole <= 5 for row in places)
    of_few = f"{few} of {len(places)} {'has' if few == 1 else 'have'} five services or fewer"
    outside = [row for row in places if row.side]
    if not outside:
        end = f": {of_few}." if few else "."
        return f"No {one} differs from {country} by more than chance{end}"
    parts = [
        f"{_names(found, many)} {'has' if len(found) == 1 else 'have'} {words} than chance explains ({mark})"
        for side, words, mark in ((1, "more", "▲"), (-1, "fewer", "▼"))
        if (found := [row for row in outside if row.side == side])
    ]
    by_chance = round(sum(row.band.outside for row in places if row.band))
    expected = f"about {by_chance}" if by_chance else "hardly any"
    start = (
        f"{listed(parts)}. Of {counted(len(places), one, many)} {expected} would be marked by chance alone"
    )
    return f"{start}; {of_few}." if few else f"{start}."


def _names(rows: Sequence[Row], many: str) -> str:
    if len(rows) > MOST_NAMED:
        return f"{len(rows)} {many}"
    return listed([row.name for row in rows])


def axis_end(figures: Iterable[float | None]) -> float:
    """Return the end of an axis from 0 for figures of 0 or more: 1, 2, 4, 8 or 10 times a power of ten.

    >>> axis_end([7, 3, None]), axis_end([0.3]), axis_end([])
    (8.0, 0.4, 1.0)
    """
    largest = max((figure for figure in figures if figure is not None), default=0)
    if largest <= 0:
        return 1.0
    power = 1.0
    while power * 10 < largest:
        power *= 10
    while power >= largest:
        power /= 10
    return next(round(step * power, 9) for step in (1, 2, 4, 8, 10) if step * power >= largest * (1 - 1e-9))
