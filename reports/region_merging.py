"""The geography of a study: whole neighbouring regions, merged until what is shown of each is safe."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef

from enterprises.models import Engagement
from enterprises.querysets import EngagementQuerySet
from interviews.models import Mention
from noms.geometry import neighbours
from reports.disclosure.policy import Policy
from reports.study_facts import region_names
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED_CODES
from wording import listed

REGION_LAYERS = ("regions_2009", "regions_2021")
"""The boundaries that regions may have, by layer."""
SMALLEST_UNLISTED = 3
"""A group of services is safe with this many services, or more, that have no listed relation."""
MERGED_NOTE = (
    f"Neighbouring regions are merged, the smallest first, until {Policy.smallest_area} services or more were "
    "interviewed in each (or as many as the study’s own smallest base, if that is larger), and until the working links "
    "that are listed do not disclose which others were interviewed."
)

Region = int | None
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class InterviewCounts:
    """Numbers of services: in the frame, interviewed, and of these `listed`, which reported a listed relation."""

    frame: int = 0
    interviewed: int = 0
    listed: int = 0

    @classmethod
    def of_outcome(cls, number: int, code: str, *, is_listed: bool) -> "InterviewCounts":
        """Return the counts of services with one outcome, with or without a listed relation."""
        interviewed = number * (code in INTERVIEWED_CODES)
        return cls(number, interviewed, interviewed * is_listed)

    def __add__(self, other: "InterviewCounts") -> "InterviewCounts":
        return InterviewCounts(
            self.frame + other.frame, self.interviewed + other.interviewed, self.listed + other.listed
        )

    def is_safe(self, country: "InterviewCounts") -> bool:
        """Return True if nobody can tell of a service without a listed relation whether it was interviewed.

        Some of those services were interviewed, some were not, and there are SMALLEST_UNLISTED or more. In a `country`
        in which everybody was interviewed there is nothing to protect.
        """
        unlisted, absent = self.frame - self.listed, self.frame - self.interviewed
        if country.interviewed == country.frame or not unlisted:
            return True
        return 0 < absent < unlisted and unlisted >= SMALLEST_UNLISTED


@dataclass(frozen=True)
class RegionGroups:
    """The regions as a report shows them: merged regions are one group, whose key is its first region.

    `names` and `members` are by that key, in the order of the reference data.
    """

    names: Mapping[Region, str]
    members: Mapping[Region, tuple[Region, ...]]

    @cached_property
    def group_of(self) -> Mapping[Region, Region]:
        """The key of the group of each region."""
        return {region: key for key, regions in self.members.items() for region in regions}

    @property
    def notes(self) -> tuple[str, ...]:
        """The note for a table by region where some regions are merged."""
        return (MERGED_NOTE,) if any(len(regions) > 1 for regions in self.members.values()) else ()


def reports_relation(study: Study, relations: EngagementQuerySet) -> Exists:
    """Return a condition on sampled units: an interview with the service reported one of these relations."""
    # Only this study's interviews count, because other studies may have asked the same service.
    mentions = Mention.objects.of_study(study).filter(interview__unit__service=OuterRef("service"))
    own = relations.filter(pk=OuterRef("engagement"), service=OuterRef("interview__unit__service"))
    return Exists(mentions.filter(Exists(own)))


def counts_by(study: Study, *fields: str) -> dict[tuple[Any, ...], InterviewCounts]:
    """Return the counts of the frame's services by these fields of a sampled unit. One query."""
    rows = (
        SampledUnit.objects.of_study(study)
        .initial()
        .filter(service__isnull=False)
        .order_by()
        .annotate(is_listed=reports_relation(study, Engagement.objects.to_be_public(study.slug)))
        .values_list(*fields, "code", "is_listed")
        .annotate(number=Count("pk"))
    )
    found: defaultdict[tuple[Any, ...], InterviewCounts] = defaultdict(InterviewCounts)
    for *values, code, is_listed, number in rows:
        found[tuple(values)] += InterviewCounts.of_outcome(number, code, is_listed=is_listed)
    return dict(found)


def every_region(study: Study) -> RegionGroups:
    """Return each region of the study as its own group, for those who may see outcomes by named service. One query."""
    names = region_names(study)
    return RegionGroups(names, {key: (key,) for key in names})


def public_regions(study: Study) -> RegionGroups:
    """Return the regions merged as the public may see a study, the same in every table, map and page. Two queries."""
    counts: defaultdict[Region, dict[Hashable, InterviewCounts]] = defaultdict(dict)
    for (region, kind), found in counts_by(study, "region", "service__kind").items():
        counts[region][kind] = found
    names = region_names(study)
    groups = merge_regions(
        {key: counts[key] for key in names if key in counts or key is not None},
        neighbours=_neighbours(names),
        smallest=max(Policy.smallest_area, study.smallest_base),
    )
    members = {group[0]: group for group in groups}
    return RegionGroups(
        names={first: _name([names[key] for key in group]) for first, group in members.items()},
        members=members,
    )


def _neighbours(names: Mapping[Region, str]) -> dict[Region, frozenset[Region]]:
    """Return the neighbours of each region by key; none are known of an own frame, which has no boundaries."""
    known = {name for key, name in names.items() if key is not None}
    keys = {name: key for key, name in names.items()}
    borders = next((found for layer in REGION_LAYERS if known <= (found := neighbours(layer)).keys()), {})
    return {
        keys[name]: frozenset(keys[other] for other in others if other in keys)
        for name, others in borders.items()
        if name in keys
    }


def _name(regions: list[str]) -> str:
    """Return a name such as “North East with London and Wales”. Some regions already have an “and”."""
    first, *others = regions
    return f"{first} with {listed(others)}" if others else first


def merge_regions(
    counts: Mapping[Key, Mapping[Hashable, InterviewCounts]],
    *,
    neighbours: Mapping[Key, frozenset[Key]],
    smallest: int,
) -> list[tuple[Key, ...]]:
    """Return the keys in groups in each of which `smallest` services or more were interviewed and every kind is safe.

    `counts` are by key and kind; groups and their keys keep its order. The group with the fewest interviews is merged
    first, with the neighbour that has the fewest; a group without neighbours joins any. Two safe groups merged are
    safe. One group of all keys is the last resort: the figures of the whole country are published anyway. Keys without
    services stay alone.
    """
    order = {key: number for number, key in enumerate(counts)}
    groups: list[tuple[Key, ...]] = [(key,) for key in counts]
    country = _sums(counts, counts)

    def interviewed(group: tuple[Key, ...]) -> tuple[int, int]:
        return sum(part.interviewed for part in _sums(counts, group).values()), order[group[0]]

    def is_enough(group: tuple[Key, ...]) -> bool:
        parts = _sums(counts, group)
        is_safe = all(part.is_safe(country[kind]) for kind, part in parts.items())
        return not parts or (is_safe and interviewed(group)[0] >= smallest)

    while waiting := [group for group in groups if not is_enough(group)]:
        group = min(waiting, key=interviewed)
        others = [other for other in groups if other != group and _sums(counts, other)]
        if not others:
            break
        borders = frozenset[Key]().union(*(neighbours.get(key, frozenset()) for key in group))
        beside = [other for other in others if borders.intersection(other)]
        other = min(beside or others, key=interviewed)
        groups = [one for one in groups if one not in (group, other)]
        groups.append(tuple(sorted((*group, *other), key=lambda key: order[key])))
    return sorted(groups, key=lambda group: order[group[0]])


def _sums(
    counts: Mapping[Key, Mapping[Hashable, InterviewCounts]], keys: Iterable[Key]
) -> dict[Hashable, InterviewCounts]:
    sums: defaultdict[Hashable, InterviewCounts] = defaultdict(InterviewCounts)
    for key in keys:
        for kind, part in counts[key].items():
            sums[kind] += part
    return dict(sums)
