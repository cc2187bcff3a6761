"""A document as plain values, which the writers for web page, Word and PDF render alike. No Django here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Run:
    """Some words of a text in one face; with an `address` they are a link."""

    text: str
    is_bold: bool = False
    is_italic: bool = False
    address: str = ""


Text = tuple[Run, ...]


def words(text: str) -> Text:
    """Return words in the plain face."""
    return (Run(text),)


def plain(text: Text) -> str:
    """Return the words of a text without faces and links."""
    return "".join(run.text for run in text)


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; the title of the document stands above them. `anchor` is its id on the page.

    One of level 1 begins a new page, unless `starts_page` says that it is too short for one.
    """

    level: int
    text: str
    anchor: str
    starts_page: bool = True
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: ordinary, `lead` for the answer to a question, or `note` for small print."""

    text: Text
    style: Literal["body", "lead", "note"] = "body"
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Items:
    """A list of texts, with bullets or numbers."""

    texts: tuple[Text, ...]
    is_numbered: bool = False
    kind: Literal["items"] = "items"


@dataclass(frozen=True)
class Column:
    """A column of a grid: its heading, whether it has figures, and its share of the width (any unit)."""

    label: str
    is_number: bool = False
    width: float = 1.0


@dataclass(frozen=True)
class GridRow:
    """The cells of a row as they are printed; a total sums up other rows."""

    cells: tuple[str, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with its caption above and its notes below. The first `heads` cells of each row name the row.

    `label` is “Table 3”; without one the caption is the title alone.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]
    label: str = ""
    heads: int = 1
    notes: tuple[str, ...] = ()
    anchor: str = ""
    kind: Literal["grid"] = "grid"

    def __post_init__(self) -> None:
        if not 0 < self.heads <= len(self.columns):
            raise ValueError(f"Table “{self.title}”: it needs a column that names its rows.")
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"Table “{self.title}”: a row has not one cell for each column.")

    @property
    def caption(self) -> str:
        return f"{self.label}: {self.title}" if self.label else self.title


@dataclass(frozen=True)
class Picture:
    """A chart with its caption below. `svg` is the drawing, `alternative` what it shows in words; sizes in pixels."""

    title: str
    alternative: str
    svg: str
    width: int
    height: int
    label: str = ""
    notes: tuple[str, ...] = ()
    kind: Literal["picture"] = "picture"

    def __post_init__(self) -> None:
        if not self.alternative.strip():
            raise ValueError(f"Picture “{self.title}”: say in words what it shows.")

    @property
    def caption(self) -> str:
        return f"{self.label}: {self.title}" if self.label else self.title


@dataclass(frozen=True)
class Quotation:
    """What a respondent said, word for word, and who says so in general words."""

    text: str
    attribution: str
    kind: Literal["quotation"] = "quotation"


Block = Heading | Paragraph | Items | Grid | Picture | Quotation


@dataclass(frozen=True)
class Document:
    """A document: its title page, then its blocks in order.

    `facts` stand on the title page as pairs of a label and words. `warnings` stand on it and, by their first sentence,
    at the foot of each page (`footer`). `made_on` is the date that the files bear, the same whenever the same contents
    are written.

    Raises ValueError if a heading leaves a level out or two headings have one anchor, because a reader of headings
    would lose the way.
    """

    title: str
    subtitle: str
    made_on: dt.date
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    author: str = ""
    footer: str = ""
    warnings: tuple[str, ...] = ()
    language: str = field(default=LANGUAGE)

    def __post_init__(self) -> None:
        level = 0
        for heading in self.headings:
            if not 1 <= heading.level <= min(level + 1, 3):
                raise ValueError(
                    f"Heading “{heading.text}”: level {heading.level} cannot follow level {level}."
                )
            level = heading.level
        anchors = [heading.anchor for heading in self.headings]
        if len(set(anchors)) != len(anchors):
            raise ValueError(f"Document “{self.title}”: two headings have the same anchor.")

    @property
    def headings(self) -> tuple[Heading, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Heading))


def column_widths(columns: Sequence[Column]) -> list[float]:
    """Return the share of each column of the whole width, summing to 1."""
    whole = sum(column.width for column in columns)
    return [column.width / whole for column in columns]
