"""Reads what the study report says beside its figures: how the study was done, its quality, and its lead's texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q

from enterprises.classification import definitions
from reports.coverage import report as coverage
from reports.disclosure import ControlledReport
from reports.documents.sources import Background, QualityPart, StrandFacts
from reports.documents.texts_of_study import check_figures, current_text
from reports.nonresponse import report as nonresponse
from reports.quality.statement import statement_from
from reports.releases.plain_values import plain
from survey.models import Response, SampledUnit, Strand, Study
from survey.vocabulary import INTERVIEWED_CODES, StrandKind

PART = "texts"
"""The name of the part of a release that holds the background."""


def background_part(study: Study, reports: Mapping[str, ControlledReport]) -> Any:
    """Return the background as plain JSON values, for a release.

    :raises ValidationError: for a figure in the lead's texts that the tables of this release do not have.
    """
    current = current_text(study)
    if current is not None:
        check_figures(current.texts, reports)
    return plain(background_of(study, reports))


def background_of(study: Study, reports: Mapping[str, ControlledReport]) -> Background:
    """Return the background of a study's report, with the figures of these reports. A fixed number of queries."""
    frame_words = study.frame.words()
    definition = definitions.get(study.definition, study.definition_version)
    current = current_text(study)
    return Background(
        many=frame_words.many,
        frame=frame_words.title,
        services=SampledUnit.objects.of_study(study).initial().filter(service__isnull=False).count(),
        opened_on=study.opened_on,
        closed_on=study.closed_on,
        definition_title=definition.title,
        definition_source=definition.source,
        description=study.description,
        commissioner=study.commissioner,
        funder=study.funder,
        contractor=study.contractor,
        contact=study.contact,
        strands=tuple(_strands(study)),
        quality=tuple(_quality(study, reports)),
        texts=dict(current.texts) if current else {},
    )


def _strands(study: Study) -> list[StrandFacts]:
    answered = Response.objects.sent().of_study(study).count()
    strands = (
        Strand.objects.filter(study=study)
        .select_related("instrument")
        .annotate(
            sampled=Count("units"), interviewed=Count("units", filter=Q(units__code__in=INTERVIEWED_CODES))
        )
        .order_by("pk")
    )
    return [
        StrandFacts(
            title=str(strand.get_kind_display()),
            questionnaire=str(strand.instrument or ""),
            approached=None
            if strand.kind == StrandKind.ONLINE_SURVEY and not strand.sampled
            else strand.sampled,
            reached=answered if strand.kind == StrandKind.ONLINE_SURVEY else strand.interviewed,
        )
        for strand in strands
    ]


def _quality(
    study: Study, reports: Mapping[str, ControlledReport]
) -> list[tuple[str, tuple[QualityPart, ...]]]:
    """Return the dimensions of the quality statement with what the data say and what is written."""
    statement = statement_from(study, reports[coverage.NAME], reports[nonresponse.NAME])
    return [
        (
            title,
            tuple(
                QualityPart(
                    part.part.title, (*part.facts, *(_paragraphs(part.text) if part.is_written else ()))
                )
                for part in parts
            ),
        )
        for title, parts in statement.dimensions
    ]


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())
