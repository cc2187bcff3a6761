"""What a source states about one fact of an organisation: a row of the shipped table of evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Statement:
    """A row of the table of evidence; `slug` is the organisation's."""

    slug: str
    fact: str
    value: str
    source_kind: str
    source: str
    quotation: str
    note: str
    observed_on: dt.date
    source_date: str
    financial_year_end: dt.date | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """The values by which equal evidence about an organisation is recognised."""
        return self.fact, self.value, self.source_kind, self.source


STATED_FIELDS = tuple(field.name for field in fields(Statement) if field.name != "slug")
"""The fields that a statement and its stored evidence share."""
