"""Invented tables for the audit: each count is a known sum of the smallest groups of respondents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reports.answers.tables import GIVEN, NO_ANSWER, UNANSWERED, state_columns
from reports.table import Cell, Column, Table, cells, share
from survey.answers import AnswerState

Atom = tuple[str, ...]
Parts = Sequence[tuple[str, Sequence[str]]]
REASONS = tuple(state.value for state in NO_ANSWER)
AWAY = AnswerState.NOT_APPLICABLE.value
ALL = "All services"


@dataclass(frozen=True)
class Question:
    """A question of several choices by place and kind of service, asked of everybody or by an earlier answer."""

    name: str
    places: Sequence[str]
    kinds: Sequence[str]
    themes: Sequence[str]
    is_for_everybody: bool
    is_single: bool = False

    @property
    def parts(self) -> Parts:
        return [*((kind, [kind]) for kind in self.kinds), (ALL, self.kinds)]

    def mentions(self, part: str) -> str:
        return f"{self.name}, {part}" if self.is_single else f"{self.name}, {part}: mentions"

    def named(self, places: Iterable[str], kinds: Sequence[str], themes: Sequence[str]) -> list[Atom]:
        return [("named", self.name, at, kind, theme) for at in places for kind in kinds for theme in themes]

    def in_states(self, places: Sequence[str], kinds: Sequence[str], *states: str) -> list[Atom]:
        return [(state, self.name, at, kind) for state in states for at in places for kind in kinds]

    def base(self, places: Sequence[str], kinds: Sequence[str]) -> list[Atom]:
        return self.in_states(places, kinds, GIVEN)

    def interviews(self, places: Sequence[str], kinds: Sequence[str]) -> list[Atom]:
        return self.in_states(places, kinds, GIVEN, AWAY, *REASONS)


@dataclass
class Rows:
    """Collects the rows of one table with the atoms of each count."""

    key: str
    atoms: Mapping[Atom, int]
    sums: dict[tuple[str, int, str], tuple[Atom, ...]]
    rows: list[dict[str, Cell]] = field(default_factory=list)

    def add(self, words: Mapping[str, str], counts: Mapping[str, Iterable[Atom]]) -> dict[str, Cell]:
        row: dict[str, Cell] = dict(words)
        for column, atoms in counts.items():
            self.sums[self.key, len(self.rows), column] = tuple(atoms)
            row[column] = sum(self.atoms[atom] for atom in self.sums[self.key, len(self.rows), column])
        if {"named", "base"} <= row.keys():
            row["rate"] = share(row["named"], row["base"])
        self.rows.append(row)
        return row

    def table(
        self, *columns: Column, totals: Iterable[str] = (), fixed=frozenset(), names=None, sums=None
    ) -> Table:
        return Table(
            self.key,
            self.key,
            columns,
            tuple(self.rows),
            data_class="B",
            total_rows=frozenset(totals),
            fixed=fixed,
            names=names or {},
            sums=sums or {},
        )


NAMED = (
    Column("named", "Named it", "count"),
    Column("base", "Base", "count"),
    Column("rate", "Share", "percent", ratio=("named", "base")),
)


def by_part(rows: Rows, asked: Question) -> Table:
    names = {}
    sums: dict[str, frozenset[tuple[int, str]]] = {}
    for theme in asked.themes:
        for part, inside in asked.parts:
            number = len(rows.rows)
            names[number, "base"] = f"{asked.name}, {part}"
            names[number, "named"] = f"{asked.name}, {part}: {theme}"
            sums[asked.mentions(part)] = sums.get(asked.mentions(part), frozenset()) | {(number, "named")}
            rows.add(
                {"theme": theme, "part": part},
                {
                    "named": asked.named(asked.places, inside, [theme]),
                    "base": asked.base(asked.places, inside),
                },
            )
    return rows.table(
        Column("theme", "Theme"),
        Column("part", "Part"),
        *NAMED,
        fixed=cells(range(len(rows.rows)), "base") if asked.is_for_everybody else frozenset(),
        names=names,
        sums=sums,
    )


def by_region(rows: Rows, asked: Question) -> Table:
    regions: dict[str, Sequence[str]] = {f"r{number}": [at] for number, at in enumerate(asked.places)}
    regions["country"] = asked.places
    for words, themes in [*((theme, [theme]) for theme in asked.themes), ("Mentions", asked.themes)]:
        counts = {key: asked.named(inside, asked.kinds, themes) for key, inside in regions.items()}
        rows.add({"theme": words}, counts)
    base = rows.add(
        {"theme": "Base"}, {key: asked.base(inside, asked.kinds) for key, inside in regions.items()}
    )
    fixed = cells([len(rows.rows) - 1], *regions) | cells(
        range(len(rows.rows)), *(key for key in regions if not base[key])
    )
    return rows.table(
        Column("theme", "Theme"),
        *(Column(key, key if key == "country" else inside[0], "count") for key, inside in regions.items()),
        totals={"Mentions", "Base"},
        fixed=fixed if asked.is_for_everybody else frozenset(),
        names={(row, "country"): f"{asked.name}, {ALL}: {theme}" for row, theme in enumerate(asked.themes)}
        | {
            (len(rows.rows) - 2, "country"): asked.mentions(ALL),
            (len(rows.rows) - 1, "country"): f"{asked.name}, {ALL}",
        },
    )


def by_place(rows: Rows, asked: Question) -> Table:
    """Respondents by region and kind, those who named the first theme apart: two directions of totals."""
    last = [(len(asked.places) * len(asked.kinds) + number, kind) for number, kind in enumerate(asked.kinds)]
    names = {(row, "named"): f"{asked.name}, {kind}: {asked.themes[0]}" for row, kind in last}
    names |= {(row, "base"): f"{asked.name}, {kind}" for row, kind in last}
    for place, inside in [*((at, [at]) for at in asked.places), ("Country", asked.places)]:
        for kind in asked.kinds:
            rows.add(
                {"region": place, "kind": kind},
                {
                    "named": asked.named(inside, [kind], asked.themes[:1]),
                    "base": asked.base(inside, [kind]),
                },
            )
    fixed = cells(range(len(rows.rows)), "base") if asked.is_for_everybody else frozenset()
    return rows.table(
        Column("region", "Region"),
        Column("kind", "Kind"),
        *NAMED,
        totals={"Country"},
        fixed=fixed,
        names=names,
    )


def answered(rows: Rows, asked: Question) -> Table:
    fixed: set[tuple[int, str]] = set()
    names: dict[tuple[int, str], str] = {}
    sums: dict[str, frozenset[tuple[int, str]]] = {}
    for number, (part, inside) in enumerate(asked.parts):
        row = rows.add(
            {"part": part},
            {
                "interviews": asked.interviews(asked.places, inside),
                UNANSWERED: asked.in_states(asked.places, inside, *REASONS),
                **{state: asked.in_states(asked.places, inside, state) for state in (GIVEN, AWAY, *REASONS)},
                "mentions": asked.named(asked.places, inside, asked.themes),
            },
        )
        called = {key: f"{asked.name}, {part}: {key}" for key in row if key != "part"}
        called |= {GIVEN: f"{asked.name}, {part}", "mentions": asked.mentions(part)}
        names |= {(number, key): name for key, name in called.items()}
        if part == ALL:
            sums |= {name: cells(range(number), key) for key, name in called.items()}
        fixed |= {(number, "interviews"), (number, UNANSWERED)}
        if asked.is_for_everybody:
            fixed |= {(number, GIVEN)} if row[GIVEN] else {(number, GIVEN), (number, "mentions")}
    return rows.table(
        Column("part", "Part"),
        Column("interviews", "Interviews", "count"),
        *state_columns("interviews", given="Base"),
        Column("mentions", "Mentions", "count"),
        fixed=frozenset(fixed),
        names=names,
        sums=sums,
    )


def crossed(rows: Rows, words: Parts, outcomes: Sequence[str]) -> Table:
    keys = {f"o{number}": [outcome] for number, outcome in enumerate(outcomes)} | {"all": outcomes}
    for word, inside in words:
        rows.add(
            {"word": word},
            {
                key: [("said", each, outcome) for each in inside for outcome in some]
                for key, some in keys.items()
            },
        )
    return rows.table(
        Column("word", "Word"), *(Column(key, key, "count") for key in keys), totals={words[-1][0]}
    )


def single(rows: Rows, words: Parts, outcomes: Sequence[str]) -> Table:
    """The totals of the crossed table once more, in a table of their own."""
    for word, inside in words:
        rows.add(
            {"word": word}, {"said": [("said", each, outcome) for each in inside for outcome in outcomes]}
        )
    return rows.table(Column("word", "Word"), Column("said", "Mentions", "count"), totals={words[-1][0]})


def chosen(rows: Rows, asked: Question) -> Table:
    """A question of which one choice can be named: they add up to those who answered."""
    for theme, themes in [*((theme, [theme]) for theme in asked.themes), ("Base", asked.themes)]:
        rows.add(
            {"theme": theme},
            {
                "named": asked.named(asked.places, asked.kinds, themes),
                "base": asked.base(asked.places, asked.kinds),
            },
        )
    base = cells(range(len(rows.rows)), "base") | cells([len(rows.rows) - 1], "named")
    return rows.table(
        Column("theme", "Theme"),
        *NAMED,
        totals={"Base"},
        fixed=base if asked.is_for_everybody else frozenset(),
        names=dict.fromkeys(base, f"{asked.name}, {ALL}"),
    )
