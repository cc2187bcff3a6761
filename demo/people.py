"""Invented respondents, with telephone numbers and e-mail addresses that reach nobody."""

import random
from dataclasses import dataclass

FIRST = (
    "Alder",
    "Briar",
    "Clem",
    "Dale",
    "Ellis",
    "Frankie",
    "Glen",
    "Hollis",
    "Indy",
    "Jules",
    "Kit",
    "Lane",
)
LAST = ("Example", "Sample", "Placeholder", "Specimen", "Instance", "Nobody")
PRISON_JOBS = (
    "Head of Reducing Reoffending",
    "Resettlement manager",
    "Head of Learning and Skills",
    "Industries manager",
    "Governor's office",
)
PROBATION_JOBS = (
    "Partnerships manager",
    "Head of Community Payback",
    "Employment, training and education manager",
    "Director of Interventions",
)


@dataclass(frozen=True)
class Person:
    """One invented respondent."""

    name: str
    job_title: str
    telephone: str
    email: str


def person(number: int, rng: random.Random, *, is_prison: bool) -> Person:
    """Return the numbered respondent. Telephone numbers are those reserved for drama (01632 960xxx, 07700 900xxx)."""
    first, last = rng.choice(FIRST), rng.choice(LAST)
    prefix = "07700 900" if rng.random() < 0.2 else "01632 960"
    return Person(
        name=f"{first} {last}",
        job_title=rng.choice(PRISON_JOBS if is_prison else PROBATION_JOBS),
        telephone=f"{prefix}{number % 1000:03d}",
        email=f"{first.lower()}.{last.lower()}.{number}@respondent.example",
    )
