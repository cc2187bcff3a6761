"""Conversion between the values of form controls and stored answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from survey import answers as answering
from survey.answers import STORED_STATES, AnswerState
from survey.questionnaire import Question, QuestionType

STATE_PREFIX = "state:"
STATE_CHOICES = {state.value for state in STORED_STATES}
"""Choices with these values say why there is no answer; they are stored as a state, never as a value."""


CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d{2})(?::(\d{2}))?)?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE | re.ASCII
)


def clock_time(text: str) -> str:
    """Return a time as it is typed, such as 9.30 or 2 pm, as 09:30 or 14:00; any other text unchanged, without blanks.

    >>> clock_time("9.30"), clock_time("2 pm"), clock_time("14:30"), clock_time("noon")
    ('09:30', '14:00', '14:30', 'noon')
    """
    text = text.strip()
    found = CLOCK.fullmatch(text)
    if found is None or not (found[2] or found[4]):
        return text
    hour, half = int(found[1]), (found[4] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return text
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    seconds = f":{found[3]}" if found[3] else ""
    return f"{hour:02}:{found[2] or '00'}{seconds}"


def choice_value(value: str) -> str:
    """Return the form value of a choice."""
    return f"{STATE_PREFIX}{value}" if value in STATE_CHOICES else value


def has_choice_for(question: Question, state: AnswerState | str) -> bool:
    """Return True if a question has a choice for this state."""
    return any(choice.value == str(state) for choice in question.choices)


def stored_answer(question: Question, raw: Any) -> dict[str, Any]:
    """Return the stored answer for form input; an empty dict for empty input."""
    if question.type is QuestionType.TIME and isinstance(raw, str):
        raw = clock_time(raw)
    if question.type is QuestionType.RANK and isinstance(raw, list):
        raw = [word for word in raw if word]
    value = question.normalise(raw)
    if isinstance(value, list):
        words = [word for word in value if not word.startswith(STATE_PREFIX)]
        states = [word.removeprefix(STATE_PREFIX) for word in value if word.startswith(STATE_PREFIX)]
        states = [state for state in states if state in STATE_CHOICES]
        if words and states:
            return {"value": words, "state": states[0]}
        value = words or (f"{STATE_PREFIX}{states[0]}" if states else None)
    if isinstance(value, str) and value.startswith(STATE_PREFIX) and question.choices:
        state = value.removeprefix(STATE_PREFIX)
        return answering.stored_state(state) if state in STATE_CHOICES else {}
    if isinstance(value, str) and not question.is_long:
        value = value.strip()
    return {} if answering.is_empty(value) else answering.stored_value(value)


def initial_value(question: Question, stored: Mapping[str, Any] | None) -> Any:
    """Return the initial value of the control for a stored answer."""
    answer = stored or {}
    value, state = answer.get("value"), answer.get("state", "")
    if not question.choices:
        return value
    if question.type is QuestionType.SELECT_MULTIPLE:
        words = [choice_value(word) for word in value] if isinstance(value, list | tuple) else []
        return [*words, *([f"{STATE_PREFIX}{state}"] if state else [])]
    if answering.is_empty(value):
        return f"{STATE_PREFIX}{state}" if state else value
    return choice_value(value) if isinstance(value, str) else value
