"""What printed counts of services tell together with the list of relations: who was interviewed, and what they told.

The listed relations show some services as interviewed. Counts by region and kind less these could tell of the others
(decision 13). A linear program subtracts everything from everything. No Django here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import highspy
import numpy as np

from reports.disclosure.attack import ALMOST, SilentSolver


class Fact(IntEnum):
    """What may be true of a service: it was interviewed, it told of an included organisation, it is known to work with
    one, it was interviewed and is not known to."""

    INTERVIEWED = 0
    TOLD_INCLUDED = 1
    KNOWN = 2
    INTERVIEWED_UNKNOWN = 3


@dataclass(frozen=True)
class ServiceFacts:
    """What the public knows of a service: whether a relation is listed that its interview told of, whether one with an
    included organisation, and whether a relation with an included organisation may be named at all."""

    name: str
    is_listed: bool
    is_listed_included: bool
    is_nameable: bool


@dataclass(frozen=True)
class ServiceSum:
    """A printed count: the number of these services of which a fact is true. `high` is None for a count of some of
    them, such as of those who answered; `is_national` if it counts the whole country."""

    fact: Fact
    services: frozenset[int]
    low: int
    high: int | None
    is_national: bool = False


@dataclass(frozen=True)
class ServiceConclusion:
    """What follows of a service that no list shows as interviewed."""

    service: ServiceFacts
    words: str

    def __str__(self) -> str:
        return f"{self.service.name} {self.words}"


class Subtraction:
    """The services of a study and all that is printed of them.

    :raises ValueError: if the counts contradict each other.
    """

    def __init__(self, services: Sequence[ServiceFacts], sums: Sequence[ServiceSum]) -> None:
        self.services = services
        self.sums = sums
        self._lowest = np.ones(len(Fact) * len(services))
        self._highest = np.zeros(len(Fact) * len(services))

    @property
    def unlisted(self) -> list[int]:
        """The services that no list shows as interviewed."""
        return [number for number, service in enumerate(self.services) if not service.is_listed]

    def conclusions(self) -> Iterator[ServiceConclusion]:
        """Yield what follows of each service that no list shows as interviewed."""
        for number in self.unlisted:
            service = self.services[number]
            if self._ends(number, Fact.INTERVIEWED)[1] < 1 - ALMOST:
                yield ServiceConclusion(service, "was not interviewed")
            elif not service.is_nameable:
                # Of a service that may be named it is public anyway what it works with.
                yield from self._of_relations(number)

    def _of_relations(self, number: int) -> Iterator[ServiceConclusion]:
        service = self.services[number]
        least, most = self._ends(number, Fact.TOLD_INCLUDED)
        if least > ALMOST:
            yield ServiceConclusion(service, "told of an included organisation")
        if most < 1 - ALMOST:
            yield ServiceConclusion(service, "told of no included organisation")
        least, most = self._ends(number, Fact.KNOWN)
        if least > ALMOST:
            yield ServiceConclusion(service, "works with an included organisation")
        if most < 1 - ALMOST:
            yield ServiceConclusion(service, "is not known to work with an included organisation")

    def _ends(self, number: int, fact: Fact) -> tuple[float, float]:
        """Return the smallest and the largest possible value of one fact of a service, from 0 to 1.

        Each solution of the program also shows values of other facts that are possible, so few need their own.
        """
        variable = _variable(number, fact)
        if self._lowest[variable] > ALMOST:
            self._lowest[variable] = self._least(variable, 1.0)
        if self._highest[variable] < 1 - ALMOST:
            self._highest[variable] = -self._least(variable, -1.0)
        return self._lowest[variable], self._highest[variable]

    def _least(self, variable: int, sign: float) -> float:
        self._solver.changeColCost(variable, sign)
        self._solver.run()
        status = self._solver.getModelStatus()
        self._solver.changeColCost(variable, 0.0)
        if status == highspy.HighsModelStatus.kInfeasible:
            raise ValueError("The counts of services contradict each other.")
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"The linear program of the audit ended with {status}.")
        values = np.array(self._solver.getSolution().col_value)
        self._lowest = np.minimum(self._lowest, values)
        self._highest = np.maximum(self._highest, values)
        return float(sign * values[variable])

    @cached_property
    def _solver(self) -> highspy.Highs:
        rows = [*self._logic(), *self._printed()]
        program = highspy.HighsLp()
        size = len(Fact) * len(self.services)
        program.num_col_, program.num_row_ = size, len(rows)
        program.col_cost_ = np.zeros(size)
        program.col_lower_ = np.array(
            [lower for service in self.services for lower in _known_of(service)], dtype=float
        )
        program.col_upper_ = np.ones(size)
        program.row_lower_ = np.array([low for _, low, _ in rows])
        program.row_upper_ = np.array([high for _, _, high in rows])
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in rows)])
        program.a_matrix_.index_ = np.array(
            [place for terms, _, _ in rows for place in terms], dtype=np.int32
        )
        program.a_matrix_.value_ = np.array([sign for terms, _, _ in rows for sign in terms.values()])
        solver = SilentSolver()
        solver.passModel(program)
        return solver

    def _logic(self) -> Iterator[tuple[dict[int, float], float, float]]:
        """Yield what is true of every service, as sums with a lower and an upper end."""
        none = -highspy.kHighsInf
        for number in range(len(self.services)):
            interviewed, told, known, unknown = (_variable(number, fact) for fact in Fact)
            yield {told: 1, interviewed: -1}, none, 0
            yield {told: 1, known: -1}, none, 0
            yield {unknown: 1, interviewed: -1}, none, 0
            yield {unknown: 1, known: 1}, none, 1
            yield {interviewed: 1, known: -1, unknown: -1}, none, 0

    def _printed(self) -> Iterator[tuple[dict[int, float], float, float]]:
        for each in self.sums:
            terms = {_variable(number, each.fact): 1.0 for number in sorted(each.services)}
            yield terms, each.low, highspy.kHighsInf if each.high is None else each.high


def _variable(number: int, fact: Fact) -> int:
    return len(Fact) * number + fact


def _known_of(service: ServiceFacts) -> tuple[bool, bool, bool, bool]:
    """Return by fact whether the lists alone say that it is true."""
    return service.is_listed, service.is_listed_included, service.is_nameable, False
