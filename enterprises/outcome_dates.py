"""Dates outcomes by their facts: an outcome from old facts, or of a body that ended, is shown with its year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.utils import timezone

from enterprises.classification import definitions
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.facts import SURPLUS_PARTS
from enterprises.classification.implications import INDEPENDENCE, SURPLUS_ANSWERS
from enterprises.models import Assessment, Evidence, Organisation
from enterprises.vocabulary import Outcome
from wording.terms import outcome_words

YEARS_UNTIL_OLD = 5
"""Facts of more than this many years ago no longer say what an organisation is."""

LASTING_FACTS = frozenset({"founded_by_service_staff"})
"""Facts that never become old."""

GENERAL_ANSWERS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(INDEPENDENCE, ("independent",)),
    "trading_share": ("trades",),
    **dict.fromkeys(SURPLUS_PARTS, SURPLUS_ANSWERS),
}
"""Detail → the general answers that date it if no evidence states the detail itself."""


class StoredOutcome(NamedTuple):
    """The fields of an assessment and its organisation that date the outcome."""

    definition: str
    version: str
    outcome: str
    is_included: bool
    evidence_used: Mapping[str, Collection[int]]
    ended_in: int | None
    is_invented: bool

    @property
    def can_be_old(self) -> bool:
        """True if the outcome is settled and the organisation is not invented."""
        return not self.is_invented and (self.outcome != Outcome.UNDETERMINED or self.is_included)


def mark(assessments: Sequence[Assessment]) -> None:
    """Set `was_in` on these assessments, whose organisations are loaded. One query at most."""
    outcomes = [
        StoredOutcome(
            definition=one.definition,
            version=one.version,
            outcome=one.outcome,
            is_included=one.is_included,
            evidence_used=one.evidence_used,
            ended_in=one.organisation.ended_in,
            is_invented=one.organisation.is_invented,
        )
        for one in assessments
    ]
    for one, year in zip(assessments, years(outcomes), strict=True):
        one.was_in = year


def years(outcomes: Sequence[StoredOutcome]) -> list[int | None]:
    """Return for each outcome the year to which it applies, or None if it applies today or is undetermined.

    An outcome has the date of the oldest fact that it rests on; each fact has the date of its newest evidence. An
    invented organisation always has None. One query at most.
    """
    keys = {key for one in outcomes if one.can_be_old for used in one.evidence_used.values() for key in used}
    days = dict(Evidence.objects.filter(pk__in=keys).values_list("pk", "observed_on")) if keys else {}
    today = timezone.localdate()
    return [
        was_in(year_of(one.evidence_used, days, facts=_facts_of(one)), ended_in=one.ended_in, today=today)
        if one.can_be_old
        else None
        for one in outcomes
    ]


def sentence(assessment: Assessment) -> str:
    """Return the outcome of an earlier year as a sentence, with the reason why it may not apply today."""
    year, outcome, ended = assessment.was_in, assessment.outcome, assessment.organisation.ended_in
    if outcome == Outcome.SOCIAL_ENTERPRISE:
        what = f"By the study’s definition it was a social enterprise in {year}."
    elif outcome == Outcome.INCLUDED:
        what = (
            f"By the study’s definition it counted as a social enterprise in {year}; which of the kinds below it was"
            " is not known."
        )
    else:
        counted = "counts" if assessment.is_included else "does not count"
        was = f"it was {with_article(outcome)} in {year}, which the study {counted} as a social enterprise."
        what = f"By the study’s definition {was}"
    return f"{what} {_newer(ended)}"


def caution(year: int, ended_in: int | None) -> str:
    """Return a sentence on the date of an outcome of an earlier year."""
    return f"That was so in {year}: the oldest fact that decides is of then. {_newer(ended_in)}"


def with_article(outcome: str) -> str:
    """Return an outcome in words with its article: “a social enterprise”, “run by another organisation”."""
    if outcome == Outcome.OTHER:
        return "an organisation without social aims"
    words = outcome_words(outcome)
    if outcome in (Outcome.PART_OF_ANOTHER, Outcome.NOT_CONSTITUTED):
        return words
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _newer(ended_in: int | None) -> str:
    if ended_in is None:
        return "No newer facts are known."
    return f"It closed or became part of another organisation in {ended_in}."


def year_of(
    used: Mapping[str, Collection[int]], days: Mapping[int, dt.date], *, facts: Collection[str]
) -> int | None:
    """Return the year of the oldest of these facts; None if there is no evidence on them.

    `used` maps fact → the evidence behind it, and `days` the evidence → its day. A detail without
    evidence of its own has the date of the general answers from which it follows.
    """
    years = []
    for fact in facts:
        behind = used.get(fact) or [
            key for general in GENERAL_ANSWERS.get(fact, ()) for key in used.get(general, ())
        ]
        found = [days[key].year for key in behind if key in days]
        if found:
            years.append(max(found))
    return min(years, default=None)


def year_of_verdict(
    verdict: Verdict,
    used: Mapping[str, Collection[int]],
    days: Mapping[int, dt.date],
    organisation: Organisation,
) -> int | None:
    """Return the year of a verdict that is not stored; `years` does the same for stored ones."""
    is_settled = verdict.outcome != Outcome.UNDETERMINED or verdict.is_included() is True
    if organisation.is_invented or not is_settled:
        return None
    facts = _changeable(verdict.definition.facts)
    return was_in(
        year_of(used, days, facts=facts), ended_in=organisation.ended_in, today=timezone.localdate()
    )


def was_in(year: int | None, *, ended_in: int | None, today: dt.date) -> int | None:
    """Return the year of an outcome that may no longer be true, or None if it applies today.

    >>> was_in(2010, ended_in=None, today=dt.date(2026, 11, 30))
    2010
    >>> was_in(2022, ended_in=None, today=dt.date(2026, 11, 30)) is None
    True
    >>> was_in(2026, ended_in=2015, today=dt.date(2026, 11, 30))
    2015
    """
    known = [one for one in (year, ended_in) if one is not None]
    if ended_in is not None or (year is not None and year < today.year - YEARS_UNTIL_OLD):
        return min(known)
    return None


def _facts_of(one: StoredOutcome) -> list[str]:
    """Return the facts in the definition that may change; all facts used if the version is no longer shipped."""
    try:
        facts: Collection[str] = definitions.get(one.definition.partition("@")[0], one.version).facts
    except KeyError:
        facts = one.evidence_used.keys()
    return _changeable(facts)


def _changeable(facts: Collection[str]) -> list[str]:
    """Return the facts that may become old, with the sum of shares replaced by the shares that evidence states."""
    return [fact for fact in definitions.parts_of(facts) if fact not in LASTING_FACTS]
