"""Matches services of two frames: the same, followed, merged, reorganised, rebuilt, closed, opened. No Django here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class FrameMatch:
    """The services of two frames by what happened to them between the frame dates, each in exactly one field.

    `same` are in both frames. `followed` are pairs of an earlier service and the one that alone followed it.
    `merged` are earlier services that became part of a later one, and `formed` those later services; a service that is
    in both frames stays in `same`. `closed` have no later service, `opened` no earlier one. `reorganised` are earlier
    services whose work others took over in the same region, `reorganised_into` those later ones: which followed which
    is not known, so they are compared by region only. `rebuilt` are earlier services that closed and on whose site a
    new one stands, `rebuilt_as` those new ones: another service, so they are in no pair.
    """

    same: frozenset[int]
    followed: tuple[tuple[int, int], ...]
    merged: frozenset[int]
    formed: frozenset[int]
    closed: frozenset[int]
    opened: frozenset[int]
    reorganised: frozenset[int] = frozenset()
    reorganised_into: frozenset[int] = frozenset()
    rebuilt: frozenset[int] = frozenset()
    rebuilt_as: frozenset[int] = frozenset()

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The earlier and the later service of every service that can be compared one to one."""
        return [(service, service) for service in sorted(self.same)] + list(self.followed)


def match_frames(
    earlier: Iterable[int],
    later: Iterable[int],
    successors: Mapping[int, int],
    rebuilt: Container[int] = frozenset(),
) -> FrameMatch:
    """Return how the services of two frames match.

    `successors` maps a service to the one that followed it. `rebuilt` has those whose successor is a new service on
    the site of the closed one.
    """
    before, after = set(earlier), set(later)
    continued = {service: successor for service, successor in successors.items() if service not in rebuilt}
    same = before & after
    predecessors: defaultdict[int, list[int]] = defaultdict(list)
    new_on_site: dict[int, int] = {}
    closed = set()
    for service in sorted(before - same):
        if (successor := _successor_in(service, after, continued)) is not None:
            predecessors[successor].append(service)
        elif (successor := _successor_in(service, after, successors)) is not None:
            new_on_site[service] = successor
        else:
            closed.add(service)
    alone = {target: old[0] for target, old in predecessors.items() if len(old) == 1 and target not in same}
    formed = {target for target in predecessors if target not in alone and target not in same}
    opened = after - same - set(predecessors)
    rebuilt_as = opened & set(new_on_site.values())
    return FrameMatch(
        same=frozenset(same),
        followed=tuple(sorted((old, target) for target, old in alone.items())),
        merged=frozenset(
            old for target, group in predecessors.items() if target not in alone for old in group
        ),
        formed=frozenset(formed),
        closed=frozenset(closed),
        opened=frozenset(opened - rebuilt_as),
        rebuilt=frozenset(new_on_site),
        rebuilt_as=frozenset(rebuilt_as),
    )


def with_groups(
    found: FrameMatch, earlier: Mapping[int, int | None], later: Mapping[int, int | None]
) -> FrameMatch:
    """Return the match with those that closed and opened in one region as reorganised.

    `earlier` and `later` give the region of each service that may have been reorganised, in one division into regions;
    None is no region. A service that closed where none opened stays closed, and one that opened where none closed
    stays opened.
    """
    before = {service: earlier[service] for service in found.closed if earlier.get(service) is not None}
    after = {service: later[service] for service in found.opened if later.get(service) is not None}
    both = set(before.values()) & set(after.values())
    old = frozenset(service for service, region in before.items() if region in both)
    new = frozenset(service for service, region in after.items() if region in both)
    return replace(
        found,
        closed=found.closed - old,
        opened=found.opened - new,
        reorganised=old,
        reorganised_into=new,
    )


def _successor_in(service: int, after: set[int], successors: Mapping[int, int]) -> int | None:
    """Return the first in the chain of successors that is in the later frame, None if none is."""
    seen = {service}
    current = successors.get(service)
    while current is not None and current not in seen:
        if current in after:
            return current
        seen.add(current)
        current = successors.get(current)
    return None
