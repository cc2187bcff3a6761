"""What readers can conclude from printed figures about respondents whom they do not know: linear programs. No Django.

A reader sees figures, each a number of respondents or a range that such a number is in. The reader knows who was
interviewed, where each of them counts, and what a few of them said: the reader and some colleagues. The conclusion
that others said something can be drawn if every other respondent of a crowd said it in every set of answers that
fits all this.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import floor

import highspy
import numpy as np

KNOWN = (0, 1, 3)
"""The numbers of respondents whose answers a reader may know: nobody, the reader, the reader and two colleagues."""
ALMOST = 1e-6


@dataclass(frozen=True)
class Crowd:
    """Respondents whom no printed figure tells apart. `answers` are the numbers who gave each answer, which exclude
    each other and add up to the crowd.

    In a crowd that `is_unknown` nobody has the true numbers any more (of interviews that were changed or erased), and
    `answers` only say which there are, and with their sum how large the crowd is.
    """

    words: str
    answers: Mapping[str, int]
    is_unknown: bool = False

    @property
    def size(self) -> int:
        return sum(self.answers.values())


Term = tuple[int, str]
"""The number of a crowd, and an answer of it."""


@dataclass(frozen=True)
class PrintedSum:
    """A printed figure: the numbers of these crowds with these answers add up to `low` to `high`."""

    terms: frozenset[Term]
    low: int
    high: int


@dataclass(frozen=True)
class Conclusion:
    """All others of a crowd gave an answer, for a reader who knows the answers of this number of respondents."""

    crowd: Crowd
    answer: str
    known: int


class Attack:
    """All that is printed of some crowds, and what follows from it.

    :raises ValueError: if the true numbers are not what is printed, or if no numbers are: the figures were not cleared
        from these crowds.
    """

    def __init__(self, crowds: Sequence[Crowd], printed: Sequence[PrintedSum]) -> None:
        self.crowds = tuple(crowds)
        self.terms = [(number, answer) for number, crowd in enumerate(crowds) for answer in crowd.answers]
        self._place = {term: place for place, term in enumerate(self.terms)}
        self._true = np.array([crowds[number].answers[answer] for number, answer in self.terms], dtype=float)
        self._sums = [*printed]
        for number, crowd in enumerate(self.crowds):
            whole = frozenset((number, answer) for answer in crowd.answers)
            self._sums.append(PrintedSum(whole, crowd.size, crowd.size))
        for known in self._sums:
            numbers = [number for number, _ in known.terms]
            if any(self.crowds[number].is_unknown for number in numbers):
                continue
            true = sum(self._true[self._place[term]] for term in known.terms)
            if not known.low <= true <= known.high:
                raise ValueError(f"A figure of {true:.0f} was printed as {known.low} to {known.high}.")

    def tried(self, answers: Sequence[str]) -> int:
        """Return the number of conclusions that `conclusions` tries: crowds by answers by what a reader knows."""
        return len(KNOWN) * sum(crowd.size > 0 for crowd in self.crowds) * len(answers)

    def conclusions(self, answers: Sequence[str]) -> Iterator[Conclusion]:
        """Yield what a reader can conclude about these answers, with the fewest whose answers he has to know."""
        for number, crowd in enumerate(self.crowds):
            for answer in answers:
                for known in self._told(number, answer):
                    yield Conclusion(crowd, answer, known)

    def range_of(self, terms: frozenset[Term]) -> tuple[float, float]:
        """Return the smallest and the largest sum of these numbers that fits all that is printed."""
        objective = np.zeros(len(self.terms))
        objective[[self._place[term] for term in terms]] = 1
        return self._program.least(objective), -self._program.least(-objective)

    def _told(self, number: int, answer: str) -> Iterator[int]:
        """Yield the fewest known respondents with whom a reader concludes that all others of a crowd said this."""
        crowd = self.crowds[number]
        if not crowd.size:
            return
        if crowd.is_unknown:
            # With any true number that fits: those who did not say it may be the respondents whom the reader knows.
            least, _ = self.range_of(frozenset({(number, answer)}))
            fewest = crowd.size - floor(least + ALMOST)
            if least >= 1 - ALMOST:
                yield from [known for known in KNOWN if known >= fewest][:1]
            return
        silent = crowd.size - crowd.answers[answer]
        if not crowd.answers[answer] or silent > KNOWN[-1]:
            # An unknown respondent did not say it, so nobody can conclude that all said it.
            return
        reader = _Reader(number, answer, self._true.copy(), self._certain(number, answer), 0)
        if not self._concludes(replace(reader, spare=KNOWN[-1] - silent)):
            return
        yield next(
            known
            for known in KNOWN
            if known >= silent and self._concludes(replace(reader, spare=known - silent))
        )

    def _certain(self, number: int, answer: str) -> np.ndarray:
        """Return what a reader knows who knows all of a crowd who did not say something: lower ends by term."""
        ends = np.zeros(len(self.terms))
        for other, count in self.crowds[number].answers.items():
            if other != answer:
                ends[self._place[number, other]] = count
        return ends

    def _concludes(self, reader: "_Reader") -> bool:
        """Return True if with the answers of some `spare` further respondents the reader can exclude all else.

        The program looks for other numbers that fit, and that differ from what a reader could know as little as they
        can. Only what differs can be excluded by knowing further respondents, so only these are tried.
        """
        target = self._place[reader.crowd, reader.answer]
        limit = np.array([self._reach(place, reader) for place in range(len(self.terms))])
        other = self._program.other_than(target, self._true[target] - 1, reader.certain, limit)
        if other is None:
            return True
        for place in np.flatnonzero(other < limit - ALMOST):
            needed = floor(other[place] + ALMOST) + 1
            more = int(needed - reader.certain[place])
            if 0 < more <= reader.spare:
                certain = reader.certain.copy()
                certain[place] = needed
                if self._concludes(replace(reader, certain=certain, spare=reader.spare - more)):
                    return True
        return False

    def _reach(self, place: int, reader: "_Reader") -> float:
        """Return up to which number with an answer the reader could know with the respondents to spare."""
        number, answer = self.terms[place]
        if self.crowds[number].is_unknown:
            return float(reader.certain[place])
        # Somebody whom the reader does not know is left in the crowd that the conclusion is about.
        most = self._true[place] - (number == reader.crowd and answer == reader.answer)
        return float(max(reader.certain[place], min(most, reader.certain[place] + reader.spare)))

    @cached_property
    def _program(self) -> "_Program":
        return _Program(len(self.terms), [(self._places(known), known) for known in self._sums])

    def _places(self, known: PrintedSum) -> list[int]:
        return [self._place[term] for term in known.terms]


@dataclass(frozen=True)
class _Reader:
    """A reader who would conclude that all others of a crowd gave an answer.

    `certain` are by term the numbers of respondents of whom this is known; `spare` more may be chosen.
    """

    crowd: int
    answer: str
    true: np.ndarray
    certain: np.ndarray
    spare: int


class SilentSolver(highspy.Highs):
    """The solver, which else prints its name on the standard output of a command when it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.silent()


class _Program:
    """The linear program: a number for each term, and for each how far it is below what a reader could know of it."""

    def __init__(self, size: int, sums: Sequence[tuple[list[int], PrintedSum]]) -> None:
        self.size = size
        self.solver = SilentSolver()
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * size, len(sums) + size
        program.col_cost_ = np.zeros(2 * size)
        program.col_lower_ = np.zeros(2 * size)
        program.col_upper_ = np.full(2 * size, highspy.kHighsInf)
        program.row_lower_ = np.array([*(float(known.low) for _, known in sums), *[0.0] * size])
        program.row_upper_ = np.array(
            [*(float(known.high) for _, known in sums), *[highspy.kHighsInf] * size]
        )
        places = [*(places for places, _ in sums), *([place, size + place] for place in range(size))]
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.cumsum([0, *map(len, places)])
        program.a_matrix_.index_ = np.concatenate([np.array(row, dtype=np.int32) for row in places])
        program.a_matrix_.value_ = np.ones(sum(map(len, places)))
        self.solver.passModel(program)
        self.columns = np.arange(2 * size, dtype=np.int32)
        self.first_end = len(sums)
        if not self._minimise(np.zeros(2 * size)):
            raise ValueError("The printed figures contradict each other.")

    def least(self, objective: np.ndarray) -> float:
        """Return the smallest value of an objective over all numbers that fit."""
        self._bound(np.zeros(self.size), np.full(self.size, highspy.kHighsInf), np.zeros(self.size))
        self._minimise(np.concatenate([objective, np.zeros(self.size)]))
        return float(self.solver.getInfo().objective_function_value)

    def other_than(
        self, target: int, most: float, certain: np.ndarray, limit: np.ndarray
    ) -> np.ndarray | None:
        """Return numbers that fit with at most `most` at the target, as little below the limits as can be; or None."""
        upper = np.full(self.size, highspy.kHighsInf)
        upper[target] = most
        if most < certain[target]:
            return None
        self._bound(certain, upper, limit)
        objective = np.concatenate([np.zeros(self.size), np.ones(self.size)])
        return (
            np.array(self.solver.getSolution().col_value[: self.size]) if self._minimise(objective) else None
        )

    def _bound(self, lower: np.ndarray, upper: np.ndarray, limit: np.ndarray) -> None:
        none = np.zeros(self.size)
        self.solver.changeColsBounds(
            2 * self.size,
            self.columns,
            np.concatenate([lower, none]),
            np.concatenate([upper, none + highspy.kHighsInf]),
        )
        for place, end in enumerate(limit):
            self.solver.changeRowBounds(self.first_end + place, float(end), highspy.kHighsInf)

    def _minimise(self, objective: np.ndarray) -> bool:
        """Return True if there are numbers that fit.

        :raises RuntimeError: if the solver gives up.
        """
        self.solver.changeColsCost(2 * self.size, self.columns, objective)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
            raise RuntimeError(f"The linear program of the audit ended with {status}.")
        return status == highspy.HighsModelStatus.kOptimal
