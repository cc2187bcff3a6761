"""The columns of how the answers to a question stand, each state apart, as parts of all who could have answered."""

from collections.abc import Mapping

from reports.table import Column
from survey.answers import AnswerState

GIVEN = AnswerState.GIVEN.value
UNANSWERED = "unanswered"
WANTING = (AnswerState.NOT_KNOWN, AnswerState.NOT_ASKED, AnswerState.REFUSED, AnswerState.MISSING)
"""How an answer can be wanting though the question applies."""


def states_of(whole: str, *, given: str) -> tuple[Column, ...]:
    """The columns of the states, as parts of the column `whole`; `given` labels that of those who answered."""
    not_applicable = AnswerState.NOT_APPLICABLE
    return (
        Column(GIVEN, given, "count", part_of=whole),
        Column(not_applicable.value, not_applicable.label, "count", part_of=whole),
        Column(UNANSWERED, "No answer", "count", part_of=whole),
        *(
            Column(state.value, f"of these: {state.label.lower()}", "count", part_of=UNANSWERED)
            for state in WANTING
        ),
    )


def numbers_of(states: Mapping[AnswerState, int]) -> dict[str, int]:
    """The cells of these columns, from how many answers stand how."""
    return {
        **{state.value: states.get(state, 0) for state in AnswerState},
        UNANSWERED: sum(states.get(state, 0) for state in WANTING),
    }
