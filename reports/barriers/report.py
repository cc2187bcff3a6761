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
AIM = "What stops {many} from doing more with organisations"


def build(study: Study, *, detail: bool) -> Report:
    """Return the report on barriers; eight queries at most, at any size, and one more without `detail`.

    Without `detail` (outside the research roles) regions are merged where one would disclose who was interviewed.
    """
    answers, frame = answers_of(study), frame_sizes(study)
    words = answers.barriers.words
    regions = every_region(study) if detail else public_regions(study)
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
    """Return the first sentence: the barrier that most respondents named in prisons, and in probation.

    `other` is the label of the choice “other”, which is no barrier of its own.
    """
    table = tables["by_part"]
    clauses = []
    for part in parts:
        found = answer_tables.most_named(table, part, but=other)
        if found:
            clauses.append(f"in {part.lower()} {answer_tables.themes_in_words(found)}")
    if clauses:
        start = f"{answer_tables.OF_SHOWN}the" if answer_tables.has_hidden(table, parts) else "The"
        return f"{start} barriers named most are {' and '.join(clauses)}."
    if all(answer_tables.base_of(table, part) == 0 for part in parts):
        return "Nobody has answered the question about barriers in this study yet."
    return "Nobody, or too few respondents to show, has named barriers in this study yet."
