"""Which figures are fixed: counts of fieldwork that are told anyway, and what follows from them by named sums."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from reports.disclosure.additivity import declared
from reports.disclosure.cell_graph import Figures, Place
from reports.table import Table


def named_alike(tables: Sequence[Table], found: Figures) -> dict[str, list[Place]]:
    """The cells to which the authors of the tables gave one name, by that name."""
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for number, table in enumerate(tables):
        for (row, key), name in table.names.items():
            if (number, row, key) in found.value:
                places[name].append((number, row, key))
    return dict(places)


def named_sums(
    tables: Sequence[Table], named: Mapping[str, Sequence[Place]], found: Figures
) -> Iterator[tuple[Place, list[Place]]]:
    """The sums over cells whose total has a name, each as the total's first cell and the parts, none of them empty."""
    for number, table in enumerate(tables):
        for name, cells in table.sums.items():
            parts = sorted((number, *cell) for cell in cells)
            if name in named and parts and all(part in found.value for part in parts):
                yield named[name][0], parts


def settle(tables: Sequence[Table], found: Figures) -> None:
    """Note the fixed cells of the tables, with those that follow from them.

    Only what the authors of the tables name is followed: a figure of the same name, a sum, a base of nobody. A rule
    that was found in the figures may be a coincidence, and nothing is shown for that.
    """
    alike = named_alike(tables, found)
    sums, nothings = [*named_sums(tables, alike, found)], []
    for number, table in enumerate(tables):
        found.fixed |= {(number, *cell) for cell in table.fixed if (number, *cell) in found.value}
        for row in range(len(table.rows)):
            sums += declared(number, table, row, found)
            for column in table.columns:
                if column.ratio is not None:
                    part, whole = ((number, row, key) for key in column.ratio)
                    if part in found.value and not found.value.get(whole, 1):
                        nothings.append((part, whole))
    known = -1
    while known < len(found.fixed):
        known = len(found.fixed)
        for places in alike.values():
            if not found.fixed.isdisjoint(places):
                found.fixed.update(places)
        for total, parts in sums:
            found.fixed.update(_following(total, parts, found))
        found.fixed.update(part for part, whole in nothings if whole in found.fixed)


def _following(total: Place, parts: Sequence[Place], found: Figures) -> list[Place]:
    """What the fixed figures of one sum leave no choice in."""
    unknown = [place for place in (total, *parts) if place not in found.fixed]
    known = sum(found.value[part] for part in parts if part in found.fixed)
    if len(unknown) == 1 or (total in found.fixed and found.value[total] == known):
        return unknown
    return []
