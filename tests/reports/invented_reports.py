"""Invented studies for the audit: reports of opinion, and the figures that reports of class A publish of them."""

import datetime as dt
import random
from dataclasses import dataclass

from reports.answers.tables import GIVEN
from reports.table import Report, StudyFacts, Table
from tests.reports import invented_tables as tables
from tests.reports.invented_tables import AWAY, REASONS, Atom, Question, Rows

STUDY = StudyFacts("invented", "Invented", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", False, True)


@dataclass(frozen=True)
class Invented:
    """The reports of a study; for each of its counts the atoms that it sums; the atoms' true numbers.

    `bounds` says which atom is no larger than which; `equal` which two sums are the same, such as the mentions of one
    choice each and those who answered; `told` what the coverage report prints, as atoms with their number.
    """

    reports: tuple[Report, ...]
    sums: dict[tuple[str, int, str], tuple[Atom, ...]]
    atoms: dict[Atom, int]
    bounds: tuple[tuple[Atom, Atom], ...]
    equal: tuple[tuple[tuple[Atom, ...], tuple[Atom, ...]], ...]
    told: tuple[tuple[tuple[Atom, ...], int], ...]


def invented(seed: int) -> Invented:
    """A study of some themes, regions and kinds of service, most groups small, as ours are.

    In every second study everybody is asked its first question, and reports of class A count the interviews of each
    place and kind; in the others nothing is known of whom it was asked. The second question is always for some, by what
    they said before, and the third for everybody.
    """
    chance = random.Random(seed)
    places = [f"Region {number}" for number in range(1, chance.randint(3, 7))]
    kinds = ["Prisons", "Areas"][: chance.randint(1, 2)]
    themes = [f"Theme {number}" for number in range(1, chance.randint(3, 7))]
    size = chance.choice((3, 8, 20, 60))
    first = Question("first", places, kinds, themes, is_for_everybody=seed % 2 == 0)
    atoms: dict[Atom, int] = {}
    held = {(place, kind): chance.randint(0, size) for place in places for kind in kinds}
    told: list[tuple[tuple[Atom, ...], int]] = []
    for (place, kind), number in held.items():
        _ask(chance, first, place, kind, number, atoms)
        if first.is_for_everybody:
            told.append((tuple(first.interviews([place], [kind])), number))
    second = Question("second", ["*"], kinds, themes[:3], is_for_everybody=False)
    third = Question("third", ["*"], kinds, ["Yes", "Perhaps", "No"], is_for_everybody=True, is_single=True)
    for kind in kinds:
        number = sum(held[place, kind] for place in places)
        for asked in (second, third):
            _ask(chance, asked, "*", kind, number, atoms)
        told += [(tuple(asked.interviews(asked.places, [kind])), number) for asked in (second, third)]
    equal = tuple(
        (tuple(third.named(["*"], [kind], third.themes)), tuple(third.base(["*"], [kind]))) for kind in kinds
    )
    bounds = [(atom, (GIVEN, *atom[1:4])) for atom in atoms if atom[0] == "named"]
    words = [f"Word {number}" for number in range(1, chance.randint(4, 6))]
    outcomes = [f"Outcome {number}" for number in range(1, chance.randint(4, 7))]
    for word in words:
        for outcome in outcomes:
            atoms["said", word, outcome] = chance.choice((0, 0, 1, 2, chance.randint(0, 3 * size)))
    sums: dict[tuple[str, int, str], tuple[Atom, ...]] = {}

    def rows(key: str) -> Rows:
        return Rows(key, atoms, sums)

    said = [*((word, [word]) for word in words), ("All words", words)]
    reports = (
        _report(
            tables.by_part(rows("by_part"), first),
            tables.by_region(rows("by_region"), first),
            tables.by_place(rows("by_place"), first),
            *([tables.answered(rows("answered"), first)] if first.is_for_everybody else []),
        ),
        _report(
            tables.crossed(rows("crossed"), said, outcomes), tables.single(rows("single"), said, outcomes)
        ),
        _report(
            tables.by_part(rows("second"), second),
            tables.answered(rows("second_answered"), second),
        ),
        _report(
            tables.chosen(rows("third"), third),
            tables.answered(rows("third_answered"), third),
        ),
    )
    return Invented(reports, sums, atoms, tuple(bounds), equal, tuple(told))


def _report(*shown: Table) -> Report:
    return Report("invented", "Invented", "aim", lambda tables: "Answer.", shown, STUDY)


def _ask(
    chance: random.Random, asked: Question, place: str, kind: str, number: int, atoms: dict[Atom, int]
) -> None:
    """Add random answers of one place and kind to a question."""
    left = number
    for state in (*REASONS, AWAY):
        none = chance.random() < 0.7 or (state == AWAY and asked.is_for_everybody)
        some = 0 if none else chance.randint(0, min(left, number if state == AWAY else 2))
        atoms[state, asked.name, place, kind] = some
        left -= some
    atoms[GIVEN, asked.name, place, kind] = left
    for theme in asked.themes:
        rate = chance.choice((0.0, 0.05, 0.3, 0.6))
        named = sum(chance.random() < rate for _ in range(left))
        if asked.is_single:
            left -= named
            named += left if theme == asked.themes[-1] else 0
        atoms["named", asked.name, place, kind, theme] = named
