"""A questionnaire: sections, questions, and what is shown, required and valid for given answers.

Pure: no database, no Django. survey.xlsform makes one from an XLSForm; an instrument keeps it as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from survey import answers as answering
from survey import expressions, question_types
from survey.answers import Answer, AnswerState
from survey.question_types import TEXT_LIMIT, QuestionType, as_text

__all__ = ["TEXT_LIMIT", "Answers", "Choice", "Question", "QuestionType", "Questionnaire", "Section"]

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One word that may be chosen, and how it is printed."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is asked. `relevant` and `constraint` are XPath, empty for none."""

    name: str
    type: QuestionType
    label: str
    hint: str = ""
    is_required: bool = False
    is_long: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Whether it takes an answer."""
        return self.type is not QuestionType.NOTE

    def words_for(self, value: Any) -> str:
        """A stored value as it is printed."""
        labels = {choice.value: choice.label for choice in self.choices}
        if isinstance(value, list | tuple):
            return ", ".join(labels.get(str(word), str(word)) for word in value)
        return labels.get(str(value), str(value))

    def normalised(self, raw: Any) -> Any:
        """What was typed in the form it is stored in; what cannot be understood stays as it was typed."""
        return question_types.normalised(self.type, raw)

    def problem_with(self, value: Any) -> str:
        """What is wrong with a value in one sentence, or nothing."""
        words = {choice.value for choice in self.choices}
        return question_types.problem_with(self.type, value, words) or self._constraint_problem(value)

    def _constraint_problem(self, value: Any) -> str:
        if not self.constraint:
            return ""
        # A constraint that asks about other answers is refused when the form is read.
        if expressions.parse(self.constraint).holds({}, own=as_text(value)):
            return ""
        return self.constraint_message or f"This answer must satisfy {self.constraint}."


@dataclass(frozen=True, slots=True)
class Section:
    """A group of questions on one theme."""

    name: str
    title: str
    questions: tuple[Question, ...]
    relevant: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire."""

    name: str
    version: str
    title: str
    sections: tuple[Section, ...] = field(default_factory=tuple)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question by name, in the order it is asked."""
        return {question.name: question for section in self.sections for question in section.questions}

    @cached_property
    def _conditions(self) -> dict[str, list[expressions.Expression]]:
        found = {}
        for section in self.sections:
            outer = [expressions.parse(section.relevant)] if section.relevant else []
            for question in section.questions:
                own = [expressions.parse(question.relevant)] if question.relevant else []
                found[question.name] = outer + own
        return found

    def asked(self) -> Iterator[Question]:
        """The questions that take an answer."""
        return (question for question in self.questions.values() if question.is_asked)

    def dependencies(self) -> dict[str, frozenset[str]]:
        """For each question the questions that decide whether it is shown."""
        return {
            name: frozenset().union(*(condition.names for condition in conditions))
            for name, conditions in self._conditions.items()
        }

    @cached_property
    def _deciding_first(self) -> tuple[str, ...]:
        """The questions, each after all that decide whether it is shown."""
        return tuple(TopologicalSorter(self.dependencies()).static_order())

    def shown(self, answers: Answers) -> frozenset[str]:
        """The questions to show for these answers. An answer to a hidden question counts as empty."""
        texts: dict[str, str] = {}
        shown = set()
        for name in self._deciding_first:
            if all(condition.holds(texts) for condition in self._conditions[name]):
                shown.add(name)
                texts[name] = as_text(answering.read(answers.get(name)).value)
        return frozenset(shown)

    def problems(self, answers: Answers) -> dict[str, str]:
        """By question, what is wrong with what was written: nothing is said about what was left out.

        An answer to a question that is not in the questionnaire is reported under its own name.
        """
        found = {}
        for name, stored in answers.items():
            question = self.questions.get(name)
            if question is None or not question.is_asked:
                found[name] = "The questionnaire has no such question."
                continue
            if not answering.is_stored(stored):
                found[name] = "An answer is a value, or a word for why there is none."
                continue
            answer = answering.read(stored)
            if answering.is_contradictory(stored):
                found[name] = "Give an answer or say why there is none, not both."
            elif answer.state is AnswerState.GIVEN:
                problem = question.problem_with(answer.value)
                if problem:
                    found[name] = problem
        return found

    def missing(self, answers: Answers, *, required_only: bool = True) -> tuple[str, ...]:
        """Questions that are shown and have no answer in any state, in their order."""
        shown = self.shown(answers)
        return tuple(
            question.name
            for question in self.asked()
            if question.name in shown
            and (question.is_required or not required_only)
            and answering.read(answers.get(question.name)).state is AnswerState.MISSING
        )

    def states(self, answers: Answers) -> dict[str, Answer]:
        """Every question with its answer in one of the six states.

        A question that its condition hides does not apply, whatever was once written there.
        """
        shown = self.shown(answers)
        return {
            question.name: (
                answering.read(answers.get(question.name))
                if question.name in shown
                else Answer(AnswerState.NOT_APPLICABLE)
            )
            for question in self.asked()
        }

    def as_json(self) -> dict[str, Any]:
        """The questionnaire as plain JSON; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Questionnaire:
        """The questionnaire that `as_json` wrote."""
        return cls(
            name=content["name"],
            version=content["version"],
            title=content["title"],
            sections=tuple(
                Section(
                    name=section["name"],
                    title=section["title"],
                    relevant=section["relevant"],
                    questions=tuple(
                        Question(
                            **{
                                **question,
                                "type": QuestionType(question["type"]),
                                "choices": tuple(Choice(**choice) for choice in question["choices"]),
                            }
                        )
                        for question in section["questions"]
                    ),
                )
                for section in content["sections"]
            ),
        )
