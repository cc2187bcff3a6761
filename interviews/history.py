"""Saving a row with who changed it, and in its history whenever its text changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

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


def keep_changes(
    row: Any, changes: Mapping[str, Any], *, by: User | None, in_history: bool, is_recorded: bool
) -> None:
    """Give a row these values, and save it only if one of them is new.

    `is_recorded` says that the row's present text is in its history (see `unrecorded`). A text that is not,
    because a browser saved it by itself, is put there under its author's name before somebody else replaces it,
    and when it is now saved deliberately, so that each person's words stay with their author.
    """
    is_new = row._state.adding
    is_changed = is_new or any(getattr(row, name) != value for name, value in changes.items())
    author = row.updated_by
    if not is_new and not is_recorded:
        is_another = author is not None and author != by
        if is_another if is_changed else in_history:
            keep(row, by=author or by)
    if is_changed:
        for name, value in changes.items():
            setattr(row, name, value)
        keep(row, by=by, in_history=in_history)


def unrecorded(rows: Iterable[Any]) -> set[Any]:
    """Return the keys of the rows whose present text is not in the history yet. One query, none for no rows."""
    held = {row.pk: row for row in rows}
    if not held:
        return set()
    model = type(next(iter(held.values())))
    latest = dict(
        model.history.filter(id__in=held).order_by().values_list("id").annotate(latest=Max("history_date"))
    )
    return {pk for pk, row in held.items() if pk not in latest or latest[pk] < row.updated_at}
