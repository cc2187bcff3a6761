"""The page of an assessment: the outcome, each criterion with its evidence, and the facts that would decide it."""

from dataclasses import dataclass
from functools import cached_property

from enterprises import consent, fact_values, facts_from_evidence, outcome_dates, source_dates
from enterprises.classification import definitions, wording
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.assess import assess
from enterprises.classification.criteria import Definition
from enterprises.classification.implications import reading_of
from enterprises.facts_from_evidence import DerivedFacts
from enterprises.importing.presumptions import weak_sources
from enterprises.models import Assessment, Evidence, Organisation, Override
from enterprises.vocabulary import PUBLIC_SOURCES, Outcome, SourceKind

RESULTS = {"met": ("Met", "green"), "not_met": ("Not met", "red"), "unknown": ("Not known", "yellow")}
NOT_PUBLISHED = ("Not published", "grey")
CONFIDENTIAL = "This rests on evidence given to the study in confidence, which is not published."
MAX_HISTORY = 20


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
    """One criterion: its result and reason, and the evidence on the facts that it tests."""

    title: str
    result: str
    colour: str
    reason: str
    decides: bool
    presumed: str
    evidence: list[EvidenceRow]


@dataclass(frozen=True)
class OtherOutcome:
    """The outcome of the same facts by another definition."""

    id: str
    title: str
    outcome: str
    side: str
    is_this: bool


class AssessmentPage:
    """The contents of the page for one definition, assessed from the current evidence. Four queries.

    Without `sees_all`, nothing that rests on confidential evidence is shown.
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
            return f"This definition includes {name}: it is {options}; which{of_the_two} is not known."
        if verdict.outcome == Outcome.UNDETERMINED:
            counted = {
                False: "In each case it is not included.",
                None: "Whether it is included is open.",
            }[included]
            return f"What is known does not settle what {name} is: it may be {options}. {counted}"
        counts = "includes" if included else "does not include"
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
        decided_by = self.verdict.decided_by
        reading = reading_of(self.definition.facts)
        rows = []
        for criterion, result in zip(self.definition.criteria, self.verdict.criteria, strict=True):
            facts = reading.about(criterion.facts)
            is_shown = self._may_show(facts)
            words, colour = RESULTS[result.result] if is_shown else NOT_PUBLISHED
            rows.append(
                CriterionRow(
                    title=criterion.title,
                    result=words,
                    colour=colour,
                    reason=result.reason if is_shown else CONFIDENTIAL,
                    decides=is_shown and criterion.id == decided_by,
                    presumed=self._presumed(facts_from_evidence.with_incomes(facts)),
                    evidence=self._evidence_on(facts_from_evidence.with_incomes(facts)),
                )
            )
        return rows

    @property
    def presumed(self) -> str:
        """The facts that are presumed, and not known from evidence, as a sentence; empty if there are none."""
        presumed = {row.pk for row in self.evidence if row.source_kind == SourceKind.PRESUMPTION}
        facts = [fact for fact, keys in self.reading.used.items() if keys[0] in presumed]
        if not facts:
            return ""
        labels = wording.join_clauses([fact_values.label(fact).lower() for fact in facts])
        return (
            "The answer to these is presumed from its legal form or register, until evidence says otherwise: "
            f"{labels}."
        )

    @property
    def has_hidden_evidence(self) -> bool:
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
    def decisive_facts(self) -> list[str]:
        """A sentence for each fact that would help to decide the outcome; those that decide it alone come first."""
        if not self._may_show(self.verdict.missing):
            return []
        ordered = sorted(self.verdict.missing_facts, key=lambda missing_fact: not missing_fact.settles)
        return [wording.sentence(missing_fact.sentence) for missing_fact in ordered]

    @cached_property
    def others(self) -> list[OtherOutcome]:
        """The outcome by the newest version of every definition, including this one."""
        found = []
        for definition in definitions.all():
            verdict = assess(self.reading.facts, definition)
            side = {True: "Included", False: "Not included", None: "Open"}[verdict.is_included()]
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
    def history(self) -> list[Assessment]:
        """The stored outcomes by this definition, the newest first.

        Only research roles see them, because the day of a change would show when an answer arrived and what it changed.
        """
        if not self.sees_all:
            return []
        return list(
            self.organisation.assessments.filter(
                definition=definitions.reference_of(self.definition.id, self.definition.version)
            ).order_by("-assessed_at", "-pk")[:MAX_HISTORY]
        )

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
