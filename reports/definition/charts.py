"""The sensitivity curves of the definition report: counts as one threshold moves from 0 to 100 per cent."""

from collections.abc import Sequence

from enterprises.classification.criteria import Definition
from enterprises.classification.sensitivity import THRESHOLDS, Sweep, movable, sweep
from enterprises.fact_groups import FactGroup, expand
from enterprises.vocabulary import Outcome
from reports.table import Column, Lines, Row, Table, cells

MAX_LINES = 4
"""Only the lines that change most are drawn; the table has all of them."""

TITLES = {
    "trading": "If the share of income from trading that is asked were another",
    "reinvestment": "If the share of surplus put back that is asked were another",
}


def tables(groups: list[FactGroup], definition: Definition) -> tuple[Table, ...]:
    """Return one table for each threshold that the definition has."""
    return tuple(_table(which, sweep(expand(groups), definition, which)) for which in movable(definition))


def _table(which: str, swept: Sweep) -> Table:
    total = sum(counts[0] for counts in swept.outcomes.values())
    series: dict[str, tuple[str, Sequence[int]]] = {
        "included": ("Included", swept.included),
        "perhaps": ("Cannot be decided", swept.possibly_included),
        "excluded": (
            "Not included",
            [total - sum(pair) for pair in zip(swept.included, swept.possibly_included, strict=True)],
        ),
    }
    series |= {
        outcome: (str(Outcome(outcome).label), counts)
        for outcome, counts in swept.outcomes.items()
        if len(set(counts)) > 1
    }
    moves = {key: max(counts) - min(counts) for key, (_, counts) in series.items()}
    largest_moves = sorted(sorted(series, key=lambda key: -moves[key])[:MAX_LINES], key=list(series).index)
    rows: list[Row] = [
        {"threshold": threshold, **{key: counts[threshold] for key, (_, counts) in series.items()}}
        for threshold in THRESHOLDS
    ]
    return Table(
        key=f"sensitivity_{which}",
        title=TITLES[which],
        columns=(
            Column("threshold", "Threshold, per cent", "count", heads=True),
            *(Column(key, label, "count") for key, (label, _) in series.items()),
        ),
        rows=tuple(rows),
        notes=(
            f"All else stays as the definition says; its own threshold is {swept.current}%. Outcomes are shown "
            "where they move.",
            "At that threshold the figures are those of the table of outcomes, exactly. At any other the public sees "
            "them rounded: two neighbouring thresholds differ by single organisations, whose share of income somebody "
            "may have told in confidence.",
        ),
        source="Stored assessments of the organisations.",
        data_class="B",
        fixed=cells((place for place, each in enumerate(THRESHOLDS) if str(each) == swept.current), *series),
        lines=Lines(
            "threshold",
            tuple(largest_moves),
            float(swept.current),
            "as defined",
            counted="Organisations",
        ),
    )
