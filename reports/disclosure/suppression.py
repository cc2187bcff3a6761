"""Cell suppression: finds the figures to hide so that no small count can be worked out.

Counts below the threshold are primary suppressions. Each is protected by a move. In one step of a move several hidden
figures change together, each by +1 or −1, so that every sum and bound still holds and none falls below 0. If a move can
go `threshold` − 1 steps, a reader cannot tell which of `threshold` values each of its figures has. The other figures of
a move are secondary suppressions; the search takes the cheapest move (the idea of the hypercube method, for any pattern
of sums).

Equal tables are suppressed equally in every process, because two patterns of one table, side by side, would disclose
each other's hidden figures. So nothing here iterates over a set, whose order differs between processes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from itertools import count
from math import fsum, inf, log2

from reports.disclosure.cell_graph import CellAddress, CellGraph

TRIES = ((True, 4), (True, 6), (True, 9), (False, 4), (False, 9), (False, 13))
"""(whole span, length): moves over the whole span first, else a single step; short moves first, four are usual."""
MAX_STEPS, ALL_STEPS = 5_000, 100_000
"""The number of moves tried for one figure and one length, and for all figures of a report."""
COST_OF_TOTAL, COST_OF_WHOLE = 6.0, 60.0
Move = Mapping[CellAddress, int]


def suppressed_figures(figures: CellGraph, threshold: int) -> set[CellAddress]:
    """Return the figures to hide, each as the address of the first cell that shows it.

    Counts below the threshold are always hidden, except a fixed figure: the reader knows it already.
    """
    system = _System(figures)
    printed = {figures.of(place) for place in figures.printed()}
    small = {place for place in printed if system.value[place] < threshold} - system.fixed
    hidden = small | (set(system.value) - printed)
    safe: set[CellAddress] = set()
    for place in sorted(small, key=lambda place: (system.value[place], place)):
        if place not in safe:
            moves = (
                system.move(place, hidden, threshold - 1 if whole else 1, length) for whole, length in TRIES
            )
            moved = set(next(filter(None, moves), None) or system.around(place))
            hidden |= moved
            safe |= moved
    return hidden


class _System:
    """The figures with their sums, bounds and costs."""

    def __init__(self, figures: CellGraph) -> None:
        places = sorted({figures.of(place) for place in figures.value})
        self.value = {place: figures.value[place] for place in places}
        self._sums = figures.sums
        self._in_sums: defaultdict[CellAddress, list[int]] = defaultdict(list)
        for number, terms in enumerate(figures.sums):
            for place in terms:
                self._in_sums[place].append(number)
        self._bounds: defaultdict[CellAddress, list[tuple[CellAddress, CellAddress]]] = defaultdict(list)
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

    def move(self, place: CellAddress, hidden: set[CellAddress], span: int, length: int) -> Move | None:
        """Return the cheapest move that changes this figure and can go at least `span` steps, or None if none is found.

        It has at most `length` figures; only those that are not yet hidden cost anything.
        """
        start: dict[CellAddress, int] = {place: 1}
        order = count()
        waiting: list[tuple[float, int, dict[CellAddress, int]]] = [(0.0, next(order), start)]
        seen: set[frozenset[tuple[CellAddress, int]]] = set()
        steps = 0
        while waiting and steps < min(MAX_STEPS, self._steps):
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
                    longer = self._with_bounds(longer, span)
                key = frozenset(longer.items())
                if key in seen or self._span(longer) < span:
                    continue
                seen.add(key)
                more = fsum(self._cost[new] for new in longer.keys() - move.keys() - hidden)
                heappush(waiting, (cost + more, next(order), longer))
        self._steps -= steps
        return None

    def around(self, place: CellAddress) -> set[CellAddress]:
        """Return every figure that sums link to this one, directly or not. To hide them all is the last resort."""
        found, waiting = {place}, [place]
        while waiting:
            for number in self._in_sums[waiting.pop()]:
                new = set(self._sums[number]) - found - self.fixed
                found |= new
                waiting.extend(new)
        return found

    def _open_sum(self, move: Move) -> tuple[Mapping[CellAddress, int], int] | None:
        """Return the shortest sum that the move breaks, and by how much; None if every sum still holds."""
        touched = {number for place in move for number in self._in_sums[place]}
        best: tuple[Mapping[CellAddress, int], int] | None = None
        for number in sorted(touched):
            terms = self._sums[number]
            rest = sum(sign * move[place] for place, sign in terms.items() if place in move)
            if rest and (best is None or len(terms) < len(best[0])):
                best = terms, rest
        return best

    def _with_bounds(self, move: dict[CellAddress, int], span: int) -> dict[CellAddress, int]:
        """Return the move, extended by figures that would otherwise stop it at a bound before `span` steps."""
        longer = dict(move)
        for lower, upper in self._bounded(move):
            steps = {move.get(lower, 0), move.get(upper, 0)}
            if len(steps) == 2 and 0 in steps and self.value[upper] - self.value[lower] < span:
                other = lower if lower not in move else upper
                if other not in self.fixed:
                    longer[other] = sum(steps)
        return longer

    def _span(self, move: Move) -> float:
        """Return the number of steps that the move can go, forward and back."""
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

    def _bounded(self, move: Move) -> Iterable[tuple[CellAddress, CellAddress]]:
        return dict.fromkeys(pair for place in move for pair in self._bounds[place])
