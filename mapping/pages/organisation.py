"""The page of an organisation: its facts and sources, its partners, and its outcome with the reasons."""

from dataclasses import dataclass
from functools import cached_property

from enterprises import outcome_dates
from enterprises.classification import definitions
from enterprises.models import Assessment, Organisation, Place
from enterprises.vocabulary import OPEN_OUTCOMES, Outcome, Vocabulary
from mapping.atlas.drawing.locator_map import LocatorMap, locator_map, points_of
from mapping.comparison.providers import Closure, closure
from mapping.pages.assessment import AssessmentPage
from mapping.pages.relations import Relation, relations

REGISTERS = {
    "GB-COH": "https://find-and-update.company-information.service.gov.uk/company/{}",
    "GB-CHC": "https://register-of-charities.charitycommission.gov.uk/charity-search/-/charity-details/{}",
}


@dataclass(frozen=True)
class RegisterNumber:
    """A number in a public register, with the address of the entry if the register has a website."""

    register: str
    value: str
    address: str
    is_parents: bool


class OrganisationPage:
    """The contents of the page, each part fetched once. At most fifteen queries."""

    def __init__(self, organisation: Organisation, *, definition: str, sees_unpublished: bool) -> None:
        self.organisation = organisation
        self.definition = definition
        self.sees_unpublished = sees_unpublished

    @cached_property
    def places(self) -> list[Place]:
        return list(self.organisation.places.select_related("area", "region"))

    def text(self, field: str) -> str:
        """Return a text of the organisation that this reader may see, or an empty one."""
        return (
            getattr(self.organisation, field)
            if self.sees_unpublished
            else self.organisation.public_text(field)
        )

    @property
    def description(self) -> str:
        return self.text("description")

    @property
    def main_place(self) -> Place | None:
        return next((place for place in self.places if place.is_main), None)

    @cached_property
    def locator(self) -> LocatorMap | None:
        """The locator map: the main place and the services it works with."""
        place = self.main_place
        point = points_of([place] if place else [])
        partners = points_of(row.engagement.service for row in self.relations)
        if not point and not partners:
            return None
        region = place.region.name if place is not None and place.region else ""
        return locator_map(organisations=point, services=partners, region=region)

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """Its facts in the words of the sources: label and value."""
        found = self.organisation
        rows = [
            ("Registered name", found.registered_name),
            ("Also known as", ", ".join(name.name for name in found.other_names.all())),
            ("Kind of organisation in law", self.text("legal_form")),
            ("Founded", self.text("founded")),
            ("Status", found.status),
            ("People it works with", found.works_with),
        ]
        return [(name, words) for name, words in rows if words]

    @property
    def sources(self) -> list[str]:
        """The sources of the entry, which are kept in one text with semicolons between them."""
        return [source for source in self.organisation.source.split(" ; ") if source]

    @cached_property
    def numbers(self) -> list[RegisterNumber]:
        return [
            RegisterNumber(
                register=row.get_scheme_display(),
                value=row.value,
                address=REGISTERS[row.scheme].format(row.value) if row.scheme in REGISTERS else "",
                is_parents=row.is_parents,
            )
            for row in self.organisation.identifiers.all()
        ]

    @cached_property
    def terms(self) -> list[tuple[str, list[str]]]:
        """The label of each vocabulary with its terms, in the order of the vocabularies."""
        terms = self.organisation.terms.all()
        rows = list(terms if self.sees_unpublished else terms.public())
        found = [
            (str(vocabulary.label), [row.label for row in rows if row.vocabulary == vocabulary])
            for vocabulary in Vocabulary
        ]
        return [(name, words) for name, words in found if words]

    @cached_property
    def relations(self) -> list[Relation]:
        return relations(self.organisation.engagements.all(), sees_unpublished=self.sees_unpublished)

    @cached_property
    def closure(self) -> Closure:
        """What would be left without it. Four queries."""
        return closure(self.organisation)

    @cached_property
    def assessment(self) -> Assessment | None:
        """The assessment by the definition that this reader sees; None if it was never assessed."""
        rows = self.organisation.assessments
        shown = (rows.current if self.sees_unpublished else rows.shown)(self.definition)
        found: Assessment | None = shown.first()
        if found is not None:
            found.organisation = self.organisation
            outcome_dates.mark([found])
        return found

    @property
    def definition_title(self) -> str:
        return definitions.get(self.definition).title

    @property
    def outcome_sentence(self) -> str:
        """The outcome in one sentence."""
        if self.assessment is None:
            return "It has not been assessed yet."
        if self.assessment.was_in:
            return outcome_dates.sentence(self.assessment)
        outcome = self.assessment.outcome
        if outcome == Outcome.UNDETERMINED:
            verb = "is" if self.organisation.ended_in is None else "was"
            return f"What is known does not settle whether it {verb} a social enterprise."
        if outcome == Outcome.INCLUDED:
            return "By the study’s definition it counts as a social enterprise; which of the kinds below is not known."
        if outcome == Outcome.NOT_CONSTITUTED:
            return "By the study’s definition it is no body of its own, and the study does not count it."
        if outcome == Outcome.SOCIAL_ENTERPRISE:
            return "By the study’s definition it is a social enterprise."
        counted = (
            "which the study counts" if self.assessment.is_included else "which the study does not count"
        )
        what = outcome_dates.with_article(outcome)
        return f"By the study’s definition it is {what}, {counted} as a social enterprise."

    @property
    def possible(self) -> list[str]:
        """The outcomes that are still possible if more than one is."""
        if self.assessment is None or self.assessment.outcome not in OPEN_OUTCOMES:
            return []
        return [str(Outcome(word).label) for word in self.assessment.possible if word in Outcome.values]

    @cached_property
    def reasons(self) -> AssessmentPage | None:
        """The results of the criteria with their sources, and what is open; None if it was never assessed."""
        if self.assessment is None:
            return None
        return AssessmentPage(
            self.organisation, definition=definitions.get(self.definition), sees_all=self.sees_unpublished
        )

    @property
    def what_is_open(self) -> str:
        """What is known and what would settle the outcome, in words; empty if it is settled."""
        found = self.reasons.open_outcome if self.reasons else None
        return f"{found.known} {found.settles}".strip() if found else ""
