"""The AAPOR code of a case, derived from its calls, late changes and interview (domain §6). No Django here.

- A finished interview whose respondent agreed to take part decides the code, and nothing else makes a case interviewed.
  A withdrawn interview counts as a refusal.
- Otherwise a unit that was found closed, merged or duplicated is not eligible, until that is taken back.
- Otherwise each respondent has the code of the last call with them, and the unit has the best code of its respondents,
  in the order I, P, R, O, NC, unknown.
- Reopening a case turns the last call's code into a non-contact.

For example, a call that was not answered followed by a refusal gives R. A call with the outcome “Interview completed”
gives O until the interview is stored, and I from then on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from interviews.vocabulary import (
    BEST_FIRST,
    CODE_OF,
    EXCLUSIONS,
    FINAL_DISPOSITIONS,
    Change,
    Disposition,
    InterviewStatus,
)
from survey.vocabulary import CaseCode

CODE_OF_STATUS: dict[str, CaseCode] = {
    InterviewStatus.COMPLETE: CaseCode.COMPLETE,
    InterviewStatus.PARTIAL: CaseCode.PARTIAL,
    InterviewStatus.WITHDRAWN: CaseCode.REFUSAL,
}


class Attempt(NamedTuple):
    """One call: the key of the contact, or None, and how the call ended."""

    respondent: int | None
    disposition: str


def code_of(attempts: Iterable[Attempt | Change], interview_status: str | None = None) -> CaseCode:
    """Return the code of a case from its calls and changes, the earliest first, and its interview's status."""
    if interview_status in CODE_OF_STATUS:
        return CODE_OF_STATUS[interview_status]
    last: dict[int | None, CaseCode] = {}
    latest: Attempt | None = None
    is_excluded = False
    for each in attempts:
        if isinstance(each, Attempt):
            latest, last[each.respondent] = each, CODE_OF[each.disposition]
        elif each == Change.REOPENED:
            if latest is not None:
                last[latest.respondent] = CaseCode.NON_CONTACT
            latest = None
        else:
            is_excluded = each in EXCLUSIONS
    if is_excluded or (latest is not None and latest.disposition == Disposition.CLOSED_OR_MERGED):
        return CaseCode.NOT_ELIGIBLE
    found = set(last.values())
    return next((code for code in BEST_FIRST if code in found), CaseCode.UNKNOWN_UNIT)


def closes(disposition: str | None, interview_status: str | None) -> bool:
    """Return True if the case must not be called again after this last call, or with an interview of this status."""
    is_interview_closed = interview_status in (InterviewStatus.COMPLETE, InterviewStatus.WITHDRAWN)
    return disposition in FINAL_DISPOSITIONS or is_interview_closed
