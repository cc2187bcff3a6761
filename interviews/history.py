"""Saving rows with their author and history (simple_history)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from accounts.models import User


def save_with_history(
    row: Any,
    *,
    by: User | None,
    record_history: bool = True,
    update_fields: Iterable[str] | None = None,
) -> None:
    """Save a row with its author, and by default add it to its history. Autosaves stay out of the history."""
    row.stamp(by=by)
    row._history_user = by
    if record_history:
        row.save(update_fields=update_fields)
    else:
        row.save_without_historical_record(update_fields=update_fields)


def save_changes(
    row: Any, changes: Mapping[str, Any], *, by: User | None, record_history: bool, is_in_history: bool
) -> None:
    """Set these values on a row, and save it only if one of them changes it.

    `is_in_history` says whether the current row is in its history (see `missing_from_history`). If it is not,
    because it was autosaved, it is added to the history under its author before another person changes it, and
    when its author saves it deliberately. So each text in the history has its true author.
    """
    is_new = row._state.adding
    is_changed = is_new or any(getattr(row, name) != value for name, value in changes.items())
    author = row.updated_by
    if not is_new and not is_in_history:
        is_another_author = author is not None and author != by
        if is_another_author if is_changed else record_history:
            save_with_history(row, by=author or by)
    if is_changed:
        for name, value in changes.items():
            setattr(row, name, value)
        save_with_history(row, by=by, record_history=record_history)


def missing_from_history(rows: Iterable[Any]) -> set[Any]:
    """Return the keys of the rows whose current text is not in their history yet. At most one query."""
    by_key = {row.pk: row for row in rows}
    if not by_key:
        return set()
    model = type(next(iter(by_key.values())))
    latest = dict(
        model.history.filter(id__in=by_key).order_by().values_list("id").annotate(latest=Max("history_date"))
    )
    return {pk for pk, row in by_key.items() if pk not in latest or latest[pk] < row.updated_at}
