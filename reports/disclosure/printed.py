"""What a printed figure says: the smallest and the largest number that it can stand for. Pure Python, no Django."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.disclosure.blocks import BASE, OTHER_PARTS, Block
from reports.disclosure.policy import Cleared, Policy, Shown
from reports.table import Bound, Report

if TYPE_CHECKING:
    from reports.disclosure.revisions import Held

Interval = tuple[int, int]
"""The smallest and the largest number that a printed figure can stand for; both are the number if it is exact."""


@dataclass(frozen=True)
class GroupFigures:
    """The figures of one group as printed: their intervals by place and answer. A hidden figure is absent.

    `areas` are the places that are areas. `asked_group` is the group whose answer decides who is asked, empty if
    everybody is.
    """

    printed: Mapping[str, Mapping[str, Interval]]
    areas: frozenset[str] = frozenset()
    asked_group: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """The places that are no areas: the country and its parts."""
        return tuple(place for place in self.printed if place not in self.areas)

    def without(self, group: str, held: "Held") -> "GroupFigures":
        """Return the figures of the group without those that are carried over."""
        kept = {
            place: found for place, found in self.printed.items() if not held.holds(group, place, self.areas)
        }
        return replace(self, printed=kept, areas=self.areas & kept.keys())


Address = tuple[str, str, str]
"""A figure by its group, place and answer."""


def figures_in(reports: Iterable[Report], cleared: Cleared) -> frozenset[Address]:
    """Return the figures that the tables of these reports show; those of merged parts are of the place OTHER_PARTS."""
    return frozenset(
        (
            figure.block.group,
            OTHER_PARTS if cleared.is_merged(figure) else figure.place,
            figure.answer,
        )
        for report in reports
        for table in report.tables
        for figure in table.shows.values()
    )


def printed_figures(
    cleared: Cleared, policy: Policy, shown: Collection[Address] | None = None
) -> dict[str, GroupFigures]:
    """Return what is printed of each figure, by group: of those that a table shows, or of all of them."""
    return {group: _of_block(block, cleared, policy, shown) for group, block in cleared.blocks.items()}


def _of_block(
    block: Block, cleared: Cleared, policy: Policy, shown: Collection[Address] | None
) -> GroupFigures:
    printed: dict[str, dict[str, Interval]] = {}
    for place in block.places:
        found = {
            answer: interval
            for answer in (BASE, *block.answers)
            if (answer == BASE or shown is None or (block.group, place, answer) in shown)
            and (interval := _interval(block, place, answer, cleared, policy)) is not None
        }
        # Where no figure by area is printed, neither are the areas.
        if place not in block.areas or found.keys() - {BASE}:
            printed[place] = found
    return GroupFigures(
        printed=printed,
        areas=frozenset(block.areas) & printed.keys(),
        asked_group=block.asked.block.group if block.asked else "",
    )


def _interval(block: Block, place: str, answer: str, cleared: Cleared, policy: Policy) -> Interval | None:
    shown: Shown = cleared.of(block.figure(answer, place))
    base = block.bases[place]
    if shown is None:
        return None
    if isinstance(shown, Bound):
        return (int(shown.value), base) if shown.is_least else (0, int(shown.value))
    if answer == BASE or place not in block.areas:
        return shown, shown
    half = policy.rounding // 2
    # A count above the highest that is rounded is printed as a limit, so a rounded one is not.
    return max(0, shown - half), min(shown + half, base - policy.area_cap)
