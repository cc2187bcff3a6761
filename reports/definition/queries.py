"""The organisations that a study named, the definition that it chose, and conflicts of evidence."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from enterprises import fact_groups, facts_from_evidence
from enterprises.classification import definitions
from enterprises.classification.criteria import Definition
from enterprises.classification.facts import Facts
from enterprises.models import Assessment, Evidence, Organisation
from enterprises.querysets import OrganisationQuerySet
from enterprises.vocabulary import SourceKind
from interviews.models import Mention
from interviews.vocabulary import FINISHED, MatchState
from survey.models import Study


@dataclass(frozen=True)
class Conflicts:
    """The number of organisations whose evidence disagrees: on any facts, and on each combination of facts."""

    organisations: int
    by_facts: Counter[tuple[str, ...]]


def definition_of(study: Study) -> Definition:
    """Return the definition that the study chose, in the version that it chose."""
    return definitions.get(study.definition, study.definition_version)


def organisations_named(study: Study) -> OrganisationQuerySet:
    """Return the organisations that the study's interviews named and that were matched to the directory."""
    mentions = Mention.objects.of_study(study).filter(
        match_state=MatchState.MATCHED, interview__status__in=FINISHED
    )
    found: OrganisationQuerySet = Organisation.objects.filter(
        pk__in=mentions.order_by().values("organisation")
    )
    return found


def without_presumptions(organisations: OrganisationQuerySet) -> list[tuple[Facts, Facts]]:
    """Return the facts of each organisation that has a presumed fact: as stored, and without presumptions.

    One query, and a second if there are any.
    """
    presumed = Evidence.objects.active().filter(
        organisation=OuterRef("organisation"), source_kind=SourceKind.PRESUMPTION
    )
    stored = dict(
        Assessment.objects.current(definitions.DEFAULT)
        .filter(Exists(presumed), organisation__in=organisations.order_by().values("pk"))
        .order_by()
        .values_list("organisation", "facts")
    )
    if not stored:
        return []
    found = facts_from_evidence.derive_many(stored, presumptions=False)
    return [(fact_groups.stored_facts(cells), found[key].facts) for key, cells in stored.items()]


def conflicts_among(organisations: OrganisationQuerySet) -> Conflicts:
    """Return the conflicts of evidence among some organisations. One query."""
    stored = (
        Assessment.objects.current(definitions.DEFAULT)
        .filter(organisation__in=organisations.order_by().values("pk"))
        .exclude(conflicts=[])
        .order_by()
        .values_list("conflicts", flat=True)
    )
    by_facts: Counter[tuple[str, ...]] = Counter()
    number = 0
    for conflicts in stored:
        number += 1
        by_facts.update({tuple(conflict["facts"]) for conflict in conflicts})
    return Conflicts(number, by_facts)
