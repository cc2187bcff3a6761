"""The documents of reports and definitions: their names and questions, never a figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from enterprises.classification import definitions
from reports import registry as reports
from reports.releases.public import newest_study, released
from search.registry import Document

REPORT, DEFINITION = "report", "definition"


def build_reports(slugs: Collection[str] | None) -> Iterator[Document]:
    """Yield the documents of the reports of the study that public pages show.

    They are public if its current release has them: before the first release their pages have nothing to read.
    """
    study = newest_study()
    release = released(study) if study else None
    names = release.content.reports if release else ()
    for kind in reports.every(study.frame if study else None):
        if slugs is None or kind.name in slugs:
            yield Document(
                slug=kind.name,
                title=kind.aim,
                is_public=kind.name in names,
                also=(kind.title,),
                labels=("Report",),
            )


def build_definitions(slugs: Collection[str] | None) -> Iterator[Document]:
    """Yield the documents of the definitions, each in its latest version."""
    for definition in definitions.all():
        if slugs is None or definition.id in slugs:
            criteria = [text for each in definition.criteria for text in (each.title, each.note) if text]
            yield Document(
                slug=definition.id,
                title=definition.title,
                labels=("Definition",),
                body="\n".join([definition.source, *criteria]),
            )
