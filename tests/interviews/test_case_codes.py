"""The code of a case from its calls and its interview."""

import pytest

from interviews.case_codes import Attempt, closes, code_of
from interviews.vocabulary import CODE_OF, FINAL_DISPOSITIONS, Change, Disposition

FIRST, SECOND = 1, 2


@pytest.mark.parametrize(
    ("attempts", "status", "code"),
    [
        pytest.param([], None, "UH", id="nobody rang"),
        pytest.param([(FIRST, "no_answer")], None, "NC", id="nobody answered"),
        pytest.param(
            [(FIRST, "no_answer"), (FIRST, "respondent_refusal")], None, "R", id="the last word counts"
        ),
        pytest.param(
            [(FIRST, "respondent_refusal"), (FIRST, "appointment")], None, "NC", id="a refusal taken back"
        ),
        pytest.param(
            [(FIRST, "break_off"), (SECOND, "no_answer")], None, "R", id="the best of two respondents"
        ),
        pytest.param(
            [(FIRST, "completed"), (SECOND, "respondent_refusal")],
            None,
            "R",
            id="a refusal before an owed interview",
        ),
        pytest.param(
            [(FIRST, "language_or_health"), (SECOND, "busy")], None, "O", id="other before non-contact"
        ),
        pytest.param(
            [(FIRST, "completed"), (FIRST, "closed_or_merged")], None, "NE", id="found closed at last"
        ),
        pytest.param([(FIRST, "completed")], None, "O", id="held and not entered is no interview"),
        pytest.param([(FIRST, "part_completed")], "draft", "O", id="nor is one in part"),
        pytest.param([(None, "no_answer")], "complete", "I", id="an interview is its own outcome"),
        pytest.param([(FIRST, "break_off")], "partial", "P", id="a part is a part"),
        pytest.param([(FIRST, "call_back")], "draft", "NC", id="a draft is no interview yet"),
    ],
)
def test_the_code_follows_from_what_happened(attempts: list, status: str | None, code: str) -> None:
    assert code_of([Attempt(*attempt) for attempt in attempts], status) == code


@pytest.mark.parametrize(
    ("events", "status", "code"),
    [
        pytest.param(["closed"], None, "NE", id="found closed before anybody rang"),
        pytest.param(
            [(FIRST, "respondent_refusal"), "found_twice"], None, "NE", id="refused, and found twice"
        ),
        pytest.param(
            [(FIRST, "respondent_refusal"), "merged", "taken_back"], None, "R", id="a refusal stands again"
        ),
        pytest.param(["closed", "taken_back"], None, "UH", id="nobody rang, and open after all"),
        pytest.param([(FIRST, "closed_or_merged"), "reopened"], None, "NC", id="open after all"),
        pytest.param([(FIRST, "language_or_health"), "reopened"], None, "NC", id="well again"),
        pytest.param(
            [(FIRST, "away"), "reopened", (FIRST, "completed")], "complete", "I", id="spoken to after all"
        ),
        pytest.param(
            [(FIRST, "break_off"), (SECOND, "away"), "reopened"], None, "R", id="the other respondent counts"
        ),
        pytest.param(
            ["found_twice"], "complete", "I", id="an interview is its own outcome whatever is found"
        ),
    ],
)
def test_late_changes_count_with_the_calls(events: list, status: str | None, code: str) -> None:
    parsed = [Change(event) if isinstance(event, str) else Attempt(*event) for event in events]

    assert code_of(parsed, status) == code


def test_every_disposition_gives_a_code() -> None:
    assert set(CODE_OF) == set(Disposition)


@pytest.mark.parametrize("disposition", sorted(FINAL_DISPOSITIONS))
def test_a_final_disposition_closes_the_case(disposition: str) -> None:
    assert closes(disposition, None)


def test_a_complete_interview_closes_the_case_and_a_part_does_not() -> None:
    assert closes(None, "complete")
    assert not closes("part_completed", "partial")
    assert not closes(None, None)
