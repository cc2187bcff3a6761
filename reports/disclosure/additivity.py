"""Which figures of a table add up to others, found in the figures themselves, and which bases bound others."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from reports.disclosure.cell_graph import Figures, Line, Place
from reports.table import Table

LEAST_EVIDENCE = 2
"""A rule between rows that no total is named for must hold in so many cases before it is taken for one."""
EVIDENCE = ((3, 1), (5, 2), (7, 3), (9, 4))
"""Of so many figures any choice may add up; more of them do by chance, so more cases are asked for."""
MOST_ROWS = 5
"""Every choice is tried of so many rows; rows that add up to others are otherwise named as totals."""


@dataclass(frozen=True)
class Rule:
    """In each of these lines the parts add up to the total."""

    lines: Sequence[Line]
    total: str
    parts: tuple[str, ...]


def rules_of(table: Table, axis: str, lines: Sequence[Line], found: Figures) -> Iterator[Rule]:
    """The totals of lines of one direction: those of one column together, or all those along the rows."""
    by_column: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if len(line.words) > 1:
            by_column[next(iter(line.cells.values()))[2] if axis else ""].append(line)
    for group in by_column.values():
        for total, parts in _totals(table, axis, group, found):
            yield Rule(group, total, parts)


def _totals(
    table: Table, axis: str, lines: Sequence[Line], found: Figures
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Totals with their parts that hold in all these lines; a base that only bounds its parts is noted."""
    words = list(dict.fromkeys(word for line in lines for word in line.words))
    figures = [{word: found.value[place] for word, place in line.cells.items()} for line in lines]
    zeros = [word for word in words if not any(line.get(word) for line in figures)]
    single: set[tuple[str, str]] = set()
    for total in words:
        if total in zeros:
            continue
        is_named = bool(axis) and total in table.total_rows
        evidence = sum(1 for line in figures if line.get(total))
        held: list[set[str]] = []
        for parts in _choices(table, axis, words, total, set(zeros), is_named, evidence):
            # One part and nothings beside it: either may be the total of the other, but not both.
            is_new = not any(known <= parts for known in held)
            is_new = is_new and not (len(parts) == 1 and (*parts, total) in single)
            if is_new and all(
                sum(line.get(part, 0) for part in parts) == line[total] for line in figures if total in line
            ):
                held.append(parts)
                single |= {(total, part) for part in parts if len(parts) == 1}
                yield total, (*(word for word in words if word in parts), *zeros)
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
    if is_named or evidence >= (LEAST_EVIDENCE if axis else 1):
        for usual in _usual(table, axis, words, total, others, is_named):
            if parts := set(usual) - zeros:
                yield parts
    rest = [word for word in others if word not in zeros]
    asked = next((cases for most, cases in EVIDENCE if len(rest) < most), None)
    if asked is None or (axis and len(rest) >= MOST_ROWS):
        return
    if evidence >= (max(asked, LEAST_EVIDENCE) if axis else asked):
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
            found.wholes.add(line.cells[total])
            found.bounds += [(line.cells[part], line.cells[total]) for part in inside]


def summed_over(
    number: int, table: Table, keys: Sequence[str], totals: set[str], found: Figures
) -> dict[str, list[Line]]:
    """The sums over all words of the other columns, by the words of one: another table may print them."""
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


def add_declared(number: int, table: Table, found: Figures) -> None:
    """The sums that the table's author names: in each row, the columns that are part of another."""
    for place in range(len(table.rows)):
        for total, parts in declared(number, table, place, found):
            found.totals.add(total)
            found.add_sum(total, parts)


def add_sides(number: int, table: Table, keys: Sequence[str], found: Figures) -> None:
    """The rows of one first word add up to a row that is the total of all: the whole by size, and again by reach."""
    sides: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(table.rows):
        sides[str(row[table.columns[0].key])].append(place)
    for total in [side for side in sides if side in table.total_rows and len(sides[side]) == 1]:
        whole = sides[total][0]
        for side, rows in sides.items():
            cells = {key: [(number, row, key) for row in (whole, *rows)] for key in keys}
            if side == total or len(rows) < LEAST_EVIDENCE or not _adds_up(cells.values(), found):
                continue
            for first, *parts in cells.values():
                found.totals.add(first)
                found.add_sum(first, parts)


def _adds_up(cells: Collection[list[Place]], found: Figures) -> bool:
    """Whether in all these columns the first cell is the sum of the others."""
    return all(
        found.value.get(first) == sum(found.value.get(part, 0) for part in parts) for first, *parts in cells
    )


def declared(number: int, table: Table, row: int, found: Figures) -> Iterator[tuple[Place, list[Place]]]:
    """The named sums of one row, each as its total and its parts."""
    wholes: defaultdict[str, list[Place]] = defaultdict(list)
    for column in table.columns:
        if column.part_of and (number, row, column.key) in found.value:
            wholes[column.part_of].append((number, row, column.key))
    for whole, parts in wholes.items():
        if (number, row, whole) in found.value:
            yield (number, row, whole), parts


def add_ratios(number: int, table: Table, found: Figures) -> None:
    for column in table.columns:
        if column.ratio is None:
            continue
        for place in range(len(table.rows)):
            part, whole = ((number, place, key) for key in column.ratio)
            if part in found.value and whole in found.value:
                found.wholes.add(whole)
                if found.value[part] <= found.value[whole]:
                    found.bounds.append((part, whole))
