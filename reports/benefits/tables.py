"""Tables of benefits and drawbacks, of agreement with statements, and of how the work goes."""

from collections.abc import Iterator, Mapping

from reports.answers import tables as answer_tables
from reports.answers.queries import QuestionAnswers
from reports.benefits.queries import OPINIONS, PRACTICE, STATEMENTS
from reports.table import Table

HEADINGS = {"benefits": "Benefits", "drawbacks": "Drawbacks"}
PRACTICE_WORDS = {
    "monitored": ("Whether the work is monitored or evaluated, and by whom", "Monitored or evaluated"),
    "model_kind": ("What those who see a model for others say that it is", "Kind of model"),
}
"""The title and the first heading of the table of each question on how the work goes."""
AGREEMENT_KEYS = {answer_tables.ALL: "agreement", answer_tables.ORGANISATIONS: "agreement_organisations"}


def of_strand(answers: Mapping[str, QuestionAnswers], strand: str) -> Iterator[Table]:
    """Yield the tables of one strand."""
    opinions = [question for question in OPINIONS if strand in answers[question].strands]
    statements = [answers[statement] for statement in STATEMENTS if answers[statement].has_table(strand)]
    practice = [question for question in PRACTICE if answers[question].has_table(strand)]
    for question in opinions:
        yield answer_tables.by_part(
            answers[question],
            strand,
            name=question,
            title=f"{HEADINGS[question]} named",
            heading=HEADINGS[question].removesuffix("s"),
        )
    yield from _agreement(statements, strand)
    for question in practice:
        title, heading = PRACTICE_WORDS[question]
        yield answer_tables.by_part(
            answers[question],
            strand,
            name=question,
            title=title,
            heading=heading,
            parts=answer_tables.WHOLE,
        )
    rows = [(HEADINGS[question], answers[question]) for question in opinions]
    rows += [(f"“{statement.label}”", statement) for statement in statements]
    rows += [(PRACTICE_WORDS[question][1], answers[question]) for question in practice]
    if rows:
        whole = [words for words, _ in rows[len(opinions) :]]
        yield answer_tables.item_response(rows, strand, whole=whole)


def _agreement(statements: list[QuestionAnswers], strand: str) -> Iterator[Table]:
    """Yield the statements with their whole scale: one table of the services of a strand, one of its organisations."""
    parts = [part.label for each in statements[:1] for part in answer_tables.parts_of(each, strand)]
    for part in parts:
        if part in AGREEMENT_KEYS:
            yield answer_tables.agreement_scale(
                statements,
                strand,
                part,
                name=AGREEMENT_KEYS[part],
                title="Agreement with statements on social enterprises",
                heading="Statement",
            )
