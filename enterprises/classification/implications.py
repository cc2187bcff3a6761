"""General answers and the details they imply.

A general answer, such as “independent”, narrows the unknown details it is about. If a known detail contradicts it, the
detail is used and the conflict is reported.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import percentages, wording
from .facts import Facts
from .percentages import Share

INDEPENDENCE: dict[str, bool | Share] = {
    "separately_constituted": True,
    "operated_by_service_staff": False,
    "own_bank_account": True,
    "public_sector_board_share": percentages.BELOW_HALF,
}
"""The four details of independence → the value (or range) that passes."""

RELATED_FACTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(INDEPENDENCE, ("independent", *INDEPENDENCE)),
    "trading_share": ("trades",),
    "reinvested_share": ("reinvests", "distributes_profit", "charity"),
}
"""Detail → the other facts that say something about it."""

GENERAL_ANSWER_CUTS: dict[str, int] = {
    "public_sector_board_share": percentages.AT_LEAST_HALF.low,
    "trading_share": percentages.ABOVE_ZERO.low,
    "reinvested_share": percentages.ABOVE_HALF.low,
}
"""Share → the position at which a general answer divides it."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Known facts that contradict each other, as a sentence, with the evidence behind them if there is any."""

    facts: tuple[str, ...]
    sentence: str
    evidence: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrowedFacts:
    """Facts after the general answers were applied.

    `allowed` maps a narrowed share to the range that a general answer allows; `taken` maps a narrowed detail to the
    general answers that narrowed it. `fails_somewhere` is True if the organisation is known not to be independent and
    several details could be the one that fails.
    """

    facts: Facts
    conflicts: tuple[Conflict, ...]
    allowed: Mapping[str, Share]
    taken: Mapping[str, tuple[str, ...]]
    fails_somewhere: bool


@dataclass(slots=True)
class _Narrowing:
    """The state of `narrow` while it runs."""

    facts: Facts
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
                self.contradict(answers, detail)
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

    def known(self, detail: str) -> str:
        value = getattr(self.facts, detail)
        if isinstance(value, Share):
            return f"{wording.question(detail)} says otherwise"
        return wording.statement(detail, value)


def narrow(facts: Facts) -> NarrowedFacts:
    """Return the facts with every detail narrowed by the general answers (domain §3), and the conflicts found.

    Each general answer narrows each of its details separately: an unknown detail takes the implied value, an interval
    keeps the part that agrees, and a detail that contradicts the answer stays as it is.
    """
    work = _Narrowing(facts)
    if facts.trades is not None:
        work.apply(("trades",), "trading_share", percentages.ABOVE_ZERO if facts.trades else percentages.ZERO)
    _reinvestment(work)
    if facts.independent is True:
        for detail, passes in INDEPENDENCE.items():
            work.apply(("independent",), detail, passes)
    elif facts.independent is False:
        _dependence(work)
    narrowed = replace(facts, **work.changes) if work.changes else facts
    return NarrowedFacts(narrowed, tuple(work.conflicts), work.allowed, work.taken, work.fails_somewhere)


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
        work.apply(above_half, "reinvested_share", percentages.ABOVE_HALF)
    elif at_most_half:
        work.apply(at_most_half, "reinvested_share", percentages.AT_MOST_HALF)


def _dependence(work: _Narrowing) -> None:
    """Apply “not independent”: at least one of the four details fails."""
    open_details = []
    for detail, passes in INDEPENDENCE.items():
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
        work.contradict(("independent",), *INDEPENDENCE)
    elif len(open_details) == 1:
        detail = open_details[0]
        passes = INDEPENDENCE[detail]
        work.apply(
            ("independent",), detail, percentages.AT_LEAST_HALF if isinstance(passes, Share) else not passes
        )
    else:
        work.fails_somewhere = True
