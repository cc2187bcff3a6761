"""Tables of what changed between two studies, over matched services only where change is meant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from mapping.reports.comparison.frames import Frame, Unit
from mapping.reports.comparison.matching import Matched
from mapping.reports.fieldwork import COUNTRY, KINDS
from mapping.reports.nouns import Noun, noun_of
from mapping.reports.table import Cell, Column, Row, Table, share
from noms.vocabulary import CountingUnit

SOURCE = "The frames and interviews of the two studies, and the reference data of services."
SAME = "In both frames"
FOLLOWED = "Followed by one service"
COMPARABLE = (SAME, FOLLOWED)
TOTAL = "All services of the frame"
ALL = "All services"
BOTH_INTERVIEWED = "The base is the matched services with an interview in both studies."


@dataclass(frozen=True)
class Pair:
    """One service in both studies: the unit of each frame, and whether it worked with an included organisation."""

    earlier: Unit
    later: Unit
    was_engaged: bool
    is_engaged: bool


@dataclass(frozen=True)
class Compared:
    """Two frames and how their services match."""

    earlier: Frame
    later: Frame
    matched: Matched

    def pairs(self) -> list[Pair]:
        """Every service that can be compared one to one."""
        return [
            Pair(
                self.earlier.units[old],
                self.later.units[new],
                old in self.earlier.engaged,
                new in self.later.engaged,
            )
            for old, new in self.matched.pairs
        ]

    def nouns(self) -> dict[str, Noun]:
        """What each kind of service is called, over both frames."""
        forms: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for frame in (self.earlier, self.later):
            for unit in frame.units.values():
                forms[unit.kind].add(unit.form)
        return {kind: noun_of(kind, forms[kind], CountingUnit.ESTABLISHMENT) for kind in KINDS}


def frames(compared: Compared) -> Table:
    """What became of each service of either frame; every row but the last is apart from the others."""
    found, nouns = compared.matched, compared.nouns()
    fates: tuple[tuple[str, Iterable[int], Iterable[int]], ...] = (
        (SAME, found.same, found.same),
        (FOLLOWED, [old for old, _ in found.followed], [new for _, new in found.followed]),
        ("Merged with others, or formed by it", found.merged, found.formed),
        ("Closed, and followed by none", found.closed, ()),
        ("Opened, and following none", (), found.opened),
        (TOTAL, compared.earlier.units, compared.later.units),
    )
    rows: list[Row] = []
    for fate, old, new in fates:
        row: dict[str, Cell] = {"fate": fate}
        for kind in KINDS:
            row[f"{kind}_earlier"] = sum(compared.earlier.units[service].kind == kind for service in old)
            row[f"{kind}_later"] = sum(compared.later.units[service].kind == kind for service in new)
        rows.append(row)
    columns = [
        Column(f"{kind}_{side}", f"{nouns[kind].heading}, {side} frame", "count")
        for kind in KINDS
        for side in ("earlier", "later")
    ]
    return Table(
        key="frames",
        title="The services of the two frames, and what became of them",
        columns=(Column("fate", "What became of the service"), *columns),
        rows=tuple(rows),
        notes=(
            "A service that others merged into, and that was there before, is counted as being in both frames. "
            "“Closed” and “opened” mean between the two frame dates.",
        ),
        source=SOURCE,
        total_rows=frozenset({TOTAL}),
    )


def coverage(compared: Compared) -> Table:
    """How far each study reached its own frame."""
    rows: list[Row] = []
    for label, belongs in _kinds(compared):
        row: dict[str, Cell] = {"kind": label}
        for side, frame in (("earlier", compared.earlier), ("later", compared.later)):
            inside = [unit for unit in frame.units.values() if belongs(unit)]
            interviewed = sum(unit.is_interviewed for unit in inside)
            row |= {f"{side}_frame": len(inside), f"{side}_interviewed": interviewed}
            row[f"{side}_rate"] = share(interviewed, len(inside))
        rows.append(row)
    columns: list[Column] = []
    for side in ("earlier", "later"):
        columns += [
            Column(f"{side}_frame", f"In the {side} frame", "count"),
            Column(f"{side}_interviewed", f"Interviewed in the {side} study", "count"),
            Column(
                f"{side}_rate",
                f"Coverage of the {side} study",
                "percent",
                ratio=(f"{side}_interviewed", f"{side}_frame"),
            ),
        ]
    return Table(
        key="coverage",
        title="Coverage of each study's own frame",
        columns=(Column("kind", "Kind of service"), *columns),
        rows=tuple(rows),
        source=SOURCE,
        total_rows=frozenset({ALL}),
    )


def reached(compared: Compared) -> Table:
    """Of the matched services, which study interviewed them."""
    rows: list[Row] = []
    pairs = compared.pairs()
    for label, belongs in _kinds(compared):
        inside = [pair for pair in pairs if belongs(pair.earlier)]
        rows.append(
            {
                "kind": label,
                "matched": len(inside),
                **_crossed(
                    inside, lambda pair: pair.earlier.is_interviewed, lambda pair: pair.later.is_interviewed
                ),
            }
        )
    return Table(
        key="reached",
        title="Matched services by the studies that interviewed them",
        columns=(
            Column("kind", "Kind of service"),
            Column("matched", "Matched services", "count"),
            Column("both", "Interviewed in both", "count"),
            Column("first", "In the earlier study only", "count"),
            Column("second", "In the later study only", "count"),
            Column("neither", "In neither", "count"),
        ),
        rows=tuple(rows),
        notes=("Why a service was not interviewed is not shown: a figure may stand for one service.",),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL}),
    )


def engagement(compared: Compared) -> Table:
    """Of the matched services interviewed in both studies, which worked with an included organisation when."""
    pairs = _interviewed_twice(compared)
    rows: list[Row] = [
        {"kind": label, **_change([pair for pair in pairs if belongs(pair.earlier)])}
        for label, belongs in _kinds(compared)
    ]
    return Table(
        key="engagement",
        title="Work with included organisations in matched services, then and now",
        columns=(Column("kind", "Kind of service"), *CHANGE),
        rows=tuple(rows),
        notes=(BOTH_INTERVIEWED,),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({ALL}),
    )


def by_region(compared: Compared, regions: Mapping[int | None, str]) -> Table:
    """The same by region of the earlier frame."""
    pairs = _interviewed_twice(compared)
    rows: list[Row] = []
    for region, name in regions.items():
        inside = [pair for pair in pairs if pair.earlier.region == region]
        if region is not None or inside:
            rows.append({"region": name, **_change(inside)})
    rows.append({"region": COUNTRY, **_change(pairs)})
    return Table(
        key="by_region",
        title="Work with included organisations in matched services, then and now, by region",
        columns=(Column("region", "Region"), *CHANGE),
        rows=tuple(rows),
        notes=(BOTH_INTERVIEWED, "A service counts in the region where it lay in the earlier frame."),
        source=SOURCE,
        data_class="B",
        total_rows=frozenset({COUNTRY}),
    )


CHANGE = (
    Column("base", "Interviewed in both studies (base)", "count"),
    Column("both", "Worked with one in both", "count"),
    Column("first", "In the earlier only", "count"),
    Column("second", "In the later only", "count"),
    Column("neither", "In neither", "count"),
    Column("earlier", "All in the earlier study", "count"),
    Column("earlier_rate", "Share in the earlier study", "percent", ratio=("earlier", "base")),
    Column("later", "All in the later study", "count"),
    Column("later_rate", "Share in the later study", "percent", ratio=("later", "base")),
)


def _kinds(compared: Compared) -> list[tuple[str, Callable[[Unit], bool]]]:
    """The kinds of service by their names, and last all of them."""
    nouns = compared.nouns()

    def of(kind: str) -> Callable[[Unit], bool]:
        return lambda unit: unit.kind == kind

    return [*((nouns[kind].heading, of(kind)) for kind in KINDS), (ALL, lambda unit: True)]


def _interviewed_twice(compared: Compared) -> list[Pair]:
    return [pair for pair in compared.pairs() if pair.earlier.is_interviewed and pair.later.is_interviewed]


def _crossed(
    pairs: Sequence[Pair], first: Callable[[Pair], bool], second: Callable[[Pair], bool]
) -> dict[str, int]:
    return {
        "both": sum(first(pair) and second(pair) for pair in pairs),
        "first": sum(first(pair) and not second(pair) for pair in pairs),
        "second": sum(second(pair) and not first(pair) for pair in pairs),
        "neither": sum(not first(pair) and not second(pair) for pair in pairs),
    }


def _change(pairs: Sequence[Pair]) -> dict[str, Cell]:
    crossed = _crossed(pairs, lambda pair: pair.was_engaged, lambda pair: pair.is_engaged)
    base = len(pairs)
    earlier, later = crossed["both"] + crossed["first"], crossed["both"] + crossed["second"]
    return {
        "base": base,
        **crossed,
        "earlier": earlier,
        "earlier_rate": share(earlier, base),
        "later": later,
        "later_rate": share(later, base),
    }
