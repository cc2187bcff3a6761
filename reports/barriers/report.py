"""Barriers: what stops each part of NOMS from working more with organisations."""

from collections.abc import Mapping
from functools import partial

from reports.answers import tables as answer_tables
from reports.answers.weighted import frame_sizes
from reports.barriers import tables
from reports.barriers.queries import answers_of
from reports.region_merging import every_region, public_regions
from reports.study_facts import facts_of, last_day_of
from reports.table import Report, Table
from survey.models import Study
from survey.vocabulary import StrandKind

NAME = "barriers"
TITLE = "Barriers by {part}"
AIM = "What stops {many} working with social enterprises?"


def build(study: Study, *, detail: bool) -> Report:
    """Return the report on barriers; eight queries at most, at any size, and one more without `detail`.

    Without `detail` (outside the research roles) regions are merged where one would disclose who was interviewed.
    """
    regions = every_region(study) if detail else public_regions(study)
    answers, frame = answers_of(study, regions), frame_sizes(study)
    words = answers.barriers.words
    parts = [part.label for part in answer_tables.parts_of(answers.barriers, StrandKind.INITIAL_INTERVIEW)]
    return Report(
        name=NAME,
        title=words.fill(TITLE),
        aim=words.fill(AIM),
        answer_from=partial(
            answer,
            [part for part in parts if part not in answer_tables.WHOLE],
            answers.barriers.choices.get(answer_tables.OTHER, ""),
        ),
        tables=tuple(
            table for strand in StrandKind for table in tables.of_strand(answers, strand, regions, frame)
        ),
        study=facts_of(study),
        notes=answer_tables.REPORT_NOTES,
        data_on=last_day_of(study),
    )


def answer(parts: list[str], other: str, tables: Mapping[str, Table]) -> str:
    """Return the first sentence: the barrier that most respondents named, in all and in each part of NOMS.

    `other` is the label of the choice “other”, which is no barrier of its own.
    """
    clause = answer_tables.first_in_words(
        tables["by_part"], "about barriers", "barrier", "barriers", parts=parts, but=other
    )
    return f"{clause[:1].upper()}{clause[1:]}."
