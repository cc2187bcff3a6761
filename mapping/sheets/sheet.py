"""A meeting sheet as plain values, before any format. No Django here.

Everything on it is limited in number and length, so that it fits one A4 page whatever the directory holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, TypeVar

MOST_ROWS: Final = 8
"""The number of rows of a comparison."""
MOST_LISTED: Final = 6
"""The number of organisations or services in a list."""
MOST_GAPS: Final = 3
MOST_BARRIERS: Final = 3
LONGEST_NAME: Final = 300
LONGEST_CELL: Final = 60
LONGEST_ITEM: Final = 125
LONGEST_SENTENCE: Final = 260

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """A number in large type with the words that say what it counts."""

    figure: str
    label: str


@dataclass(frozen=True)
class Comparison:
    """A small table: a title, the heads of its columns, and at most MOST_ROWS rows whose first cell names the row."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        if len(self.rows) > MOST_ROWS or any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError(f"“{self.title}”: at most {MOST_ROWS} rows, each with a cell for each head.")


@dataclass(frozen=True)
class Section:
    """A heading with a short list, and a sentence under it: how many more there are, or what the list means."""

    title: str
    items: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """One A4 page to take to a meeting.

    `caption` says what `name` is, `facts` of what day the data are and from which release. `address` is that of the
    page, printed and as a QR code. `label` marks a demonstration. `data_on` is the day of the newest data on it.
    """

    caption: str
    name: str
    facts: str
    address: str
    answer: str
    figures: tuple[Figure, ...]
    comparison: Comparison | None
    sections: tuple[Section, ...]
    data_on: dt.date
    label: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the sheet as values of JSON; equal sheets give equal values."""
        return {**asdict(self), "data_on": self.data_on.isoformat()}


def shortened(text: str, length: int = LONGEST_ITEM) -> str:
    """Return a text on one line of at most `length` characters, cut between words with an ellipsis if it is longer.

    >>> shortened("Foundation Stone Enterprises", 18)
    'Foundation Stone…'
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    if not text[length - 1].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return f"{cut.rstrip(' ,;:')}…"


def first_of(rows: Sequence[T], most: int = MOST_LISTED) -> tuple[Sequence[T], str]:
    """Return the first rows, and “and 6 more” if there are others."""
    more = len(rows) - most
    return rows[:most], f"and {more:,} more" if more > 0 else ""


def items_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts of a list, each shortened to a line or two."""
    return tuple(shortened(text) for text in texts if text)
