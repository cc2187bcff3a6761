"""The evidence of each invented organisation gives the outcome it was made for."""

import datetime as dt
from collections import Counter

import pytest

from demo.blueprints import NUMBERS, Blueprint, blueprints
from demo.plan import SEED
from enterprises import fact_values, facts_from_evidence
from enterprises.classification import definitions
from enterprises.classification.assess import assess
from enterprises.classification.criteria import Definition
from enterprises.models import Evidence
from enterprises.vocabulary import TERMS, Outcome

MADE = blueprints(SEED)


def evidence_of(blueprint: Blueprint) -> list[Evidence]:
    return [
        Evidence(
            pk=number,
            fact=fact,
            value=fact_values.normalise(fact, value),
            source_kind=kind,
            source="Invented",
            observed_on=dt.date(2009, 7, 1),
        )
        for number, (fact, value, kind) in enumerate(blueprint.facts, start=1)
    ]


@pytest.mark.parametrize(
    "blueprint", [pytest.param(made, id=f"{made.number}-{made.outcome}") for made in MADE]
)
def test_the_evidence_gives_the_outcome(blueprint: Blueprint) -> None:
    reading = facts_from_evidence.derive(evidence_of(blueprint))
    verdict = assess(reading.facts, definitions.get())

    assert verdict.outcome == blueprint.outcome
    assert assess(reading.facts, definitions.find("inclusive-2009@1")).outcome == blueprint.outcome
    assert not reading.conflicts
    assert not verdict.conflicts


def test_every_outcome_of_the_definition_occurs() -> None:
    assert Counter(blueprint.outcome for blueprint in MADE) == NUMBERS
    assert set(NUMBERS) == set(Outcome.values) - {Outcome.INCLUDED, Outcome.NOT_CONSTITUTED}


def test_every_term_is_in_its_vocabulary() -> None:
    for blueprint in MADE:
        for vocabulary, words in blueprint.terms.items():
            assert set(words) <= set(TERMS[vocabulary].values), blueprint.name


@pytest.mark.parametrize(
    "definition", [pytest.param(each, id=f"{each.id}-{each.version}") for each in definitions.all()]
)
def test_every_definition_includes_some_and_decides_of_half_at_least(definition: Definition) -> None:
    found = Counter(
        assess(facts_from_evidence.derive(evidence_of(made)).facts, definition).outcome for made in MADE
    )

    assert found[Outcome.SOCIAL_ENTERPRISE] >= 10
    assert found[Outcome.UNDETERMINED] <= len(MADE) / 2
