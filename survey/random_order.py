"""Choices in random order, the same for one respondent on every page. No Django here.

The order comes from a seed: an answer that the form names, or else a number stored with the answers when they begin.
The shuffle and its numbers are those of ODK (a Fisher-Yates shuffle on the numbers of Park and Miller).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from survey import answers as answering
from survey import expressions
from survey.expressions import Values
from survey.form_state import SEED_KEY, Answers
from survey.questions import Question
from survey.xpath_values import number

MODULUS = 2**31 - 1
MULTIPLIER = 16807
MAX_SEED = MODULUS - 1
T = TypeVar("T")


def is_shuffled(question: Question) -> bool:
    """Return True for a question whose choices are in random order."""
    return question.parameters.get("randomize") == "true"


def needs_seed(question: Question) -> bool:
    """Return True for a question in random order whose form names no seed."""
    return is_shuffled(question) and not question.parameters.get("seed")


def seed_of(question: Question, answers: Answers, values: Values) -> int:
    """Return the seed of a question for these answers; 1 where there is none, as in a preview."""
    source = question.parameters.get("seed")
    found = expressions.parse(source).text(values) if source else answering.read(answers.get(SEED_KEY)).value
    figure = number(found) if isinstance(found, str) else float(found or 1)
    return int(figure) if math.isfinite(figure) else 1


def shuffled(items: Sequence[T], seed: int) -> list[T]:
    """Return the items in the random order of a seed."""
    found = list(items)
    numbers = _numbers(seed)
    for place in range(len(found) - 1, 0, -1):
        other = int(next(numbers) * (place + 1))
        found[place], found[other] = found[other], found[place]
    return found


def _numbers(seed: int) -> Iterator[float]:
    """Yield numbers from 0 to below 1 (Park and Miller 1988, the “minimal standard”)."""
    state = seed % MODULUS or MAX_SEED
    while True:
        state = state * MULTIPLIER % MODULUS
        yield (state - 1) / MAX_SEED
