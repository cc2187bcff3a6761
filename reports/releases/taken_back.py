"""What of a release was taken back since, and which of its stored files have it and are therefore not given out.

Pages, tables and the API of a release leave out names and words at once. A stored file cannot, because it never changes
(docs/decisions/0062-quotations.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.models import Release, ReleaseDocument
from reports.quotations.published import FILES_WITH_WORDS, has_withdrawn
from reports.quotations.published import PART as QUOTATIONS
from reports.releases.names import PART as NAMES
from reports.releases.names import has_names_taken_back
from reports.releases.parts import document_title
from reports.releases.public import Released

NAME = "This file names an organisation that may not be named any more."
WORDS = "This file quotes a respondent who has taken the words back."


@dataclass(frozen=True)
class TakenBack:
    """Whether a release names an organisation, or quotes a respondent, that it may not name or quote any more."""

    has_name: bool
    has_words: bool

    def __bool__(self) -> bool:
        return self.has_name or self.has_words

    def why(self, kind: str) -> str:
        """Return why a file of this kind is not given out, in a sentence or two; empty if it is.

        A name is taken to be in every kind of file: the texts of the lead may have it too, and no table tells that.
        """
        sentences = (
            NAME if self.has_name else "",
            WORDS if self.has_words and kind in FILES_WITH_WORDS else "",
        )
        return " ".join(filter(None, sentences))


def taken_back(released: Released) -> TakenBack:
    """Return what of a release was taken back. One query if it quotes; if it names organisations, one for the version
    of the directory and one for each version."""
    return TakenBack(
        has_name=has_names_taken_back(sha256=released.release.sha256, ids=released.part(NAMES) or {}),
        has_words=has_withdrawn(released.part(QUOTATIONS)),
    )


def documents_of(release: Release, gone: TakenBack) -> list[tuple[ReleaseDocument, str, str]]:
    """Return the documents of a release, each with its title and why it is not given out any more. One query."""
    return [
        (document, document_title(document.kind), gone.why(document.kind))
        for document in release.documents.defer("content").order_by("kind")
    ]
