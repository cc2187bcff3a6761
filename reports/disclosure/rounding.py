"""Rounding of counts, and the intervals that a rounded count allows."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import inf

from reports.disclosure.cell_graph import CellAddress, CellGraph
from reports.table import Cell, Table


def round_count(count: int, base: int, most: int | None = None) -> int:
    """Return the multiple of the base nearest to a count of 0 or more; a tie goes up.

    If the count is known to be at most `most`, the result is never above it, because that would disclose that the count
    is `most`.
    """
    nearest = (2 * count + base) // (2 * base) * base
    return nearest if most is None else min(nearest, most // base * base)


def rounding_interval(published: int, base: int, most: int | None = None) -> tuple[int, int]:
    """Return the smallest and the largest count that are rounded to the figure shown."""
    highest = published + (base - 1) // 2
    if most is not None:
        highest = most if published == most // base * base else min(highest, most)
    return max(0, published - base // 2), highest


def round_rows(table: Table, base: int) -> list[dict[str, Cell]]:
    """Return the rows of a table with every count rounded except fixed ones; percentages are worked out again later."""
    return [_row(table, number, base) for number in range(len(table.rows))]


def _row(table: Table, number: int, base: int) -> dict[str, Cell]:
    row = table.rows[number]
    return {
        column.key: round_count(value, base)
        if column.is_protected
        and (number, column.key) not in table.fixed
        and isinstance(value := row[column.key], int)
        else row[column.key]
        for column in table.columns
    }


MAX_PASSES = 20
"""The number of times that the interval from one sum is carried over to the others."""
Ends = dict[CellAddress, float]


def round_cells(figures: CellGraph, base: int) -> dict[CellAddress, int | None]:
    """Return what each cell shows: a fixed figure unchanged, any other rounded, or None where it is hidden.

    Rounded figures that add up to a fixed one disclose themselves if all of them lie at one end of their rounding
    intervals. Then one is hidden: the one without which the fewest are disclosed, and which the fewest cells show.
    """
    value = {figures.of(place): figures.value[place] for place in figures.value}
    known, most = figures.known(), upper_bounds(figures)
    printed = {figures.of(place) for place in figures.printed()} - known
    shown: dict[CellAddress, int | None] = {
        place: round_count(value[place], base, most.get(place)) if place in printed else value[place]
        for place in printed | known
    }
    beside: defaultdict[CellAddress, set[CellAddress]] = defaultdict(set)
    for terms in figures.sums:
        for place in terms.keys() & printed:
            beside[place] |= terms.keys() & printed

    def disclosed() -> set[CellAddress]:
        low: Ends = dict.fromkeys(value, 0)
        high: Ends = dict.fromkeys(value, inf)
        for place, number in shown.items():
            if number is not None:
                low[place], high[place] = (
                    (number, number) if place in known else rounding_interval(number, base, most.get(place))
                )
        _tighten(figures, low, high)
        return {place for place in printed if low[place] >= high[place]}

    def cost_of_hiding(place: CellAddress) -> tuple[int, int, int, CellAddress]:
        number, shown[place] = shown[place], None
        remaining = len(disclosed())
        shown[place] = number
        return remaining, cells[figures.of(place)], value[place], place

    cells = Counter(figures.of(place) for place in figures.printed())
    while found := disclosed():
        near = {other for place in found for other in beside[place] | {place} if shown[other] is not None}
        if not near:
            break
        shown[min(near, key=cost_of_hiding)] = None
    return {place: shown[figures.of(place)] for place in figures.printed()}


def upper_bounds(figures: CellGraph) -> dict[CellAddress, int]:
    """Return the upper bound that fixed cells set to other figures: a base, or the rest of a sum."""
    known = figures.known()
    found: dict[CellAddress, int] = {}

    def note(place: CellAddress, most: int) -> None:
        if place not in known:
            found[place] = min(found.get(place, most), most)

    for terms in figures.sums:
        unknown = {place: sign for place, sign in terms.items() if place not in known}
        if len(set(unknown.values())) == 1:
            rest = abs(sum(sign * figures.value[place] for place, sign in terms.items() if place in known))
            for place in unknown:
                note(place, rest)
    pairs = figures.bounded()
    for lower, upper in pairs:
        if upper in known:
            note(lower, figures.value[upper])
    for lower, upper in pairs:
        if upper in found:
            note(lower, found[upper])
    return found


def _tighten(figures: CellGraph, low: Ends, high: Ends) -> None:
    """Narrow the interval of each figure by each sum and bound, until nothing changes or MAX_PASSES."""
    pairs = figures.bounded()
    for _ in range(MAX_PASSES):
        changes = [_tighten_by_sum(terms, low, high) for terms in figures.sums]
        for lower, upper in pairs:
            if high[upper] < high[lower] or low[upper] < low[lower]:
                high[lower], low[upper] = min(high[lower], high[upper]), max(low[upper], low[lower])
                changes.append(True)
        if not any(changes):
            return


def _tighten_by_sum(terms: Mapping[CellAddress, int], low: Ends, high: Ends) -> bool:
    """Narrow each figure of a sum to what the others leave; return True if one has changed."""
    changed = False
    for place, sign in terms.items():
        others = [(other, low[at], high[at]) for at, other in terms.items() if at != place]
        # The sum of the other terms, with the sign that makes it this figure.
        lower = sum(
            -sign * other * (lowest if -sign * other > 0 else highest) for other, lowest, highest in others
        )
        upper = sum(
            -sign * other * (highest if -sign * other > 0 else lowest) for other, lowest, highest in others
        )
        if lower > low[place] or upper < high[place]:
            low[place], high[place] = max(low[place], lower), min(high[place], upper)
            changed = True
    return changed
