"""General answers narrow the details they speak of; where they are contradicted, the detail wins and it is told."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

from . import percentages, wording
from .facts import Facts
from .percentages import Share

INDEPENDENCE: dict[str, bool | Share] = {
    "separately_constituted": True,
    "operated_by_service_staff": False,
    "own_bank_account": True,
    "public_sector_board_share": percentages.BELOW_HALF,
}
"""The four details of independence, each with what passes."""

RELATED_FACTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(INDEPENDENCE, ("independent", *INDEPENDENCE)),
    "trading_share": ("trades",),
    "reinvested_share": ("reinvests", "distributes_profit", "charity"),
}
"""Detail → the other facts that speak of it."""

GENERAL_ANSWER_CUTS: dict[str, int] = {
    "public_sector_board_share": percentages.AT_LEAST_HALF.low,
    "trading_share": percentages.ABOVE_ZERO.low,
    "reinvested_share": percentages.ABOVE_HALF.low,
}
"""Share → the position at which a general answer divides it."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two things known of an organisation that cannot both be so, in words, with the evidence where there is any."""

    facts: tuple[str, ...]
    sentence: str
    evidence: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class NarrowedFacts:
    """Facts after the general answers.

    `allowed` holds what a general answer left of a share, `taken` the general answers behind a narrowed
    detail. `fails_somewhere`: the organisation is not independent, and which of the details fails is open.
    """

    facts: Facts
    conflicts: tuple[Conflict, ...]
    allowed: Mapping[str, Share]
    taken: Mapping[str, tuple[str, ...]]
    fails_somewhere: bool


@dataclass(slots=True)
class _Narrowing:
    """The work in progress of `narrow`."""

    facts: Facts
    changes: dict[str, bool | Share] = field(default_factory=dict)
    allowed: dict[str, Share] = field(default_factory=dict)
    taken: dict[str, tuple[str, ...]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    fails_somewhere: bool = False

    def apply(self, answers: tuple[str, ...], detail: str, wanted: bool | Share) -> None:
        """Narrow one detail to what the general answers say, or note that it contradicts them."""
        known = getattr(self.facts, detail)
        if isinstance(wanted, Share):
            left = known.within(wanted)
            if left is None:
                self.contradict(answers, detail)
            elif left != known:
                self.changes[detail] = left
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
    """The facts with every detail narrowed by the general answers (domain §3), and the conflicts found.

    Each general answer narrows each of its details by itself: an unknown detail takes what the answer
    says, an interval keeps the part that agrees, and a detail with no such part is kept as it is.
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
    narrowed = replace(facts, **work.changes) if work.changes else facts  # type: ignore[arg-type]
    return NarrowedFacts(narrowed, tuple(work.conflicts), work.allowed, work.taken, work.fails_somewhere)


def _reinvestment(work: _Narrowing) -> None:
    facts = work.facts
    most = tuple(
        answer
        for answer, says_most in (
            ("reinvests", facts.reinvests is True),
            ("distributes_profit", facts.distributes_profit is False),
            ("charity", facts.charity is True),
        )
        if says_most
    )
    least = tuple(
        answer
        for answer, says_least in (
            ("reinvests", facts.reinvests is False),
            ("distributes_profit", facts.distributes_profit is True),
        )
        if says_least
    )
    if most and least:
        one, other = (
            wording.join_clauses([wording.statement(answer, getattr(facts, answer)) for answer in side])
            for side in (most, least)
        )
        text = f"it is said that {one}, and also that {other}: neither is used"
        work.conflicts.append(Conflict((*most, *least), wording.sentence(text)))
    elif most:
        work.apply(most, "reinvested_share", percentages.ABOVE_HALF)
    elif least:
        work.apply(least, "reinvested_share", percentages.AT_MOST_HALF)


def _dependence(work: _Narrowing) -> None:
    """Not independent: at least one of the four details fails."""
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
