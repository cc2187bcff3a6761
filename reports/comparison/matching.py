"""Which services of two frames are the same, which followed which, and which closed or opened. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Matched:
    """The services of two frames by what became of them, each in exactly one place.

    `same` are in both frames. `followed` are pairs of an earlier service and the one that alone followed it.
    `merged` are earlier services that with others, or into a service that was there already, became `formed`;
    a service of both frames stays in `same`. `closed` have no later service, `opened` no earlier one.
    """

    same: frozenset[int]
    followed: tuple[tuple[int, int], ...]
    merged: frozenset[int]
    formed: frozenset[int]
    closed: frozenset[int]
    opened: frozenset[int]

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Earlier and later service of every unit that can be compared one to one."""
        return [(service, service) for service in sorted(self.same)] + list(self.followed)


def matched(earlier: Iterable[int], later: Iterable[int], successors: Mapping[int, int]) -> Matched:
    """Match the services of two frames; `successors` says of a service which one followed it."""
    before, after = set(earlier), set(later)
    same = before & after
    led: defaultdict[int, list[int]] = defaultdict(list)
    closed = set()
    for service in sorted(before - same):
        followed_by = _standing(service, after, successors)
        if followed_by is None:
            closed.add(service)
        else:
            led[followed_by].append(service)
    alone = {target: old[0] for target, old in led.items() if len(old) == 1 and target not in same}
    formed = {target for target in led if target not in alone and target not in same}
    return Matched(
        same=frozenset(same),
        followed=tuple(sorted((old, target) for target, old in alone.items())),
        merged=frozenset(old for target, group in led.items() if target not in alone for old in group),
        formed=frozenset(formed),
        closed=frozenset(closed),
        opened=frozenset(after - same - set(led)),
    )


def _standing(service: int, after: set[int], successors: Mapping[int, int]) -> int | None:
    """The first of the services that followed, one after the other, that is in the later frame."""
    seen = {service}
    current = successors.get(service)
    while current is not None and current not in seen:
        if current in after:
            return current
        seen.add(current)
        current = successors.get(current)
    return None
