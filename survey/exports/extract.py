"""An extract of the records of a questionnaire, read row by row."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from types import MappingProxyType
from typing import IO, Any, NamedTuple

from survey.answers import Answer, AnswerState
from survey.exports.coarsening import coarsened
from survey.exports.columns import CellWriter, FormattedCell, columns_of, unchanged
from survey.exports.variables import Cell, Kind, Table
from survey.form_state import state_of
from survey.models import Instrument, Strand
from survey.questionnaire import Question, Questionnaire
from wording import listed

IN_MEMORY = 4 * 1024 * 1024
UNIT = "Organisation"
WITHOUT_NAMES = (
    "Names, contact details, postcodes and everything that respondents wrote in words are left out."
)
COUNTED = (Kind.CHOICE, Kind.FLAG)
Row = list[Cell]


@dataclass(frozen=True)
class Version:
    """A version of the questionnaire of an extract.

    `asked` has the question behind each column of the main table, and `rows` those of each repeated group by its
    column. None means that the tables are made of this version alone.
    """

    questionnaire: Questionnaire
    asked: Mapping[str, Question] | None = None
    rows: Mapping[str, Mapping[str, Question]] | None = None

    def group(self, column: Question) -> Question | None:
        """Return the repeated group behind a column; None if this version does not ask it."""
        return column if self.asked is None else self.asked.get(column.name)

    def row(self, column: str) -> Mapping[str, Question] | None:
        """Return the questions behind the columns of a repeated group; None if they are those of its table."""
        return None if self.rows is None else self.rows.get(column, {})


class Record(NamedTuple):
    """One response or interview: its metadata by variable, its answers, and rows of further tables by variable.

    `version` is the place of its version among those of the extract.
    """

    about: Mapping[str, Cell]
    answers: Mapping[str, Any]
    further: Mapping[str, Sequence[Mapping[str, Cell]]] = MappingProxyType({})
    version: int = 0


class Extract:
    """Records of one questionnaire, as tables: the main table, one per repeated group, and further ones.

    Read the main table first and each table once in turn: rows of the other tables go to temporary files meanwhile, so
    that memory use does not grow. A subclass reads the records. Without names (`is_full` is False) a record is
    identified only by its number in the file. `on_record` is called with the number of each record, from 1, and may
    stop the reading by an exception. `notes` say how the file was made; every format has them.
    """

    unit = UNIT
    without_names = WITHOUT_NAMES
    """What a file without names leaves out, for the codebook."""

    def __init__(
        self,
        strand: Strand,
        instrument: Instrument,
        *,
        tables: tuple[Table, ...],
        is_full: bool,
        versions: tuple[Version, ...] = (),
        on_record: Callable[[int], None] = lambda number: None,
    ) -> None:
        self.strand, self.instrument, self.is_full, self.on_record = strand, instrument, is_full, on_record
        self.questionnaire = instrument.questionnaire
        self.versions = versions or (Version(self.questionnaire),)
        self.tables = tables
        self.notes: tuple[str, ...] = ()
        self.row_counts: Counter[str] = Counter()
        self.frequencies: dict[tuple[str, str], Counter[Cell]] = {}
        """The frequency of each choice by table and variable; filled by `counted_rows`."""
        self._temporary_file: dict[str, IO[str]] = {}

    @property
    def version(self) -> str:
        """The version of the questionnaire, in words if there are several."""
        return listed([each.questionnaire.version for each in self.versions])

    def records(self) -> Iterator[Record]:
        """Yield the records in the order of the file, the same in every reading."""
        raise NotImplementedError

    def coarsen(self) -> None:
        """Read every table once and coarsen its variables, so that no value in the file belongs to only a few cases."""
        self.tables = tuple(
            coarsened(table, [Counter(column) for column in zip(*self.rows(table, unchanged), strict=True)])
            for table in self.tables
        )
        self.row_counts.clear()

    def rows(self, table: Table, writing: CellWriter[FormattedCell]) -> Iterator[list[FormattedCell]]:
        """Yield the rows of a table, with formatted cells."""
        if table.name == self.tables[0].name:
            rows = self._main_rows(writing)
        else:
            rows = self._group_rows(table, writing) if table.group else self._further_rows(table, writing)
        self.row_counts[table.name] = 0
        for row in rows:
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

    def _main_rows(self, writing: CellWriter[FormattedCell]) -> Iterator[list[FormattedCell]]:
        main, *others = self.tables
        groups = [table.group for table in others if table.group]
        self._temporary_file = {table.name: _temporary_file() for table in others}
        cell_columns = [columns_of(main, writing, version.asked) for version in self.versions]
        for number, record in enumerate(self.records(), 1):
            self.on_record(number)
            answers, version = record.answers, self.versions[record.version]
            form_state = version.questionnaire.form_state(answers)
            for column in groups:
                group = version.group(column)
                if group is None:
                    continue
                if state_of(group, answers, form_state.shown, form_state.values).state is AnswerState.GIVEN:
                    for row in form_state.rows.get(group.name, ()):
                        self._write_group_row(column.name, number, record.version, row.place, row.states())
            for name, rows in record.further.items():
                for further in rows:
                    self._write_row(name, further)
            cells = {main.variables[0].name: number, **record.about}
            found = [
                writing(variable.kind, variable.shown(cells[variable.name]))
                for variable in main.variables
                if variable.question is None
            ]
            for columns in cell_columns[record.version]:
                if columns.name not in form_state.shown:
                    found += columns.hidden
                elif columns.is_calculation:
                    found += columns.of(
                        state_of(columns.question, answers, form_state.shown, form_state.values)
                    )
                else:
                    found += columns.of_stored(answers.get(columns.name))
            yield found

    def _write_row(self, table: str, cells: Mapping[str, Cell]) -> None:
        """Write a row of a further table, and which of its cells are states."""
        states = [name for name, cell in cells.items() if isinstance(cell, AnswerState)]
        self._temporary_file[table].write(json.dumps([cells, states]) + "\n")

    def _further_rows(
        self, table: Table, writing: CellWriter[FormattedCell]
    ) -> Iterator[list[FormattedCell]]:
        for cells, states in self._lines(table):
            for name in states:
                cells[name] = AnswerState(cells[name])
            yield [
                writing(variable.kind, variable.shown(cells[variable.name])) for variable in table.variables
            ]

    def _write_group_row(
        self, column: str, number: int, version: int, place: int, states: Mapping[str, Answer]
    ) -> None:
        cells = {name: [answer.state, answer.value] for name, answer in states.items()}
        self._temporary_file[column].write(json.dumps([number, version, place, cells]) + "\n")

    def _group_rows(self, table: Table, writing: CellWriter[FormattedCell]) -> Iterator[list[FormattedCell]]:
        cell_columns = [columns_of(table, writing, version.row(table.name)) for version in self.versions]
        for number, version, place, answers in self._lines(table):
            found = [writing(Kind.INTEGER, number), writing(Kind.INTEGER, place)]
            for columns in cell_columns[version]:
                if columns.name not in answers:
                    found += columns.hidden
                else:
                    state, value = answers[columns.name]
                    found += columns.of(Answer(AnswerState(state), value))
            yield found

    def _lines(self, table: Table) -> Iterator[Any]:
        with self._temporary_file.pop(table.name) as lines:
            lines.seek(0)
            for line in lines:
                yield json.loads(line)


def _temporary_file() -> IO[str]:
    return SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")


def file_stem(extract: Extract) -> str:
    """Return the file name without extension: study, questionnaire, version, and how much it includes."""
    kind = "full" if extract.is_full else "de-identified" if extract.notes else "without-names"
    version = extract.version.replace(" ", "-")
    name = f"{extract.strand.study.slug}-{extract.instrument.name}-{version}-{kind}"
    return "".join(sign for sign in name if sign.isalnum() or sign in "-_.")
