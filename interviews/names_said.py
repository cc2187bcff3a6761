"""Names said twice in one interview. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def duplicates(entries: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """By place, a sentence for each organisation that was named before with the same relation."""
    seen: set[tuple[str, str]] = set()
    found = {}
    for place, entry in enumerate(entries):
        name = " ".join(entry["name_given"].split())
        if entry["is_removed"] or not name:
            continue
        said = (name.casefold(), entry["status"])
        if said in seen:
            found[place] = f"“{name}” is named twice with the same relation: remove one of the two"
        seen.add(said)
    return found
