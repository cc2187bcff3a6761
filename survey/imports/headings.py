"""The mapping of the columns of an export to questions. No Django here.

A heading is the path of a question (`group/question`), a part of it, its name alone, or the same with labels, with any
sign between the parts. `question/choice` is the column of a single choice. The rows of a repeated group are in a table
of their own, or beside one another: `sites[1]/town` in KoboToolbox and Ona, `town_1` in SurveyCTO.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from accounts.uploads.rows import Sheet
from survey.form_state import MOMENT_KEY
from survey.imports.cells import ChoiceWords
from survey.imports.metadata import SEPARATORS, UNFILLED, is_about
from survey.imports.recognition import Place, Recogniser
from survey.languages import choice_key, question_key, section_key
from survey.question_types import SEVERAL
from survey.questionnaire import Question, Questionnaire
from survey.xlsform.question_kinds import METADATA

INDEX = re.compile(r"\[(\d{1,4})\]")
NUMBERED = re.compile(r"(.+)_(\d{1,4})")
NOBODY_KNOWS = "the questionnaire has no question for it"
NESTED = "repeated groups within repeated groups are not taken"
SEVERAL_QUESTIONS = "it may be {questions}: export with the names of the groups"
OF_A_FILE = re.compile(
    r"(?i)\S+\.(jpe?g|png|gif|webp|heic|svg|mp[34]|m4[av]|3gpp?|amr|aac|ogg|wav|webm|mov|avi|pdf|csv)"
)
OF_A_PLACE = re.compile(r"-?\d{1,3}\.\d+ -?\d{1,3}\.\d+( -?\d+(\.\d+)?){0,2}(; ?.*)?")
PART_OF_A_PLACE = re.compile(r"(?i)(.+?)[-_/.: ]?(latitude|longitude|altitude|accuracy|precision)")
FIGURE = re.compile(r"-?\d+(\.\d+)?")
ADDRESS = re.compile(r"https?://\S+")


@dataclass
class Columns:
    """The columns of the questions of one row: those of the answer, and those of single choices.

    A question that moved to another group between versions of a form has a column for each group.
    """

    whole: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    choices: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    with_labels: set[str] = field(default_factory=set)

    def add(self, heading: str, place: Place) -> None:
        """Add a column."""
        name = place.question.name
        if place.has_labels:
            self.with_labels.add(heading)
        if place.choice:
            self.choices.setdefault(name, {}).setdefault(place.choice, []).append(heading)
        else:
            self.whole[name].append(heading)

    @property
    def names(self) -> set[str]:
        """The names of the questions that have a column."""
        return {*self.whole, *self.choices}

    def of(self, name: str) -> list[str]:
        """Return all columns of a question."""
        return [*self.whole.get(name, ()), *chain(*self.choices.get(name, {}).values())]

    def several(self) -> Iterator[list[str]]:
        """Yield the columns of each answer, and of each choice, that has more than one."""
        for columns in chain(self.whole.values(), *(split.values() for split in self.choices.values())):
            if len(columns) > 1:
                yield columns


NO_COLUMNS = Columns()


@dataclass
class SheetColumns:
    """The columns of a table by the row of the questionnaire that they belong to, and those that nobody knows.

    `unknown` and `media` say why by column. `counts` are, by repeated group, the columns with the number of its rows.
    """

    slots: dict[tuple[str, int], Columns] = field(default_factory=lambda: defaultdict(Columns))
    counts: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    media: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)

    @property
    def own(self) -> Columns:
        """The columns of the row of the table itself."""
        return self.slots.get(("", 0), NO_COLUMNS)

    def rows_of(self, group: str) -> dict[int, Columns]:
        """Return the columns of the rows of a repeated group whose rows are beside one another."""
        return {row: columns for (name, row), columns in sorted(self.slots.items()) if name == group}

    @property
    def names(self) -> set[str]:
        """The names of all questions that have a column, and of the repeated groups whose rows have."""
        return {*self.own.names, *(group for group, _ in self.slots if group)}


class Vocabulary:
    """The names, paths and labels of a questionnaire, by which columns are recognised.

    `left_out` are, by name, the reasons why rows of the form are no questions here.
    """

    def __init__(self, questionnaire: Questionnaire, left_out: Mapping[str, str] | None = None) -> None:
        self.questionnaire = questionnaire
        self.left_out = left_out or {}
        self._texts = [translation.texts for translation in questionnaire.translations]
        self._words: dict[str, ChoiceWords] = {}

    @cached_property
    def asks_for_time(self) -> bool:
        """True if a condition or a calculation of the questionnaire asks for the day or the time."""
        return MOMENT_KEY in self.questionnaire.completed({})

    def words_of(self, question: Question) -> ChoiceWords:
        """Return the values and labels of the choices of a question."""
        if question.name not in self._words:
            labels = [
                (choice.value, label)
                for choice in question.choices
                for label in (
                    choice.label,
                    *self._translations(choice_key(question.name, choice.value)),
                )
            ]
            self._words[question.name] = ChoiceWords.of(question, labels)
        return self._words[question.name]

    @cached_property
    def main(self) -> Recogniser:
        """What the columns of the main table may mean: questions outside repeated groups."""
        found = Recogniser(self.words_of)
        for path, labels, question in self._placed:
            if not question.is_repeated and question.name not in self.questionnaire.group_of:
                found.add(path, labels, question)
        return found

    @cached_property
    def repeated(self) -> dict[str, Recogniser]:
        """What the columns of the table of each repeated group may mean, by its name."""
        groups = [each for each in self.questionnaire.questions.values() if each.is_repeated]
        found = {group.name: Recogniser(self.words_of) for group in groups}
        for path, labels, question in self._placed:
            group = self.questionnaire.group_of.get(question.name)
            if group is not None:
                found[group.name].add(path, labels, question)
        return found

    def columns_of(
        self, sheet: Sheet, group: Question | None = None, skipped: Iterable[str] = ()
    ) -> SheetColumns:
        """Map the columns of a table to questions: of a repeated group's own table, or else of the main table.

        A column that nobody knows and that is empty throughout is ignored, as are the `skipped` ones.
        """
        found = SheetColumns()
        written = {heading: sheet.written.get(heading, heading) for heading in sheet.headings}
        numbers, seen = Counter(written.values()), Counter[str]()
        wanted = self.repeated[group.name] if group else self.main
        for heading in sheet.headings:
            text = written[heading]
            turn = (seen[text], numbers[text])
            seen[text] += 1
            if heading in skipped:
                continue
            places = wanted.places(text)
            if not places and group is None:
                places = self._beside(text) or self._in_rows(text, turn[0] + 1)
                turn = (0, 1) if len(places) == 1 else turn
            if not places and not is_about(text):
                places = wanted.moved_places(text) or wanted.bare_choices(text, sheet.values(heading))
            place = _chosen(places, turn)
            if place is not None:
                if place.question.is_recorded:
                    found.slots[place.slot].add(heading, place)
                if place.is_moved:
                    found.moved.append(heading)
            elif count := self._counted(text):
                found.counts[count] = heading
            elif group is None and self._repeats_whole(text, sheet):
                continue
            elif not is_about(text) and sheet.values(heading) - UNFILLED:
                self._explain(found, sheet, heading, text, places)
        return found

    def _explain(
        self, found: SheetColumns, sheet: Sheet, heading: str, text: str, places: Sequence[Place]
    ) -> None:
        """Add a column that answers no question to those of media, or with a reason to those that nobody knows."""
        own = INDEX.sub("", SEPARATORS.split(text)[-1])
        kind = self.left_out.get(text) or self.left_out.get(own, "")
        if places:
            names = " or ".join("/".join(self.path_of(place.question)) for place in places[:4])
            found.unknown[heading] = SEVERAL_QUESTIONS.format(questions=names)
        elif kind == METADATA:
            return
        elif kind or _is_of_media(text, sheet.values(heading) - UNFILLED):
            found.media.append(heading)
        else:
            found.unknown[heading] = NESTED if len(INDEX.findall(text)) > 1 else NOBODY_KNOWS

    def path_of(self, question: Question) -> tuple[str, ...]:
        """Return the names of the groups around a question, and its own, as its file gives them."""
        return next((path for path, _, each in self._placed if each is question), (question.own_name,))

    def _counted(self, text: str) -> str:
        """Return the repeated group whose number of rows a column has, as pyxform names it; empty for others."""
        for group in self.repeated:
            own = f"{self.questionnaire.questions[group].own_name}_count"
            if text == own or (text.endswith(own) and SEPARATORS.search(text[-len(own) - 1])):
                return group
        return ""

    def _repeats_whole(self, text: str, sheet: Sheet) -> bool:
        """Return True for SurveyCTO's column of one choice in one row of a repeated group, beside that of the answer.

        Both numbers and choices may be figures there, so it is read from the column of the answer alone.
        """
        for group in self.repeated:
            for question in self.questionnaire.questions[group].questions:
                own = question.own_name
                if question.type not in SEVERAL or not text.startswith(f"{own}_"):
                    continue
                rest = text.removeprefix(f"{own}_")
                values = {choice.value for choice in question.choices}
                for value in values | {each.replace("-", "_") for each in values}:
                    rows = (rest.removeprefix(f"{value}_"), rest.removesuffix(f"_{value}"))
                    if any(row.isdecimal() and f"{own}_{row}" in sheet.headings for row in rows):
                        return True
        return False

    def _beside(self, text: str) -> list[Place]:
        """Return what a column means whose row of a repeated group is in its heading."""
        indexes = INDEX.findall(text)
        if len(indexes) > 1:
            return []
        if indexes:
            plain, row = INDEX.sub("", text), int(indexes[0])
            return self._in_rows(plain, row)
        if numbered := NUMBERED.fullmatch(text):
            row = int(numbered[2])
            return [
                place
                for place in self._in_rows(numbered[1], row)
                if not place.has_labels and not place.choice
            ]
        return []

    def _in_rows(self, text: str, row: int) -> list[Place]:
        if row == 0:
            return []
        return [
            place._replace(group=group, row=row)
            for group, inside in self.repeated.items()
            for place in inside.places(text)
        ]

    def _translations(self, key: str) -> Iterator[str]:
        return (texts[key] for texts in self._texts if texts.get(key))

    @cached_property
    def _labels_of_groups(self) -> dict[tuple[str, ...], list[str]]:
        """The labels of each group in all languages, the form's own first, by its path."""
        found = {}
        for section in self.questionnaire.sections:
            found[section.path] = [section.title, *self._translations(section_key(section.name))]
            if section.chapter is not None:
                found[(section.chapter.name,)] = [section.chapter.title]
            for question in section.questions:
                if question.is_heading or question.is_repeated:
                    path = question.full_path if question.path else (*section.path, question.own_name)
                    found[path] = [question.label, *self._translations(question_key(question.name, "label"))]
        return found

    @cached_property
    def _placed(self) -> list[tuple[tuple[str, ...], list[tuple[str, ...]], Question]]:
        """Each question with its path in names, and its path in the labels of each language."""
        found = []
        for section in self.questionnaire.sections:
            for question in section.questions:
                path = (*(question.path or section.path), question.own_name)
                found.append((path, self._labelled(path, question), question))
                for inner in question.questions:
                    inside = (*(inner.path or path), inner.own_name)
                    found.append((inside, self._labelled(inside, inner), inner))
        return found

    def _labelled(self, path: tuple[str, ...], question: Question) -> list[tuple[str, ...]]:
        own = [question.label, *self._translations(question_key(question.name, "label"))]
        found = []
        for number, label in enumerate(own):
            around = []
            for depth in range(1, len(path)):
                labels = self._labels_of_groups.get(path[:depth], [])
                around.append((labels[number : number + 1] or labels[:1] or [""])[0] or path[depth - 1])
            found.append((*around, label or path[-1]))
        return found


def _is_of_media(text: str, values: set[str]) -> bool:
    """Return True for names of files, addresses of files, and places."""
    if PART_OF_A_PLACE.fullmatch(text) and all(FIGURE.fullmatch(each) for each in values):
        return True
    return all(
        OF_A_FILE.fullmatch(each) or ADDRESS.fullmatch(each) or OF_A_PLACE.fullmatch(each) for each in values
    )


def _chosen(places: Sequence[Place], turn: tuple[int, int]) -> Place | None:
    """Return the place of a column. Of headings that are there as often as they have meanings, each has its turn."""
    if len(places) == 1:
        return places[0]
    number, of = turn
    return places[number] if places and len(places) == of else None
