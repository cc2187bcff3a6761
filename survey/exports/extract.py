"""A consistent extract of the answers to a questionnaire, read row by row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils import timezone

from survey.answers import Answer, AnswerState
from survey.exports.columns import CellWriter, FormattedCell, columns_of, unchanged
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
"""The fields that are read. The whole file of a delivery is not."""
COUNTED = (Kind.CHOICE, Kind.FLAG)
Row = list[Cell]


class Extract:
    """The responses that count, as the tables of a questionnaire.

    Read each table once and in order: one query reads the responses, and rows of repeated groups go to temporary files
    meanwhile. So all tables are of the same moment, and memory use does not grow. Without names (`is_full` is False)
    responses are identified only by their number in the file. `on_answer` is called with the number of each response,
    from 1, and may stop the reading by an exception.
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
        """The frequency of each choice by table and variable; filled by `counted_rows`."""
        self._temporary_file: dict[str, IO[str]] = {}

    def rows(self, table: Table, writing: CellWriter[FormattedCell]) -> Iterator[list[FormattedCell]]:
        """Yield the rows of a table, with formatted cells."""
        for row in self._answers(writing) if table.group is None else self._group(table, writing):
            self.row_counts[table.name] += 1
            yield row

    def counted_rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of a table unformatted, and count the frequencies of choices."""
        counted = [
            (place, self.frequencies.setdefault((table.name, variable.name), Counter()))
            for place, variable in enumerate(table.variables)
            if variable.kind in COUNTED
        ]
        for row in self.rows(table, unchanged):
            for place, counter in counted:
                counter[row[place]] += 1
            yield row

    def _answers(self, writing: CellWriter[FormattedCell]) -> Iterator[list[FormattedCell]]:
        main = self.tables[0]
        groups = [table.group for table in self.tables if table.group]
        self._temporary_file = {group.name: _temporary_file() for group in groups}
        sent = Response.objects.sent().filter(strand=self.strand, instrument=self.instrument).order_by("pk")
        sent = sent.select_related("organisation", "delivery").only(*READ)
        cell_columns = columns_of(main, writing)
        for number, response in enumerate(sent.iterator(chunk_size=100), 1):
            self.on_answer(number)
            answers = response.answers
            form_state = self.questionnaire.form_state(answers)
            for group in groups:
                if state_of(group, answers, form_state.shown, form_state.values).state is AnswerState.GIVEN:
                    for row in form_state.rows.get(group.name, ()):
                        self._write_group_row(group.name, number, row.place, row.states())
            about = zip(main.variables, self._about(number, response), strict=False)
            found = [writing(variable.kind, cell) for variable, cell in about]
            for columns in cell_columns:
                if columns.name not in form_state.shown:
                    found += columns.hidden
                elif columns.is_calculation:
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

    def _write_group_row(self, group: str, number: int, place: int, states: dict[str, Answer]) -> None:
        cells = {name: [answer.state, answer.value] for name, answer in states.items()}
        self._temporary_file[group].write(json.dumps([number, place, cells]) + "\n")

    def _group(self, table: Table, writing: CellWriter[FormattedCell]) -> Iterator[list[FormattedCell]]:
        cell_columns = columns_of(table, writing)
        with self._temporary_file.pop(table.name) as lines:
            lines.seek(0)
            for line in lines:
                number, place, answers = json.loads(line)
                found = [writing(Kind.INTEGER, number), writing(Kind.INTEGER, place)]
                for columns in cell_columns:
                    state, value = answers[columns.name]
                    found += columns.of(Answer(AnswerState(state), value))
                yield found


def _temporary_file() -> IO[str]:
    return SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")


def file_stem(extract: Extract) -> str:
    """Return the file name without extension: study, questionnaire, version, and whether it includes names."""
    kind = "full" if extract.is_full else "without-names"
    name = f"{extract.strand.study.slug}-{extract.instrument.name}-{extract.instrument.version}-{kind}"
    return "".join(sign for sign in name if sign.isalnum() or sign in "-_.")
