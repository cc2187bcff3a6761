"""The sensitivity curves of the definition report: counts as one threshold moves from 0 to 100 per cent."""

from collections.abc import Sequence

from enterprises.classification.criteria import Definition
from enterprises.classification.sensitivity import THRESHOLDS, Sweep, movable, sweep
from enterprises.fact_groups import FactGroup, expand
from enterprises.vocabulary import Outcome
from reports.disclosure.policy import Policy, round_count
from reports.table import Column, Lines, Row, Table
from wording.terms import COUNTED, NOT_COUNTED

MAX_LINES = 4
"""Only the lines that change most are drawn; the table has all of them."""

TITLES = {
    "trading": "If the least share of income from selling were another",
    "reinvestment": "If the least share of profit put back into the work were another",
}


ROUNDED = (
    "At the definition's own threshold the counts are exact. At the others each is rounded to the nearest "
    f"{Policy.rounding}: two neighbouring thresholds differ by single organisations, whose share of income somebody "
    "may have told in confidence."
)


def tables(groups: list[FactGroup], definition: Definition, *, is_exact: bool) -> tuple[Table, ...]:
    """Return one table for each threshold that the definition has, rounded for the public."""
    return tuple(
        _table(which, sweep(expand(groups), definition, which), is_exact=is_exact)
        for which in movable(definition)
    )


def _table(which: str, swept: Sweep, *, is_exact: bool) -> Table:
    total = sum(counts[0] for counts in swept.outcomes.values())
    series: dict[str, tuple[str, Sequence[int]]] = {
        "included": (COUNTED, swept.included),
        "perhaps": ("Cannot be decided", swept.possibly_included),
        "excluded": (
            NOT_COUNTED,
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

    def shown(threshold: int, count: int) -> int:
        is_own = str(threshold) == swept.current
        return count if is_exact or is_own else round_count(count, Policy.rounding)

    rows: list[Row] = [
        {"threshold": each, **{key: shown(each, counts[each]) for key, (_, counts) in series.items()}}
        for each in THRESHOLDS
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
            *(() if is_exact else (ROUNDED,)),
        ),
        source="What the definition says of the organisations.",
        protection="" if is_exact else ROUNDED,
        lines=Lines(
            "threshold",
            tuple(largest_moves),
            float(swept.current),
            "as defined",
            counted="Organisations",
        ),
    )
