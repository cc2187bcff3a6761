"""Blocks of answers: what the tables of opinion show, counted once, before any of it is cleared. No Django here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Choice = Literal["single", "several"]

BASE = "(base)"
"""The answer of a figure that is the number of respondents who answered."""
COUNTRY = "(country)"
"""The place of a figure of everybody in the block: the whole that its parts and its areas divide."""
OTHER_PARTS = "(others)"
"""The place of the small parts that were merged into one."""


@dataclass(frozen=True)
class Block:
    """All answers to one question in one strand.

    `group` names question and strand (and the study, where a report reads two), the same in every report. `choice` is
    single where a respondent can give one answer only, so that the answers of a place add up to its base or less;
    otherwise several.

    `counts` are the numbers of respondents by place and answer, `bases` those who answered by place. The places are
    COUNTRY and, if the block is divided, its `parts` (such as prisons and probation) and its `areas`; each division
    adds up to the country. Small parts are not printed (only the country is), or with `merges_parts` they are merged
    into one row “Others together”: for rows that share out a total, such as words or outcomes.

    `asked` is the figure of the country that is this block's base, for a question that only some are asked: the answer
    that leads to it. The base is then no more public than that answer, in each place.
    """

    group: str
    choice: Choice
    counts: Mapping[str, Mapping[str, int]]
    bases: Mapping[str, int]
    parts: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    merges_parts: bool = False
    asked: "Figure | None" = None

    def __post_init__(self) -> None:
        places = [COUNTRY, *self.parts, *self.areas]
        if self.choice not in ("single", "several"):
            raise ValueError(f"Block “{self.group}”: {self.choice!r} is not single or several.")
        if (
            len(set(places)) != len(places)
            or set(places) != set(self.bases)
            or set(places) != set(self.counts)
        ):
            raise ValueError(f"Block “{self.group}”: each place needs its base and its counts, once.")
        for place in places:
            self._check_place(place)
        if self.asked and (self.areas or not set(places) <= set(self.asked.block.bases)):
            raise ValueError(
                f"Block “{self.group}”: a question for some has no areas, and the parts of that answer."
            )
        for division in filter(None, (self.parts, self.areas)):
            self._check_sum(division)

    def __hash__(self) -> int:
        return hash(self.group)

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers, in the order in which the country has them."""
        return tuple(self.counts[COUNTRY])

    @property
    def places(self) -> tuple[str, ...]:
        """The country, the parts, the areas."""
        return (COUNTRY, *self.parts, *self.areas)

    def count(self, place: str, answer: str) -> int:
        """Return the number of respondents of a place who gave an answer, or with BASE of those who answered."""
        return self.bases[place] if answer == BASE else self.counts[place][answer]

    def figure(self, answer: str, place: str = COUNTRY) -> "Figure":
        """Return the figure of an answer, or with BASE of those who answered, in a place."""
        return Figure(self, place, answer)

    def _check_place(self, place: str) -> None:
        base, counts = self.bases[place], self.counts[place]
        where = f"Block “{self.group}”, {place}"
        if counts.keys() != self.counts[COUNTRY].keys() or BASE in counts:
            raise ValueError(f"{where}: every place has the same answers, and none is called “{BASE}”.")
        if base < 0 or not all(0 <= count <= base for count in counts.values()):
            raise ValueError(f"{where}: a count is from 0 to its base.")
        if self.choice == "single" and sum(counts.values()) > base:
            raise ValueError(f"{where}: single answers add up to more than their base.")
        if self.asked and place in self.asked.block.bases and base != self.asked.at(place).count:
            raise ValueError(f"{where}: the base is not the number of those who were asked.")

    def _check_sum(self, division: tuple[str, ...]) -> None:
        for answer in (BASE, *self.answers):
            if sum(self.count(place, answer) for place in division) != self.count(COUNTRY, answer):
                raise ValueError(f"Block “{self.group}”, {answer}: {', '.join(division)} do not add up.")


@dataclass(frozen=True)
class Figure:
    """One number of a block: how many respondents of a place gave an answer, or with BASE answered at all."""

    block: Block = field(repr=False)
    place: str
    answer: str

    def __post_init__(self) -> None:
        if self.place not in self.block.bases:
            raise ValueError(f"Block “{self.block.group}” has no place “{self.place}”.")
        if self.answer != BASE and self.answer not in self.block.answers:
            raise ValueError(f"Block “{self.block.group}” has no answer “{self.answer}”.")

    @property
    def count(self) -> int:
        """The number before clearing."""
        return self.block.count(self.place, self.answer)

    def at(self, place: str) -> "Figure":
        """Return the figure of the same answer in another place."""
        return Figure(self.block, place, self.answer)


def blocks_of(figures: Iterable[Figure]) -> tuple[Block, ...]:
    """Return the blocks of these figures, and those that decide who is asked, once each.

    :raises ValueError: if two blocks of the same group differ.
    """
    found: dict[str, Block] = {}
    for figure in figures:
        block: Block | None = figure.block
        while block is not None:
            known = found.setdefault(block.group, block)
            if known is not block and known != block:
                raise ValueError(f"Two blocks are called “{block.group}” and have different figures.")
            block = block.asked.block if block.asked else None
    return tuple(found.values())


def block_of(
    group: str,
    choice: Choice,
    counts: Mapping[str, Mapping[str, int]],
    bases: Mapping[str, int],
    *,
    areas: Mapping[str, Mapping[str, int]] | None = None,
    area_bases: Mapping[str, int] | None = None,
    merges_parts: bool = False,
    asked: Figure | None = None,
) -> Block:
    """Return the block of a question counted by part (and by area): the country is the sum of the parts.

    `counts` and `bases` are by part; a single part is the country itself.
    """
    answers = {answer: None for part in counts.values() for answer in part}
    whole = {answer: sum(part.get(answer, 0) for part in counts.values()) for answer in answers}
    parts = tuple(counts) if len(counts) > 1 else ()
    by_area = areas or {}
    filled = {
        place: {answer: found.get(answer, 0) for answer in answers}
        for place, found in {**(counts if parts else {}), **by_area}.items()
    }
    return Block(
        group=group,
        choice=choice,
        counts={COUNTRY: whole, **filled},
        bases={
            COUNTRY: sum(bases.values()),
            **({part: bases[part] for part in parts}),
            **{area: (area_bases or {})[area] for area in by_area},
        },
        parts=parts,
        areas=tuple(by_area),
        merges_parts=merges_parts,
        asked=asked,
    )
