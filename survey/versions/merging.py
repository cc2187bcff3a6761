"""The questions of several versions of a questionnaire, each once, with the versions that ask it. No Django here.

A question whose answers mean something else in a later version is kept apart there, under its name and the version.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from survey.expressions import joined
from survey.question_types import QuestionType
from survey.questionnaire import Choice, Question, Questionnaire, Section
from survey.versions.meaning import is_comparable

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")


@dataclass
class MergedQuestion:
    """A question of several versions: `asked` has it as each version asks it, by the place of the version.

    `inner` are the merged questions of a repeated group. `apart_from` is the name of the question that it was kept
    apart from, because their answers mean different things; empty otherwise.
    """

    name: str
    asked: dict[int, Question]
    inner: list[MergedQuestion] = field(default_factory=list)
    apart_from: str = ""

    @property
    def base_name(self) -> str:
        """The name of the question in the versions."""
        return self.apart_from or self.name

    def question(self, conditions: Collection[str] = ()) -> Question:
        """Return one question that takes the answers of all versions: with the newest words, and all choices.

        `conditions` are those under which the versions ask it, by default its own; it has one if they agree.
        """
        found = set(conditions) or {each.relevant for each in self.asked.values()}
        return replace(
            self.asked[max(self.asked)],
            name=self.name,
            type=_common_type([each.type for each in self.asked.values()]),
            relevant=found.pop() if len(found) == 1 else "",
            choices=self.choices(),
            questions=tuple(each.question() for each in self.inner),
        )

    def choices(self) -> tuple[Choice, ...]:
        """Return the choices of all versions, with the newest label of each; the newest list first."""
        found: dict[str, Choice] = {}
        for place in sorted(self.asked, reverse=True):
            for choice in self.asked[place].choices:
                found.setdefault(choice.value, choice)
        return tuple(found.values())

    def takes(self, question: Question) -> bool:
        """Return True if the answers to a question of another version may stand with these."""
        return all(is_comparable(each, question) for each in self.asked.values())


@dataclass(frozen=True)
class MergedQuestionnaire:
    """Several versions of a questionnaire, the oldest first, with their questions merged."""

    versions: tuple[Questionnaire, ...]
    questions: tuple[MergedQuestion, ...]

    def questionnaire(self) -> Questionnaire:
        """Return the newest version with the questions of all, on one page."""
        newest = self.versions[-1]
        questions = (
            each.question(
                {joined(self.versions[place].conditions_of(it.name)) for place, it in each.asked.items()}
            )
            for each in self.questions
        )
        section = Section("all", newest.title, tuple(questions))
        return replace(newest, sections=(section,), translations=())

    def asked(self, place: int) -> dict[str, Question]:
        """Return the questions of one version by merged name, outside repeated groups."""
        return _asked(self.questions, place)

    def rows(self, place: int) -> dict[str, dict[str, Question]]:
        """Return the same for the questions of each repeated group, by the merged name of the group."""
        return {each.name: _asked(each.inner, place) for each in self.questions if place in each.asked}

    def walk(self) -> Iterator[tuple[MergedQuestion | None, MergedQuestion]]:
        """Yield each merged question with the repeated group around it."""
        for outer in self.questions:
            yield None, outer
            for inner in outer.inner:
                yield outer, inner


def merge(versions: Sequence[Questionnaire]) -> MergedQuestionnaire:
    """Merge versions of a questionnaire, the oldest first. Only questions that have answers are merged."""
    lists = [tuple(each.questions.values()) for each in versions]
    labels = [each.version for each in versions]
    return MergedQuestionnaire(tuple(versions), tuple(_merged(lists, labels)))


def _merged(lists: Sequence[Sequence[Question]], labels: Sequence[str]) -> list[MergedQuestion]:
    """Merge the lists of questions of the versions, in the order of the newest."""
    found: list[MergedQuestion] = []
    used = {question.name for questions in lists for question in questions}
    for place, questions in enumerate(lists):
        after = 0
        for question in questions:
            if not question.is_recorded:
                continue
            same = [each for each in found if each.base_name == question.name]
            fitting = next((each for each in same if each.takes(question)), None)
            if fitting is None:
                name = _free_name(question.name, labels[place], used) if same else question.name
                fitting = MergedQuestion(name, {}, apart_from=question.name if same else "")
                found.insert(found.index(same[-1]) + 1 if same else after, fitting)
            fitting.asked[place] = question
            after = found.index(fitting) + 1
    for each in found:
        each.inner = _merged([_inner(each, place) for place in range(len(lists))], labels)
    return _in_order(found, lists[-1])


def _inner(group: MergedQuestion, place: int) -> tuple[Question, ...]:
    return group.asked[place].questions if place in group.asked else ()


def _in_order(found: list[MergedQuestion], newest: Sequence[Question]) -> list[MergedQuestion]:
    """Return the questions in the order of the newest version, each other one after the one before it in `found`."""
    last = max((place for each in found for place in each.asked), default=0)
    order = {question.name: place for place, question in enumerate(newest)}
    keys: list[tuple[int, int]] = []
    previous = -1
    for place, each in enumerate(found):
        if last in each.asked and each.asked[last].name in order:
            previous = order[each.asked[last].name]
        keys.append((previous, place))
    return [each for _, each in sorted(zip(keys, found, strict=True), key=lambda pair: pair[0])]


def _asked(questions: Collection[MergedQuestion], place: int) -> dict[str, Question]:
    return {each.name: each.asked[place] for each in questions if place in each.asked}


def cleaned(version: str) -> str:
    """Return a version as a part of a name.

    >>> cleaned("4-hmpps")
    '4_hmpps'
    """
    return NOT_IN_A_NAME.sub("_", version).strip("_")


def _free_name(name: str, version: str, used: set[str]) -> str:
    """Return the name with the version, which no question has yet, and mark it as used."""
    made = f"{name}_{cleaned(version)}"
    while made in used:
        made += "_"
    used.add(made)
    return made


def _common_type(types: Collection[QuestionType]) -> QuestionType:
    """Return the type that takes the values of all of these comparable types."""
    kinds = set(types)
    if len(kinds) == 1:
        return kinds.pop()
    return QuestionType.TEXT if QuestionType.TEXT in kinds else QuestionType.DECIMAL
