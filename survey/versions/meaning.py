"""Whether the answers to a question mean the same in two versions of a questionnaire. No Django here.

A question is known by its name. Its answers mean the same if its type is of the same kind and no value of its choices
has come to stand for something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from survey.question_types import QuestionType
from survey.questions import Choice, Question

NUMBERS = frozenset({QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.RANGE})
TEXTS = frozenset({QuestionType.TEXT, QuestionType.POSTCODE})
WORD = re.compile(r"[^\W_]+")
NEGATIONS = frozenset(
    {"no", "not", "never", "none", "neither", "without", "cannot"}
    | {"don", "doesn", "isn", "aren"}  # don’t and the like, without what follows the apostrophe
    | {"na", "nid", "ddim", "dim", "byth"}
)
"""Words that turn a label into its opposite, in English and Welsh."""
LEAST_COMMON = 0.5
"""The least share of the words of the shorter label that a reworded label has kept."""


class Reuse(NamedTuple):
    """A value of a choice that stands for something else now."""

    value: str
    old_label: str
    new_label: str


def is_same_kind(old: Question, new: Question) -> bool:
    """Return True if the answers to both are of one kind: numbers, texts, or of one type."""
    if old.type is new.type:
        return True
    return any({old.type, new.type} <= kinds for kinds in (NUMBERS, TEXTS))


def is_comparable(old: Question, new: Question) -> bool:
    """Return True if the answers to both may stand in one column."""
    return is_same_kind(old, new) and next(reused_values(old.choices, new.choices), None) is None


def reused_values(old: tuple[Choice, ...], new: tuple[Choice, ...]) -> Iterator[Reuse]:
    """Yield the values that stand for something else in the new list of choices.

    A label that was only reworded is no reuse. It is one if its old words stand at another value now, its new words
    stood at another value before, its figures or a negation differ, or less than half of its words are left.
    """
    old_labels = {choice.value: choice.label for choice in old}
    new_labels = {choice.value: choice.label for choice in new}
    for value, label in new_labels.items():
        before = old_labels.get(value)
        if before is None or before == label:
            continue
        has_moved = _stands_elsewhere(before, value, new_labels) or _stands_elsewhere(
            label, value, old_labels
        )
        if has_moved or not is_rewording(before, label):
            yield Reuse(value, before, label)


def is_rewording(old: str, new: str) -> bool:
    """Return True if a label says the same in other words, as far as words can tell.

    >>> is_rewording("Yes", "Yes, always"), is_rewording("Up to 10", "Up to 20"), is_rewording("Agree", "Disagree")
    (True, False, False)
    """
    before, after = _words(old), _words(new)
    if before == after:
        return True
    if _figures(before) != _figures(after) or before & NEGATIONS != after & NEGATIONS:
        return False
    least = min(len(before), len(after))
    return bool(least) and len(before & after) / least >= LEAST_COMMON


def _stands_elsewhere(label: str, value: str, labels: dict[str, str]) -> bool:
    return any(other != value and text == label for other, text in labels.items())


def _words(label: str) -> frozenset[str]:
    return frozenset(WORD.findall(label.casefold()))


def _figures(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if any(sign.isdigit() for sign in word))
