"""General answers and the details they imply.

A general answer, such as “independent”, narrows the unknown details it is about. If a known detail contradicts it, the
detail is used and the conflict is reported.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import percentages, wording
from .facts import SURPLUS, SURPLUS_PARTS, Facts
from .percentages import Share

FOUR_DETAILS: Mapping[str, bool | Share] = {
    "separately_constituted": True,
    "operated_by_service_staff": False,
    "own_bank_account": True,
    "public_sector_board_share": percentages.BELOW_HALF,
}
"""The details of independence in version 1 of the study's definition → the value (or range) that passes."""

INDEPENDENCE: Mapping[str, bool | Share] = {
    **FOUR_DETAILS,
    "publicly_controlled": False,
    "shadow_directors": False,
}
"""The six details of independence in version 2."""

GENERAL_ANSWER_CUTS: dict[str, int] = {
    "public_sector_board_share": percentages.AT_LEAST_HALF.low,
    "trading_share": percentages.ABOVE_ZERO.low,
    "reinvested_share": percentages.ABOVE_HALF.low,
    SURPLUS: percentages.ABOVE_HALF.low,
}
"""Share → the position at which a general answer divides it."""

SURPLUS_ANSWERS = ("reinvests", "distributes_profit", "charity")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a definition takes general answers to be about.

    `independence` are the details that “independent” is about. `surplus` is the share that the answers on surplus
    narrow: the reinvested share, or its sum with the share of stakeholders.
    """

    independence: Mapping[str, bool | Share]
    surplus: str

    def related(self, detail: str) -> tuple[str, ...]:
        """Return the other facts that say something about a detail."""
        if detail in self.independence:
            return ("independent", *self.independence)
        if detail == self.surplus:
            return (*SURPLUS_ANSWERS, *(SURPLUS_PARTS if detail == SURPLUS else ()))
        return ("trades",) if detail == "trading_share" else ()

    def about(self, facts: Iterable[str]) -> tuple[str, ...]:
        """Return these details with the facts related to them, each once and without the sum of shares."""
        every = (name for fact in facts for name in (fact, *self.related(fact)))
        return tuple(dict.fromkeys(name for name in every if name != SURPLUS))


READINGS = {
    (six, together): Reading(
        INDEPENDENCE if six else FOUR_DETAILS, SURPLUS if together else "reinvested_share"
    )
    for six in (False, True)
    for together in (False, True)
}


def reading_of(asked: Collection[str]) -> Reading:
    """Return the reading of a definition that asks these facts."""
    six = not (INDEPENDENCE.keys() - FOUR_DETAILS.keys()).isdisjoint(asked)
    return READINGS[six, SURPLUS in asked]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Known facts that contradict each other, as a sentence, with the evidence behind them if there is any."""

    facts: tuple[str, ...]
    sentence: str
    evidence: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrowedFacts:
    """Facts after the general answers were applied.

    `surplus` is the narrowed sum of the reinvested share and that of stakeholders. `allowed` maps a narrowed share to
    the range that a general answer allows; `taken` maps a narrowed detail to the general answers that narrowed it.
    `fails_somewhere` is True if the organisation is known not to be independent and
    several details could be the one that fails.
    """

    facts: Facts
    surplus: Share
    conflicts: tuple[Conflict, ...]
    allowed: Mapping[str, Share]
    taken: Mapping[str, tuple[str, ...]]
    fails_somewhere: bool

    def value(self, fact: str) -> Any:
        """Return the narrowed value of a fact, or of the sum of shares."""
        return self.surplus if fact == SURPLUS else getattr(self.facts, fact)


@dataclass(slots=True)
class _Narrowing:
    """The state of `narrow` while it runs."""

    facts: Facts
    reading: Reading
    changes: dict[str, Any] = field(default_factory=dict)
    allowed: dict[str, Share] = field(default_factory=dict)
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    fails_somewhere: bool = False

    def apply(self, answers: tuple[str, ...], detail: str, wanted: bool | Share) -> None:
        """Narrow one detail to `wanted`, or record a conflict if it contradicts these general answers."""
        known = getattr(self.facts, detail)
        if isinstance(wanted, Share):
            part = known.within(wanted)
            if part is None:
                self.contradict(answers, *self.parts(detail))
            elif part != known:
                self.changes[detail] = part
                self.allowed[detail] = wanted
                self.taken[detail] = answers
        elif known is None:
            self.changes[detail] = wanted
            self.taken[detail] = answers
        elif known != wanted:
            self.contradict(answers, detail)

    def contradict(self, answers: tuple[str, ...], *details: str) -> None:
        said = wording.join_clauses(
            [wording.statement(answer, getattr(self.facts, answer)) for answer in answers]
        )
        known = wording.join_clauses([self.known(detail) for detail in details])
        text = f"it is said that {said}, but {known}: the {'details are' if len(details) > 1 else 'detail is'} used"
        self.conflicts.append(Conflict((*answers, *details), wording.sentence(text)))

    def parts(self, detail: str) -> tuple[str, ...]:
        """Return the detail, or the known shares of a sum."""
        if detail != SURPLUS:
            return (detail,)
        return tuple(part for part in SURPLUS_PARTS if not getattr(self.facts, part).is_unknown)

    def known(self, detail: str) -> str:
        value = getattr(self.facts, detail)
        if isinstance(value, Share):
            return f"{wording.question(detail)} says otherwise"
        return wording.statement(detail, value)


def narrow(facts: Facts, reading: Reading) -> NarrowedFacts:
    """Return the facts with every detail narrowed by the general answers (domain §3), and the conflicts found.

    Each general answer narrows each of its details separately: an unknown detail takes the implied value, an interval
    keeps the part that agrees, and a detail that contradicts the answer stays as it is.
    """
    work = _Narrowing(facts, reading)
    if facts.trades is not None:
        work.apply(("trades",), "trading_share", percentages.ABOVE_ZERO if facts.trades else percentages.ZERO)
    if reading.surplus == SURPLUS:
        _check_sum(work)
    _reinvestment(work)
    surplus: Share = work.changes.pop(SURPLUS, facts.social_surplus_share)
    if reading.surplus == SURPLUS:
        _narrow_parts(work, surplus)
    if facts.independent is True:
        for detail, passes in reading.independence.items():
            work.apply(("independent",), detail, passes)
    elif facts.independent is False:
        _dependence(work)
    narrowed = replace(facts, **work.changes) if work.changes else facts
    return NarrowedFacts(
        narrowed, surplus, tuple(work.conflicts), work.allowed, work.taken, work.fails_somewhere
    )


def _check_sum(work: _Narrowing) -> None:
    """Record a conflict if the two shares of surplus add to more than 100 per cent whatever their values."""
    kept, shared = (getattr(work.facts, part) for part in SURPLUS_PARTS)
    left = percentages.rest(percentages.UNKNOWN, shared)
    if left is None or left.within(kept) is None:
        questions = wording.join_clauses([wording.question(part) for part in SURPLUS_PARTS])
        text = f"{questions} add to more than 100%: together they are taken as 100%"
        work.conflicts.append(Conflict(SURPLUS_PARTS, wording.sentence(text)))


def _narrow_parts(work: _Narrowing, surplus: Share) -> None:
    """Narrow each of the two shares of surplus to what the other and their sum leave."""
    kept, shared = SURPLUS_PARTS
    for part, other in ((kept, shared), (shared, kept)):
        known: Share = getattr(work.facts, part)
        left = percentages.rest(surplus, getattr(work.facts, other))
        within = left and known.within(left)
        if within and within != known:
            work.changes[part] = within


def _reinvestment(work: _Narrowing) -> None:
    facts = work.facts
    above_half = tuple(
        answer
        for answer, applies in (
            ("reinvests", facts.reinvests is True),
            ("distributes_profit", facts.distributes_profit is False),
            ("charity", facts.charity is True),
        )
        if applies
    )
    at_most_half = tuple(
        answer
        for answer, applies in (
            ("reinvests", facts.reinvests is False),
            ("distributes_profit", facts.distributes_profit is True),
        )
        if applies
    )
    if above_half and at_most_half:
        one, other = (
            wording.join_clauses([wording.statement(answer, getattr(facts, answer)) for answer in side])
            for side in (above_half, at_most_half)
        )
        text = f"it is said that {one}, and also that {other}: neither is used"
        work.conflicts.append(Conflict((*above_half, *at_most_half), wording.sentence(text)))
    elif above_half:
        work.apply(above_half, work.reading.surplus, percentages.ABOVE_HALF)
    elif at_most_half:
        work.apply(at_most_half, work.reading.surplus, percentages.AT_MOST_HALF)


def _dependence(work: _Narrowing) -> None:
    """Apply “not independent”: at least one of its details fails."""
    independence = work.reading.independence
    open_details = []
    for detail, passes in independence.items():
        known = getattr(work.facts, detail)
        if isinstance(passes, Share):
            if known.within(passes) is None:
                return
            if known.within(passes) != known:
                open_details.append(detail)
        elif known is None:
            open_details.append(detail)
        elif known != passes:
            return
    if not open_details:
        work.contradict(("independent",), *independence)
    elif len(open_details) == 1:
        detail = open_details[0]
        passes = independence[detail]
        work.apply(
            ("independent",), detail, percentages.AT_LEAST_HALF if isinstance(passes, Share) else not passes
        )
    else:
        work.fails_somewhere = True
