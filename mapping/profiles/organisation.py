"""An organisation's page: its facts with their sources, whom it works with, its outcome and why."""

from dataclasses import dataclass
from functools import cached_property

from enterprises.classification import definitions
from enterprises.classification.narrowing import SPOKEN_OF
from enterprises.models import Assessment, Evidence, Organisation, Place
from enterprises.vocabulary import PUBLIC_SOURCES, Outcome, Vocabulary
from mapping.atlas.drawing.locating import Locator, locate, points_of
from mapping.profiles.relations import Relation, relations

RESULTS = {"met": "Met", "not_met": "Not met"}
OPEN = "Not known"
IN_CONFIDENCE = "This rests on what was told to the study, which is not published."
REGISTERS = {
    "GB-COH": "https://find-and-update.company-information.service.gov.uk/company/{}",
    "GB-CHC": "https://register-of-charities.charitycommission.gov.uk/charity-search/-/charity-details/{}",
}


@dataclass(frozen=True)
class Criterion:
    """One criterion of the definition: its title, how it came out, and why as far as the reader may know."""

    title: str
    result: str
    is_met: bool
    is_failed: bool
    reason: str


@dataclass(frozen=True)
class Number:
    """A number in a public register, with the address of its entry where the register has one."""

    register: str
    value: str
    address: str
    is_parents: bool


class OrganisationProfile:
    """All that the page shows, each part fetched once. At most nine queries, however much is known."""

    def __init__(self, organisation: Organisation, *, definition: str, sees_unpublished: bool) -> None:
        self.organisation = organisation
        self.definition = definition
        self.sees_unpublished = sees_unpublished

    @cached_property
    def places(self) -> list[Place]:
        return list(self.organisation.places.select_related("area", "region"))

    @property
    def main_place(self) -> Place | None:
        return next((place for place in self.places if place.is_main), None)

    @cached_property
    def locator(self) -> Locator | None:
        """The map in small: the main place and the services it works with."""
        place = self.main_place
        point = points_of([place] if place else [])
        partners = [
            (row.engagement.service.longitude, row.engagement.service.latitude) for row in self.relations
        ]
        if not point and not partners:
            return None
        region = place.region.name if place is not None and place.region else ""
        return locate(organisations=point, services=partners, region=region)

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """What its sources say of it, in their words."""
        found = self.organisation
        rows = [
            ("Also known as", ", ".join(name.name for name in found.other_names.all())),
            ("Legal form", found.legal_form),
            ("Founded", found.founded),
            ("Status", found.status),
            ("People it works with", found.works_with),
            ("Prisons and probation services its source names", found.services_named),
        ]
        return [(name, words) for name, words in rows if words]

    @cached_property
    def numbers(self) -> list[Number]:
        return [
            Number(
                register=row.get_scheme_display(),
                value=row.value,
                address=REGISTERS[row.scheme].format(row.value) if row.scheme in REGISTERS else "",
                is_parents=row.is_parents,
            )
            for row in self.organisation.identifiers.all()
        ]

    @cached_property
    def terms(self) -> list[tuple[str, list[str]]]:
        """Its terms under the name of each vocabulary, in the vocabularies' order."""
        rows = list(self.organisation.terms.all())
        found = [
            (str(vocabulary.label), [row.label for row in rows if row.vocabulary == vocabulary])
            for vocabulary in Vocabulary
        ]
        return [(name, words) for name, words in found if words]

    @cached_property
    def relations(self) -> list[Relation]:
        return relations(self.organisation.engagements.all(), sees_unpublished=self.sees_unpublished)

    @cached_property
    def assessment(self) -> Assessment | None:
        """What the definition says now; nothing where it was never applied."""
        return self.organisation.assessments.current(self.definition).first()

    @property
    def definition_title(self) -> str:
        return definitions.get(self.definition).title

    @property
    def outcome_sentence(self) -> str:
        """The outcome in one sentence."""
        if self.assessment is None:
            return "It has not been assessed yet."
        outcome = self.assessment.outcome
        if outcome == Outcome.UNDETERMINED:
            return "What is known does not settle whether it is a social enterprise."
        if outcome == Outcome.SOCIAL_ENTERPRISE:
            return "By the study’s definition it is a social enterprise."
        label = self.assessment.get_outcome_display().lower()
        counted = (
            "which the study counts" if self.assessment.is_included else "which the study does not count"
        )
        return f"By the study’s definition it is {_article(label)} {label}, {counted} as a social enterprise."

    @property
    def possible(self) -> list[str]:
        """The outcomes that remain possible where it is undetermined."""
        if self.assessment is None or self.assessment.outcome != Outcome.UNDETERMINED:
            return []
        return [str(Outcome(word).label) for word in self.assessment.possible if word in Outcome.values]

    @cached_property
    def criteria(self) -> list[Criterion]:
        """Each criterion with its result; the reason only where this reader may see all that it rests on."""
        if self.assessment is None:
            return []
        shown = {row.pk for row in self._standing if self._is_shown(row)}
        used = self.assessment.evidence_used.items()
        withheld = {row.fact for row in self._standing if row.pk not in shown}
        if not self.sees_unpublished:
            withheld |= {fact for fact, keys in used if not shown.issuperset(keys)}
        facts_of = self._facts_of_criteria()
        return [
            Criterion(
                title=row.get("title") or row["id"],
                result=RESULTS.get(row["result"], OPEN),
                is_met=row["result"] == "met",
                is_failed=row["result"] == "not_met",
                reason=IN_CONFIDENCE
                if withheld.intersection(facts_of.get(row["id"], withheld))
                else row["reason"],
            )
            for row in self.assessment.criteria
        ]

    @cached_property
    def _standing(self) -> list[Evidence]:
        return list(self.organisation.evidence.standing())

    def _is_shown(self, row: Evidence) -> bool:
        return self.sees_unpublished or row.source_kind in PUBLIC_SOURCES

    def _facts_of_criteria(self) -> dict[str, frozenset[str]]:
        """Criterion → the facts its reason may tell; nothing for a version that is not shipped any more."""
        assert self.assessment is not None
        try:
            definition = definitions.get(self.assessment.definition, self.assessment.version)
        except KeyError:
            return {}
        return {
            criterion.id: frozenset(
                near for fact in criterion.facts for near in (fact, *SPOKEN_OF.get(fact, ()))
            )
            for criterion in definition.criteria
        }


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
