"""The policy of publication, version 2026-1: what may be printed of blocks of answers. Pure Python, no Django.

How to convert a report. Its tables of class B declare what they show, and nothing is inferred:

1. Count each question of a strand once, into a `Block`: `block_of(group, choice, counts, bases, areas=…)`. `group` is a
   name of question and strand that every report uses for the same figures (`reports.answers.blocks` has those of
   questions with choices: `answer_block`, `state_block`). A question that only some are asked has `asked=`: the figure
   of the answer that leads to it.
2. Each count cell of the table shows one figure: `Table(…, shows={(row, key): block.figure(answer, place)})`, with
   `BASE` as the answer for the number who answered. Two tables that show the same figure use the same group.
   Percentages keep `Column.ratio`. A count that is worked out from others of its row is a `Column.formula` and shows
   nothing; neither do columns that head their row.
3. Rows that share out a total, such as words or outcomes, are the parts of a block with `merges_parts=True`.
4. A list of what was named has `ranking=Ranking(names, by)`: the largest first, what nobody named in a note.
5. Counts of fieldwork or of the directory alone are class A, and show nothing.

`reports.disclosure.control` does the rest: it replaces the figures, merges and leaves out rows, and adds the notes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from reports.disclosure.blocks import BASE, COUNTRY, OTHER_PARTS, Block, Figure
from reports.table import Bound, StudyFacts

Shown = int | Bound | None
"""A figure as it may be printed; None is withheld."""


@dataclass(frozen=True)
class Policy:
    """The rules that every release follows. A study lead may be stricter, never looser.

    A place with fewer than `smallest_base` respondents, but not none, has nothing printed but its base. A reader may
    know `known` answers: their own and those of two colleagues. Counts by area are rounded to the nearest `rounding`,
    and left out unless `areas` is True.

    A count of its base less `cap`, or more, is printed as that limit; by area the margin is `area_cap`. `cap` is one
    more than `known`: of a limit of the base less three, the three who did not say it would know that all others did.
    """

    smallest_base: int = 10
    areas: bool = True

    version: ClassVar[str] = "2026-1"
    known: ClassVar[int] = 3
    cap: ClassVar[int] = known + 1
    rounding: ClassVar[int] = 5
    area_cap: ClassVar[int] = 6
    smallest_area: ClassVar[int] = 15
    """The respondents that an area has at least, unless the whole country has fewer (`reports.region_merging`)."""

    def __post_init__(self) -> None:
        if self.smallest_base < 10:
            raise ValueError("The smallest base is 10 or more.")

    @classmethod
    def of(cls, study: StudyFacts) -> "Policy":
        """Return the policy with what the study lead made stricter."""
        return cls(smallest_base=study.smallest_base, areas=study.shows_areas)

    @property
    def note(self) -> str:
        """What readers are told of the policy, in one paragraph."""
        areas = (
            f"by area they are rounded to the nearest {self.rounding}"
            if self.areas
            else "none are shown by area"
        )
        return (
            f"Policy on publication {self.version}: counts of answers are exact for the country and by kind of "
            f"service; {areas}. Where fewer than {self.smallest_base} answered, only that number is shown. A count of "
            f"nearly all who answered is shown as a limit, so that nobody’s answer follows from it."
        )


@dataclass(frozen=True)
class Cleared:
    """The figures of a release as they may be printed, over its blocks as they may be printed (small parts merged)."""

    figures: Mapping[Figure, Shown]
    blocks: Mapping[str, Block]

    def of(self, figure: Figure) -> Shown:
        """Return a figure as it may be printed; of a merged part that of OTHER_PARTS."""
        place = OTHER_PARTS if self.is_merged(figure) else figure.place
        return self.figures[Figure(self.blocks[figure.block.group], place, figure.answer)]

    def is_merged(self, figure: Figure) -> bool:
        """Return True if the part of a figure was too small and is printed in “Other” only."""
        return figure.place not in self.blocks[figure.block.group].bases


def clear(blocks: Iterable[Block], policy: Policy) -> Cleared:
    """Return the figures of all these blocks as the policy lets them be printed (publication.md §3, rules 2 to 6).

    Blocks that decide who is asked must be among them (`blocks_of` finds them).
    """
    waiting = {block.group: block for block in blocks}
    printed: dict[str, Block] = {}
    figures: dict[Figure, Shown] = {}

    def add(block: Block) -> None:
        if block.group in printed:
            return
        if block.asked:
            add(waiting[block.asked.block.group])
        merged = merge_small_parts(block, policy.smallest_base)
        bases: dict[str, Shown] = dict(merged.bases)
        if merged.asked:
            bases = {place: figures[merged.asked.at(place)] for place in merged.places}
        printed[block.group] = merged
        figures.update(_cleared(merged, bases, policy))

    for block in waiting.values():
        add(block)
    return Cleared(figures, printed)


def merge_small_parts(block: Block, smallest: int) -> Block:
    """Return the block with its parts of fewer than `smallest`, but not none, merged into one; rule 5.

    While they are too few together, the next smallest part joins them. So it does where only one part is small, because
    “Other” would then be that part. A block that does not merge its parts is returned as it is.
    """
    by_size = sorted((part for part in block.parts if block.bases[part]), key=lambda part: block.bases[part])
    small = [part for part in by_size if block.bases[part] < smallest]
    if not block.merges_parts or not small:
        return block
    while len(small) < len(by_size) and (
        len(small) < 2 or sum(block.bases[part] for part in small) < smallest
    ):
        small.append(by_size[len(small)])
    kept = tuple(part for part in block.parts if part not in small)
    together = {answer: sum(block.counts[part][answer] for part in small) for answer in block.answers}
    places = (COUNTRY, *kept, *block.areas)
    return replace(
        block,
        parts=(*kept, OTHER_PARTS),
        counts={**{place: block.counts[place] for place in places}, OTHER_PARTS: together},
        bases={
            **{place: block.bases[place] for place in places},
            OTHER_PARTS: sum(block.bases[part] for part in small),
        },
    )


def _cleared(block: Block, bases: Mapping[str, Shown], policy: Policy) -> dict[Figure, Shown]:
    withheld = _withheld(block, bases, policy)
    found: dict[str, dict[str, Shown]] = {
        place: dict.fromkeys(block.answers)
        if place in withheld
        else _of_place(block, place, _at_least(bases[place]), policy)
        for place in block.places
    }
    if COUNTRY not in withheld:
        for answer in block.answers:
            parts = [found[part][answer] for part in block.parts if part not in withheld]
            if any(isinstance(part, Bound) for part in parts):
                found[COUNTRY][answer] = _total(parts)
    return {
        Figure(block, place, answer): bases[place] if answer == BASE else found[place][answer]
        for place in block.places
        for answer in (BASE, *block.answers)
    }


def _withheld(block: Block, bases: Mapping[str, Shown], policy: Policy) -> set[str]:
    """Return the places of which nothing but the base is printed; rule 4.

    Of a base that is a limit, because of the answer that leads to it, single answers would add up to the base itself.
    """
    few = {
        place
        for place, base in bases.items()
        if (isinstance(base, Bound) and block.choice == "single")
        or (base != 0 and _at_least(base) < policy.smallest_base)
    }
    for division in (block.parts, block.areas):
        if few.intersection(division):
            few.update(division)
    return few if policy.areas else few.union(block.areas)


def _at_least(base: Shown) -> int:
    """Return the smallest number that a printed base allows."""
    if isinstance(base, Bound):
        return int(base.value) if base.is_least else 0
    return base or 0


def _of_place(block: Block, place: str, base: int, policy: Policy) -> dict[str, Shown]:
    """Return the counts of one place with this base at least; rules 2, 3 and 6."""
    counts = block.counts[place]
    is_area = place in block.areas
    cap = policy.area_cap if is_area else policy.cap
    most = base - cap if is_area else base - cap - 1
    is_capped = {answer: base > 0 and count > most for answer, count in counts.items()}
    found: dict[str, Shown] = {}
    for answer, count in counts.items():
        if is_capped[answer]:
            found[answer] = Bound(base - cap, is_least=True)
        elif is_area:
            found[answer] = round_count(count, policy.rounding)
        elif block.choice == "single" and any(is_capped.values()):
            found[answer] = Bound(cap, is_least=False)
        else:
            found[answer] = count
    return found


def _total(parts: Iterable[Shown]) -> Bound:
    """Return what the parts say at least together, or at most where that is 0; rule 3."""
    shown = [part if isinstance(part, Bound) else Bound(part or 0, is_least=True) for part in parts]
    least = sum(part.value for part in shown if part.is_least)
    if least:
        return Bound(least, is_least=True)
    return Bound(sum(part.value for part in shown), is_least=False)


def round_count(count: int, base: int) -> int:
    """Return the count rounded to the nearest multiple of the base, a half upwards."""
    return (2 * count + base) // (2 * base) * base


def round_changes(befores: Sequence[int], changes: Sequence[int], base: int) -> list[int]:
    """Return changes that add up to 0 as multiples of the base that do so too and leave no count below 0.

    Each goes to a multiple next to it, the largest remainders upwards: +7, -3 and -4 become +5, 0 and -5. Where a
    count is too small to fall by the base, it stays, and another change gives way.
    """
    rounded = [
        change // base * base if before + change // base * base >= 0 else change // base * base + base
        for before, change in zip(befores, changes, strict=True)
    ]
    while surplus := sum(rounded):
        step = base if surplus < 0 else -base
        may_move = [at for at in range(len(changes)) if befores[at] + rounded[at] + step >= 0]
        rounded[max(may_move, key=lambda at: (changes[at] - rounded[at]) * step)] += step
    return rounded
