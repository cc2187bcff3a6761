"""Quotations as plain values, for reports, releases and documents.

A release holds the hash of each text and not the text. So a respondent's withdrawal, which erases the text, takes it
out of every page at once and changes no release (docs/decisions/0062-quotations.md).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.disclosure import ControlledReport
from reports.models.quotation import ACCEPTED, Quotation, QuotationState
from reports.quotations.sources import attribution_to
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED_CODES

PART = "quotations"
SMALLEST_KIND = 10
"""A kind with fewer respondents is not named."""
RESPONDENT = "Respondent"
FILES_WITH_WORDS = ("pdf", "docx", "html")
"""The kinds of documents of a release that have quotations in them."""


@dataclass(frozen=True)
class PublishedQuotation:
    """A quotation as everybody may read it: the report that shows it, the words, and who said them in general."""

    theme: str
    text: str
    attribution: str


def part_of_release(study: Study, reports: Mapping[str, ControlledReport]) -> list[dict[str, str]]:
    """Return what a release holds of the quotations that are approved and consented to now, without their texts."""
    return [
        {
            "id": str(row.public_id),
            "theme": row.theme,
            "attribution": words,
            "sha256": text_hash(row.text),
        }
        for row, words in _attributed(study, live_rows(study))
    ]


def live_quotations(study: Study) -> list[PublishedQuotation]:
    """Return the quotations of a study that the next release would have. Three queries at most."""
    return [
        PublishedQuotation(row.theme, row.text, words) for row, words in _attributed(study, live_rows(study))
    ]


def quotations_of_part(part: Any) -> list[PublishedQuotation]:
    """Return the quotations of a release, from its part, whose respondents consent now.

    A text that is not the one of the release is left out. One query, none for an empty part.
    """
    listed = {each["id"]: each for each in part or ()}
    if not listed:
        return []
    rows = Quotation.objects.filter(public_id__in=list(listed), state__in=ACCEPTED).consented()
    found = {str(row.public_id): row.text for row in rows}
    return [
        PublishedQuotation(each["theme"], found[key], each["attribution"])
        for key, each in listed.items()
        if key in found and text_hash(found[key]) == each["sha256"]
    ]


def has_withdrawn(part: Any) -> bool:
    """Return True if a release quoted words that may not be shown any more. One query, none for an empty part."""
    return len(quotations_of_part(part)) < len(part or ())


def live_rows(study: Study) -> Iterable[Quotation]:
    """Return the approved quotations of a study whose respondents consent now, in a fixed order. One query."""
    approved = Quotation.objects.of_study(study).filter(state=QuotationState.APPROVED).consented()
    # Random identifiers, so that the order tells nothing of who was interviewed first.
    return approved.order_by("theme", "public_id")


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _attributed(study: Study, rows: Iterable[Quotation]) -> list[tuple[Quotation, str]]:
    """Return each row with who said it; a kind with fewer than SMALLEST_KIND respondents is not named."""
    found = list(rows)
    if not found:
        return []
    numbers = respondents_by_attribution(study)
    return [
        (row, row.attribution if numbers[row.attribution] >= SMALLEST_KIND else RESPONDENT) for row in found
    ]


def respondents_by_attribution(study: Study) -> Counter[str]:
    """Return the number of services and organisations interviewed, by what a quotation of theirs says. One query."""
    rows = (
        SampledUnit.objects.of_study(study)
        .filter(code__in=INTERVIEWED_CODES)
        .order_by()
        .values_list("service__kind__singular", "service_id", "organisation_id")
        .distinct()
    )
    return Counter(attribution_to(kind) for kind, _, _ in rows)
