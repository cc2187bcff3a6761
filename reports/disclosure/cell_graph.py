"""The cells of a report's protected tables with their additive relations, and the lines of a table.

The relations that a reader can see are found in the figures themselves: a total that holds in every row is one, even
if the report's author did not declare it. A coincidence taken for a relation hides one figure too many, never one too
few.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.table import Table

CellAddress = tuple[int, int, str]
"""The address of a cell: the number of its table, of its row, and the key of its column."""


@dataclass
class CellGraph:
    """The cells of several tables, linked by sums, bounds and equality.

    `value` is the figure of each cell. Each of `sums` maps cells to +1 or −1 and is 0 in total; `bounds` are pairs of
    a cell and one that is no smaller. `same` leads from a cell to another that shows the same figure. `fixed` cells
    are known whatever is hidden: counts of fieldwork, and what follows from them. `unprinted` are marginal sums that
    no cell shows, but which can link two tables. `label` is that of each cell's column.
    """

    value: dict[CellAddress, int] = field(default_factory=dict)
    same: dict[CellAddress, CellAddress] = field(default_factory=dict)
    sums: list[dict[CellAddress, int]] = field(default_factory=list)
    bounds: list[tuple[CellAddress, CellAddress]] = field(default_factory=list)
    totals: set[CellAddress] = field(default_factory=set)
    wholes: set[CellAddress] = field(default_factory=set)
    fixed: set[CellAddress] = field(default_factory=set)
    unprinted: set[CellAddress] = field(default_factory=set)
    label: dict[CellAddress, str] = field(default_factory=dict)
    in_sums: defaultdict[CellAddress, set[int]] = field(default_factory=lambda: defaultdict(set))

    def of(self, place: CellAddress) -> CellAddress:
        """Return the first cell that shows the same figure."""
        while self.same.get(place, place) != place:
            place = self.same[place]
        return place

    def known(self) -> set[CellAddress]:
        """Return the figures of which a cell is fixed, each by the first cell that shows it."""
        return {self.of(place) for place in self.fixed}

    def bounded(self) -> list[tuple[CellAddress, CellAddress]]:
        """Return the bounds between figures, sorted and without repetition, each by the first cell that shows it."""
        return sorted({(self.of(lower), self.of(upper)) for lower, upper in self.bounds})

    def printed(self) -> list[CellAddress]:
        """Return the cells of the tables, without the unprinted sums."""
        return [place for place in self.value if place not in self.unprinted]

    def add_sum(self, total: CellAddress, parts: Sequence[CellAddress]) -> None:
        """Add a sum: the parts add up to the total."""
        terms = {self.of(total): -1} | dict.fromkeys(map(self.of, parts), 1)
        if len(terms) <= len(parts):
            return
        for place in terms:
            self.in_sums[place].add(len(self.sums))
        self.sums.append(terms)

    def merge(self, one: CellAddress, other: CellAddress) -> None:
        """Link two cells as the same figure, unless one sum has both or only one is fixed (a coincidence)."""
        left, right = sorted((self.of(one), self.of(other)))
        if (one in self.fixed) != (other in self.fixed):
            return
        if left != right and not self.in_sums[left] & self.in_sums[right]:
            self.same[right] = left
            self.in_sums[left] |= self.in_sums[right]


@dataclass(frozen=True)
class Line:
    """Cells of one table in a line by their words: down a column, or along a row by the columns' labels."""

    words: tuple[str, ...]
    cells: Mapping[str, CellAddress]


def lines_of(
    number: int, table: Table, keys: Sequence[str], known: Mapping[CellAddress, int]
) -> dict[str, list[Line]]:
    """Return the lines of a table by direction: one direction for each text column, and “” along the rows."""
    texts = [column.key for column in table.columns if column.kind == "text" and column.formula is None]
    labels = {column.key: column.label for column in table.columns}
    directions: dict[str, list[Line]] = {}
    for text in texts:
        rest = [key for key in texts if key != text]
        groups: defaultdict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
        for place, row in enumerate(table.rows):
            groups[tuple(str(row[key]) for key in rest)].setdefault(str(row[text]), place)
        directions[text] = [
            _line({word: (number, place, key) for word, place in rows.items()}, known)
            for rows in groups.values()
            for key in keys
        ]
    along = [
        _line({labels[key]: (number, place, key) for key in keys}, known) for place in range(len(table.rows))
    ]
    return {**directions, "": along}


def _line(cells: Mapping[str, CellAddress], known: Mapping[CellAddress, int]) -> Line:
    inside = {word: place for word, place in cells.items() if place in known}
    return Line(tuple(inside), inside)
