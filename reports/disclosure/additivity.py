"""Finds in the figures of a table which of them add up to others, and which cannot be larger than a base."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from reports.disclosure.cell_graph import CellAddress, CellGraph, Line
from reports.table import Table

MIN_EVIDENCE = 2
"""The number of cases in which a relation between rows must hold if no total row is named."""
EVIDENCE = ((3, 1), (5, 2), (7, 3), (9, 4))
"""(figures, cases): of fewer figures than this, any subset is tried as parts if it holds in this many cases or more."""
MAX_ROWS = 5
"""Subsets are tried among fewer rows than this; in longer tables total rows are named."""


@dataclass(frozen=True)
class Rule:
    """An additive relation: the parts add up to the total in each of these lines (rows or columns)."""

    lines: Sequence[Line]
    total: str
    parts: tuple[str, ...]


def additive_rules(table: Table, axis: str, lines: Sequence[Line], found: CellGraph) -> Iterator[Rule]:
    """Yield the additive relations of lines in one direction: those of a single column, or all rows."""
    by_column: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if len(line.words) > 1:
            by_column[next(iter(line.cells.values()))[2] if axis else ""].append(line)
    for group in by_column.values():
        for total, parts in _totals(table, axis, group, found):
            yield Rule(group, total, parts)


def _totals(
    table: Table, axis: str, lines: Sequence[Line], found: CellGraph
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each total with the parts that add up to it in all these lines.

    A base that only bounds its parts is added to `found`.
    """
    words = list(dict.fromkeys(word for line in lines for word in line.words))
    figures = [{word: found.value[place] for word, place in line.cells.items()} for line in lines]
    zeros = [word for word in words if not any(line.get(word) for line in figures)]
    single: set[tuple[str, str]] = set()
    for total in words:
        if total in zeros:
            continue
        is_named = bool(axis) and total in table.total_rows
        evidence = sum(1 for line in figures if line.get(total))
        accepted: list[set[str]] = []
        for parts in _choices(table, axis, words, total, set(zeros), is_named, evidence):
            # If only one part is not 0, it equals the total. Either may be the total of the other, but not both.
            is_new = not any(known <= parts for known in accepted)
            is_new = is_new and not (len(parts) == 1 and (*parts, total) in single)
            if is_new and all(
                sum(line.get(part, 0) for part in parts) == line[total] for line in figures if total in line
            ):
                accepted.append(parts)
                single |= {(total, part) for part in parts if len(parts) == 1}
                yield total, (*(word for word in words if word in parts), *zeros)
        if is_named and not accepted:
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
    """Yield the sets of parts that may add up to a total, the usual ones first. Lines of zeros are left out."""
    others = [word for word in words if word != total]
    if is_named or evidence >= (MIN_EVIDENCE if axis else 1):
        for usual in _usual(table, axis, words, total, others, is_named):
            if parts := set(usual) - zeros:
                yield parts
    rest = [word for word in others if word not in zeros]
    cases_needed = next((cases for most, cases in EVIDENCE if len(rest) < most), None)
    if cases_needed is None or (axis and len(rest) >= MAX_ROWS):
        return
    if evidence >= (max(cases_needed, MIN_EVIDENCE) if axis else cases_needed):
        for size in range(1 if zeros else 2, len(rest) + 1):
            yield from map(set, combinations(rest, size))


def _usual(
    table: Table, axis: str, words: Sequence[str], total: str, others: Sequence[str], is_named: bool
) -> Iterator[Sequence[str]]:
    """Yield the usual sets of parts of a total, such as all other lines or the lines directly above it."""
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


def _bound(lines: Sequence[Line], total: str, parts: Sequence[str], found: CellGraph) -> None:
    """Add a bound to `found` if no other row exceeds this base, such as the number who answered."""
    for line in lines:
        inside = [part for part in parts if part in line.cells]
        if total in line.cells and all(
            found.value[line.cells[part]] <= found.value[line.cells[total]] for part in inside
        ):
            found.wholes.add(line.cells[total])
            found.bounds += [(line.cells[part], line.cells[total]) for part in inside]


def marginal_sums(
    number: int, table: Table, keys: Sequence[str], totals: set[str], found: CellGraph
) -> dict[str, list[Line]]:
    """Add the sums over each value of one text column, because another table may print them."""
    texts = [column.key for column in table.columns if column.kind == "text" and column.formula is None]
    summed: dict[str, list[Line]] = {}
    for text in texts if len(texts) > 1 else ():
        others = [key for key in texts if key != text]
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(table.rows):
            if not {str(row[key]) for key in others} & totals:
                groups[str(row[text])].append(place)
        for key in keys:
            cells = {}
            for word, places in groups.items():
                inside = [(number, place, key) for place in places if (number, place, key) in found.value]
                if len(inside) > 1:
                    cells[word] = (number, -1, f"{key}/{text}/{word}")
                    found.value[cells[word]] = sum(found.value[place] for place in inside)
                    found.label[cells[word]] = found.label[inside[0]]
                    found.unprinted.add(cells[word])
                    found.add_sum(cells[word], inside)
            summed.setdefault(f"{text}/", []).append(Line(tuple(cells), cells))
    return summed


def add_declared(number: int, table: Table, found: CellGraph) -> None:
    """Add the declared sums: in each row, the columns that are `part_of` another."""
    for place in range(len(table.rows)):
        for total, parts in declared_sums(number, table, place, found):
            found.totals.add(total)
            found.add_sum(total, parts)


def add_sides(number: int, table: Table, keys: Sequence[str], found: CellGraph) -> None:
    """Add the sums of blocks of rows, such as those by size or by reach, each of which adds up to the total row."""
    sides: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(table.rows):
        sides[str(row[table.columns[0].key])].append(place)
    for total in [side for side in sides if side in table.total_rows and len(sides[side]) == 1]:
        whole = sides[total][0]
        for side, rows in sides.items():
            cells = {key: [(number, row, key) for row in (whole, *rows)] for key in keys}
            if side == total or len(rows) < MIN_EVIDENCE or not _adds_up(cells.values(), found):
                continue
            for first, *parts in cells.values():
                found.totals.add(first)
                found.add_sum(first, parts)


def _adds_up(cells: Collection[list[CellAddress]], found: CellGraph) -> bool:
    """Return True if in all these columns the first cell is the sum of the others."""
    return all(
        found.value.get(first) == sum(found.value.get(part, 0) for part in parts) for first, *parts in cells
    )


def declared_sums(
    number: int, table: Table, row: int, found: CellGraph
) -> Iterator[tuple[CellAddress, list[CellAddress]]]:
    """Yield the declared sums of one row, each as its total and its parts."""
    wholes: defaultdict[str, list[CellAddress]] = defaultdict(list)
    for column in table.columns:
        if column.part_of and (number, row, column.key) in found.value:
            wholes[column.part_of].append((number, row, column.key))
    for whole, parts in wholes.items():
        if (number, row, whole) in found.value:
            yield (number, row, whole), parts


def add_ratio_bounds(number: int, table: Table, found: CellGraph) -> None:
    for column in table.columns:
        if column.ratio is None:
            continue
        for place in range(len(table.rows)):
            part, whole = ((number, place, key) for key in column.ratio)
            if part in found.value and whole in found.value:
                found.wholes.add(whole)
                if found.value[part] <= found.value[whole]:
                    found.bounds.append((part, whole))
