"""Tables of what changed between two studies; a change is given for matched services only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from noms.nouns import FrameWords, Noun
from reports.comparison.matching import FrameMatch
from reports.comparison.mcnemar import Pairs, change_interval, exact_p
from reports.comparison.queries import Frame, Unit
from reports.table import Bars, Cell, Column, Row, Table, share

SOURCE = "The lists and interviews of the two studies, and the reference data of services."
SAME = "In both lists"
FOLLOWED = "Followed by one service"
COMPARABLE = (SAME, FOLLOWED)
MERGED = "Merged with others, or formed by it"
REORGANISED = "Reorganised: compared by region only"
REBUILT = "Closed, and a new prison stands on its site"
CLOSED = "Closed, and followed by none"
OPENED = "Opened, and following none"
ALL_GROUPS = "All of these regions"
MERGED_NOTE = (
    "A service that others merged into, and that was there before, is counted as being in both lists. “Closed” and "
    "“opened” mean between the days of the two lists."
)
REORGANISED_NOTE = (
    "Probation areas and trusts ended and delivery units began with other boundaries. Police areas lie whole in the "
    "regions of both times, so the two are compared as groups in one region, and never one to one."
)
REBUILT_NOTE = (
    "A new prison on the site of one that closed is another service. Both are counted here, and are in no figure of "
    "change."
)
TOTAL = "All services of the list"
ALL = "All services"
EARLIER, LATER = "Earlier study", "Later study"
ALL_PAIRS = "All interviewed in both"
UNDECIDED_NOTE = (
    "A service is undecided that named no social enterprise, but one that may be. The share counts it as working with "
    "none; the test of the change leaves it out."
)
BASE_NOTE = (
    "Shares are out of the same services with an interview in both studies. A service that was interviewed in one "
    "only is in neither figure."
)


@dataclass(frozen=True)
class ServicePair:
    """One service in both studies: the unit of each frame, and whether it worked with an included organisation.

    None where that is undecided.
    """

    earlier: Unit
    later: Unit
    was_engaged: bool | None
    is_engaged: bool | None


@dataclass(frozen=True)
class Comparison:
    """The frames of two studies of one frame, the match of their services, and the words for them."""

    earlier: Frame
    later: Frame
    matched: FrameMatch
    words: FrameWords

    def pairs(self) -> list[ServicePair]:
        """Return every service that can be compared one to one."""
        return [
            ServicePair(
                self.earlier.units[old],
                self.later.units[new],
                _engagement(self.earlier, old),
                _engagement(self.later, new),
            )
            for old, new in self.matched.pairs
        ]

    def nouns(self) -> dict[str, Noun]:
        """Return the word for each kind of service, over both frames."""
        return self.words.nouns(
            (unit.kind, unit.form) for frame in (self.earlier, self.later) for unit in frame.units.values()
        )


def _engagement(frame: Frame, service: int) -> bool | None:
    return None if service in frame.undecided else service in frame.engaged


def frames(compared: Comparison) -> Table:
    """Return a table of what became of each service of either frame. The rows but the last do not overlap."""
    columns, rows = _by_fate(compared, lambda unit: True, "{}, {} list")
    return Table(
        key="frames",
        title="The services of the two lists, and what became of them",
        columns=columns,
        rows=rows,
        notes=(
            MERGED_NOTE,
            *([REORGANISED_NOTE] if compared.matched.reorganised else []),
            *([REBUILT_NOTE] if compared.matched.rebuilt else []),
        ),
        source=SOURCE,
        total_rows=frozenset({TOTAL}),
    )


def interviewed(compared: Comparison) -> Table:
    """Return the same table of the services that were interviewed, with those interviewed in both studies."""
    columns, rows = _by_fate(compared, lambda unit: unit.is_interviewed, "{} interviewed in the {} study")
    pairs = compared.matched.pairs
    same = sum(_both_interviewed(compared, old, new) for old, new in pairs if old == new)
    followed = sum(_both_interviewed(compared, old, new) for old, new in pairs if old != new)
    both = {SAME: same, FOLLOWED: followed, TOTAL: same + followed}
    return Table(
        key="interviewed",
        title="What became of the services that were interviewed",
        columns=(*columns, Column("both", "Interviewed in both studies", "count")),
        rows=tuple({**row, "both": both.get(str(row["fate"]), 0)} for row in rows),
        notes=(
            "Of the services interviewed in the earlier study, those in both lists and those followed by one service "
            "can be asked again one by one. Merged and reorganised ones can only be compared as groups.",
        ),
        source=SOURCE,
        total_rows=frozenset({TOTAL}),
    )


def _both_interviewed(compared: Comparison, old: int, new: int) -> bool:
    return compared.earlier.units[old].is_interviewed and compared.later.units[new].is_interviewed


def _by_fate(
    compared: Comparison, is_counted: Callable[[Unit], bool], label: str
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Return the columns and rows of a table that counts services of either side by kind and by what became of them."""
    found, nouns = compared.matched, compared.nouns()
    fates: list[tuple[str, Iterable[int], Iterable[int]]] = [
        (SAME, found.same, found.same),
        (FOLLOWED, [old for old, _ in found.followed], [new for _, new in found.followed]),
        (MERGED, found.merged, found.formed),
        *([(REORGANISED, found.reorganised, found.reorganised_into)] if found.reorganised else []),
        *([(REBUILT, found.rebuilt, found.rebuilt_as)] if found.rebuilt else []),
        (CLOSED, found.closed, ()),
        (OPENED, (), found.opened),
        (TOTAL, compared.earlier.units, compared.later.units),
    ]
    rows: list[Row] = []
    for fate, old, new in fates:
        before = [compared.earlier.units[service] for service in old]
        after = [compared.later.units[service] for service in new]
        row: dict[str, Cell] = {"fate": fate}
        for kind in nouns:
            row[f"{kind}_earlier"] = sum(unit.kind == kind and is_counted(unit) for unit in before)
            row[f"{kind}_later"] = sum(unit.kind == kind and is_counted(unit) for unit in after)
        rows.append(row)
    columns = [
        Column(f"{kind}_{side}", label.format(nouns[kind].heading, side), "count")
        for kind in nouns
        for side in ("earlier", "later")
    ]
    return (Column("fate", "What became of the service"), *columns), tuple(rows)


def groups(compared: Comparison, names: Mapping[int, str]) -> Table:
    """Return a table of the services that were reorganised, by region: each side as a group, never one to one."""
    found = compared.matched
    sides = (
        ("earlier", compared.earlier, found.reorganised),
        ("later", compared.later, found.reorganised_into),
    )
    rows: list[Row] = []
    for group, name in [*names.items(), (None, ALL_GROUPS)]:
        row: dict[str, Cell] = {"region": name}
        for side, frame, services in sides:
            inside = [each for each in services if group in (None, frame.units[each].group)]
            asked = [each for each in inside if frame.units[each].is_interviewed]
            engaged = sum(each in frame.engaged for each in asked)
            row |= {
                f"{side}_services": len(inside),
                f"{side}_base": len(asked),
                f"{side}_engaged": engaged,
                f"{side}_rate": share(engaged, len(asked)),
            }
        if row["earlier_services"] or row["later_services"]:
            rows.append(row)
    columns = [
        column
        for side in ("earlier", "later")
        for column in (
            Column(f"{side}_services", f"Services of the {side} list", "count"),
            Column(f"{side}_base", f"Interviewed in the {side} study", "count"),
            Column(f"{side}_engaged", f"Worked with one in the {side} study", "count"),
            Column(
                f"{side}_rate",
                f"Share in the {side} study",
                "percent",
                ratio=(f"{side}_engaged", f"{side}_base"),
            ),
        )
    ]
    return Table(
        key="groups",
        title="Reorganised probation services by region, then and now",
        columns=(Column("region", "Probation region of 2021"), *columns),
        rows=tuple(rows),
        notes=(
            REORGANISED_NOTE,
            "Each side is a group of its own size: a difference of shares is not a change in any one service, "
            "and is not tested.",
        ),
        source=SOURCE,
        total_rows=frozenset({ALL_GROUPS}),
    )


def coverage(compared: Comparison) -> Table:
    """Return a table of each study's coverage of its own frame."""
    rows: list[Row] = []
    for label, is_inside in _kinds(compared):
        for study, frame in ((EARLIER, compared.earlier), (LATER, compared.later)):
            inside = [unit for unit in frame.units.values() if is_inside(unit)]
            interviewed = sum(unit.is_interviewed for unit in inside)
            rows.append(
                {
                    "kind": label,
                    "study": study,
                    "frame": len(inside),
                    "interviewed": interviewed,
                    "rate": share(interviewed, len(inside)),
                }
            )
    return coverage_table(rows)


def coverage_table(rows: Iterable[Row], source: str = SOURCE) -> Table:
    """Return the table of coverage with these rows, of which the public and research roles have different ones."""
    return Table(
        key="coverage",
        title="Coverage of each study's own list",
        columns=(
            Column("kind", "Kind of service"),
            Column("study", "Study"),
            Column("frame", "In the list", "count"),
            Column("interviewed", "Interviewed", "count"),
            Column("rate", "Coverage", "percent", ratio=("interviewed", "frame")),
        ),
        rows=tuple(rows),
        source=source,
        total_rows=frozenset({ALL}),
        bars=Bars("kind", ("rate",), group="study"),
    )


def engagement(compared: Comparison) -> Table:
    """Return a table of the matched services that worked with an included organisation, then and now."""
    pairs = _interviewed_in_both(compared)
    rows: list[Row] = []
    for label, is_inside in _kinds(compared):
        change = _change([pair for pair in pairs if is_inside(pair.earlier)])
        for study, side in ((EARLIER, "earlier"), (LATER, "later")):
            rows.append(
                {
                    "kind": label,
                    "study": study,
                    "base": change["base"],
                    "engaged": change[side],
                    "undecided": change[f"{side}_undecided"],
                    "rate": change[f"{side}_rate"],
                }
            )
    return Table(
        key="engagement",
        title="Work with social enterprises in the same services, then and now",
        columns=(
            Column("kind", "Kind of service"),
            Column("study", "Study"),
            Column("base", "Interviewed in both studies", "count"),
            Column("engaged", "Worked with a social enterprise", "count"),
            Column("undecided", "Worked with one that may be a social enterprise", "count"),
            Column("rate", "Share that did", "percent", ratio=("engaged", "base")),
        ),
        rows=tuple(rows),
        notes=(BASE_NOTE, UNDECIDED_NOTE),
        source=SOURCE,
        total_rows=frozenset({ALL}),
        bars=Bars("kind", ("rate",), group="study"),
    )


def by_region(compared: Comparison, regions: Mapping[int | None, str]) -> Table:
    """Return the same table by region of the earlier frame."""
    pairs = _interviewed_in_both(compared)
    rows: list[Row] = []
    for region, name in regions.items():
        inside = [pair for pair in pairs if pair.earlier.region == region]
        if region is not None or inside:
            rows.append({"region": name, **_change(inside)})
    country = compared.words.title
    rows.append({"region": country, **_change(pairs)})
    return Table(
        key="by_region",
        title="Work with social enterprises in the same services, then and now, by region",
        columns=(Column("region", "Region"), *CHANGE_COLUMNS),
        rows=tuple(rows),
        notes=(BASE_NOTE, "A service counts in the region where it lay in the earlier list."),
        source=SOURCE,
        total_rows=frozenset({country}),
    )


def turnover(compared: Comparison) -> Table:
    """Return a table of the same services that crosses whether they worked with one then and now."""
    pairs = _interviewed_in_both(compared)
    answers: tuple[tuple[str, tuple[bool | None, ...]], ...] = (
        ("Worked with one", (True,)),
        ("Worked with none", (False,)),
        ("Undecided", (None,)),
        (ALL_PAIRS, (True, False, None)),
    )
    rows: list[Row] = []
    for words, then in answers:
        now = Counter(pair.is_engaged for pair in pairs if pair.was_engaged in then)
        rows.append(
            {"then": words, "engaged": now[True], "none": now[False], "open": now[None], "all": now.total()}
        )
    return Table(
        key="turnover",
        title="The same services that began, went on with or ended work with social enterprises",
        columns=(
            Column("then", "In the earlier study"),
            Column("engaged", "Worked with one in the later", "count"),
            Column("none", "Worked with none in the later", "count"),
            Column("open", "Undecided in the later", "count"),
            Column("all", "All interviewed in both", "count"),
        ),
        rows=tuple(rows),
        notes=(BASE_NOTE, f"{compared.words.heading} together."),
        source=SOURCE,
        total_rows=frozenset({ALL_PAIRS}),
        bars=Bars("then", ("engaged", "none", "open"), counted="Services interviewed in both studies"),
    )


def significance(compared: Comparison) -> Table:
    """Return a table of McNemar's test of the change, with its interval, by kind of service."""
    pairs = _interviewed_in_both(compared)
    rows = [
        _test_row(label, [pair for pair in pairs if is_inside(pair.earlier)])
        for label, is_inside in _kinds(compared)
    ]
    return Table(
        key="test",
        title="Whether the change is more than chance",
        columns=(
            Column("kind", "Kind of service"),
            Column("base", "Decided in both studies", "count"),
            Column("began", "Began to work with one", "count"),
            Column("ended", "Ended it", "count"),
            Column("change", "Change, percentage points", "decimal"),
            Column("low", "Lowest, 95%", "decimal"),
            Column("high", "Highest, 95%", "decimal"),
            Column("p", "Chance of a change as large if nothing changed (p)", "decimal"),
        ),
        rows=tuple(rows),
        notes=(
            "The test is McNemar's, exact: of services that changed, as many begin as end if nothing but chance is at "
            "work. Below 0.05 one speaks of a significant change. Without any change it is not available. The interval "
            "is that of Agresti and Min.",
            "Services that are undecided in either study are left out. The test takes the services interviewed in both "
            "studies as drawn by lot from many alike; for those of the list alone the change is what it is.",
        ),
        source=SOURCE,
        total_rows=frozenset({ALL}),
    )


def _test_row(label: str, pairs: Sequence[ServicePair]) -> Row:
    found = Counter((pair.was_engaged, pair.is_engaged) for pair in pairs)
    changes = Pairs(found[True, True], found[True, False], found[False, True], found[False, False])
    interval = change_interval(changes)
    return {
        "kind": label,
        "base": changes.number,
        "began": changes.now_only,
        "ended": changes.then_only,
        "change": None if changes.change is None else 100 * changes.change,
        "low": 100 * interval[0] if interval else None,
        "high": 100 * interval[1] if interval else None,
        "p": exact_p(changes),
    }


CHANGE_COLUMNS = (
    Column("base", "Interviewed in both studies", "count"),
    Column("earlier", "Worked with one in the earlier study", "count"),
    Column("earlier_rate", "Share in the earlier study", "percent", ratio=("earlier", "base")),
    Column("later", "Worked with one in the later study", "count"),
    Column("later_rate", "Share in the later study", "percent", ratio=("later", "base")),
    Column("earlier_undecided", "Undecided in the earlier study", "count"),
    Column("later_undecided", "Undecided in the later study", "count"),
)


def _kinds(compared: Comparison) -> list[tuple[str, Callable[[Unit], bool]]]:
    """Return the kinds of service with a test for each; the last is all of them."""
    nouns = compared.nouns()

    def of(kind: str) -> Callable[[Unit], bool]:
        return lambda unit: unit.kind == kind

    return [*((noun.heading, of(kind)) for kind, noun in nouns.items()), (ALL, lambda unit: True)]


def _interviewed_in_both(compared: Comparison) -> list[ServicePair]:
    return [pair for pair in compared.pairs() if pair.earlier.is_interviewed and pair.later.is_interviewed]


def _change(pairs: Sequence[ServicePair]) -> dict[str, Cell]:
    then, now = (
        Counter(states) for states in ([p.was_engaged for p in pairs], [p.is_engaged for p in pairs])
    )
    earlier, later = then[True], now[True]
    return {
        "base": len(pairs),
        "earlier": earlier,
        "earlier_rate": share(earlier, len(pairs)),
        "later": later,
        "later_rate": share(later, len(pairs)),
        "earlier_undecided": then[None],
        "later_undecided": now[None],
    }
