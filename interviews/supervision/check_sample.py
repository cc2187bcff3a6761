"""The random sample of interviews that the study lead reads. No Django here.

An interview is drawn if SHA-256 of “word:case number”, as a number, is a multiple of N. So it depends on no other
interview: it is drawn or not from the day on which it is finished, and anybody can repeat the draw with the word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from typing import NamedTuple


class FinishedInterview(NamedTuple):
    """A finished interview: the number of its case, and its interviewer."""

    case: int
    interviewer: int


def is_drawn(case: int, *, one_in: int, seed: str) -> bool:
    """Return True if the interview of this case is in the sample of one in `one_in`."""
    digest = hashlib.sha256(f"{seed}:{case}".encode()).hexdigest()
    return int(digest, 16) % one_in == 0


def sample(
    interviews: Iterable[FinishedInterview], *, one_in: int, seed: str, checked: Collection[int] = ()
) -> set[int]:
    """Return the case numbers of the interviews to check, those already checked among them.

    One in `one_in` is drawn. Of an interviewer with none drawn and none checked, the interview with the lowest case
    number is added, so that everybody's work is looked at.
    """
    chosen: set[int] = set(checked)
    first: dict[int, int] = {}
    seen: set[int] = set()
    for interview in interviews:
        case, interviewer = interview
        first[interviewer] = min(case, first.get(interviewer, case))
        if case in chosen or is_drawn(case, one_in=one_in, seed=seed):
            chosen.add(case)
            seen.add(interviewer)
    return chosen | {case for interviewer, case in first.items() if interviewer not in seen}
