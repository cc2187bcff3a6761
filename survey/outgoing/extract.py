"""One reading of the answers to a questionnaire: row by row, every table of the same moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO

from django.utils import timezone

from survey.answers import Answer, AnswerState
from survey.models import Instrument, Response, Strand
from survey.outgoing.variables import Cell, Kind, Table, tables_of
from survey.standing import state_of

IN_MEMORY = 4 * 1024 * 1024
COUNTED = (Kind.CHOICE, Kind.FLAG)
Row = list[Cell]


class Extract:
    """The answers that were sent and neither rejected nor set aside, as the tables of a questionnaire.

    Read the tables once and in their order: one query reads the answers, and the rows of repeated groups are put
    aside meanwhile, so that every table is of the same moment and no number of answers fills the memory.
    Without names (not `is_full`) an answer is known by its place in the file only.
    """

    def __init__(self, strand: Strand, instrument: Instrument, *, is_full: bool) -> None:
        self.strand, self.instrument, self.is_full = strand, instrument, is_full
        self.questionnaire = instrument.questionnaire
        self.tables = tables_of(self.questionnaire, is_full=is_full)
        self.row_counts: Counter[str] = Counter()
        self.frequencies: dict[tuple[str, str], Counter[Cell]] = {}
        """By table and variable, how often each value of a choice occurred; known once the tables are read."""
        self._aside: dict[str, IO[str]] = {}

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of a table."""
        counted = [
            (place, self.frequencies.setdefault((table.name, variable.name), Counter()))
            for place, variable in enumerate(table.variables)
            if variable.kind in COUNTED
        ]
        for row in self._answers() if table.group is None else self._group(table):
            self.row_counts[table.name] += 1
            for place, counter in counted:
                counter[row[place]] += 1
            yield row

    def _answers(self) -> Iterator[Row]:
        main = self.tables[0]
        groups = self.tables[1:]
        self._aside = {group.name: _aside() for group in groups}
        sent = Response.objects.sent().filter(strand=self.strand, instrument=self.instrument).order_by("pk")
        sent = sent.select_related("organisation", "delivery")
        recorded = list(self.questionnaire.recorded())
        said = [(variable, variable.question.name) for variable in main.variables if variable.question]
        for number, response in enumerate(sent.iterator(chunk_size=100), 1):
            standing = self.questionnaire.standing(response.answers)
            states = {
                question.name: state_of(question, response.answers, standing.shown, standing.values)
                for question in recorded
            }
            for group in groups:
                if states[group.name].state is AnswerState.GIVEN:
                    for row in standing.rows.get(group.name, ()):
                        self._put_aside(group.name, number, row.place, row.states())
            about = self._about(number, response)
            yield [*about, *[variable.cell(states[name]) for variable, name in said]]

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

    def _group(self, table: Table) -> Iterator[Row]:
        with self._aside.pop(table.name) as lines:
            lines.seek(0)
            for line in lines:
                number, place, said = json.loads(line)
                answers = {name: Answer(AnswerState(state), value) for name, (state, value) in said.items()}
                yield [number, place, *(v.cell(answers[v.question.name]) for v in table.said if v.question)]


def _aside() -> IO[str]:
    return SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")


def file_stem(extract: Extract) -> str:
    """How the files are called: study, questionnaire, version, and whether names are in it."""
    kind = "full" if extract.is_full else "without-names"
    name = f"{extract.strand.study.slug}-{extract.instrument.name}-{extract.instrument.version}-{kind}"
    return "".join(sign for sign in name if sign.isalnum() or sign in "-_.")
