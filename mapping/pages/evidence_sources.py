"""The kinds of source behind a criterion, with their dates, in words that tell no answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from enterprises import consent, source_dates
from enterprises.classification import wording
from enterprises.models import Evidence, Organisation
from enterprises.vocabulary import PUBLIC_SOURCES, SourceKind
from wording import listed

PRESUMED = "presumed from its kind in law or register"
UNNAMED = "an answer given to the study"
WORDS: dict[str, str] = {
    SourceKind.REGISTER: "a register or filed accounts",
    SourceKind.ORGANISATION_INTERVIEW: "an interview with it",
    SourceKind.ORGANISATION_SURVEY: "its own survey answer",
    SourceKind.SERVICE_INTERVIEW: "an interview with a prison or probation service",
    SourceKind.DESK: "a website or document",
}


class EvidenceSources:
    """Tells the kinds of source of an organisation's evidence as far as this reader may know them.

    At most one query, and only if a service gave evidence.
    """

    def __init__(self, organisation: Organisation, *, sees_all: bool) -> None:
        self.organisation = organisation
        self.sees_all = sees_all

    def sentence(self, rows: Iterable[Evidence], side: str = "") -> str:
        """Return the kinds of source of this evidence as a sentence, each with the date of its newest.

        It is empty if there is no evidence.
        `side` is what may be told of the fact: “By its own survey answer, June 2009: more than half.”
        """
        newest = {row.source_kind: row for row in sorted(rows, key=lambda row: row.observed_on)}
        is_presumed = newest.pop(SourceKind.PRESUMPTION, None) is not None
        date = " ({})" if len(newest) > 1 else ", {}"
        found = [self._one(newest[kind], date) for kind in SourceKind.values if kind in newest]
        told = f": {side}" if side else ""
        if not found:
            return wording.sentence(f"{PRESUMED}{told}") if is_presumed else ""
        rest = f"; the rest is {PRESUMED}" if is_presumed else ""
        return f"By {listed(list(dict.fromkeys(found)))}{told}{rest}."

    def _one(self, row: Evidence, date: str) -> str:
        kind = row.source_kind
        may_tell = self.sees_all or consent.may_tell_source(
            self.organisation,
            kind,
            has_told_relation=kind == SourceKind.SERVICE_INTERVIEW and self._has_told_relation,
        )
        return WORDS[kind] + date.format(self._date(row)) if may_tell else UNNAMED

    def _date(self, row: Evidence) -> str:
        """Return the date of a publication as it gives it; of an answer the month, of one by a service the year."""
        if row.source_kind in PUBLIC_SOURCES:
            return source_dates.in_words(row.observed_on, row.source_date)
        if row.source_kind == SourceKind.SERVICE_INTERVIEW:
            return f"{row.observed_on:%Y}"
        return f"{row.observed_on:%B %Y}"

    @cached_property
    def _has_told_relation(self) -> bool:
        told = self.organisation.engagements.published().filter(source_kind=SourceKind.SERVICE_INTERVIEW)
        return bool(told.exists())
