"""Finds cells of different tables that show the same figure, so that hiding it in one table hides it in all."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from reports.disclosure.additivity import (
    add_declared,
    add_ratio_bounds,
    add_sides,
    additive_rules,
    marginal_sums,
)
from reports.disclosure.cell_graph import CellAddress, CellGraph, Line, lines_of
from reports.disclosure.published_cells import cells_by_name, fix_published_cells, named_sums
from reports.table import Table

MIN_COMMON = 2
"""Lines of two tables show the same if they agree on this many words or more."""
MIN_TWINS = 2
"""Lines of one table show the same if they agree on this many words or more."""
Pair = tuple[CellAddress, CellAddress]


def cell_graph_of(tables: Sequence[Table]) -> CellGraph:
    """Return the cells of all these tables with their links."""
    found = CellGraph()
    lines: dict[tuple[int, str], list[Line]] = {}
    rules = []
    for number, table in enumerate(tables):
        for place, row in enumerate(table.rows):
            for column in table.columns:
                if column.is_protected and isinstance(value := row[column.key], int):
                    found.value[number, place, column.key] = value
                    found.label[number, place, column.key] = column.label
    fix_published_cells(tables, found)
    for number, table in enumerate(tables):
        _merge_bases(number, table, found)
    named = cells_by_name(tables, found)
    for places in named.values():
        for again in places[1:]:
            found.merge(places[0], again)
    for total, parts in named_sums(tables, named, found):
        found.totals.add(total)
        found.add_sum(total, parts)
    for number, table in enumerate(tables):
        keys = [column.key for column in table.columns if column.is_protected]
        add_declared(number, table, found)
        add_sides(number, table, keys, found)
        lines_by_axis = lines_of(number, table, keys, found.value)
        own = [
            rule
            for axis, inside in lines_by_axis.items()
            if axis or not any(column.part_of for column in table.columns)
            for rule in additive_rules(table, axis, inside, found)
        ]
        rules += own
        lines_by_axis |= marginal_sums(number, table, keys, {rule.total for rule in own}, found)
        lines |= {(number, axis): inside for axis, inside in lines_by_axis.items()}
    for number, table in enumerate(tables):
        add_ratio_bounds(number, table, found)
    equal: list[Pair] = []
    for rule in rules:
        for line in rule.lines:
            parts = [line.cells[part] for part in rule.parts if part in line.cells]
            if rule.total in line.cells and parts:
                found.totals.add(line.cells[rule.total])
                if len(rule.parts) == 1:
                    equal.append((line.cells[rule.total], parts[0]))
                else:
                    found.add_sum(line.cells[rule.total], parts)
    equal_lines = [*_equal_lines(lines, found)]
    for pairs in (equal, *_twins(lines, found), *_first_of_one_name(equal_lines, found)):
        for one, other in pairs:
            found.merge(one, other)
    for ((one, other),) in _first_of_one_name([*_totals(found)], found):
        found.merge(one, other)
    _forget_loose(found)
    found.sums = [{found.of(place): sign for place, sign in terms.items()} for terms in found.sums]
    return found


def _first_of_one_name(pairs: list[list[Pair]], found: CellGraph) -> list[list[Pair]]:
    """Return the pairs, those of equal labels first, because columns that agree by chance rarely share a label."""
    return sorted(pairs, key=lambda both: any(found.label[one] != found.label[other] for one, other in both))


def _merge_bases(number: int, table: Table, found: CellGraph) -> None:
    """Link the cells of a base that a table repeats in the row of each theme."""
    texts = [column.key for column in table.columns if column.kind == "text" and column.formula is None]
    for key in dict.fromkeys(column.ratio[1] for column in table.columns if column.ratio is not None):
        groups: defaultdict[tuple[str, ...], list[CellAddress]] = defaultdict(list)
        for place, row in enumerate(table.rows):
            if (number, place, key) in found.value:
                groups[tuple(str(row[text]) for text in texts[1:])].append((number, place, key))
        for places in groups.values():
            if len({found.value[place] for place in places}) == 1:
                for again in places[1:]:
                    found.merge(places[0], again)


def _equal_lines(lines: Mapping[tuple[int, str], list[Line]], found: CellGraph) -> Iterator[list[Pair]]:
    """Yield the pairs of cells of lines in different tables with the same words and figures."""
    for (one, first), (other, second) in combinations(lines.items(), 2):
        if one[0] == other[0]:
            continue
        common = sorted(
            {word for line in first for word in line.words} & {word for line in second for word in line.words}
        )
        if len(common) < MIN_COMMON:
            continue
        known: defaultdict[tuple[int | None, ...], list[Line]] = defaultdict(list)
        for line in first:
            known[_signature(line, common, found)].append(line)
        for line in second:
            signature = _signature(line, common, found)
            if len(set(signature)) > 1 and None not in signature:
                for twin in known[signature]:
                    yield [(twin.cells[word], line.cells[word]) for word in common]


def _twins(lines: Mapping[tuple[int, str], list[Line]], found: CellGraph) -> Iterator[list[Pair]]:
    """Yield the pairs of cells of two equal lines of one table, such as a total and its only part."""
    for (_, axis), inside in lines.items():
        first: dict[tuple[str, tuple[tuple[str, int], ...]], Line] = {}
        for line in inside:
            figures = tuple((word, found.value[place]) for word, place in line.cells.items())
            if len(figures) >= MIN_TWINS and len({value for _, value in figures}) > 1:
                column = next(iter(line.cells.values()))[2] if axis else ""
                twin = first.setdefault((column, figures), line)
                yield [(twin.cells[word], place) for word, place in line.cells.items()]


def _totals(found: CellGraph) -> Iterator[list[Pair]]:
    """Yield the pairs of equal bases and totals of different tables, which are treated as the same figure."""
    by_value: defaultdict[int, list[CellAddress]] = defaultdict(list)
    for place in sorted(found.wholes | found.totals):
        if found.value[place]:
            by_value[found.value[place]].append(place)
    for places in by_value.values():
        for one, other in combinations(sorted(places), 2):
            if one[0] != other[0]:
                yield [(one, other)]


def _forget_loose(found: CellGraph) -> None:
    """Drop the unprinted sums that do not link two tables, because they disclose nothing."""
    tied = {found.of(place) for place in found.same if found.of(place) != place}
    loose = {place for place in found.unprinted if found.of(place) not in tied}
    found.sums = [terms for terms in found.sums if not loose & terms.keys()]
    found.unprinted -= loose
    for place in loose:
        del found.value[place]


def _signature(line: Line, words: Sequence[str], found: CellGraph) -> tuple[int | None, ...]:
    return tuple(found.value[line.cells[word]] if word in line.cells else None for word in words)
