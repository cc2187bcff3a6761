"""The figures of a report's protected tables as one system, and the lines in which a table shows them.

What a reader of the tables knows of their structure is found in the figures themselves: a total that holds in every
row is one, whatever the report's author declared. A coincidence taken for a rule hides a figure too many, never one
too few.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.table import Table

Place = tuple[int, int, str]
"""A cell: the number of its table, of its row, and the key of its column."""


@dataclass
class Figures:
    """`value` of each figure; `sums` (figure → +1 or −1, together 0) and `bounds` (a figure, one no smaller).

    `fixed` are cells that are known whatever is hidden: counts of fieldwork, and what follows from them.
    `unprinted` are sums over rows that no cell shows, through which two tables can still be tied; `label` is
    that of each figure's column.
    """

    value: dict[Place, int] = field(default_factory=dict)
    same: dict[Place, Place] = field(default_factory=dict)
    sums: list[dict[Place, int]] = field(default_factory=list)
    bounds: list[tuple[Place, Place]] = field(default_factory=list)
    totals: set[Place] = field(default_factory=set)
    wholes: set[Place] = field(default_factory=set)
    fixed: set[Place] = field(default_factory=set)
    unprinted: set[Place] = field(default_factory=set)
    label: dict[Place, str] = field(default_factory=dict)
    in_sums: defaultdict[Place, set[int]] = field(default_factory=lambda: defaultdict(set))

    def of(self, place: Place) -> Place:
        """The first cell that shows the same figure."""
        while self.same.get(place, place) != place:
            place = self.same[place]
        return place

    def known(self) -> set[Place]:
        """The figures, each by the first cell that shows it, of which a cell is fixed."""
        return {self.of(place) for place in self.fixed}

    def bounded(self) -> list[tuple[Place, Place]]:
        """The bounds between figures, each by the first cell that shows it, once and in one order."""
        return sorted({(self.of(lower), self.of(upper)) for lower, upper in self.bounds})

    def printed(self) -> list[Place]:
        """The cells of the tables."""
        return [place for place in self.value if place not in self.unprinted]

    def add_sum(self, total: Place, parts: Sequence[Place]) -> None:
        """Note that the parts add up to the total."""
        terms = {self.of(total): -1} | dict.fromkeys(map(self.of, parts), 1)
        if len(terms) <= len(parts):
            return
        for place in terms:
            self.in_sums[place].add(len(self.sums))
        self.sums.append(terms)

    def merge(self, one: Place, other: Place) -> None:
        """Take two cells for the same figure, unless one sum has both: then they are equal by chance.

        So are a fixed figure and another: what is fixed is known before, by its name.
        """
        left, right = sorted((self.of(one), self.of(other)))
        if (one in self.fixed) != (other in self.fixed):
            return
        if left != right and not self.in_sums[left] & self.in_sums[right]:
            self.same[right] = left
            self.in_sums[left] |= self.in_sums[right]


@dataclass(frozen=True)
class Line:
    """Cells of one table in a line, under their words: down a column, or along a row under the columns' labels."""

    words: tuple[str, ...]
    cells: Mapping[str, Place]


def lines_of(
    number: int, table: Table, keys: Sequence[str], known: Mapping[Place, int]
) -> dict[str, list[Line]]:
    """Every line of a table by its direction: one for each column of words, and one along the rows."""
    texts = [column.key for column in table.columns if column.kind == "text" and column.formula is None]
    labels = {column.key: column.label for column in table.columns}
    ways: dict[str, list[Line]] = {}
    for text in texts:
        rest = [key for key in texts if key != text]
        groups: defaultdict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
        for place, row in enumerate(table.rows):
            groups[tuple(str(row[key]) for key in rest)].setdefault(str(row[text]), place)
        ways[text] = [
            _line({word: (number, place, key) for word, place in rows.items()}, known)
            for rows in groups.values()
            for key in keys
        ]
    along = [
        _line({labels[key]: (number, place, key) for key in keys}, known) for place in range(len(table.rows))
    ]
    return {**ways, "": along}


def _line(cells: Mapping[str, Place], known: Mapping[Place, int]) -> Line:
    inside = {word: place for word, place in cells.items() if place in known}
    return Line(tuple(inside), inside)
