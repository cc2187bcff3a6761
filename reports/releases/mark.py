"""The mark that a released report bears in every format."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class ReleaseMark:
    """The release that a report belongs to; `released_on` is None while it is a draft."""

    number: int
    title: str
    sha256: str
    released_on: dt.date | None
    revision_note: str = ""
    policy: str = ""
    is_withdrawn: bool = False

    @property
    def is_draft(self) -> bool:
        """True if it must not be quoted yet: every format then says “DRAFT, not for quotation”."""
        return self.released_on is None
