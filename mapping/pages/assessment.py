"""An organisation's assessment page: the outcome, every criterion with its evidence, and what would settle it."""

from dataclasses import dataclass
from functools import cached_property

from enterprises import fact_values, facts_from_evidence
from enterprises.classification import definitions, wording
from enterprises.classification.assess import Assessment as Verdict
from enterprises.classification.assess import assess
from enterprises.classification.criteria import Definition
from enterprises.classification.implications import SPOKEN_OF
from enterprises.facts_from_evidence import Reading
from enterprises.models import Assessment, Evidence, Organisation, Override
from enterprises.vocabulary import PUBLIC_SOURCES, Outcome

RESULTS = {"met": ("Met", "green"), "not_met": ("Not met", "red"), "unknown": ("Not known", "yellow")}
IN_CONFIDENCE = "This rests on what was told to the study, which is not published."
LATEST = 20


@dataclass(frozen=True)
class ShownEvidence:
    """One piece of evidence: what it says, where from, and whether the outcome rests on it."""

    fact: str
    value: str
    kind: str
    source: str
    quotation: str
    day: object
    entered_by: str
    is_used: bool


@dataclass(frozen=True)
class ShownCriterion:
    """One criterion: its result, why, and the evidence on the facts that it asks."""

    title: str
    result: str
    colour: str
    reason: str
    decides: bool
    evidence: list[ShownEvidence]


@dataclass(frozen=True)
class OtherOutcome:
    """What another definition says of the same facts."""

    id: str
    title: str
    outcome: str
    side: str


class AssessmentProfile:
    """All that the page shows by one definition, worked out from the evidence as it stands. Four queries."""

    def __init__(self, organisation: Organisation, *, definition: Definition, sees_all: bool) -> None:
        self.organisation = organisation
        self.definition = definition
        self.sees_all = sees_all

    @cached_property
    def standing(self) -> list[Evidence]:
        return list(
            self.organisation.evidence.standing()
            .select_related("created_by")
            .order_by("fact", "-observed_on", "pk")
        )

    @cached_property
    def reading(self) -> Reading:
        return facts_from_evidence.read(self.standing)

    @cached_property
    def verdict(self) -> Verdict:
        return assess(self.reading.facts, self.definition)

    @property
    def sentence(self) -> str:
        """The outcome as a sentence."""
        name, verdict = self.organisation.name, self.verdict
        included = verdict.is_included()
        if verdict.outcome == Outcome.UNDETERMINED:
            options = wording.joined([_a(outcome) for outcome in verdict.possible], "or")
            counted = {
                True: "In each case it is included.",
                False: "In each case it is not included.",
                None: "Whether it is included is open.",
            }[included]
            return f"What is known does not settle what {name} is: it may be {options}. {counted}"
        counts = "includes" if included else "does not include"
        return f"{name} is {_a(verdict.outcome)}, which this definition {counts}."

    @property
    def marks(self) -> list[str]:
        """What it keeps as a mark, such as having been founded by service staff."""
        if not self._may_tell(self.verdict.marks):
            return []
        return [wording.sentence(wording.statement(fact, True)) for fact in self.verdict.marks]

    @cached_property
    def criteria(self) -> list[ShownCriterion]:
        decided_by = self.verdict.decided_by
        rows = []
        for criterion, result in zip(self.definition.criteria, self.verdict.criteria, strict=True):
            near = tuple(
                dict.fromkeys(n for fact in criterion.facts for n in (fact, *SPOKEN_OF.get(fact, ())))
            )
            words, colour = RESULTS[result.result]
            rows.append(
                ShownCriterion(
                    title=criterion.title,
                    result=words,
                    colour=colour,
                    reason=result.reason if self._may_tell(near) else IN_CONFIDENCE,
                    decides=criterion.id == decided_by,
                    evidence=self._evidence_on(_told(near)),
                )
            )
        return rows

    @property
    def is_some_withheld(self) -> bool:
        return not all(map(self._is_shown, self.standing))

    @cached_property
    def conflicts(self) -> list[str]:
        """What disagrees, in sentences; nothing that rests on what was told in confidence."""
        return [
            row["sentence"]
            for row in facts_from_evidence.written(self.reading, self.verdict)
            if self._may_tell(tuple(row["facts"]))
        ]

    @cached_property
    def settlings(self) -> list[str]:
        """What would settle it, the facts that settle it alone first."""
        if not self._may_tell(self.verdict.missing):
            return []
        ordered = sorted(self.verdict.settlings, key=lambda settling: not settling.settles)
        return [wording.sentence(settling.sentence) for settling in ordered]

    @cached_property
    def others(self) -> list[OtherOutcome]:
        """Every definition's outcome, this one's among them."""
        found = []
        for definition in definitions.all():
            verdict = assess(self.reading.facts, definition)
            side = {True: "Included", False: "Not included", None: "Open"}[verdict.is_included()]
            found.append(
                OtherOutcome(definition.id, definition.title, str(Outcome(verdict.outcome).label), side)
            )
        return found

    @cached_property
    def override(self) -> Override | None:
        """The curator's own verdict that stands beside the rule's."""
        standing = self.organisation.overrides.filter(definition=self.definition.id, is_withdrawn=False)
        return standing.select_related("created_by").first()

    @cached_property
    def history(self) -> list[Assessment]:
        """The stored outcomes by this definition, the newest first."""
        return list(
            self.organisation.assessments.filter(definition=self.definition.id).order_by(
                "-assessed_at", "-pk"
            )[:LATEST]
        )

    def _evidence_on(self, facts: tuple[str, ...]) -> list[ShownEvidence]:
        """What this reader may see of the evidence on these facts."""
        return [self._shown(row) for row in self.standing if row.fact in facts and self._is_shown(row)]

    @cached_property
    def _used(self) -> set[int]:
        return {key for keys in self.reading.used.values() for key in keys}

    def _is_shown(self, row: Evidence) -> bool:
        return self.sees_all or row.source_kind in PUBLIC_SOURCES

    def _may_tell(self, facts: tuple[str, ...]) -> bool:
        """Whether this reader may see all the evidence on these facts."""
        asked = set(_told(facts))
        return all(self._is_shown(row) for row in self.standing if row.fact in asked)

    def _shown(self, row: Evidence) -> ShownEvidence:
        return ShownEvidence(
            fact=fact_values.label(row.fact),
            value=row.spoken,
            kind=row.get_source_kind_display(),
            source=row.source,
            quotation=row.quotation,
            day=row.observed_on,
            entered_by=str(row.created_by or "loaded from a file") if self.sees_all else "",
            is_used=row.pk in self._used,
        )


def _told(facts: tuple[str, ...]) -> tuple[str, ...]:
    """The facts, and for the trading share the incomes that it is worked out from."""
    return (*facts, *sorted(fact_values.YEAR_FACTS)) if "trading_share" in facts else facts


def _a(outcome: str) -> str:
    words = wording.outcome_words(outcome)
    return words if outcome == Outcome.PART_OF_ANOTHER else f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
