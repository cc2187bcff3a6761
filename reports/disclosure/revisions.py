"""The rule for revisions: which figures of a new release may move, and which are carried over as they were.

The difference of two releases is a table too. Somebody who subtracts the old figures from the new ones learns what was
added, removed or changed in between, so figures move only where that concerns enough respondents, and never because
nearly all of these said the same (publication policy, §3.9). No Django here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reports.disclosure.blocks import BASE, COUNTRY
from reports.disclosure.policy import Policy
from reports.disclosure.printed import GroupFigures, Interval

FEWEST_CHANGED = 10
"""The figures of a place move only if this number of its respondents, or more, were added, removed or changed."""
UNREADABLE = ""
"""The hash of an answer that cannot be compared."""


@dataclass(frozen=True)
class Member:
    """One respondent whose answers a release counts.

    `key` is the interview, None if it has been erased since. `part` and `area` are where the respondent is counted.
    `answers` has a keyed hash of the answer by group, for each question that the respondent answered; UNREADABLE if the
    hash was made with another key, so that nobody can tell whether the answer is another.
    """

    key: int | None
    strand: str
    part: str
    area: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReleaseFigures:
    """The figures that a release was the first to print, by group, with the respondents it counts.

    Groups that it carried over are absent: the release that first printed them has them.
    """

    groups: Mapping[str, GroupFigures]
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Held:
    """What a release carries over: groups with all their figures, and groups of which only the figures by area are."""

    groups: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()

    def holds(self, group: str, place: str, areas: Iterable[str]) -> bool:
        """Return True if the figure of a place is carried over; `areas` are the areas of the group."""
        return group in self.groups or (group in self.areas and place in areas)


@dataclass
class Change:
    """The respondents of one place between two releases; of `unknown` ones nobody can tell whether anything changed."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    unknown: int = 0

    @property
    def is_untouched(self) -> bool:
        return not (self.added or self.removed or self.changed or self.unknown)

    @property
    def number(self) -> int:
        return self.added + self.removed + self.changed

    def lets(self, old: Interval, new: Interval) -> bool:
        """Return True if a figure may move so: not because all but `Policy.known`, or fewer, concerned moved it."""
        up, down = new[0] - old[1], old[0] - new[1]
        return up < max(1, self.added + self.changed - Policy.known) and down < max(
            1, self.removed + self.changed - Policy.known
        )


def changes_between(group: str, before: Iterable[Member], now: Iterable[Member]) -> Change:
    """Return how many respondents of a group were added, removed or changed."""
    return _touched(group, before, now, by_area=False).get(COUNTRY, Change())


def held_groups(earlier: Sequence[ReleaseFigures], current: ReleaseFigures) -> Held:
    """Return the groups that the current release must carry over.

    `earlier` are all releases that were ever public, also withdrawn ones: whoever kept an old file can subtract any of
    them. `current` are the figures as they would be printed if nothing were carried over. A group that no earlier
    release printed is never carried over. Where a group is carried over, so are the groups that are asked of some of
    its respondents only, because their base is one of its figures.
    """
    groups: set[str] = set()
    areas: set[str] = set()
    for release in earlier:
        for group, old in release.groups.items():
            new = current.groups.get(group)
            if new is None:
                continue
            if not _may_move(group, release, current, old, new, by_area=False):
                groups.add(group)
            elif new.areas and not _may_move(group, release, current, old, new, by_area=True):
                areas.add(group)
    printed_before = {group for release in earlier for group in release.groups}
    while dependent := {
        group
        for group, figures in current.groups.items()
        if figures.asked_group in groups and group in printed_before and group not in groups
    }:
        groups |= dependent
    return Held(frozenset(groups), frozenset(areas - groups))


def _may_move(
    group: str,
    earlier: ReleaseFigures,
    current: ReleaseFigures,
    old: GroupFigures,
    new: GroupFigures,
    *,
    by_area: bool,
) -> bool:
    if by_area and old.areas != new.areas:
        # Differences between two geographies are figures of the pieces, which neither release prints.
        return not old.areas
    touched = _touched(group, earlier.members, current.members, by_area=by_area) or _touched_by_bases(
        old, new
    )
    for place, concerned in touched.items():
        if not concerned.is_untouched and concerned.number < FEWEST_CHANGED:
            return False
        if place not in new.printed or place not in old.printed:
            continue
        for answer, figure in new.printed[place].items():
            before = old.printed[place].get(answer)
            is_opinion = answer != BASE or bool(new.asked_group)
            if is_opinion and before is not None and not concerned.lets(before, figure):
                return False
    return True


def _touched_by_bases(old: GroupFigures, new: GroupFigures) -> dict[str, Change]:
    """Return who came or went at least where no members are known, such as of mentions: what the bases say."""
    found = {}
    for place in old.printed.keys() & new.printed.keys():
        base = BASE if BASE in old.printed[place] and BASE in new.printed[place] else None
        difference = new.printed[place][base][0] - old.printed[place][base][0] if base else 0
        found[place] = Change(added=max(0, difference), removed=max(0, -difference))
    return found


def _touched(
    group: str, earlier: Iterable[Member], current: Iterable[Member], *, by_area: bool
) -> dict[str, Change]:
    """Return who was added, removed or changed, by part and for the country, or by area."""
    found: defaultdict[str, Change] = defaultdict(Change)

    def places(member: Member) -> tuple[str, ...]:
        return (member.area,) if by_area else (member.part, COUNTRY)

    before: dict[int | None, Member] = {
        member.key: member for member in earlier if member.key is not None and group in member.answers
    }
    now = {member.key: member for member in current if group in member.answers}
    for key, member in now.items():
        was = before.get(key)
        for place in places(member):
            if was is None or place not in places(was):
                found[place].added += 1
            elif was.answers[group] == UNREADABLE:
                found[place].unknown += 1
            elif was.answers[group] != member.answers[group]:
                found[place].changed += 1
    for key, member in before.items():
        for place in places(member):
            if key not in now or place not in places(now[key]):
                found[place].removed += 1
    strands = {member.strand for member in (*before.values(), *now.values())}
    for member in earlier:
        if member.key is None and member.strand in strands:
            for place in places(member):
                found[place].unknown += 1
    return found
