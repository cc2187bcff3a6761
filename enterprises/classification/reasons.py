"""The reason, in words, for a criterion being met, not met or unknown."""

from collections.abc import Collection
from dataclasses import dataclass

from . import wording
from .criteria import Condition, Criterion
from .facts import Facts
from .implications import NarrowedFacts
from .percentages import Share


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with a placeholder for each share, so that it serves all organisations of one kind.

    `shares` holds, for each placeholder, the fact and the range that general answers allow (or None).
    """

    text: str
    shares: tuple[tuple[str, Share | None], ...]

    def text_for(self, facts: Facts) -> str:
        """Return the sentence with this organisation's figures."""
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
    deciding: list[str],
    marks: tuple[str, ...],
    about: Collection[str],
) -> Reason:
    """Return the reason for a criterion's result: the facts that meet it, fail it or are not known.

    `deciding` are the facts that decide which outcome a failing organisation has, `about` those that say something
    about what the criterion asks.
    """
    relevant = [condition for condition in criterion.test.conditions if _state(condition, narrowed) == result]
    if not relevant and result == "not_met" and narrowed.fails_somewhere:
        text = "it is said that it is not independent, but not in what way"
        return Reason(wording.sentence(text + _branch(criterion, narrowed, deciding)), ())
    asked = relevant or list(criterion.test.conditions)
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
        text += _branch(criterion, narrowed, deciding)
    elif result == "met":
        text += _marks(criterion, facts, marks)
    asked_facts = [condition.fact for condition in asked]
    general = _general(asked_facts, facts, narrowed, about)
    text = wording.sentence(text) + (general.replace("%", "%%") if places else general)
    return Reason(text, tuple(places))


def _state(condition: Condition, narrowed: NarrowedFacts) -> str:
    """Return `met`, `not_met` or `unknown` for one condition."""
    known = narrowed.value(condition.fact)
    if known is None:
        return "unknown"
    ends = known if isinstance(known, Share) else (known,)
    results = {condition.holds(end) for end in ends}
    return "unknown" if len(results) == 2 else "met" if True in results else "not_met"


def _branch(criterion: Criterion, narrowed: NarrowedFacts, deciding: list[str]) -> str:
    """Return the clauses with the facts that decide which outcome a failing organisation has, and the unknown ones."""
    failing = {c.fact for c in criterion.test.conditions if _state(c, narrowed) == "not_met"}
    known, unknown = [], []
    for fact in deciding:
        value = narrowed.value(fact)
        if fact in failing:
            continue
        if value is None:
            unknown.append(wording.question(fact))
        else:
            known.append(wording.statement(fact, value))
    text = f", and {wording.join_clauses(known)}" if known else ""
    return f"{text}, and it is not known {wording.join_clauses(unknown, 'or')}" if unknown else text


def _marks(criterion: Criterion, facts: Facts, marks: tuple[str, ...]) -> str:
    found = [mark for mark in marks if mark in criterion.facts and getattr(facts, mark)]
    return (
        f", though {wording.join_clauses([wording.statement(mark, True) for mark in found])}" if found else ""
    )


def _general(asked_facts: list[str], facts: Facts, narrowed: NarrowedFacts, about: Collection[str]) -> str:
    """Return the sentences on the general answers that details were taken from, and on conflicts with them."""
    answers = {answer: None for fact in asked_facts for answer in narrowed.taken.get(fact, ())}
    statements = [wording.statement(answer, getattr(facts, answer)) for answer in answers]
    text = (
        f" This is taken from the general answer that {wording.join_clauses(statements)}."
        if statements
        else ""
    )
    conflicts = [
        conflict.sentence for conflict in narrowed.conflicts if not set(about).isdisjoint(conflict.facts)
    ]
    return "".join(
        (text, *(f" The answers disagree: {sentence[0].lower()}{sentence[1:]}" for sentence in conflicts))
    )
