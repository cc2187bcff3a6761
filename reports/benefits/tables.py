"""Tables of benefits and drawbacks, of agreement with statements, and of how the work goes."""

from collections.abc import Iterator, Mapping, Sequence

from reports.answers import tables as answer_tables
from reports.answers import weighted
from reports.answers.blocks import answer_block
from reports.answers.queries import QuestionAnswers
from reports.benefits.queries import OPINIONS, PRACTICE, STATEMENTS
from reports.disclosure.blocks import BASE, Figure
from reports.table import Column, Row, Table
from survey.vocabulary import StrandKind

HEADINGS = {"benefits": "Benefits", "drawbacks": "Drawbacks"}
PRACTICE_WORDS = {
    "monitored": ("Whether the work is monitored or evaluated, and by whom", "Monitored or evaluated"),
    "model_kind": ("What those who see a model for others say that it is", "Kind of model"),
}
"""The title and the first heading of the table of each question on how the work goes."""
AGREEMENT_KEYS = {answer_tables.ALL: "agreement", answer_tables.ORGANISATIONS: "agreement_organisations"}


def of_strand(
    answers: Mapping[str, QuestionAnswers], strand: str, frame: Mapping[str, int]
) -> Iterator[Table]:
    """Yield the tables of one strand; `frame` is the number of services in the frame by kind."""
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
        if strand == StrandKind.INITIAL_INTERVIEW:
            yield from weighted.by_kind(
                answers[question],
                frame,
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
            yield agreement_scale(
                statements,
                strand,
                part,
                name=AGREEMENT_KEYS[part],
                title="Agreement with statements on social enterprises",
                heading="Statement",
            )


def agreement_scale(
    statements: Sequence[QuestionAnswers], strand: str, part: str, *, name: str, title: str, heading: str
) -> Table:
    """Return a table of statements: how many respondents of a part chose each point of the scale.

    The points are those of the questionnaires, in their order. The table has no chart: a stacked bar from which
    points are hidden would be too short.
    """
    points = {word: label for each in statements for word, label in each.choices.items()}
    rows: list[Row] = []
    shows: dict[tuple[int, str], Figure] = {}
    for each in statements:
        block = answer_block(each, strand, part)
        # A statement of another version may have no such point: nobody could choose it.
        figures = {word: block.figure(word) if word in block.answers else None for word in points}
        figures["base"] = block.figure(BASE)
        shows |= {(len(rows), key): figure for key, figure in figures.items() if figure}
        rows.append(
            {
                "words": each.label,
                **{key: figure.count if figure else None for key, figure in figures.items()},
            }
        )
    return Table(
        key=answer_tables.table_key(name, strand),
        title=f"{title}: {StrandKind(strand).label.lower()}, {part.lower()}",
        columns=(
            Column("words", heading),
            *(Column(word, label, "count") for word, label in points.items()),
            Column("base", answer_tables.ANSWERED, "count"),
        ),
        rows=tuple(rows),
        notes=answer_tables.table_notes(
            strand, "The statements were read out, in this order.", answer_tables.RESPONDENT
        ),
        source=answer_tables.SOURCE,
        data_class="B",
        shows=shows,
    )
