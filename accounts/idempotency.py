"""The fingerprint of a submission, by which a repeated one is recognised."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from typing import Any


def fingerprint(**body: Any) -> str:
    """Return the SHA-256 of a submission as hexadecimal text; the order of its keys does not matter."""
    written = json.dumps(body, sort_keys=True, ensure_ascii=True, default=_serialise)
    return hashlib.sha256(written.encode()).hexdigest()


def _serialise(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | uuid.UUID):
        return str(value)
    raise TypeError(f"{value!r} cannot be part of a submission.")
