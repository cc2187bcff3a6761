"""A directory of any size, invented: the same number and seed always give the same organisation."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from demo import names
from enterprises.vocabulary import TERMS, Vocabulary

OBSERVED_FROM = dt.date(2008, 1, 1)
DAYS = 540
ENGAGED = 10
"""Of a hundred organisations, how many work with a prison or probation service."""

DESCRIBED_BY = (Vocabulary.ACTIVITY, Vocabulary.STAGE, Vocabulary.CUSTOMER)
KINDS = ("register", "organisation_interview", "organisation_survey", "desk")


@dataclass(frozen=True)
class Invented:
    """One organisation of the generated directory. `service` counts into the services of the day, or is None."""

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
    """The address of an invented organisation; it says so itself."""
    return f"invented-{seed}-{number}"


def invent(number: int, *, seed: int, outcodes: Sequence[str], services: int) -> Invented:
    """The organisation of this number: its name, place, terms, facts, and the service that it works with."""
    chance = random.Random(f"{seed}-{number}")
    sector = chance.choice(names.SECTORS)
    form = chance.choice(tuple(names.FORMS))
    bare = names.short(names.name_of(chance.randrange(1000), form, sector))
    terms = [(Vocabulary.SECTOR.value, sector)]
    terms += [
        (vocabulary.value, chance.choice(TERMS[vocabulary].values))
        for vocabulary in DESCRIBED_BY
        if chance.random() < 0.6
    ]
    return Invented(
        number=number,
        slug=slug_of(seed, number),
        name=f"{bare} {names.coined(chance)} {number} {names.MARK}",
        description=f"Invented: {names.work_of(number, sector)}.",
        outcode=chance.choice(outcodes),
        terms=tuple(terms),
        facts=_facts(chance),
        source_kind=chance.choice(KINDS),
        observed_on=OBSERVED_FROM + dt.timedelta(days=chance.randrange(DAYS)),
        service=chance.randrange(services) if chance.randrange(100) < ENGAGED else None,
    )


def _facts(chance: random.Random) -> dict[str, str]:
    """Facts that lead to every outcome; what is left out is not known."""
    facts = {
        "statutory_body": chance.choice(("no",) * 12 + ("yes",)),
        "separately_constituted": chance.choice(("yes",) * 6 + ("no",)),
        "trading_share": _share(chance),
        "reinvested_share": chance.choice(("100", "75", "51..100", "0..50", "20")),
        "social_aims": chance.choice(("yes",) * 5 + ("no",)),
        "own_bank_account": "yes",
        "operated_by_service_staff": chance.choice(("no",) * 8 + ("yes",)),
        "public_sector_board_share": chance.choice(("0", "0", "20", "60")),
        "charity": chance.choice(("yes", "no")),
    }
    return {fact: value for fact, value in facts.items() if chance.random() < 0.8}


def _share(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(("0..25", "26..50", "51..75", "76..100"))
    return str(chance.randint(0, 100))
