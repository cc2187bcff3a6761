"""A simple model of a case, with which tests/interviews/test_case_transitions.py compares the product.

It holds what happened in a list, and works out everything else from the whole list each time. An undone call and a
corrected call change their place in the list; nothing has to be taken back by hand.
"""

import datetime as dt
from dataclasses import dataclass, field

from accounts.models import User

CODES = {
    "R": {"respondent_refusal", "gatekeeper_refusal", "break_off"},
    "O": {"language_or_health", "completed", "part_completed"},
}
"""The codes of domain §6, best first; any other call is a non-contact."""

CLOSING = {
    "completed",
    "respondent_refusal",
    "gatekeeper_refusal",
    "away",
    "language_or_health",
    "closed_or_merged",
}
REFUSALS = {"respondent_refusal", "gatekeeper_refusal"}
INTERVIEWS = {"completed", "part_completed"}
NOBODY = {"no_answer", "busy", "voicemail", "left_message", "wrong_number"}
REOPENED = "reopened"


@dataclass
class CallMade:
    """A call. `new` is the contact that it gave in place of `previous`, `cancelled` the times that were cancelled."""

    pk: int
    logged_at: dt.datetime
    at: dt.datetime
    by: User
    contact: int | None
    word: str
    call_back_at: dt.datetime | None = None
    was_ringing: bool = False
    new: int | None = None
    previous: int | None = None
    is_undone: bool = False
    cancelled: set[dt.datetime] = field(default_factory=set)


@dataclass
class CaseModel:
    """The calls in the order of logging, the moments of reopening, and the state of the interview."""

    calls: list[CallMade] = field(default_factory=list)
    reopened: list[dt.datetime] = field(default_factory=list)
    changed: list[dt.datetime] = field(default_factory=list)
    is_exclusion: bool = False
    status: str | None = None

    @property
    def made(self) -> list[CallMade]:
        """The calls that were not undone, the earliest first."""
        return sorted(
            (call for call in self.calls if not call.is_undone), key=lambda call: (call.at, call.pk)
        )

    @property
    def newest(self) -> CallMade | None:
        """The call that was logged last."""
        return next((call for call in reversed(self.calls) if not call.is_undone), None)

    @property
    def words(self) -> list[tuple[int | None, str]]:
        """The contact and the outcome of each call; a call after which the case was reopened is REOPENED."""
        found: list[tuple[int | None, str]] = []
        moments = [(call.at, call) for call in self.made] + [(at, None) for at in self.reopened]
        for _, call in sorted(moments, key=lambda each: each[0]):
            if call is not None:
                found.append((call.contact, call.word))
            elif found:
                found[-1] = (found[-1][0], REOPENED)
        return found

    @property
    def last(self) -> str:
        return self.words[-1][1] if self.words else ""

    @property
    def held(self) -> int:
        """The number of calls in which an interview was held, since the case was reopened."""
        since = max(self.reopened, default=None)
        return sum(call.word in INTERVIEWS and (since is None or call.at > since) for call in self.made)

    @property
    def is_owed(self) -> bool:
        """An interview was held, by a call, and is not finished; the case is not settled in another way."""
        settled = self.is_exclusion or self.last in CLOSING - INTERVIEWS
        return self.held > 0 and not settled and self.status in (None, "draft")

    @property
    def is_closed(self) -> bool:
        return self.is_exclusion or self.last in CLOSING or self.is_over

    @property
    def is_over(self) -> bool:
        return self.status in ("complete", "withdrawn")

    @property
    def is_finished(self) -> bool:
        return self.status in ("partial", "complete")

    @property
    def code(self) -> str:
        if self.is_finished or self.is_over:
            return {"complete": "I", "partial": "P", "withdrawn": "R"}[self.status or ""]
        if self.is_exclusion or self.last == "closed_or_merged":
            return "NE"
        outcomes = set(dict(self.words).values()) - {"closed_or_merged"}
        ended = {next((code for code, ways in CODES.items() if word in ways), "NC") for word in outcomes}
        return next((code for code in (*CODES, "NC") if code in ended), "UH")

    @property
    def appointments(self) -> list[tuple[CallMade, str]]:
        """The calls that arranged a time, with what became of it, as the case stands now.

        Every call is made before the time of the appointment.
        """
        found = [
            (call, self._state(call, self.made[place + 1 :]))
            for place, call in enumerate(self.made)
            if call.call_back_at
        ]
        if found and found[-1][1] == "ahead" and (self.is_over or self.is_exclusion):
            found[-1] = (found[-1][0], "kept" if self.status == "complete" else "cancelled")
        return found

    @staticmethod
    def _state(call: CallMade, later: list[CallMade]) -> str:
        if call.call_back_at in call.cancelled:
            return "cancelled"
        ending = next((each for each in later if each.word not in {*NOBODY, "break_off"}), None)
        if ending is None:
            return "ahead"
        if ending.call_back_at:
            return "moved"
        return "kept" if ending.word in INTERVIEWS else "cancelled"

    def may_undo(self, call: CallMade, by: User) -> bool:
        """Return True if this is the last call, `by` logged it, and no interview or change of the case rests on it."""
        is_settled = call.word in INTERVIEWS and (self.is_finished or self.is_over)
        is_changed = any(at >= call.logged_at for at in self.changed)
        return call is self.newest and call.by == by and not is_settled and not is_changed
