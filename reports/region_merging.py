"""Regions joined where the figures of one would tell whether a named service was interviewed."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef

from enterprises.models import Engagement
from enterprises.querysets import EngagementQuerySet
from interviews.models import Mention
from reports.fieldwork import region_names
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED
from wording import listed

FEWEST_UNSEEN = 3
"""Of so many services at least it stays open which were interviewed."""
JOINED = (
    "Regions stand together where the figures of one, beside the relations that are listed, would tell which of its "
    "services were interviewed."
)

Region = int | None
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Seen:
    """Services in the frame, those of them interviewed, and of these those with a listed relation that they told of."""

    frame: int = 0
    interviewed: int = 0
    told: int = 0

    @classmethod
    def of(cls, number: int, code: str, *, is_told: bool) -> "Seen":
        """So many services of one outcome, whose relations are listed or not."""
        interviewed = number * (code in INTERVIEWED)
        return cls(number, interviewed, interviewed * is_told)

    def __add__(self, other: "Seen") -> "Seen":
        return Seen(self.frame + other.frame, self.interviewed + other.interviewed, self.told + other.told)

    def is_safe(self, country: "Seen") -> bool:
        """Whether of no service it can be known whether it was interviewed, but by its own listed relations.

        Of those without one some were interviewed and some were not, and they are not too few. In a `country` in which
        everybody was interviewed there is nothing to keep.
        """
        unseen, absent = self.frame - self.told, self.frame - self.interviewed
        if country.interviewed == country.frame or not unseen:
            return True
        return 0 < absent < unseen and unseen >= FEWEST_UNSEEN


@dataclass(frozen=True)
class Places:
    """The regions as everybody may see the fieldwork, those that stand together by the first of them.

    `names` and `members` are in the order of the reference data.
    """

    names: Mapping[Region, str]
    members: Mapping[Region, tuple[Region, ...]]

    @cached_property
    def first(self) -> Mapping[Region, Region]:
        """Each region with the first of those that it stands together with."""
        return {key: first for first, inside in self.members.items() for key in inside}

    @property
    def notes(self) -> tuple[str, ...]:
        """What is said under a table by region where some stand together."""
        return (JOINED,) if any(len(inside) > 1 for inside in self.members.values()) else ()


def tells_of(study: Study, relations: EngagementQuerySet) -> Exists:
    """Whether an interview of the study with a unit's service told of one of these relations."""
    # From the service's own interviews, and not from all its relations: other studies asked it as well.
    said = Mention.objects.of_study(study).filter(interview__unit__service=OuterRef("service"))
    theirs = relations.filter(pk=OuterRef("engagement"), service=OuterRef("interview__unit__service"))
    return Exists(said.filter(Exists(theirs)))


def seen_by(study: Study, *what: str) -> dict[tuple[Any, ...], Seen]:
    """The services of the frame, by these fields of a sampled unit. One query."""
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .annotate(is_told=tells_of(study, Engagement.objects.published()))
        .values_list(*what, "code", "is_told")
        .annotate(number=Count("pk"))
    )
    found: defaultdict[tuple[Any, ...], Seen] = defaultdict(Seen)
    for *values, code, is_told, number in rows:
        found[tuple(values)] += Seen.of(number, code, is_told=is_told)
    return dict(found)


def every_region() -> Places:
    """Each region by itself, for those who may see outcomes by named service. One query."""
    names = region_names()
    return Places(names, {key: (key,) for key in names})


def public_regions(study: Study) -> Places:
    """The regions joined as everybody may see the fieldwork of a study. Two queries."""
    seen: defaultdict[Region, dict[Hashable, Seen]] = defaultdict(dict)
    for (region, kind), inside in seen_by(study, "service__region", "service__kind").items():
        seen[region][kind] = inside
    names = region_names()
    groups = joined({key: seen[key] for key in names if key in seen or key is not None})
    members = {group[0]: group for group in groups}
    return Places(
        names={first: _name([names[key] for key in group]) for first, group in members.items()},
        members=members,
    )


def _name(regions: list[str]) -> str:
    """North East with London and Wales: some regions have an “and” of their own."""
    first, *others = regions
    return f"{first} with {listed(others)}" if others else first


def joined(seen: Mapping[Key, Mapping[Hashable, Seen]]) -> list[tuple[Key, ...]]:
    """The keys in groups, as few as possible in each, of which every kind is safe; each group in the order given.

    All of them together are told anyway, so that one group is the last resort. Safe groups joined are safe.
    """
    order = {key: number for number, key in enumerate(seen)}
    groups: list[tuple[Key, ...]] = [(key,) for key in seen]
    country = _sums(seen, seen)

    def cost(group: tuple[Key, ...]) -> tuple[int, int]:
        return sum(part.frame for part in _sums(seen, group).values()), order[group[0]]

    def is_safe(group: tuple[Key, ...]) -> bool:
        return all(part.is_safe(country[kind]) for kind, part in _sums(seen, group).items())

    while unsafe := [group for group in groups if not is_safe(group)]:
        group = min(unsafe, key=cost)
        others = [other for other in groups if other != group and cost(other)[0]]
        if not others:
            break
        enough = [other for other in others if is_safe((*group, *other))]
        other = min(enough or others, key=cost)
        groups = [one for one in groups if one not in (group, other)]
        groups.append(tuple(sorted((*group, *other), key=lambda key: order[key])))
    return sorted(groups, key=lambda group: order[group[0]])


def _sums(seen: Mapping[Key, Mapping[Hashable, Seen]], keys: Iterable[Key]) -> dict[Hashable, Seen]:
    sums: defaultdict[Hashable, Seen] = defaultdict(Seen)
    for key in keys:
        for kind, part in seen[key].items():
            sums[kind] += part
    return dict(sums)
