"""Storing a row with who changed it, in the history or beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.models import User


def keep(
    row: Any,
    *,
    by: User | None,
    in_history: bool = True,
    update_fields: Iterable[str] | None = None,
) -> None:
    """Save a row that has a history, stamped. Outside the history for what the browser saves by itself."""
    row.stamp(by=by)
    row._history_user = by
    if in_history:
        row.save(update_fields=update_fields)
    else:
        row.save_without_historical_record(update_fields=update_fields)


def keep_what_another_wrote(row: Any, *, by: User | None) -> None:
    """Put into the history what somebody else's browser saved by itself, before `by` writes over it.

    So that each person's words stay with their author. Nothing for one's own words; one query for another's.
    """
    author = row.updated_by
    if row.pk is None or author is None or author == by:
        return
    kept_at = row.history.values_list("history_date", flat=True).first()
    if kept_at is None or kept_at < row.updated_at:
        keep(row, by=author)
