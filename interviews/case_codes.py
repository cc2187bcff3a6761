"""How a case stands, from its calls and its interview (domain §6). Pure.

A respondent's outcome is the code of the last call with that respondent; the unit's is the best of its
respondents' in the order I, P, R, O, NC, unknown. A finished interview is its own outcome, whatever the
calls say, and a withdrawn one is a refusal; a service last found closed or merged is not eligible.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from interviews.vocabulary import BEST_FIRST, CODE_OF, FINAL, Disposition, InterviewStatus
from survey.vocabulary import CaseCode

FINISHED: dict[str, CaseCode] = {
    InterviewStatus.COMPLETE: CaseCode.COMPLETE,
    InterviewStatus.PARTIAL: CaseCode.PARTIAL,
    InterviewStatus.WITHDRAWN: CaseCode.REFUSAL,
}


class Attempt(NamedTuple):
    """One call: with whom (None: nobody in particular) and how it ended."""

    respondent: int | None
    disposition: str


def code_of(attempts: Iterable[Attempt], interview_status: str | None = None) -> CaseCode:
    """The code of a case from its calls, the earliest first, and its interview's status."""
    if interview_status in FINISHED:
        return FINISHED[interview_status]
    last: dict[int | None, str] = {}
    latest = ""
    for attempt in attempts:
        last[attempt.respondent] = latest = attempt.disposition
    if latest == Disposition.CLOSED_OR_MERGED:
        return CaseCode.NOT_ELIGIBLE
    found = {CODE_OF[disposition] for disposition in last.values()}
    return next((code for code in BEST_FIRST if code in found), CaseCode.UNKNOWN_UNIT)


def closes(disposition: str | None, interview_status: str | None) -> bool:
    """Whether nobody rings again after this last call and with this interview."""
    return disposition in FINAL or interview_status in (InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN)
