"""What an assignment of cases would move: the proposal that the study lead sees, and that is then carried out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import models
from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.roles import ROLES
from interviews.planning import case_assignment
from interviews.planning.case_assignment import OpenCase
from interviews.progress.calling import OPEN_CODES
from noms.models import Region
from survey.models import SampledUnit, Strand

BY_LOAD, BY_REGION = "load", "region"


class Which(models.TextChoices):
    """The open cases that are shared out."""

    UNASSIGNED = "unassigned", "Those that nobody has"
    LEFT = "left", "Those of people who have left, and those that nobody has"
    ALL = "all", "All, also those that somebody has"


class Change(NamedTuple):
    """What the assignment does to the open cases of one person: the number before, gained, given away, and after."""

    person: User
    before: int
    gained: int
    lost: int

    @property
    def after(self) -> int:
        """The number of open cases after the assignment."""
        return self.before + self.gained - self.lost


@dataclass(frozen=True)
class Proposal:
    """Cases with the people who are to have them. `people` are all concerned, with their number of open cases now."""

    cases: tuple[tuple[SampledUnit, User], ...]
    people: dict[User, int]

    @property
    def moves(self) -> list[tuple[SampledUnit, User]]:
        """The cases that change hands."""
        return [(unit, to) for unit, to in self.cases if unit.assigned_to_id != to.pk]

    @property
    def changes(self) -> list[Change]:
        """What changes for each person who has, had or gets one of the cases, by name."""
        gained = Counter(to.pk for _, to in self.moves)
        lost = Counter(unit.assigned_to_id for unit, _ in self.moves)
        return [
            Change(person, number, gained[person.pk], lost[person.pk])
            for person, number in sorted(self.people.items(), key=lambda each: (str(each[0]), each[0].pk))
        ]

    @property
    def from_nobody(self) -> int:
        """The number of cases that nobody had."""
        return sum(unit.assigned_to_id is None for unit, _ in self.cases)

    @property
    def fingerprint(self) -> str:
        """A text that differs if any case, its holder or its new holder differs."""
        return _hash(f"{unit.pk}:{unit.assigned_to_id}:{to.pk}" for unit, to in self.cases)


def fingerprint_of(units: Iterable[SampledUnit]) -> str:
    """Return a text that differs if any of the cases or its holder differs."""
    return _hash(f"{unit.pk}:{unit.assigned_to_id}" for unit in units)


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(sorted(parts)).encode()).hexdigest()


def interviewers() -> QuerySet[User]:
    """Return the active users who may enter interviews, by name."""
    roles = [role for role, words in ROLES.items() if "interviews.enter" in words]
    found: QuerySet[User] = User.objects.filter(is_active=True, role_grants__role__in=roles)
    return found.distinct().order_by("name", "pk")


def open_cases(strand: Strand) -> QuerySet[SampledUnit]:
    """Return the cases of the strand that are not decided yet."""
    return SampledUnit.objects.filter(strand=strand, code__in=OPEN_CODES)


def loads_of(cases: QuerySet[SampledUnit]) -> dict[int | None, int]:
    """Return the number of these cases by the key of the person who has them; None for nobody. One query."""
    return dict(cases.order_by().values_list("assigned_to").annotate(number=Count("pk")))


def people_who_left(strand: Strand) -> list[tuple[User, int]]:
    """Return the people who have open cases and can enter interviews no more, with the number of cases.

    One query if there is nobody, otherwise two.
    """
    found = (
        User.objects.exclude(pk__in=interviewers().values("pk"))
        .filter(pk__in=open_cases(strand).exclude(assigned_to=None).values("assigned_to"))
        .order_by("name", "pk")
    )
    people = list(found)
    numbers = loads_of(open_cases(strand)) if people else {}
    return [(person, numbers[person.pk]) for person in people]


def share_out(
    *, strand: Strand, people: Sequence[User], method: str, region: Region | None = None, which: str
) -> Proposal:
    """Return how the open cases of a strand are shared out among these people. Three queries.

    By load, everybody ends with as many open cases, as nearly as possible, counted with those that they keep. By
    region, each region goes to one person. With `region`, only its cases are shared out.
    """
    units = open_cases(strand)
    if which == Which.UNASSIGNED:
        units = units.filter(assigned_to=None)
    elif which == Which.LEFT:
        units = units.filter(Q(assigned_to=None) | ~Q(assigned_to__in=interviewers().values("pk")))
    if region is not None:
        units = units.filter(region=region)
    by_key = {
        row.pk: row
        for row in units.select_related("strand__study", "service", "region", "assigned_to").order_by("pk")
    }
    now = loads_of(open_cases(strand))
    shared = Counter(unit.assigned_to_id for unit in by_key.values())
    kept = {person.pk: now.get(person.pk, 0) - shared[person.pk] for person in people}
    cases = [OpenCase(pk, str(unit.region or ""), unit.assigned_to_id) for pk, unit in by_key.items()]
    method_of = case_assignment.by_region if method == BY_REGION else case_assignment.by_load
    assigned = method_of(cases, kept)
    concerned = {person.pk: person for person in people}
    for unit in by_key.values():
        if unit.assigned_to is not None:
            concerned.setdefault(unit.assigned_to.pk, unit.assigned_to)
    return Proposal(
        tuple((by_key[pk], person) for person in people for pk in assigned[person.pk]),
        {person: now.get(pk, 0) for pk, person in concerned.items()},
    )
