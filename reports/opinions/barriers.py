"""Barriers: what stops each part of NOMS from working more with organisations."""

from collections.abc import Iterator, Mapping
from functools import partial

from reports.fieldwork import facts_of, last_day_of
from reports.opinions import themes
from reports.opinions.answers_query import Asked, answers_to, answers_to_each, instruments_of
from reports.opinions.benefits import NOTES
from reports.opinions.item_response import how_answered
from reports.region_merging import Places, every_region, public_regions
from reports.table import Report, Table
from survey.models import Study
from survey.vocabulary import StrandKind

NAME = "barriers"
TITLE = "Barriers by part of NOMS"
AIM = "What stops prisons and probation services from doing more with organisations"
QUESTION, WHERE = "barriers", "barriers_where"
KNOWN = {
    "noms_awareness": ("How well enterprises know what NOMS does", "Know what NOMS does"),
    "commissioning_awareness": (
        "How well enterprises know how NOMS commissions services",
        "Know how NOMS commissions",
    ),
    "networks": ("Membership of formal networks of services for offenders", "Networks"),
}
"""What interviews with enterprises ask of their knowledge: the titles of the tables, and their first headings."""


def build(study: Study, *, detail: bool) -> Report:
    """The report on barriers; five queries at most, at any size, and one more without `detail`.

    Without `detail` (outside the research roles) regions stand together where one would tell who was interviewed.
    """
    guides = instruments_of(study)
    asked = answers_to(study, QUESTION, guides, regions=True)
    others = answers_to_each(study, (WHERE, *KNOWN), guides)
    where = others[WHERE]
    told_where = {group.strand for group in where.respondents}
    places = every_region() if detail else public_regions(study)
    tables: list[Table] = []
    for strand in StrandKind:
        known = {name: words for name, words in KNOWN.items() if others[name].is_told(strand)}
        if strand in asked.strands:
            tables += _barriers(asked, strand, places)
        questions = [("Barriers", asked)] if strand in asked.strands else []
        if strand in told_where:
            questions.append(("Where they stand", where))
            tables.append(
                themes.by_part(
                    where,
                    strand,
                    name="where",
                    title="The parts of NOMS in which the barriers stand",
                    heading="Where they stand",
                )
            )
        for name, (title, heading) in known.items():
            questions.append((heading, others[name]))
            tables.append(
                themes.by_part(
                    others[name], strand, name=name, title=title, heading=heading, parts=themes.WHOLE
                )
            )
        if questions:
            tables.append(how_answered(questions, strand, whole=[heading for _, heading in known.values()]))
    parts = [part.label for part in themes.parts_of(asked, StrandKind.INITIAL_INTERVIEW)]
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(
            answer,
            [part for part in parts if part not in (themes.ALL, themes.ORGANISATIONS)],
            asked.choices.get(themes.OTHER, ""),
        ),
        tables=tuple(tables),
        study=facts_of(study),
        notes=NOTES,
        data_on=last_day_of(study),
    )


def _barriers(asked: Asked, strand: str, places: Places) -> Iterator[Table]:
    yield themes.by_part(
        asked, strand, name="by_part", title="Barriers named, by part of NOMS", heading="Barrier"
    )
    if strand == StrandKind.INITIAL_INTERVIEW and strand not in asked.depends:
        # A few dozen services of an opportunity sample say nothing of ten regions, and whom a question is for would
        # tell what the few of a region said before.
        yield themes.by_region(
            asked,
            strand,
            places,
            name="by_region",
            title="Barriers named, by region",
            heading="Barrier",
        )


def answer(parts: list[str], other: str, tables: Mapping[str, Table]) -> str:
    """The first sentence: the barrier that most respondents named in prisons, and in probation."""
    table = tables["by_part"]
    said = []
    for part in parts:
        found = themes.leading(table, part, but=other)
        if found:
            said.append(f"in {part.lower()} {themes.sentence_of(found)}")
    if said:
        start = f"{themes.OF_WHAT_IS_SHOWN}the" if themes.has_hidden(table, parts) else "The"
        return f"{start} barriers named most are {' and '.join(said)}."
    if all(themes.base_of(table, part) == 0 for part in parts):
        return "Nobody has answered the question about barriers in this study yet."
    return "Nobody, or too few respondents to show, has named barriers in this study yet."
