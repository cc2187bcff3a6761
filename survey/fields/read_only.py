"""Questions that are only read: the answer is shown, and nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey import conditions
from survey.expressions import Values
from survey.question_types import as_text
from survey.questionnaire import Question

from .client_conditions import PageResolver
from .messages import display_answer


@dataclass(frozen=True)
class ReadOnly:
    """The answer to a question that is only read, as words.

    A calculated one has its expression as JSON, and the key under which the script keeps the words current; the key is
    empty for a choice, whose label the script does not know.
    """

    words: str
    calculation: str = ""
    key: str = ""


def read_only(
    question: Question, resolver: PageResolver, answers: Mapping[str, Any], values: Values
) -> ReadOnly | None:
    """Return the answer to a question that is only read, in its row if it is in one; None for any other question.

    `answers` are those of the whole form, `values` those of the form or of the row as they are now.
    """
    if not question.is_read_only or not question.takes_answer:
        return None
    if not question.calculation:
        return ReadOnly(display_answer(question, _stored(question, resolver, answers)))
    return ReadOnly(
        question.display_value(as_text(values.get(question.name))),
        json.dumps(conditions.expression_tree(question.calculation, resolver)),
        "" if question.choices else resolver.key(question),
    )


def _stored(
    question: Question, resolver: PageResolver, answers: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    if resolver.row is None:
        return answers.get(question.name)
    group, place = resolver.row
    return group.stored_rows[place - 1].get(question.name) if place <= len(group.stored_rows) else None
