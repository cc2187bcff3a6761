"""One reading of the answers to a questionnaire: row by row, every table of the same moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils import timezone

from survey.answers import Answer, AnswerState
from survey.exports.columns import Writing, Written, as_it_is, columns_of
from survey.exports.variables import Cell, Kind, Table, tables_of
from survey.form_state import state_of
from survey.models import Instrument, Response, Strand

IN_MEMORY = 4 * 1024 * 1024
READ = (
    "answers",
    "submitted_at",
    "status",
    "reference",
    "invitation_id",
    "organisation__name",
    "delivery__tool",
)
"""What is written of a response. A delivery holds the whole file that was loaded: that stays where it is."""
COUNTED = (Kind.CHOICE, Kind.FLAG)
Row = list[Cell]


class Extract:
    """The answers that were sent and neither rejected nor set aside, as the tables of a questionnaire.

    Read the tables once and in their order: one query reads the answers, and the rows of repeated groups are put
    aside meanwhile, so that every table is of the same moment and no number of answers fills the memory.
    Without names (not `is_full`) an answer is known by its place in the file only. `on_answer` is called with the
    place of each answer, from 1, and may stop the reading by an exception.
    """

    def __init__(
        self,
        strand: Strand,
        instrument: Instrument,
        *,
        is_full: bool,
        on_answer: Callable[[int], None] = lambda number: None,
    ) -> None:
        self.strand, self.instrument, self.is_full, self.on_answer = strand, instrument, is_full, on_answer
        self.questionnaire = instrument.questionnaire
        self.tables = tables_of(self.questionnaire, is_full=is_full)
        self.row_counts: Counter[str] = Counter()
        self.frequencies: dict[tuple[str, str], Counter[Cell]] = {}
        """By table and variable, how often each value of a choice occurred; known once the tables are counted."""
        self._aside: dict[str, IO[str]] = {}

    def rows(self, table: Table, writing: Writing[Written]) -> Iterator[list[Written]]:
        """The rows of a table, each cell as a format writes it."""
        for row in self._answers(writing) if table.group is None else self._group(table, writing):
            self.row_counts[table.name] += 1
            yield row

    def counted(self, table: Table) -> Iterator[Row]:
        """The rows of a table as they are, and how often each value of a choice occurs in them."""
        counted = [
            (place, self.frequencies.setdefault((table.name, variable.name), Counter()))
            for place, variable in enumerate(table.variables)
            if variable.kind in COUNTED
        ]
        for row in self.rows(table, as_it_is):
            for place, counter in counted:
                counter[row[place]] += 1
            yield row

    def _answers(self, writing: Writing[Written]) -> Iterator[list[Written]]:
        main = self.tables[0]
        groups = [table.group for table in self.tables if table.group]
        self._aside = {group.name: _aside() for group in groups}
        sent = Response.objects.sent().filter(strand=self.strand, instrument=self.instrument).order_by("pk")
        sent = sent.select_related("organisation", "delivery").only(*READ)
        said = columns_of(main, writing)
        for number, response in enumerate(sent.iterator(chunk_size=100), 1):
            self.on_answer(number)
            answers = response.answers
            form_state = self.questionnaire.form_state(answers)
            for group in groups:
                if state_of(group, answers, form_state.shown, form_state.values).state is AnswerState.GIVEN:
                    for row in form_state.rows.get(group.name, ()):
                        self._put_aside(group.name, number, row.place, row.states())
            about = zip(main.variables, self._about(number, response), strict=False)
            found = [writing(variable.kind, cell) for variable, cell in about]
            for columns in said:
                if columns.name not in form_state.shown:
                    found += columns.hidden
                elif columns.is_made:
                    found += columns.of(
                        state_of(columns.question, answers, form_state.shown, form_state.values)
                    )
                else:
                    found += columns.of_stored(answers.get(columns.name))
            yield found

    def _about(self, number: int, response: Response) -> Row:
        assert response.submitted_at is not None
        found: Row = [
            number,
            self.instrument.version,
            timezone.localdate(response.submitted_at),
            response.source.value,
            str(response.status),
        ]
        return [*found, response.reference, str(response.organisation or "")] if self.is_full else found

    def _put_aside(self, group: str, number: int, place: int, states: dict[str, Answer]) -> None:
        said = {name: [answer.state, answer.value] for name, answer in states.items()}
        self._aside[group].write(json.dumps([number, place, said]) + "\n")

    def _group(self, table: Table, writing: Writing[Written]) -> Iterator[list[Written]]:
        said = columns_of(table, writing)
        with self._aside.pop(table.name) as lines:
            lines.seek(0)
            for line in lines:
                number, place, answers = json.loads(line)
                found = [writing(Kind.INTEGER, number), writing(Kind.INTEGER, place)]
                for columns in said:
                    state, value = answers[columns.name]
                    found += columns.of(Answer(AnswerState(state), value))
                yield found


def _aside() -> IO[str]:
    return SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")


def file_stem(extract: Extract) -> str:
    """How the files are called: study, questionnaire, version, and whether names are in it."""
    kind = "full" if extract.is_full else "without-names"
    name = f"{extract.strand.study.slug}-{extract.instrument.name}-{extract.instrument.version}-{kind}"
    return "".join(sign for sign in name if sign.isalnum() or sign in "-_.")
