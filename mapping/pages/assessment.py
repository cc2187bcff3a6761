"""The page of an assessment: the outcome, each criterion with its evidence, and the facts that would decide it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from enterprises import consent, fact_values, facts_from_evidence, outcome_dates, source_dates
from enterprises.classification import definitions, wording
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.assess import CriterionResult, assess
from enterprises.classification.criteria import Criterion, Definition
from enterprises.classification.implications import reading_of
from enterprises.classification.implied_results import NOT_ASKED, NOT_TOLD, implied_results
from enterprises.facts_from_evidence import DerivedFacts
from enterprises.importing.presumptions import weak_sources, with_register_entry
from enterprises.models import Assessment, Evidence, Organisation, Override
from enterprises.vocabulary import PUBLIC_SOURCES, Outcome, SourceKind
from mapping.pages.evidence_sources import EvidenceSources
from mapping.pages.open_outcome import OpenOutcome

RESULTS = {
    "met": ("Met", "green"),
    "not_met": ("Not met", "red"),
    "unknown": ("Not known", "yellow"),
    NOT_ASKED: ("Not asked", "grey"),
    NOT_TOLD: ("Not published", "grey"),
}
REASONS = {"unknown": "The answers do not settle it.", NOT_ASKED: "An earlier test decides."}
"""The reasons where only the result may be shown."""
MAX_HISTORY = 100


@dataclass(frozen=True)
class EvidenceRow:
    """One piece of evidence: its fact and value, its source, and whether the outcome uses it."""

    fact: str
    value: str
    kind: str
    source: str
    quotation: str
    note: str
    date: str
    entered_by: str
    is_used: bool


@dataclass(frozen=True)
class CriterionRow:
    """One criterion: its result and reason, the kinds of its sources, and the evidence on the facts that it tests.

    If there are confidential answers on it, the result is what the outcome tells by itself, and there is no reason.
    """

    title: str
    result: str
    colour: str
    reason: str
    source: str
    decides: bool
    presumed: str
    evidence: list[EvidenceRow]


@dataclass(frozen=True)
class StoredPeriod:
    """Stored assessments in succession that have the same outcome: how many, and the day of the first."""

    outcome: str
    version: str
    since: dt.datetime
    times: int
    is_current: bool


@dataclass(frozen=True)
class OtherOutcome:
    """The outcome of the same facts by another definition."""

    id: str
    title: str
    outcome: str
    side: str
    is_this: bool


class AssessmentPage:
    """The contents of the page for one definition, assessed from the current evidence. At most five queries.

    Without `sees_all`, no confidential answer is shown: of a criterion that rests on one, only the kind and month of
    the source, and the result that the outcome tells by itself.
    """

    def __init__(self, organisation: Organisation, *, definition: Definition, sees_all: bool) -> None:
        self.organisation = organisation
        self.definition = definition
        self.sees_all = sees_all

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The active evidence that may have led to the outcome that this reader sees, by fact, the newest first."""
        active = self.organisation.evidence.active()
        return list(
            (active if self.sees_all else active.filter(consent.shown_evidence(self.organisation)))
            .select_related("created_by")
            .order_by("fact", "-observed_on", "pk")
        )

    @cached_property
    def reading(self) -> DerivedFacts:
        return facts_from_evidence.derive(self.evidence)

    @cached_property
    def verdict(self) -> Verdict:
        return assess(self.reading.facts, self.definition)

    @property
    def sentence(self) -> str:
        """The outcome as a sentence."""
        name, verdict = self.organisation.name, self.verdict
        included = verdict.is_included()
        options = wording.join_clauses(
            [outcome_dates.with_article(outcome) for outcome in verdict.possible], "or"
        )
        if verdict.outcome == Outcome.INCLUDED:
            of_the_two = " of the two" if len(verdict.possible) == 2 else ""
            return f"This definition counts {name}: it is {options}; which{of_the_two} is not known."
        if verdict.outcome == Outcome.UNDETERMINED:
            counted = {
                False: "In each case this definition does not count it.",
                None: "Whether it counts as a social enterprise is open.",
            }[included]
            return f"What is known does not settle what {name} is: it may be {options}. {counted}"
        counts = "counts" if included else "does not count"
        return f"{name} is {outcome_dates.with_article(verdict.outcome)}, which this definition {counts}."

    @cached_property
    def was_in(self) -> int | None:
        """The year to which the outcome applies, or None if it applies now."""
        days = {row.pk: row.observed_on for row in self.evidence}
        return outcome_dates.year_of_verdict(self.verdict, self.reading.used, days, self.organisation)

    @property
    def dated(self) -> str:
        """A sentence that says to which date the outcome applies, or an empty string if it applies now."""
        return outcome_dates.caution(self.was_in, self.organisation.ended_in) if self.was_in else ""

    @property
    def marks(self) -> list[str]:
        """The marks of the organisation as sentences, such as that service staff founded it."""
        if not self._may_show(self.verdict.marks):
            return []
        return [wording.sentence(wording.statement(fact, True)) for fact in self.verdict.marks]

    @cached_property
    def criteria(self) -> list[CriterionRow]:
        rows = zip(
            self.definition.criteria,
            self.verdict.criteria,
            implied_results(self.definition, self.verdict.possible),
            strict=True,
        )
        return [self._criterion(*row) for row in rows]

    def _criterion(self, criterion: Criterion, result: CriterionResult, implied: str) -> CriterionRow:
        facts = facts_from_evidence.with_incomes(self._facts_of(criterion))
        used = [row for row in self.evidence if row.fact in facts and row.pk in self._used]
        is_shown = self._may_show(facts) and bool(used or implied != NOT_ASKED)
        told = result.result if is_shown else implied
        words, colour = RESULTS[told]
        side = "" if is_shown else _side(criterion, told)
        return CriterionRow(
            title=criterion.title,
            result=words,
            colour=colour,
            reason=result.reason if is_shown else REASONS.get(told, ""),
            source="" if told in (NOT_ASKED, NOT_TOLD) else self._sources.sentence(used, side),
            decides=told == "not_met" and criterion.id == self.verdict.decided_by,
            presumed=self._presumed(facts),
            evidence=self._evidence_on(facts),
        )

    @cached_property
    def _sources(self) -> EvidenceSources:
        return EvidenceSources(self.organisation, sees_all=self.sees_all)

    def _facts_of(self, criterion: Criterion) -> tuple[str, ...]:
        """Return the facts that a criterion asks, with the general answers about them."""
        return reading_of(self.definition.facts).about(criterion.facts)

    @property
    def presumed(self) -> str:
        """The facts that are presumed, and not known from evidence, as a sentence; empty if there are none."""
        presumed = {row.pk for row in self.evidence if row.source_kind == SourceKind.PRESUMPTION}
        facts = [fact for fact, keys in self.reading.used.items() if keys[0] in presumed]
        if not facts:
            return ""
        labels = wording.join_clauses([fact_values.label(fact).lower() for fact in facts])
        return (
            "The answer to these is presumed from its kind in law or register, until a source says otherwise: "
            f"{labels}."
        )

    @property
    def has_hidden_evidence(self) -> bool:
        """True if answers given in confidence are behind the outcome, which this reader does not see."""
        return not all(map(self._may_see, self.evidence))

    @cached_property
    def conflicts(self) -> list[str]:
        """The contradictions in the evidence as sentences, without those that rest on confidential evidence."""
        return [
            row["sentence"]
            for row in facts_from_evidence.conflicts_as_data(self.reading, self.verdict)
            if self._may_show(tuple(row["facts"]))
        ]

    @cached_property
    def open_outcome(self) -> OpenOutcome | None:
        """What is known and what would settle the outcome; None if it is settled."""
        if len(self.verdict.possible) == 1:
            return None
        about = {criterion.id: self._facts_of(criterion) for criterion in self.definition.criteria}
        shown = {id: facts for id, facts in about.items() if self._may_show(facts)}
        return OpenOutcome(self.verdict, [row.result for row in self.criteria], shown, self._as_charity)

    @cached_property
    def _as_charity(self) -> Verdict | None:
        """What the outcome would be if a register named it as a charity; None if that is known or nothing is presumed.

        Nothing is presumed of an invented organisation, nor here beside answers given in confidence.
        """
        is_excepted = self.organisation.is_invented or self.has_hidden_evidence
        if is_excepted or self.reading.facts.charity is not None:
            return None
        stated = [row for row in self.evidence if row.source_kind != SourceKind.PRESUMPTION]
        return assess(with_register_entry(self.reading.facts, stated, charity="yes"), self.definition)

    @cached_property
    def others(self) -> list[OtherOutcome]:
        """The outcome by the newest version of every definition, including this one."""
        found = []
        for definition in definitions.all():
            verdict = assess(self.reading.facts, definition)
            side = {True: "Yes", False: "No", None: "Not known"}[verdict.is_included()]
            outcome = str(Outcome(verdict.outcome).label)
            is_this = definition == self.definition
            found.append(OtherOutcome(definition.id, definition.title, outcome, side, is_this))
        return found

    @cached_property
    def override(self) -> Override | None:
        """The curator's own verdict, shown beside that of the rule."""
        overrides = self.organisation.overrides.filter(definition=self.definition.id, is_withdrawn=False)
        return overrides.select_related("created_by").first()

    @cached_property
    def history(self) -> list[StoredPeriod]:
        """The stored outcomes by this definition, the newest first; equal ones in succession are one.

        Only research roles see them, because the day of a change would show when an answer arrived and what it changed.
        """
        if not self.sees_all:
            return []
        reference = definitions.reference_of(self.definition.id, self.definition.version)
        stored = self.organisation.assessments.filter(definition=reference).order_by("-assessed_at", "-pk")
        groups = groupby(stored[:MAX_HISTORY], key=lambda one: (one.version, one.outcome, one.possible))
        return [_period(list(rows)) for _, rows in groups]

    def _evidence_on(self, facts: tuple[str, ...]) -> list[EvidenceRow]:
        """The evidence on these facts that this reader may see."""
        return [self._row(row) for row in self.evidence if row.fact in facts and self._may_see(row)]

    def _presumed(self, facts: tuple[str, ...]) -> str:
        """Return a note if evidence on these facts is presumed, and how firmly; empty if none is."""
        used = [row for row in self.evidence if row.fact in facts and row.pk in self._used]
        presumed = [row for row in used if row.source_kind == SourceKind.PRESUMPTION]
        if not presumed:
            return ""
        words = "Presumed" if len(presumed) == len(used) else "Partly presumed"
        return f"{words} (weak)" if any(row.source in weak_sources() for row in presumed) else words

    @cached_property
    def _used(self) -> set[int]:
        return {key for keys in self.reading.used.values() for key in keys}

    def _may_see(self, row: Evidence) -> bool:
        return self.sees_all or row.source_kind in PUBLIC_SOURCES

    def _may_show(self, facts: tuple[str, ...]) -> bool:
        """Return True if this reader may see all the evidence on these facts."""
        needed = set(facts_from_evidence.with_incomes(facts))
        return all(self._may_see(row) for row in self.evidence if row.fact in needed)

    def _row(self, row: Evidence) -> EvidenceRow:
        return EvidenceRow(
            fact=fact_values.label(row.fact),
            value=row.display_value,
            kind=row.get_source_kind_display(),
            source=row.source,
            quotation=row.quotation,
            note=row.note,
            date=source_dates.in_words(row.observed_on, row.source_date),
            entered_by=str(row.created_by or "loaded from a file") if self.sees_all else "",
            is_used=row.pk in self._used,
        )


def _side(criterion: Criterion, result: str) -> str:
    """Return the side of its limit on which the only share that a criterion asks is, or nothing."""
    conditions = criterion.test.conditions
    if len(conditions) != 1 or result not in ("met", "not_met"):
        return ""
    return conditions[0].side(is_met=result == "met")


def _period(rows: Sequence[Assessment]) -> StoredPeriod:
    """Return equal assessments, the newest first, as one."""
    return StoredPeriod(
        outcome=rows[0].get_outcome_display(),
        version=rows[0].version,
        since=rows[-1].assessed_at,
        times=len(rows),
        is_current=any(row.is_current for row in rows),
    )
