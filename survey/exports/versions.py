"""The extract of the responses to several versions of a questionnaire, with a map of its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count, pairwise

from survey.exports.columns import CellWriter, FormattedCell
from survey.exports.extract import Version
from survey.exports.responses import ResponseExtract
from survey.exports.variables import Cell, Kind, Table, Variable, nameless_questions, tables_of
from survey.models import Instrument, Strand
from survey.questionnaire import Question
from survey.sheets import unique_names
from survey.versions.compare import compare
from survey.versions.merging import MergedQuestion, cleaned, merge
from wording import listed

COLUMN_MAP = "column_map"
MOST_CHOICES = 100
APART = "Version {version} is kept apart as “{other}”: the answers mean something else."


class VersionedExtract(ResponseExtract):
    """The responses to several versions, one row each. A question that stays the same has one column.

    `instruments` are the versions, the oldest first. A question that a version does not ask was not asked there. The
    last table says of each column which version asks it, and with what words.
    """

    def __init__(
        self,
        strand: Strand,
        instruments: Sequence[Instrument],
        *,
        is_full: bool,
        on_record: Callable[[int], None] = lambda number: None,
    ) -> None:
        super().__init__(strand, instruments[-1], is_full=is_full, on_record=on_record)
        self.instruments = tuple(instruments)
        questionnaires = [each.questionnaire for each in instruments]
        self.merged = merge(questionnaires)
        self.versions = tuple(
            Version(each, self.merged.asked(place), self.merged.rows(place))
            for place, each in enumerate(questionnaires)
        )
        self.questionnaire = self.merged.questionnaire()
        tables = tables_of(
            self.questionnaire, is_full=is_full, left_out=() if is_full else self._with_names()
        )
        self._compared: dict[tuple[int, int], dict[str, tuple[str, ...]]] = {}
        self._map = list(self._mapped(tables))
        self.column_map = self._map_table({table.name for table in tables})
        self.tables = (*tables, self.column_map)

    def rows(self, table: Table, writing: CellWriter[FormattedCell]) -> Iterator[list[FormattedCell]]:
        if table.name != self.column_map.name:
            yield from super().rows(table, writing)
            return
        self.row_counts[table.name] = len(self._map)
        for row in self._map:
            yield [writing(Kind.TEXT, cell) for cell in row]

    def _with_names(self) -> frozenset[str]:
        """Return the merged questions whose answers may identify the respondent in one of the versions."""
        nameless = [nameless_questions(each.questionnaire) for each in self.versions]
        return frozenset(
            merged.name
            for _, merged in self.merged.walk()
            if any(question.name not in nameless[place] for place, question in merged.asked.items())
        )

    def _map_table(self, taken: set[str]) -> Table:
        name = next(name for number in count() if (name := COLUMN_MAP + "_" * number) not in taken)
        labels = [
            ("column", "Name of the column"),
            ("table", "Table in which it stands"),
            ("asked_in", "Versions that ask it"),
            *zip(
                unique_names(f"words_in_{cleaned(each.version)}" for each in self.instruments),
                (f"Words in version {each.version}" for each in self.instruments),
                strict=True,
            ),
            ("choices", "What each value means, the newest words"),
            ("remarks", "What differs between the versions"),
        ]
        variables = tuple(Variable(name, label, Kind.TEXT) for name, label in labels)
        return Table(name, "Column map: which version asks what", variables)

    def _mapped(self, tables: Sequence[Table]) -> Iterator[list[Cell]]:
        """Yield the row of each column that has answers."""
        merged = {
            (group.name if group else tables[0].name, each.name): (group, each)
            for group, each in self.merged.walk()
        }
        for table in tables:
            for variable in table.answer_variables:
                assert variable.question is not None
                group, question = merged[table.name, variable.question.name]
                around = group.inner if group else self.merged.questions
                asked = {
                    place: words
                    for place, each in question.asked.items()
                    if (words := _words(each, variable)) is not None
                }
                yield [
                    variable.name,
                    table.name,
                    listed([self.versions[place].questionnaire.version for place in sorted(asked)]),
                    *(asked.get(place) for place in range(len(self.versions))),
                    _choices(variable),
                    " ".join(self._remarks_of(question, around)) if not variable.choice else None,
                ]

    def _changes(self, old: int, new: int) -> dict[str, tuple[str, ...]]:
        """Return what changed by question from one version to a later one, a sentence each."""
        if (old, new) not in self._compared:
            before, after = (self.versions[place].questionnaire for place in (old, new))
            found = compare(before, after).questions
            self._compared[old, new] = {each.name: each.reasons for each in found}
        return self._compared[old, new]

    def _remarks_of(self, question: MergedQuestion, around: Sequence[MergedQuestion]) -> Iterator[str]:
        """Yield what differs between the versions that ask a question. `around` are those of its table."""
        others = [each for each in around if each is not question and each.base_name == question.base_name]
        for other in others:
            version = listed([self.versions[place].questionnaire.version for place in sorted(other.asked)])
            yield APART.format(other=other.name, version=version)
        for before, place in pairwise(sorted(question.asked)):
            version = self.versions[place].questionnaire.version
            for sentence in self._changes(before, place).get(question.base_name, ()):
                yield f"Version {version}: {sentence}"


def _choices(variable: Variable) -> str:
    """Return what the values mean, of the first choices in a long list."""
    listed_choices = [f"{choice.value} = {choice.label}" for choice in variable.categories[:MOST_CHOICES]]
    more = len(variable.categories) - MOST_CHOICES
    return "; ".join([*listed_choices, *([f"and {more} more"] if more > 0 else [])])


def _words(question: Question, variable: Variable) -> str | None:
    """Return the words of a column in one version: of its question, or of its choice; None if it has no such choice."""
    if not variable.choice:
        return question.label or question.name
    return next((each.label for each in question.choices if each.value == variable.choice), None)
