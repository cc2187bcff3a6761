"""The organisations of a generated directory: the same number and seed always give the same one."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demo import names
from enterprises.vocabulary import INVENTED_MARK, TERMS, Vocabulary

OBSERVED_FROM = dt.date(2008, 1, 1)
DAYS = 540
ENGAGED_PERCENT = 10
"""The percentage of organisations that work with a prison or probation service."""

VOCABULARIES = (Vocabulary.ACTIVITY, Vocabulary.STAGE, Vocabulary.CUSTOMER)
KINDS = ("register", "organisation_interview", "organisation_survey", "desk")


@dataclass(frozen=True)
class GeneratedOrganisation:
    """One organisation of the generated directory. `service` is a position in the list of services, or None."""

    number: int
    slug: str
    name: str
    description: str
    outcode: str
    terms: tuple[tuple[str, str], ...]
    facts: Mapping[str, str]
    source_kind: str
    observed_on: dt.date
    service: int | None


def slug_of(seed: int, number: int) -> str:
    """Return the slug of a generated organisation, which shows that it is invented."""
    return f"invented-{seed}-{number}"


def generate(number: int, *, seed: int, outcodes: Sequence[str], services: int) -> GeneratedOrganisation:
    """Return the organisation of this number. `services` is the number of services to choose from."""
    rng = random.Random(f"{seed}-{number}")
    sector = rng.choice(names.SECTORS)
    form = rng.choice(tuple(names.FORMS))
    bare = names.short(names.name_of(rng.randrange(1000), form, sector))
    terms = [(Vocabulary.SECTOR.value, sector)]
    terms += [
        (vocabulary.value, rng.choice(TERMS[vocabulary].values))
        for vocabulary in VOCABULARIES
        if rng.random() < 0.6
    ]
    return GeneratedOrganisation(
        number=number,
        slug=slug_of(seed, number),
        name=f"{bare} {names.invented_word(rng)} {number} {INVENTED_MARK}",
        description=f"Invented: {names.work_of(number, sector)}.",
        outcode=rng.choice(outcodes),
        terms=tuple(terms),
        facts=_facts(rng),
        source_kind=rng.choice(KINDS),
        observed_on=OBSERVED_FROM + dt.timedelta(days=rng.randrange(DAYS)),
        service=rng.randrange(services) if rng.randrange(100) < ENGAGED_PERCENT else None,
    )


def _facts(rng: random.Random) -> dict[str, str]:
    """Return random facts. Every outcome can occur; a fact without a key is unknown."""
    facts = {
        "statutory_body": rng.choice(("no",) * 12 + ("yes",)),
        "separately_constituted": rng.choice(("yes",) * 6 + ("no",)),
        "trading_share": _share(rng),
        "reinvested_share": rng.choice(("100", "75", "51..100", "0..50", "20")),
        "social_aims": rng.choice(("yes",) * 5 + ("no",)),
        "own_bank_account": "yes",
        "operated_by_service_staff": rng.choice(("no",) * 8 + ("yes",)),
        "public_sector_board_share": rng.choice(("0", "0", "20", "60")),
        "charity": rng.choice(("yes", "no")),
        "publicly_controlled": rng.choice(("no",) * 12 + ("yes",)),
        "shadow_directors": rng.choice(("no",) * 12 + ("yes",)),
        "being_constituted": rng.choice(("yes", "no")),
        "part_of_other_body": rng.choice(("yes", "no")),
        "stakeholder_share": rng.choice(("0", "0", "0..20")),
    }
    return {fact: value for fact, value in facts.items() if rng.random() < 0.8}


def _share(rng: random.Random) -> str:
    if rng.random() < 0.3:
        return rng.choice(("0..25", "26..50", "51..75", "76..100"))
    return str(rng.randint(0, 100))
