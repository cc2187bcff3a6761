"""Statements with which respondents agree or not, as one table: each statement with its whole scale."""

from collections.abc import Sequence

from reports.opinions.answers_query import Asked
from reports.opinions.themes import BASE, SOURCE, WHO, base_name, inside, key_of, notes_of
from reports.table import Column, Row, Table, cells
from survey.answers import AnswerState
from survey.vocabulary import StrandKind


def scale(asked: Sequence[Asked], strand: str, part: str, *, name: str, title: str, heading: str) -> Table:
    """Each statement with how many respondents of a part chose each point of the scale, and how many answered.

    The points are those of the guides, in their order. Shares are left out: they follow from the counts.
    It is not drawn: a bar from which points are hidden would be no whole, and those beside it would seem to move.
    """
    points = {word: label for each in asked for word, label in each.choices.items()}
    rows: list[Row] = []
    fixed: list[int] = []
    for each in asked:
        groups = inside(each, strand, part)
        chosen = each.themes(groups)
        if strand not in each.depends:
            fixed.append(len(rows))
        rows.append(
            {
                "words": each.label,
                **{word: chosen[word] for word in points},
                "base": each.states(groups)[AnswerState.GIVEN],
            }
        )
    return Table(
        key=key_of(name, strand),
        title=f"{title}: {StrandKind(strand).label.lower()}, {part.lower()}",
        columns=(
            Column("words", heading),
            *(Column(word, label, "count", part_of="base") for word, label in points.items()),
            Column("base", BASE, "count"),
        ),
        rows=tuple(rows),
        notes=notes_of(strand, "The statements were read out, in this order.", WHO),
        source=SOURCE,
        data_class="B",
        fixed=cells(fixed, "base"),
        names={(row, "base"): base_name(each, strand, part) for row, each in enumerate(asked)},
    )
