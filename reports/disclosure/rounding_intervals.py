"""What is left open of rounded figures that add up to fixed ones, and which of them are hidden so that enough is."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import inf

from reports.disclosure.cell_graph import Figures, Place
from reports.disclosure.rounding import range_of, rounded

MOST_ROUNDS = 20
"""How often what one sum tells is carried on to the others."""
Ends = dict[Place, float]


def rounded_figures(figures: Figures, base: int) -> dict[Place, int | None]:
    """What is shown in each cell: a fixed figure as it is, any other rounded, or None.

    Rounded figures that add up to a fixed one can tell themselves exactly, where all of them lie at one end of what
    they stand for. Then one is hidden: that without which the fewest are told, and which the fewest cells show.
    """
    value = {figures.of(place): figures.value[place] for place in figures.value}
    known, most = figures.known(), mosts(figures)
    printed = {figures.of(place) for place in figures.printed()} - known
    shown: dict[Place, int | None] = {
        place: rounded(value[place], base, most.get(place)) if place in printed else value[place]
        for place in printed | known
    }
    beside: defaultdict[Place, set[Place]] = defaultdict(set)
    for terms in figures.sums:
        for place in terms.keys() & printed:
            beside[place] |= terms.keys() & printed

    def told() -> set[Place]:
        low: Ends = dict.fromkeys(value, 0)
        high: Ends = dict.fromkeys(value, inf)
        for place, number in shown.items():
            if number is not None:
                low[place], high[place] = (
                    (number, number) if place in known else range_of(number, base, most.get(place))
                )
        _narrow(figures, low, high)
        return {place for place in printed if low[place] >= high[place]}

    def left_without(place: Place) -> tuple[int, int, int, Place]:
        number, shown[place] = shown[place], None
        left = len(told())
        shown[place] = number
        return left, cells[figures.of(place)], value[place], place

    cells = Counter(figures.of(place) for place in figures.printed())
    while found := told():
        near = {other for place in found for other in beside[place] | {place} if shown[other] is not None}
        if not near:
            break
        shown[min(near, key=left_without)] = None
    return {place: shown[figures.of(place)] for place in figures.printed()}


def mosts(figures: Figures) -> dict[Place, int]:
    """The most that a figure can be by the fixed ones: those who answered, or what others leave of a sum."""
    known = figures.known()
    found: dict[Place, int] = {}

    def note(place: Place, most: int) -> None:
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


def _narrow(figures: Figures, low: Ends, high: Ends) -> None:
    """Bring the ends of each figure's range as near as each sum and bound by itself allows, again and again."""
    pairs = figures.bounded()
    for _ in range(MOST_ROUNDS):
        changes = [_narrow_sum(terms, low, high) for terms in figures.sums]
        for lower, upper in pairs:
            if high[upper] < high[lower] or low[upper] < low[lower]:
                high[lower], low[upper] = min(high[lower], high[upper]), max(low[upper], low[lower])
                changes.append(True)
        if not any(changes):
            return


def _narrow_sum(terms: Mapping[Place, int], low: Ends, high: Ends) -> bool:
    """Each figure of a sum is what the others leave; whether that narrows one."""
    changed = False
    for place, sign in terms.items():
        others = [(other, low[at], high[at]) for at, other in terms.items() if at != place]
        # The sum of the other terms, with the sign that makes it this figure.
        least = sum(
            -sign * other * (lowest if -sign * other > 0 else highest) for other, lowest, highest in others
        )
        most = sum(
            -sign * other * (highest if -sign * other > 0 else lowest) for other, lowest, highest in others
        )
        if least > low[place] or most < high[place]:
            low[place], high[place] = max(low[place], least), min(high[place], most)
            changed = True
    return changed
