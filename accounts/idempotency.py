"""Submissions known by their key: the same body always has the same fingerprint. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from typing import Any


def fingerprint(**body: Any) -> str:
    """A hash of everything that was submitted, the same for the same body in any order of its keys."""
    written = json.dumps(body, sort_keys=True, ensure_ascii=True, default=_as_text)
    return hashlib.sha256(written.encode()).hexdigest()


def _as_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | uuid.UUID):
        return str(value)
    raise TypeError(f"{value!r} has no place in a submission.")
