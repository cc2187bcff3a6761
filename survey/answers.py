"""Answers and their six states, which are never merged (domain §2). No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from survey.languages import to_translate


class AnswerState(StrEnum):
    """The state of an answer."""

    GIVEN = "given"
    NOT_KNOWN = "not_known"
    NOT_ASKED = "not_asked"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The label of the state for people."""
        return STATE_LABELS[self]


STATE_LABELS: dict[AnswerState, str] = {
    AnswerState.GIVEN: to_translate("Given"),
    AnswerState.NOT_KNOWN: to_translate("Does not know"),
    AnswerState.NOT_ASKED: to_translate("Not asked"),
    AnswerState.REFUSED: to_translate("Prefers not to answer"),
    AnswerState.NOT_APPLICABLE: to_translate("Does not apply"),
    AnswerState.MISSING: to_translate("Missing"),
}

STORED_STATES = (
    AnswerState.NOT_KNOWN,
    AnswerState.REFUSED,
    AnswerState.NOT_ASKED,
    AnswerState.NOT_APPLICABLE,
)
"""The states that are stored in place of a value. `missing` is never stored: there is no answer."""

Stored = Mapping[str, Any]
"""One answer as it is stored: `{"value": …}`, `{"state": "refused"}`, or absent for missing."""


class Answer(NamedTuple):
    """One answer: a value when it is given, otherwise only its state.

    The value is a str (text, date as ISO, decimal in figures, the chosen word), an int, or a list of words.
    """

    state: AnswerState
    value: Any = None


_BY_STATE = {state: Answer(state) for state in AnswerState}
MISSING = _BY_STATE[AnswerState.MISSING]


def read(stored: Stored | None) -> Answer:
    """Return the answer in a stored object. An empty value is missing; a value wins over a state.

    A value together with a state is a contradiction, which `Questionnaire.problems` reports.
    """
    # Test for dict first: the test for Mapping takes longer than the rest of this function.
    if not stored or not isinstance(stored, dict | Mapping):
        return MISSING
    if not is_empty(stored.get("value")):
        return Answer(AnswerState.GIVEN, stored["value"])
    try:
        state = AnswerState(stored.get("state", AnswerState.MISSING))
    except ValueError:
        return MISSING
    return MISSING if state is AnswerState.GIVEN else _BY_STATE[state]


def stored_value(value: Any) -> dict[str, Any]:
    """Return the object to store for a value."""
    return {"value": value}


def stored_state(state: AnswerState | str) -> dict[str, Any]:
    """Return the object to store for an answer without a value.

    :raises ValueError: for `given` and `missing`, which are never stored.
    """
    word = AnswerState(state)
    if word not in STORED_STATES:
        raise ValueError(f"{word.value!r} is not written down: give the value, or leave the answer out.")
    return {"state": word.value}


def has_answer_shape(thing: Any) -> bool:
    """Return True if an object from outside has the shape of a stored answer: only `value` and a known `state`."""
    if not isinstance(thing, Mapping) or not set(thing) <= {"value", "state"}:
        return False
    return thing.get("state") in (None, "", *STORED_STATES)


def is_empty(value: Any) -> bool:
    """Return True for None, blank text and an empty list. Zero and “no” are answers."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, list | tuple) and not value


def is_contradictory(stored: Stored | None) -> bool:
    """Return True if a stored object has both a value and a state that says why there is none."""
    return bool(stored) and not is_empty((stored or {}).get("value")) and bool((stored or {}).get("state"))
