"""Tables of barriers: by part of NOMS, by region, where they lie, and what enterprises know of NOMS."""

from collections.abc import Iterator, Mapping

from reports.answers import tables as answer_tables
from reports.answers import weighted
from reports.answers.queries import QuestionAnswers
from reports.barriers.queries import Answers
from reports.region_merging import RegionGroups
from reports.table import Table
from survey.vocabulary import StrandKind

KNOWLEDGE_WORDS = {
    "noms_awareness": ("How well enterprises know what NOMS does", "Know what NOMS does"),
    "commissioning_awareness": (
        "How well enterprises know how NOMS commissions services",
        "Know how NOMS commissions",
    ),
    "networks": ("Membership of formal networks of services for offenders", "Networks"),
}
"""The title and the first heading of the table of each question on knowledge."""


def of_strand(
    answers: Answers, strand: str, regions: RegionGroups, frame: Mapping[str, int]
) -> Iterator[Table]:
    """Yield the tables of one strand; `frame` is the number of services in the frame by kind."""
    rows: list[tuple[str, QuestionAnswers]] = []
    if strand in answers.barriers.strands:
        rows.append(("Barriers", answers.barriers))
        yield from _barriers(answers.barriers, strand, regions, frame)
    if answers.where.is_asked_in(strand):
        rows.append(("Where they stand", answers.where))
        yield answer_tables.by_part(
            answers.where,
            strand,
            name="where",
            title="The parts of NOMS in which the barriers stand",
            heading="Where they stand",
        )
    headings = []
    for question, (title, heading) in KNOWLEDGE_WORDS.items():
        knowledge = answers.knowledge[question]
        if knowledge.has_table(strand):
            headings.append(heading)
            rows.append((heading, knowledge))
            yield answer_tables.by_part(
                knowledge,
                strand,
                name=question,
                title=title,
                heading=heading,
                parts=answer_tables.WHOLE,
                is_scale=knowledge.is_single,
            )
    if rows:
        yield answer_tables.item_response(rows, strand, whole=headings)


def _barriers(
    answers: QuestionAnswers, strand: str, regions: RegionGroups, frame: Mapping[str, int]
) -> Iterator[Table]:
    yield answer_tables.by_part(
        answers,
        strand,
        name="by_part",
        title=answers.words.fill("Barriers named, by {part}"),
        heading="Barrier",
    )
    if strand == StrandKind.INITIAL_INTERVIEW:
        yield from weighted.by_kind(
            answers, frame, name="barriers", title="Barriers named", heading="Barrier"
        )
    yield from answer_tables.by_region(
        answers, strand, regions, name="by_region", title="Barriers named, by region", heading="Barrier"
    )
