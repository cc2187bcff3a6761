"""The fieldwork of each service: its final code, and the calls that lead to it."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass

from interviews.plausible_times import next_plausible_day
from interviews.vocabulary import Disposition
from survey.vocabulary import CaseCode

FIRST_DAY = dt.date(2009, 6, 15)
LAST_DAY = dt.date(2009, 8, 28)
WORKING_DAYS = tuple(
    day
    for day in (FIRST_DAY + dt.timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
    if day.weekday() < 5
)
SATURDAY = 5
LATE_AFTERNOON = dt.time(17, 30)
"""After every call of the last day."""

PRISONS_NOT_INTERVIEWED = {
    CaseCode.UNKNOWN_UNIT: 2,
    CaseCode.REFUSAL: 9,
    CaseCode.NON_CONTACT: 23,
    CaseCode.OTHER: 4,
}
"""The 38 of the 135 prisons without an interview, so that 97 remain, as in the real study; those not yet called first.

Every probation area is interviewed."""

PARTIAL_INTERVIEWS = {True: 5, False: 2}
"""The prisons (True) and the probation areas whose respondent had to leave before the end. Their interview counts."""

UNSUCCESSFUL = (
    Disposition.NO_ANSWER,
    Disposition.NO_ANSWER,
    Disposition.BUSY,
    Disposition.VOICEMAIL,
    Disposition.LEFT_MESSAGE,
    Disposition.CALL_BACK,
)
INTERVIEW_DISPOSITIONS = {
    CaseCode.COMPLETE: Disposition.COMPLETED,
    CaseCode.PARTIAL: Disposition.PART_COMPLETED,
}
FINAL_DISPOSITIONS = {
    CaseCode.REFUSAL: (
        Disposition.RESPONDENT_REFUSAL,
        Disposition.GATEKEEPER_REFUSAL,
        Disposition.RESPONDENT_REFUSAL,
    ),
    CaseCode.NON_CONTACT: (
        Disposition.NO_ANSWER,
        Disposition.VOICEMAIL,
        Disposition.LEFT_MESSAGE,
        Disposition.CALL_BACK,
        Disposition.AWAY,
    ),
    CaseCode.OTHER: (Disposition.LANGUAGE_OR_HEALTH,),
}


@dataclass(frozen=True)
class Attempt:
    """One call. `call_back_at` is the time that the respondent asked for."""

    made_at: dt.datetime
    disposition: Disposition
    call_back_at: dt.datetime | None = None


@dataclass(frozen=True)
class Fieldwork:
    """The calls of one service, the earliest first, and its final code."""

    code: CaseCode
    attempts: tuple[Attempt, ...]

    @property
    def held_on(self) -> dt.date:
        """The day of the last call: for an interviewed case, of the interview."""
        return self.attempts[-1].made_at.date()


NOT_YET_CALLED = ("hmp-leeds", "hmp-yoi-holloway")
"""The prisons that nobody has called yet, so that a visitor of the demonstration can enter an interview."""


def final_codes(seed: str, prisons: Iterable[str]) -> dict[str, CaseCode]:
    """Return the final code of each prison by slug, whatever the order of the slugs."""
    slugs = sorted(prisons)
    rng = random.Random(f"{seed}:endings")
    first = [slug for slug in slugs if slug in NOT_YET_CALLED]
    others = [slug for slug in slugs if slug not in NOT_YET_CALLED]
    not_interviewed = [*first, *rng.sample(others, len(others))]
    wanted = [code for code, number in PRISONS_NOT_INTERVIEWED.items() for _ in range(number)]
    missing = dict(zip(not_interviewed, wanted, strict=False))
    return {slug: missing.get(slug, CaseCode.COMPLETE) for slug in slugs}


def fieldwork(seed: str, slug: str, code: CaseCode, zone: dt.tzinfo) -> Fieldwork:
    """Return the calls that lead to the code of one service."""
    rng = random.Random(f"{seed}:calls:{slug}")
    if code == CaseCode.UNKNOWN_UNIT:
        return Fieldwork(code, ())
    if code in INTERVIEW_DISPOSITIONS:
        last, before = INTERVIEW_DISPOSITIONS[code], rng.choice((0, 0, 1, 1, 2, 3))
    else:
        last, before = rng.choice(FINAL_DISPOSITIONS[code]), rng.randint(2, 5)
    words = [rng.choice(UNSUCCESSFUL) for _ in range(before)]
    if code in INTERVIEW_DISPOSITIONS and before and rng.random() < 0.4:
        words[-1] = Disposition.APPOINTMENT
    days = sorted(rng.sample(WORKING_DAYS, before + 1))
    moments = [dt.datetime.combine(day, _time(rng), tzinfo=zone) for day in days]
    attempts = [
        Attempt(moment, word, _call_back(word, moment, following))
        for moment, word, following in zip(moments, [*words, last], [*moments[1:], None], strict=True)
    ]
    return Fieldwork(code, tuple(attempts))


def later_call(
    seed: str, slug: str, before: Fieldwork, disposition: Disposition = Disposition.COMPLETED
) -> Attempt:
    """Return a later call to a service: on a working day after its first interview, or else the same evening."""
    rng = random.Random(f"{seed}:again:{slug}")
    first = before.attempts[-1].made_at
    days = [day for day in WORKING_DAYS if day > first.date()]
    if not days:
        return Attempt(first.replace(hour=17, minute=0), disposition)
    moment = dt.datetime.combine(rng.choice(days), _time(rng), tzinfo=first.tzinfo)
    return Attempt(moment, disposition)


def _time(rng: random.Random) -> dt.time:
    """Return a time between nine and five, but not at lunch."""
    return dt.time(rng.choice((9, 10, 11, 14, 15, 16)), rng.randrange(0, 60, 5))


def _call_back(word: Disposition, moment: dt.datetime, following: dt.datetime | None) -> dt.datetime | None:
    """Return the time to call back: that of the next call or, if there is none, two days later, within fieldwork.

    Sundays, bank holidays and Saturdays are passed over; after the last day, it is that day's late afternoon.
    """
    if word not in (Disposition.CALL_BACK, Disposition.APPOINTMENT):
        return None
    if following is not None:
        return following
    day = next_plausible_day(moment.date() + dt.timedelta(days=2))
    while day.weekday() == SATURDAY:
        day = next_plausible_day(day + dt.timedelta(days=1))
    if day > LAST_DAY:
        return dt.datetime.combine(LAST_DAY, LATE_AFTERNOON, tzinfo=moment.tzinfo)
    return dt.datetime.combine(day, moment.time(), tzinfo=moment.tzinfo)
