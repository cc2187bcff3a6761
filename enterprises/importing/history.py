"""Stores the first history row of many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone
from simple_history.utils import get_history_model_for_model

from enterprises.bulk_insert import insert

if TYPE_CHECKING:
    from accounts.models import User


def add_history(
    model: type[Model],
    names: Sequence[str],
    keys: Sequence[int],
    rows: Sequence[Sequence[Any]],
    by: User | None,
) -> None:
    """Store the first history row of each of these rows."""
    now, who = timezone.now(), by.pk if by else None
    filled = [(key, *row, now, "+", who) for key, row in zip(keys, rows, strict=True)]
    insert(
        get_history_model_for_model(model),
        ("id", *names, "history_date", "history_type", "history_user_id"),
        filled,
    )
