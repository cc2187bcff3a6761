"""Suppression: which figures have to be hidden so that no hidden one can be worked out.

A figure is safe when the hidden figures can be moved together, each by +1 or −1, without breaking a sum or a bound
and without going below 0, over a span of at least as many values as a small count has. Such a move is looked for at
the least cost in figures that have to be hidden for it (the idea of the hypercube method of official statistics,
for any pattern of sums). It is its own proof: what a reader can work out leaves at least that span open.

The same tables are hidden alike in every process: two patterns of one table, laid side by side, would show what each
hides. So nothing here goes through a set in its own order, which differs from one process to the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from itertools import count
from math import fsum, inf, log2

from reports.disclosure.cell_graph import Figures, Place

TRIES = ((True, 4), (True, 6), (True, 9), (False, 4), (False, 9), (False, 13))
"""Over the whole span or, where that fails, a single step; short moves first: four figures do in most tables."""
MOST_STEPS, ALL_STEPS = 5_000, 100_000
"""How many moves are looked at for one figure in one try, and for all figures of a report."""
COST_OF_TOTAL, COST_OF_WHOLE = 6.0, 60.0
Move = Mapping[Place, int]


def hidden(figures: Figures, threshold: int) -> set[Place]:
    """The figures to hide, each by the first cell that shows it. Counts below the threshold always are.

    A fixed figure is never hidden and never moves: whoever looks for the hidden ones knows it.
    """
    system = _System(figures)
    printed = {figures.of(place) for place in figures.printed()}
    small = {place for place in printed if system.value[place] < threshold} - system.fixed
    gone = small | (set(system.value) - printed)
    safe: set[Place] = set()
    for place in sorted(small, key=lambda place: (system.value[place], place)):
        if place not in safe:
            moves = (
                system.move(place, gone, threshold - 1 if whole else 1, length) for whole, length in TRIES
            )
            moved = set(next(filter(None, moves), None) or system.around(place))
            gone |= moved
            safe |= moved
    return gone


class _System:
    """The figures with the sums and bounds that each is in."""

    def __init__(self, figures: Figures) -> None:
        places = sorted({figures.of(place) for place in figures.value})
        self.value = {place: figures.value[place] for place in places}
        self._sums = figures.sums
        self._in_sums: defaultdict[Place, list[int]] = defaultdict(list)
        for number, terms in enumerate(figures.sums):
            for place in terms:
                self._in_sums[place].append(number)
        self._bounds: defaultdict[Place, list[tuple[Place, Place]]] = defaultdict(list)
        totals, wholes = (
            {figures.of(place) for place in places} for places in (figures.totals, figures.wholes)
        )
        for lower, upper in figures.bounded():
            self._bounds[lower].append((lower, upper))
            self._bounds[upper].append((lower, upper))
        self.fixed = figures.known()
        self._steps = ALL_STEPS
        self._cost = {
            place: 1.0
            + log2(1 + value) / 4
            + COST_OF_TOTAL * (place in totals)
            + COST_OF_WHOLE * (place in wholes)
            for place, value in self.value.items()
        }

    def move(self, place: Place, gone: set[Place], span: int, length: int) -> Move | None:
        """The cheapest move of a figure over `span`, by what has to be hidden for it; None when none is found.

        It moves at most `length` figures.
        """
        start: dict[Place, int] = {place: 1}
        order = count()
        waiting: list[tuple[float, int, dict[Place, int]]] = [(0.0, next(order), start)]
        seen: set[frozenset[tuple[Place, int]]] = set()
        steps = 0
        while waiting and steps < min(MOST_STEPS, self._steps):
            cost, _, move = heappop(waiting)
            open_sum = self._open_sum(move)
            if open_sum is None:
                self._steps -= steps
                return move
            terms, rest = open_sum
            if len(move) == length:
                continue
            for other, sign in terms.items():
                if other in move or other in self.fixed or abs(rest) != 1:
                    continue
                steps += 1
                longer = {**move, other: -rest * sign}
                if self._span(longer) < span:
                    longer = self._carried(longer, span)
                key = frozenset(longer.items())
                if key in seen or self._span(longer) < span:
                    continue
                seen.add(key)
                more = fsum(self._cost[new] for new in longer.keys() - move.keys() - gone)
                heappush(waiting, (cost + more, next(order), longer))
        self._steps -= steps
        return None

    def around(self, place: Place) -> set[Place]:
        """All figures that sums connect with one, but the fixed: hidden together, they tell as little as they can."""
        found, waiting = {place}, [place]
        while waiting:
            for number in self._in_sums[waiting.pop()]:
                new = set(self._sums[number]) - found - self.fixed
                found |= new
                waiting.extend(new)
        return found

    def _open_sum(self, move: Move) -> tuple[Mapping[Place, int], int] | None:
        """A sum that the move breaks, with what is missing in it; the one with the fewest terms first."""
        touched = {number for place in move for number in self._in_sums[place]}
        best: tuple[Mapping[Place, int], int] | None = None
        for number in sorted(touched):
            terms = self._sums[number]
            rest = sum(sign * move[place] for place, sign in terms.items() if place in move)
            if rest and (best is None or len(terms) < len(best[0])):
                best = terms, rest
        return best

    def _carried(self, move: dict[Place, int], span: int) -> dict[Place, int]:
        """The move with the figures that stand too near to one of its bounds, so that they make way for it."""
        longer = dict(move)
        for lower, upper in self._bounded(move):
            steps = {move.get(lower, 0), move.get(upper, 0)}
            if len(steps) == 2 and 0 in steps and self.value[upper] - self.value[lower] < span:
                other = lower if lower not in move else upper
                if other not in self.fixed:
                    longer[other] = sum(steps)
        return longer

    def _span(self, move: Move) -> float:
        """How many steps the move can go, forward and back."""
        value = self.value
        forward = min((value[place] for place, step in move.items() if step < 0), default=inf)
        back = min((value[place] for place, step in move.items() if step > 0), default=inf)
        for lower, upper in self._bounded(move):
            closing = move.get(lower, 0) - move.get(upper, 0)
            room = value[upper] - value[lower]
            if closing > 0:
                forward = min(forward, room / closing)
            elif closing < 0:
                back = min(back, room / -closing)
        return forward + back

    def _bounded(self, move: Move) -> Iterable[tuple[Place, Place]]:
        return dict.fromkeys(pair for place in move for pair in self._bounds[place])
