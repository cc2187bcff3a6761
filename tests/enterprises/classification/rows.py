"""Hypothesis strategies for rows of facts, as cells of a table."""

from typing import Any

from hypothesis import strategies as st

from .oracle import GENERAL, TRIED, YES_NO

ENDS = (0, 25, 26, 50, 51, 75, 100)


def share_cells(*, unknown: bool = True) -> st.SearchStrategy[str]:
    """Cells for a share: blank, a point at or near a threshold, or an interval."""
    points = st.sampled_from(
        [str(end) for end in ENDS] + ["0.000001", "25.000001", "49.999999", "50.000001", "50.1"]
    )
    intervals = st.tuples(st.sampled_from(ENDS), st.sampled_from(ENDS)).map(
        lambda ends: "{}..{}".format(*sorted(ends))
    )
    return st.one_of(points, intervals, st.just("")) if unknown else points


def rows(**fixed: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    """Rows with any combination of answers, contradictions included; `fixed` gives some facts their own strategies."""
    answers = st.sampled_from(["yes", "no", ""])
    cells: dict[str, Any] = dict.fromkeys((*GENERAL, *YES_NO), answers)
    cells |= dict.fromkeys(TRIED, share_cells())
    return st.fixed_dictionaries({**cells, **fixed})


def complete_rows() -> st.SearchStrategy[dict[str, str]]:
    """Rows in which every detail is known exactly and there are no general answers."""
    answers = st.sampled_from(["yes", "no"])
    details = dict.fromkeys(YES_NO, answers) | dict.fromkeys(TRIED, share_cells(unknown=False))
    return st.fixed_dictionaries({**dict.fromkeys(GENERAL, st.just("")), **details})
