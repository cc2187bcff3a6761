"""Invented reports whose every figure is known as a sum of the smallest groups of respondents, for the audit."""

import datetime as dt
import random
from dataclasses import dataclass

from mapping.reports.table import Cell, Column, Report, StudyFacts, Table, share

STUDY = StudyFacts("invented", "Invented", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", False, True)
Atom = tuple[str, ...]


@dataclass(frozen=True)
class Invented:
    """A report; for each of its counts the atoms that it sums; the atoms' true numbers; which bound which."""

    report: Report
    sums: dict[tuple[str, int, str], tuple[Atom, ...]]
    atoms: dict[Atom, int]
    bounds: tuple[tuple[Atom, Atom], ...]


def invented(seed: int) -> Invented:
    """A study of some themes, regions and kinds of service, most groups small, as ours are."""
    chance = random.Random(seed)
    regions = [f"Region {number}" for number in range(1, chance.randint(3, 7))]
    kinds = ["Prisons", "Areas"][: chance.randint(1, 2)]
    themes = [f"Theme {number}" for number in range(1, chance.randint(3, 7))]
    size = chance.choice((3, 8, 20, 60))
    atoms: dict[Atom, int] = {}
    bounds = []
    rates = {theme: chance.choice((0.0, 0.05, 0.3, 0.6)) for theme in themes}
    for region in regions:
        for kind in kinds:
            base = chance.randint(0, size)
            atoms["base", region, kind] = base
            for theme in themes:
                named = sum(chance.random() < rates[theme] for _ in range(base))
                atoms["named", region, kind, theme] = named
                bounds.append((("named", region, kind, theme), ("base", region, kind)))
    words = [f"Word {number}" for number in range(1, chance.randint(4, 6))]
    outcomes = [f"Outcome {number}" for number in range(1, chance.randint(4, 7))]
    for word in words:
        for outcome in outcomes:
            atoms["said", word, outcome] = chance.choice((0, 0, 1, 2, chance.randint(0, 3 * size)))
    sums: dict[tuple[str, int, str], tuple[Atom, ...]] = {}
    tables = (
        _by_part(regions, kinds, themes, atoms, sums),
        _by_region(regions, kinds, themes, atoms, sums),
        _by_place(regions, kinds, atoms, sums),
        _crossed(words, outcomes, atoms, sums),
        _single(words, outcomes, atoms, sums),
    )
    report = Report("invented", "Invented", "aim", lambda tables: "Answer.", tables, STUDY)
    return Invented(report, sums, atoms, tuple(bounds))


class _Rows:
    """Collects the rows of one table with the atoms of each count."""

    def __init__(self, key: str, atoms: dict[Atom, int], sums: dict) -> None:
        self.key, self.atoms, self.sums = key, atoms, sums
        self.rows: list[dict[str, Cell]] = []

    def add(self, words: dict[str, str], **counts: list[Atom]) -> dict[str, Cell]:
        row: dict[str, Cell] = dict(words)
        for column, atoms in counts.items():
            self.sums[self.key, len(self.rows), column] = tuple(atoms)
            row[column] = sum(self.atoms[atom] for atom in atoms)
        self.rows.append(row)
        return row


def _by_part(regions, kinds, themes, atoms, sums) -> Table:  # type: ignore[no-untyped-def]
    rows = _Rows("by_part", atoms, sums)
    for theme in themes:
        for part, inside in [*((kind, [kind]) for kind in kinds), ("All services", kinds)]:
            row = rows.add(
                {"theme": theme, "part": part},
                named=[("named", region, kind, theme) for region in regions for kind in inside],
                base=[("base", region, kind) for region in regions for kind in inside],
            )
            row["rate"] = share(row["named"], row["base"])  # type: ignore[arg-type]
    columns = (
        Column("theme", "Theme"),
        Column("part", "Part"),
        Column("named", "Named it", "count"),
        Column("base", "Base", "count"),
        Column("rate", "Share", "percent", ratio=("named", "base")),
    )
    return Table("by_part", "By part", columns, tuple(rows.rows), data_class="B")


def _by_region(regions, kinds, themes, atoms, sums) -> Table:  # type: ignore[no-untyped-def]
    rows = _Rows("by_region", atoms, sums)
    places = {f"r{number}": [region] for number, region in enumerate(regions)} | {"country": regions}
    for theme in themes:
        counts = {
            key: [("named", region, kind, theme) for region in inside for kind in kinds]
            for key, inside in places.items()
        }
        rows.add({"theme": theme}, **counts)
    mentions = {
        key: [("named", region, kind, theme) for region in inside for kind in kinds for theme in themes]
        for key, inside in places.items()
    }
    rows.add({"theme": "Mentions"}, **mentions)
    rows.add(
        {"theme": "Base"},
        **{
            key: [("base", region, kind) for region in inside for kind in kinds]
            for key, inside in places.items()
        },
    )
    columns = (
        Column("theme", "Theme"),
        *(
            Column(key, "Country" if key == "country" else inside[0], "count")
            for key, inside in places.items()
        ),
    )
    totals = frozenset({"Mentions", "Base"})
    return Table("by_region", "By region", columns, tuple(rows.rows), data_class="B", total_rows=totals)


def _by_place(regions, kinds, atoms, sums) -> Table:  # type: ignore[no-untyped-def]
    """Respondents by region and kind, those who named the first theme apart: two directions of totals."""
    rows = _Rows("by_place", atoms, sums)
    theme = next(atom[3] for atom in atoms if atom[0] == "named")
    places = [*((region, [region]) for region in regions), ("Country", regions)]
    for place, inside in places:
        for kind in kinds:
            row = rows.add(
                {"region": place, "kind": kind},
                named=[("named", region, kind, theme) for region in inside],
                base=[("base", region, kind) for region in inside],
            )
            row["rate"] = share(row["named"], row["base"])  # type: ignore[arg-type]
    columns = (
        Column("region", "Region"),
        Column("kind", "Kind"),
        Column("named", "Named the first", "count"),
        Column("base", "Respondents", "count"),
        Column("rate", "Share", "percent", ratio=("named", "base")),
    )
    totals = frozenset({"Country"})
    return Table("by_place", "By place", columns, tuple(rows.rows), data_class="B", total_rows=totals)


def _crossed(words, outcomes, atoms, sums) -> Table:  # type: ignore[no-untyped-def]
    rows = _Rows("crossed", atoms, sums)
    keys = {f"o{number}": [outcome] for number, outcome in enumerate(outcomes)} | {"all": outcomes}
    for word, inside in [*((word, [word]) for word in words), ("All words", words)]:
        rows.add(
            {"word": word},
            **{
                key: [("said", each, outcome) for each in inside for outcome in some]
                for key, some in keys.items()
            },
        )
    columns = (Column("word", "Word"), *(Column(key, key, "count") for key in keys))
    totals = frozenset({"All words"})
    return Table("crossed", "Crossed", columns, tuple(rows.rows), data_class="B", total_rows=totals)


def _single(words, outcomes, atoms, sums) -> Table:  # type: ignore[no-untyped-def]
    """The totals of the crossed table once more, in a table of their own."""
    rows = _Rows("single", atoms, sums)
    for word, inside in [*((word, [word]) for word in words), ("All words", words)]:
        rows.add({"word": word}, said=[("said", each, outcome) for each in inside for outcome in outcomes])
    columns = (Column("word", "Word"), Column("said", "Mentions", "count"))
    totals = frozenset({"All words"})
    return Table("single", "Single", columns, tuple(rows.rows), data_class="B", total_rows=totals)
