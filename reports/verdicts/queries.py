"""The verdicts of every definition on the published organisations that a study named."""

from collections.abc import Hashable
from dataclasses import dataclass

from enterprises import fact_groups
from enterprises.classification import definitions
from enterprises.classification.assess import assess
from enterprises.classification.criteria import Definition
from enterprises.classification.facts import Facts
from enterprises.models import Assessment
from reports.definition.queries import organisations_named
from survey.models import Study

Verdicts = dict[str, tuple[str, bool | None]]
"""By definition: the outcome, and whether it is included (None where that cannot be decided)."""


@dataclass(frozen=True)
class JudgedOrganisations:
    """The organisations by name, each with a key that stands for its facts. `verdicts` are stored by that key.

    Organisations with equal facts share a key, so that each definition judges different facts only once.
    """

    organisations: list[tuple[str, Hashable]]
    verdicts: dict[Hashable, Verdicts]


def judged_organisations(study: Study, compared: tuple[Definition, ...]) -> JudgedOrganisations:
    """Return the organisations by name with the verdict of each definition. One query."""
    stored = (
        Assessment.objects.shown(definitions.DEFAULT)
        .filter(organisation__in=organisations_named(study).published().order_by().values("pk"))
        .order_by("organisation__name", "organisation")
        .values_list("organisation__name", "facts")
    )
    kinds = fact_groups.EquivalenceKeys(compared)
    verdicts: dict[Hashable, Verdicts] = {}
    organisations: list[tuple[str, Hashable]] = []
    for name, cells in stored.iterator():
        key = kinds.of(cells)
        if key not in verdicts:
            verdicts[key] = _verdicts(fact_groups.stored_facts(cells), compared)
        organisations.append((name, key))
    return JudgedOrganisations(organisations, verdicts)


def _verdicts(facts: Facts, compared: tuple[Definition, ...]) -> Verdicts:
    found: Verdicts = {}
    for definition in compared:
        verdict = assess(facts, definition)
        found[definition.id] = (verdict.outcome, verdict.is_included())
    return found
