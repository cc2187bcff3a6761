"""How a case stands, from its calls and its interview (domain §6). Pure.

A respondent's outcome is the code of the last call with that respondent; the unit's is the best of its
respondents' in the order I, P, R, O, NC, unknown. A finished interview is its own outcome, whatever the
calls say, and a withdrawn one is a refusal; a unit last found closed, merged or twice is not eligible. Where that
is taken back the calls count again; a final word after which the case was reopened leaves a respondent not reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from interviews.vocabulary import BEST_FIRST, CODE_OF, FINAL, OUT, Change, Disposition, InterviewStatus
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


def code_of(attempts: Iterable[Attempt | Change], interview_status: str | None = None) -> CaseCode:
    """The code of a case from its calls and late changes, the earliest first, and its interview's status."""
    if interview_status in FINISHED:
        return FINISHED[interview_status]
    last: dict[int | None, CaseCode] = {}
    latest: Attempt | None = None
    is_out = False
    for each in attempts:
        if isinstance(each, Attempt):
            latest, last[each.respondent] = each, CODE_OF[each.disposition]
        elif each == Change.REOPENED:
            if latest is not None:
                last[latest.respondent] = CaseCode.NON_CONTACT
            latest = None
        else:
            is_out = each in OUT
    if is_out or (latest is not None and latest.disposition == Disposition.CLOSED_OR_MERGED):
        return CaseCode.NOT_ELIGIBLE
    found = set(last.values())
    return next((code for code in BEST_FIRST if code in found), CaseCode.UNKNOWN_UNIT)


def closes(disposition: str | None, interview_status: str | None) -> bool:
    """Whether nobody rings again after this last call and with this interview."""
    return disposition in FINAL or interview_status in (InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN)
