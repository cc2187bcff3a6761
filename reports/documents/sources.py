"""What the study report is made of beside the reports, as plain values that a release holds. No Django here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.documents.document import Quotation


@dataclass(frozen=True)
class StrandFacts:
    """One way of asking: its name, its questionnaire, and the numbers to be approached (None: anybody) and reached."""

    title: str
    questionnaire: str
    approached: int | None
    reached: int


@dataclass(frozen=True)
class QualityPart:
    """One part of the quality statement: its title and its paragraphs, from the data and as written."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Background:
    """What the report says beside its figures: how the study was done, its quality, and the texts of its lead.

    `many` are the services of the frame in words. `quality` are the dimensions with their parts. `texts` are by the
    names of `reports.documents.texts`.
    """

    many: str
    frame: str
    services: int
    opened_on: dt.date
    closed_on: dt.date | None
    definition_title: str
    definition_source: str
    description: str = ""
    commissioner: str = ""
    funder: str = ""
    contractor: str = ""
    contact: str = ""
    strands: tuple[StrandFacts, ...] = ()
    quality: tuple[tuple[str, tuple[QualityPart, ...]], ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Publication:
    """How a release was published: who saw it before, the number of the one before, and quotations by report."""

    pre_release: tuple[str, ...] = ()
    previous: int | None = None
    quotations: Mapping[str, tuple[Quotation, ...]] = field(default_factory=dict)
