"""The comparison that the public sees: the figures that two studies have published, side by side.

Services are not matched here. What the same services said then and now would be new figures on single services, and
live ones of a study whose release has others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from noms.nouns import Noun
from reports.comparison.queries import Frame
from reports.comparison.tables import ALL, EARLIER, LATER, Comparison, coverage_table
from reports.coverage import report as coverage
from reports.disclosure import control
from reports.disclosure.policy import Policy
from reports.engagement import report as engagement
from reports.releases.public import released
from reports.table import Bars, Column, Row, Table, share
from survey.models import Study

SOURCE = "The reports of the two studies on coverage and on engagement, as they are published."
TITLE = "Work with social enterprises among the services interviewed in each study"
SEPARATE = (
    "Each share is of the services that were interviewed in that study. Some were interviewed in one only, so a change "
    "may be one of who answered. Whether it is more than chance is tested over the services interviewed in both, which "
    "only the people of the study can see."
)
UNDECIDED = (
    "A service is undecided that named no social enterprise, but one that may be. The least change counts the "
    "undecided as working with one in the earlier study and with none in the later, the largest the other way round."
)


@dataclass(frozen=True)
class Published:
    """What one study publishes by kind of service: the rows of coverage and of engagement, by their first cell."""

    coverage: Mapping[str, Row]
    engagement: Mapping[str, Row]


def published_by(study: Study, *, is_being_released: bool) -> Published | None:
    """Return what a study publishes by its current release, or by the one being built; None without a release."""
    if is_being_released:
        reports = [control(each.build(study, detail=False)) for each in (coverage, engagement)]
    else:
        release = released(study)
        found = [release and release.report(each.NAME) for each in (coverage, engagement)]
        reports = [report for report in found if report]
    if len(reports) < 2:
        return None
    keys = ("by_kind", "services_by_kind")
    rows = [
        {str(row["kind"]): row for table in report.tables if table.key == key for row in table.rows}
        for report, key in zip(reports, keys, strict=True)
    ]
    return Published(*rows)


def tables(
    compared: Comparison, earlier: Published, later: Published, *, has_change: bool
) -> tuple[Table, ...]:
    """Return the tables of work with included organisations, of its change, and of coverage."""
    lines = list(_lines(compared))
    worked = [
        (words, _worked(earlier.engagement[old]), _worked(later.engagement[new]))
        for words, old, new in lines
        if old in earlier.engagement and new in later.engagement
    ]
    reached = [
        (words, _reached(earlier.coverage[old]), _reached(later.coverage[new]))
        for words, old, new in lines
        if old in earlier.coverage and new in later.coverage
    ]
    coverage_of_both = coverage_table(_rows(reached, "interviewed", "frame"), SOURCE)
    return (_engagement(worked), *((_change(worked),) if has_change else ()), coverage_of_both)


def _lines(compared: Comparison) -> Iterator[tuple[str, str, str]]:
    """Yield each kind of service, and all: its words here, in the earlier study's tables, and in the later's."""
    before, after = (_nouns(compared, frame) for frame in (compared.earlier, compared.later))
    for kind, noun in compared.nouns().items():
        if kind in before and kind in after:
            yield noun.heading, before[kind].heading, after[kind].heading
    yield ALL, ALL, ALL


def _nouns(compared: Comparison, frame: Frame) -> dict[str, Noun]:
    return compared.words.nouns((unit.kind, unit.form) for unit in frame.units.values())


def _worked(row: Row) -> dict[str, int]:
    return {
        "base": _int(row, "interviewed"),
        "engaged": _int(row, "included"),
        "undecided": _int(row, "undecided"),
    }


def _reached(row: Row) -> dict[str, int]:
    return {"frame": _int(row, "frame"), "interviewed": _int(row, "interviewed")}


def _int(row: Row, key: str) -> int:
    cell = row[key]
    assert isinstance(cell, int)
    return cell


Sides = Sequence[tuple[str, dict[str, int], dict[str, int]]]


def _engagement(lines: Sides) -> Table:
    return Table(
        key="engagement",
        title=TITLE,
        columns=(
            Column("kind", "Kind of service"),
            Column("study", "Study"),
            Column("base", "Interviewed", "count"),
            Column("engaged", "Worked with a social enterprise", "count"),
            Column("undecided", "Worked with one that may be a social enterprise", "count"),
            Column("rate", "Share that did", "percent", ratio=("engaged", "base")),
        ),
        rows=tuple(_rows(lines, "engaged", "base")),
        notes=(SEPARATE,),
        source=SOURCE,
        total_rows=frozenset({ALL}),
        bars=Bars("kind", ("rate",), group="study"),
    )


def _rows(lines: Sides, part: str, whole: str) -> Iterator[Row]:
    for words, *sides in lines:
        for study, side in zip((EARLIER, LATER), sides, strict=True):
            yield {"kind": words, "study": study, **side, "rate": share(side[part], side[whole])}


def _change(lines: Sides) -> Table:
    """Return a table of the change of the shares; none where a study interviewed too few."""
    smallest = Policy().smallest_base
    rows: list[Row] = []
    for words, then, now in lines:
        least = most = None
        if min(then["base"], now["base"]) >= smallest:
            least = _share(now, "engaged") - _share(then, "engaged", "undecided")
            most = _share(now, "engaged", "undecided") - _share(then, "engaged")
        rows.append(
            {
                "kind": words,
                "least": None if least is None else 100 * least,
                "most": None if most is None else 100 * most,
            }
        )
    return Table(
        key="change",
        title="How the share of services that work with social enterprises changed",
        columns=(
            Column("kind", "Kind of service"),
            Column("least", "Change at least, percentage points", "decimal"),
            Column("most", "Change at most, percentage points", "decimal"),
        ),
        rows=tuple(rows),
        notes=(
            UNDECIDED,
            f"No change is given of kinds of which fewer than {smallest} services were interviewed in either study.",
        ),
        source=SOURCE,
        total_rows=frozenset({ALL}),
    )


def _share(side: Mapping[str, int], *keys: str) -> float:
    return sum(side[key] for key in keys) / side["base"]
