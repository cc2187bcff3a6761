"""Finds the fixed cells: counts of fieldwork that are published anyway, and what follows from them by declared sums."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from reports.disclosure.additivity import declared_sums
from reports.disclosure.cell_graph import CellAddress, CellGraph
from reports.table import Table


def cells_by_name(tables: Sequence[Table], found: CellGraph) -> dict[str, list[CellAddress]]:
    """Return by name the cells to which the tables give one name, because they show the same figure."""
    places: defaultdict[str, list[CellAddress]] = defaultdict(list)
    for number, table in enumerate(tables):
        for (row, key), name in table.names.items():
            if (number, row, key) in found.value:
                places[name].append((number, row, key))
    return dict(places)


def named_sums(
    tables: Sequence[Table], named: Mapping[str, Sequence[CellAddress]], found: CellGraph
) -> Iterator[tuple[CellAddress, list[CellAddress]]]:
    """Yield the declared sums whose total has a name, each as the total's first cell and its parts, none empty."""
    for number, table in enumerate(tables):
        for name, cells in table.sums.items():
            parts = sorted((number, *cell) for cell in cells)
            if name in named and parts and all(part in found.value for part in parts):
                yield named[name][0], parts


def fix_published_cells(tables: Sequence[Table], found: CellGraph) -> None:
    """Add the fixed cells of the tables, with those that follow from them.

    Only declared relations are followed: figures of the same name, sums, and bases of 0. A relation found in the
    figures may be a coincidence, so that no cell is published because of it.
    """
    named = cells_by_name(tables, found)
    sums, zero_bases = [*named_sums(tables, named, found)], []
    for number, table in enumerate(tables):
        found.fixed |= {(number, *cell) for cell in table.fixed if (number, *cell) in found.value}
        for row in range(len(table.rows)):
            sums += declared_sums(number, table, row, found)
            for column in table.columns:
                if column.ratio is not None:
                    part, whole = ((number, row, key) for key in column.ratio)
                    if part in found.value and not found.value.get(whole, 1):
                        zero_bases.append((part, whole))
    known = -1
    while known < len(found.fixed):
        known = len(found.fixed)
        for places in named.values():
            if not found.fixed.isdisjoint(places):
                found.fixed.update(places)
        for total, parts in sums:
            found.fixed.update(_determined(total, parts, found))
        found.fixed.update(part for part, whole in zero_bases if whole in found.fixed)


def _determined(total: CellAddress, parts: Sequence[CellAddress], found: CellGraph) -> list[CellAddress]:
    """Return the cells of one sum that its fixed cells determine."""
    unknown = [place for place in (total, *parts) if place not in found.fixed]
    known = sum(found.value[part] for part in parts if part in found.fixed)
    if len(unknown) == 1 or (total in found.fixed and found.value[total] == known):
        return unknown
    return []
