"""The figures of a report's protected tables as one system: which are the same, which add up, which bound others.

What a reader of the tables knows of their structure is found in the figures themselves: a total that holds in every
row is one, whatever the report's author declared. A coincidence taken for a rule hides a figure too many, never one
too few.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from mapping.disclosure.rounding import counted
from mapping.reports.table import Table

Place = tuple[int, int, str]
"""A cell: the number of its table, of its row, and the key of its column."""
LEAST_EVIDENCE = 3
"""A rule between rows that no total is named for must hold in so many cases before it is taken for one."""
MOST_TRIED = 8
"""Every choice of parts is tried among so many; of more, the usual ones."""


@dataclass
class Figures:
    """`value` of each figure; `sums` (figure → +1 or −1, together 0) and `bounds` (a figure, one no smaller)."""

    value: dict[Place, int] = field(default_factory=dict)
    same: dict[Place, Place] = field(default_factory=dict)
    sums: list[dict[Place, int]] = field(default_factory=list)
    bounds: list[tuple[Place, Place]] = field(default_factory=list)
    totals: set[Place] = field(default_factory=set)
    wholes: set[Place] = field(default_factory=set)

    def of(self, place: Place) -> Place:
        """The first cell that shows the same figure."""
        while self.same.get(place, place) != place:
            place = self.same[place]
        return place


@dataclass(frozen=True)
class Line:
    """Cells of one table in a line, under their words: down a column, or along a row under the columns' labels."""

    words: tuple[str, ...]
    cells: Mapping[str, Place]


def figures_of(tables: Sequence[Table]) -> Figures:
    """The figures of all these tables together."""
    found = Figures()
    lines: dict[tuple[int, str], list[Line]] = {}
    for number, table in enumerate(tables):
        keys = [column.key for column in table.columns if counted(column)]
        for place, row in enumerate(table.rows):
            for key in keys:
                if isinstance(value := row[key], int):
                    found.value[number, place, key] = value
        for axis, ways in _lines(number, table, keys, found.value).items():
            lines[number, axis] = ways
    _merge_bases(tables, found)
    _merge_lines(lines, found)
    for number, table in enumerate(tables):
        _add_sums(table, [(axis, ways) for (at, axis), ways in lines.items() if at == number], found)
        _add_ratios(number, table, found)
    return found


def _lines(
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


def _merge_bases(tables: Sequence[Table], found: Figures) -> None:
    """A base that a table repeats for each theme is one figure."""
    for number, table in enumerate(tables):
        texts = [column.key for column in table.columns if column.kind == "text" and column.formula is None]
        wholes = {column.ratio[1] for column in table.columns if column.ratio is not None}
        for key in wholes:
            groups: defaultdict[tuple[str, ...], list[Place]] = defaultdict(list)
            for place, row in enumerate(table.rows):
                if (number, place, key) in found.value:
                    groups[tuple(str(row[text]) for text in texts[1:])].append((number, place, key))
            for places in groups.values():
                if len(places) > 1 and len({found.value[place] for place in places}) == 1:
                    found.same |= dict.fromkeys(places[1:], places[0])


def _merge_lines(lines: Mapping[tuple[int, str], list[Line]], found: Figures) -> None:
    """Two lines of different tables with the same words and the same figures show the same thing."""
    for (one, first), (other, second) in combinations(lines.items(), 2):
        if one[0] == other[0]:
            continue
        common = sorted(
            {word for line in first for word in line.words} & {word for line in second for word in line.words}
        )
        if len(common) < LEAST_EVIDENCE:
            continue
        known = {_signature(line, common, found): line for line in first}
        for line in second:
            signature = _signature(line, common, found)
            twin = known.get(signature)
            if twin is None or len(set(signature)) < 2 or None in signature:
                continue
            for word in common:
                left, right = found.of(twin.cells[word]), found.of(line.cells[word])
                if left != right:
                    found.same[max(left, right)] = min(left, right)


def _signature(line: Line, words: Sequence[str], found: Figures) -> tuple[int | None, ...]:
    return tuple(found.value[line.cells[word]] if word in line.cells else None for word in words)


def _add_sums(table: Table, ways: Iterable[tuple[str, list[Line]]], found: Figures) -> None:
    for axis, lines in ways:
        by_column: defaultdict[str, list[Line]] = defaultdict(list)
        for line in lines:
            if len(line.words) > 1:
                by_column[next(iter(line.cells.values()))[2] if axis else ""].append(line)
        for group in by_column.values():
            for total, parts in _rules(table, axis, group, found):
                for line in group:
                    _add_sum(line, total, parts, found)


def _add_sum(line: Line, total: str, parts: Iterable[str], found: Figures) -> None:
    if total not in line.cells:
        return
    whole = found.of(line.cells[total])
    inside = [found.of(line.cells[part]) for part in parts if part in line.cells]
    if not inside or whole in inside or len(set(inside)) < len(inside):
        return
    found.totals.add(whole)
    found.sums.append({whole: -1} | dict.fromkeys(inside, 1))


def _rules(
    table: Table, axis: str, lines: Sequence[Line], found: Figures
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Totals with their parts that hold in all these lines; a base that only bounds its parts is noted."""
    words = list(dict.fromkeys(word for line in lines for word in line.words))
    figures = [{word: found.value[place] for word, place in line.cells.items()} for line in lines]
    zeros = {word for word in words if not any(line.get(word) for line in figures)}
    for total in words:
        if total in zeros:
            continue
        is_named = total in table.total_rows and axis == table.columns[0].key
        evidence = sum(1 for line in figures if line.get(total))
        held: list[set[str]] = []
        for parts in _choices(table, axis, words, total, zeros, is_named, evidence):
            is_new = not any(known <= parts for known in held)
            if is_new and all(
                sum(line.get(part, 0) for part in parts) == line[total] for line in figures if total in line
            ):
                held.append(parts)
                yield total, (*parts, *zeros)
        if is_named and not held:
            _bound(lines, total, [word for word in words if word not in table.total_rows], found)


def _choices(
    table: Table,
    axis: str,
    words: Sequence[str],
    total: str,
    zeros: set[str],
    is_named: bool,
    evidence: int,
) -> Iterator[set[str]]:
    """The parts that a total may have, without those that are nothing everywhere; the usual ones first."""
    others = [word for word in words if word != total]
    # Columns are few and differ in kind; of many rows some add up to another by chance.
    is_enough = evidence >= (1 if not axis else LEAST_EVIDENCE)
    if is_named or is_enough:
        for usual in _usual(table, axis, words, total, others, is_named):
            if parts := set(usual) - zeros:
                yield parts
    rest = [word for word in others if word not in zeros]
    if is_enough and len(rest) <= MOST_TRIED:
        for size in range(1 if zeros else 2, len(rest) + 1):
            yield from map(set, combinations(rest, size))


def _usual(
    table: Table, axis: str, words: Sequence[str], total: str, others: Sequence[str], is_named: bool
) -> Iterator[Sequence[str]]:
    """All others; and of rows with named totals, the plain ones, the run above, the totals, those of one side."""
    if not is_named:
        yield others
        return
    plain = [word for word in others if word not in table.total_rows]
    yield plain
    above = list(words[: words.index(total)])
    run = []
    while above and above[-1] not in table.total_rows:
        run.append(above.pop())
    yield run
    yield [word for word in others if word in table.total_rows]
    for column in table.columns[1:]:
        if column.kind == "text":
            sides: defaultdict[str, list[str]] = defaultdict(list)
            for row in table.rows:
                word = str(row[axis])
                if word in plain:
                    sides[str(row[column.key])].append(word)
            yield from sides.values()


def _bound(lines: Sequence[Line], total: str, parts: Sequence[str], found: Figures) -> None:
    """A base under which every other row stays: those who answered, of whom each row counts some."""
    for line in lines:
        inside = [part for part in parts if part in line.cells]
        if total in line.cells and all(
            found.value[line.cells[part]] <= found.value[line.cells[total]] for part in inside
        ):
            whole = found.of(line.cells[total])
            found.wholes.add(whole)
            found.bounds += [(found.of(line.cells[part]), whole) for part in inside]


def _add_ratios(number: int, table: Table, found: Figures) -> None:
    for column in table.columns:
        if column.ratio is None:
            continue
        for place in range(len(table.rows)):
            part, whole = ((number, place, key) for key in column.ratio)
            if part in found.value and whole in found.value:
                found.wholes.add(found.of(whole))
                if found.value[part] <= found.value[whole]:
                    found.bounds.append((found.of(part), found.of(whole)))
