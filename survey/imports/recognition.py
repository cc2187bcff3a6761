"""Which question, or which choice of one, a heading of an export means. No Django here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from survey.imports.cells import ChoiceWords, plain_label
from survey.imports.metadata import SEPARATORS, UNFILLED
from survey.question_types import SEVERAL
from survey.questionnaire import Question

TICKS = UNFILLED | {"0", "1", "True", "False", "TRUE", "FALSE"}


class Rank:
    """How surely a heading means a question: the lowest number wins."""

    FULL_PATH, NAME, PART_OF_PATH, OWN_NAME, LABELS, LABEL = range(6)


class Place(NamedTuple):
    """What a column answers: a question, or one choice of it (`choice`); `row` is that of a repeated group.

    `is_moved` is True if the question is recognised by its name alone, and the groups in the heading are others.
    """

    question: Question
    group: str = ""
    row: int = 0
    choice: str = ""
    has_labels: bool = False
    is_moved: bool = False

    @property
    def slot(self) -> tuple[str, int]:
        """The row of a repeated group that the column belongs to; empty and 0 for the row of the table itself."""
        return self.group, self.row


class Recogniser:
    """The headings that mean the questions of one table, in all the ways in which they are written."""

    def __init__(self, words_of: Callable[[Question], ChoiceWords]) -> None:
        self._words_of = words_of
        self._exact: dict[str, list[tuple[int, Question]]] = defaultdict(list)
        self._by_name: dict[str, list[tuple[int, Question]]] = defaultdict(list)
        self._by_label: dict[str, list[tuple[int, Question]]] = defaultdict(list)
        self._by_exact_label: dict[str, list[tuple[int, Question]]] = defaultdict(list)
        self._split: dict[str, list[Question]] = defaultdict(list)

    def add(self, path: tuple[str, ...], labels: Iterable[tuple[str, ...]], question: Question) -> None:
        """Add a question with its path in names and in the labels of each language."""
        self._exact[question.name].append((Rank.NAME, question))
        for start in range(len(path)):
            rank = Rank.PART_OF_PATH if start < len(path) - 1 else Rank.OWN_NAME
            rank = Rank.FULL_PATH if start == 0 else rank
            for sign in "/-.:":
                self._exact[sign.join(path[start:])].append((rank, question))
            self._by_name["/".join(_parts("/".join(path[start:])))].append((rank, question))
            for words in labels:
                rank = Rank.LABEL if start == len(path) - 1 else Rank.LABELS
                self._by_label[_label_key("/".join(words[start:]))].append((rank, question))
                self._by_exact_label[" ".join("/".join(words[start:]).split())].append((rank, question))
        if question.type in SEVERAL:
            self._split[path[-1]].append(question)

    def places(self, text: str) -> list[Place]:
        """Return what a heading means: nothing, one thing, or several that it means equally."""
        text = " ".join(text.split())
        for found in (self._exact.get(text), self._by_name.get("/".join(_parts(text)))):
            if found:
                return [Place(question) for question in _best(found)]
        # Two labels may differ by capitals or Markdown alone.
        if found := self._by_exact_label.get(text) or self._by_label.get(_label_key(text)):
            return [Place(question, has_labels=True) for question in _best(found)]
        return self._choices(text)

    def moved_places(self, text: str) -> list[Place]:
        """Return the questions, or choices, named by the last parts of a heading whose first parts nobody knows."""
        for sign in SEPARATORS.finditer(text):
            rest = text[sign.end() :]
            found = [place for place in self.places(rest) if not place.has_labels] if rest else []
            if found:
                return [place._replace(is_moved=True) for place in found]
        return []

    def bare_choices(self, text: str, values: set[str]) -> list[Place]:
        """Return the choice whose column has its value for a heading, as Ona writes it without the names of groups."""
        if not values <= TICKS:
            return []
        found = [
            Place(question, choice=text)
            for questions in self._split.values()
            for question in questions
            if any(choice.value == text for choice in question.choices)
        ]
        return found if len(found) == 1 else []

    def _choices(self, text: str) -> list[Place]:
        """Return the choices whose column this is: `question/choice` with any sign, or `question_choice`."""
        for sign in SEPARATORS.finditer(text):
            found = self._choice_columns(text[: sign.start()], text[sign.end() :])
            if found:
                return found
        for sign in re.finditer("_", text):
            own, rest = text[: sign.start()], text[sign.end() :]
            found = [
                Place(question, choice=choice.value)
                for question in self._split.get(own, ())
                for choice in question.choices
                if rest in (choice.value, choice.value.replace("-", "_"))
            ]
            if found:
                return found
        return []

    def _choice_columns(self, before: str, choice: str) -> list[Place]:
        named = self._exact.get(before) or self._by_name.get("/".join(_parts(before)))
        labelled = None if named else self._by_label.get(_label_key(before))
        found = []
        for question in _best([each for each in named or labelled or () if each[1].type in SEVERAL]):
            words = self._words_of(question)
            values = (choice,) if choice in words.values else words.by_label.get(plain_label(choice), ())
            found += [Place(question, choice=value, has_labels=bool(labelled)) for value in values[:1]]
        return found


def _parts(text: str) -> list[str]:
    return [part for part in SEPARATORS.split(text) if part]


def _label_key(text: str) -> str:
    return "/".join(_parts(plain_label(text)))


def _best(found: Iterable[tuple[int, Question]]) -> list[Question]:
    found = list(found)
    best = min((rank for rank, _ in found), default=0)
    return list({question.name: question for rank, question in found if rank == best}.values())
