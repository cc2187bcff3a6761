"""How many were asked each question, and how their answers stand."""

from collections.abc import Collection, Sequence

from reports.opinions.answer_states import GIVEN, UNANSWERED, numbers_of, states_of
from reports.opinions.answers_query import Asked
from reports.opinions.themes import (
    ALL,
    BASE,
    SOURCE,
    WHOLE,
    Part,
    base_name,
    key_of,
    mentions_name,
    notes_of,
    parts_of,
    state_name,
    titled,
)
from reports.table import Column, Row, Table, cells
from survey.answers import AnswerState


def how_answered(
    questions: Sequence[tuple[str, Asked]],
    strand: str,
    *,
    parts: Collection[str] | None = None,
    whole: Collection[str] = (),
    notes: tuple[str, ...] = (),
) -> Table:
    """By question and part (of `parts` only, if given): how the answers stand, each state apart, and the mentions.

    The questions whose words are in `whole` are not split by part of NOMS, for their tables are not either.
    How many were interviewed and how many of them gave no answer is fixed: that is fieldwork and no opinion. So is how
    many answered a question that everybody is asked; of any other it depends on what they said before.
    """
    rows: list[Row] = []
    fixed: set[tuple[int, str]] = set()
    names: dict[tuple[int, str], str] = {}
    sums: dict[str, frozenset[tuple[int, str]]] = {}
    for words, asked in questions:
        kinds: list[int] = []
        for part in parts_of(asked, strand):
            wanted = WHOLE if words in whole else parts
            if wanted is None or part.label in wanted:
                number, row = len(rows), _standing(words, part, asked)
                fixed |= {(number, "interviews"), (number, UNANSWERED)}
                if strand not in asked.depends:
                    fixed |= {(number, GIVEN)} if row[GIVEN] else {(number, GIVEN), (number, "mentions")}
                called = {key: state_name(asked, strand, part.label, key) for key in NUMBERS}
                called[GIVEN] = base_name(asked, strand, part.label)
                called["mentions"] = mentions_name(asked, strand, part.label)
                names |= {(number, key): name for key, name in called.items()}
                if part.label == ALL and kinds:
                    sums |= {name: cells(kinds, key) for key, name in called.items()}
                kinds.append(number)
                rows.append(row)
    return Table(
        key=key_of("answered", strand),
        title=titled("How many were asked, and how they answered", questions[0][1], strand),
        columns=(
            Column("question", "Question"),
            Column("part", "Part of NOMS"),
            Column("interviews", "Finished interviews", "count"),
            *states_of("interviews", given=BASE),
            Column("mentions", "Mentions by those who answered", "count"),
        ),
        rows=tuple(rows),
        notes=notes_of(
            strand,
            "A mention is one theme named by one respondent. Who did not know, would not say or was not asked "
            "is in no percentage of this report.",
            *notes,
        ),
        source=SOURCE,
        data_class="B",
        fixed=frozenset(fixed),
        names=names,
        sums=sums,
    )


NUMBERS = ("interviews", *(state.value for state in AnswerState), UNANSWERED, "mentions")


def _standing(words: str, part: Part, asked: Asked) -> Row:
    states = asked.states(part.respondents)
    return {
        "question": words,
        "part": part.label,
        "interviews": sum(states.values()),
        **numbers_of(states),
        "mentions": sum(asked.themes(part.respondents).values()),
    }
