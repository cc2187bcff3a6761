"""Why a criterion is met, not met or open, in words; the figures are filled in when the words are asked for."""

from dataclasses import dataclass

from . import wording
from .criteria import Condition, Criterion
from .facts import Facts
from .implications import RELATED_FACTS, NarrowedFacts
from .percentages import Share


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with a place for each share: the fact, and what general answers leave of it (or None)."""

    text: str
    shares: tuple[tuple[str, Share | None], ...]

    def told(self, facts: Facts) -> str:
        """The reason with this organisation's figures."""
        if not self.shares:
            return self.text
        clauses = []
        for fact, allowed in self.shares:
            share: Share = getattr(facts, fact)
            clauses.append(
                wording.share_statement(fact, (share.within(allowed) or share) if allowed else share)
            )
        text = self.text % tuple(clauses)
        return text[0].upper() + text[1:]


def build(
    criterion: Criterion,
    result: str,
    facts: Facts,
    narrowed: NarrowedFacts,
    swinging: list[str],
    marks: tuple[str, ...],
) -> Reason:
    """The reason for a criterion's result: what meets it, what fails, or what is not known."""
    told = [condition for condition in criterion.test.conditions if _state(condition, narrowed) == result]
    if not told and result == "not_met" and narrowed.fails_somewhere:
        text = "it is said that it is not independent, but not in what way"
        return Reason(wording.sentence(text + _open_branch(criterion, narrowed, swinging)), ())
    asked = told or list(criterion.test.conditions)
    clauses: list[str] = []
    places: list[tuple[str, Share | None]] = []
    unknown = [c.fact for c in asked if c.operator == "is" and getattr(narrowed.facts, c.fact) is None]
    for condition in asked:
        if condition.operator != "is":
            clauses.append(f"%s ({condition.words.replace('%', '%%')} is asked)")
            places.append((condition.fact, narrowed.allowed.get(condition.fact)))
        elif condition.fact not in unknown:
            clauses.append(wording.statement(condition.fact, getattr(narrowed.facts, condition.fact)))
    text = wording.join_clauses(clauses) if clauses else ""
    if unknown:
        asking = wording.join_clauses([wording.question(fact) for fact in unknown], "or")
        text = f"it is not known {asking}{f', and {text}' if text else ''}"
    if result == "not_met":
        text += _branch(criterion, narrowed)
        text += _open_branch(criterion, narrowed, swinging)
    elif result == "met":
        text += _marks(criterion, facts, marks)
    text = wording.sentence(text) + _general(
        criterion, [condition.fact for condition in asked], facts, narrowed
    )
    return Reason(text, tuple(places))


def _state(condition: Condition, narrowed: NarrowedFacts) -> str:
    known = getattr(narrowed.facts, condition.fact)
    if known is None:
        return "unknown"
    ends = known if isinstance(known, Share) else (known,)
    held = {condition.holds(end) for end in ends}
    return "unknown" if len(held) == 2 else "met" if True in held else "not_met"


def _branch(criterion: Criterion, narrowed: NarrowedFacts) -> str:
    """What, beside the failing conditions, tells which outcome it is."""
    told = {condition.fact for condition in criterion.test.conditions}
    clauses = [
        wording.statement(condition.fact, getattr(narrowed.facts, condition.fact))
        for branch in criterion.otherwise
        for condition in branch.test.conditions
        if condition.fact not in told and condition.operator == "is" and _state(condition, narrowed) == "met"
    ]
    return f", and {wording.join_clauses(clauses)}" if clauses else ""


def _open_branch(criterion: Criterion, narrowed: NarrowedFacts, swinging: list[str]) -> str:
    """What is not known and would tell which outcome it is."""
    failing = {c.fact for c in criterion.test.conditions if _state(c, narrowed) == "not_met"}
    open_facts = [
        condition.fact
        for branch in criterion.otherwise
        for condition in branch.test.conditions
        if condition.operator == "is" and condition.fact in swinging and condition.fact not in failing
    ]
    if not open_facts:
        return ""
    return (
        f", and it is not known {wording.join_clauses([wording.question(fact) for fact in open_facts], 'or')}"
    )


def _marks(criterion: Criterion, facts: Facts, marks: tuple[str, ...]) -> str:
    kept = [mark for mark in marks if mark in criterion.facts and getattr(facts, mark)]
    return (
        f", though {wording.join_clauses([wording.statement(mark, True) for mark in kept])}" if kept else ""
    )


def _general(criterion: Criterion, asked: list[str], facts: Facts, narrowed: NarrowedFacts) -> str:
    """Which general answers the details were taken from, and which they contradict."""
    answers = {answer: None for fact in asked for answer in narrowed.taken.get(fact, ())}
    said = [wording.statement(answer, getattr(facts, answer)) for answer in answers]
    text = f" This is taken from the general answer that {wording.join_clauses(said)}." if said else ""
    near = {name for fact in criterion.facts for name in (fact, *RELATED_FACTS.get(fact, ()))}
    conflicts = [conflict.sentence for conflict in narrowed.conflicts if near.intersection(conflict.facts)]
    return "".join(
        (text, *(f" The answers conflict: {sentence[0].lower()}{sentence[1:]}" for sentence in conflicts))
    )
