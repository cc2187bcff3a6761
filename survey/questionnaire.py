"""A questionnaire: its sections and questions, and which are shown, missing or invalid for given answers.

No Django here. survey.xlsform reads one from an XLSForm; an Instrument stores it as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from survey import answers as answering
from survey import form_changes, xpath_dates
from survey.answers import MISSING, Answer
from survey.evaluation_plan import EvaluationPlan
from survey.form_state import (
    MOMENT_KEY,
    NO_QUESTION,
    Answers,
    FormState,
    Row,
    dependencies_of,
    problem_of,
    problem_of_rows,
    referenced_names,
    shown_answers,
    state_of,
    too_many_rows,
)
from survey.label_texts import quotes_any_answer, readable
from survey.languages import ENGLISH, Language, Translation
from survey.lookup_tables import Table
from survey.question_types import TEXT_LIMIT, QuestionType
from survey.questions import MAX_ROWS, Chapter, Choice, Question, Section

__all__ = [
    "TEXT_LIMIT",
    "Answers",
    "Chapter",
    "Choice",
    "Question",
    "QuestionType",
    "Questionnaire",
    "Row",
    "Section",
    "Table",
]

ALWAYS_WRITTEN = frozenset(
    {"name", "version", "title", "sections", "questions", "relevant", "type", "label", "hint", "is_required"}
    | {"is_long", "constraint", "constraint_message", "choices", "value"}
)
"""Keys that are always in the JSON. Keys added later are left out when empty, so that an old form still gives the
same JSON and the same hash."""


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire."""

    name: str
    version: str
    title: str
    sections: tuple[Section, ...] = field(default_factory=tuple)
    language: Language = ENGLISH
    translations: tuple[Translation, ...] = ()
    made_for: str = field(default="", compare=False)
    """The kind of strand that it was made for, such as “initial_interview”; empty if the form does not say."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    """The CSV files that expressions look answers up in, by name without “.csv”."""

    @cached_property
    def questions(self) -> dict[str, Question]:
        """All questions by name, in order."""
        return {question.name: question for section in self.sections for question in section.questions}

    @cached_property
    def readable(self) -> Questionnaire:
        """The questionnaire with its texts as people read them, without the marks of Markdown."""
        return readable(self)

    @cached_property
    def quotes_answers(self) -> bool:
        """True if any label, hint, message or title quotes an answer."""
        return any(map(quotes_any_answer, self.sections))

    @cached_property
    def translated(self) -> dict[tuple[str, str], Questionnaire]:
        """The translations that were made, by language and by the language of the page."""
        return {}

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages of the questionnaire, its own first."""
        return (self.language, *(each.language for each in self.translations))

    @cached_property
    def group_of(self) -> dict[str, Question]:
        """The repeated group of each question that is in one, by the name of the question."""
        groups = (question for question in self.questions.values() if question.is_repeated)
        return {inner.name: group for group in groups for inner in group.questions}

    def get_question(self, name: str) -> Question:
        """Return a question by name, also one in a repeated group. Raises KeyError for an unknown name."""
        if name in self.questions:
            return self.questions[name]
        return next(inner for inner in self.group_of[name].questions if inner.name == name)

    @cached_property
    def _section_of(self) -> dict[str, Section]:
        return {question.name: section for section in self.sections for question in section.questions}

    def conditions_of(self, name: str) -> tuple[str, ...]:
        """Return the conditions under which a question is shown, with those of all groups around it."""
        outer = self.questions[self.outer_name(name)]
        found = self._section_of[outer.name].conditions_of(outer)
        if outer.name != name:
            found += outer.rows_section.conditions_of(self.get_question(name))
        return found

    def answerable_questions(self) -> Iterator[Question]:
        """Yield the questions that take an answer."""
        return (question for question in self.questions.values() if question.takes_answer)

    def without_checks(self) -> Questionnaire:
        """Return the questionnaire without the questions that ask contradicting answers back."""
        sections = (
            replace(each, questions=tuple(one for one in each.questions if not one.is_check))
            for each in self.sections
        )
        return replace(self, sections=tuple(sections))

    def contradictions(self, answers: Answers) -> tuple[Question, ...]:
        """Return the checks that these answers call for, whether the respondent keeps the answers or not."""
        shown = self.shown(answers)
        return tuple(each for each in self.questions.values() if each.is_check and each.name in shown)

    def recorded_questions(self) -> Iterator[Question]:
        """Yield the questions that have a value when answers are sent: all but notes and headings."""
        return (question for question in self.questions.values() if question.is_recorded)

    @cached_property
    def dependencies(self) -> dict[str, frozenset[str]]:
        """The questions that decide if each question is shown, and its value if it is calculated, by its name.

        Questions of a repeated group are named by the group.
        """
        found = {}
        for section in self.sections:
            of_section = dependencies_of(section)
            for question in section.questions:
                own = {question.name, *(inner.name for inner in question.questions)}
                names = of_section[question.name]
                for inner in question.questions:
                    names |= referenced_names(inner) - own
                found[question.name] = frozenset(self.outer_name(name) for name in names)
        return found

    def deciding_questions(self, name: str, *, indirect: bool = False) -> frozenset[str]:
        """Return the questions whose answers decide whether a question is shown, looking through calculations.

        With `indirect` also those that decide whether these are shown, and so on.
        """
        found: set[str] = set()
        seen = {name}
        waiting = [name]
        while waiting:
            for other in self.dependencies.get(waiting.pop(), frozenset()) - seen:
                seen.add(other)
                is_calculated = self.questions[other].type is QuestionType.CALCULATE
                if is_calculated or indirect:
                    waiting.append(other)
                if not is_calculated:
                    found.add(other)
        return frozenset(found)

    @cached_property
    def _plan(self) -> EvaluationPlan:
        return EvaluationPlan(self.sections, self.dependencies, version=self.version, tables=self.tables)

    def form_state(self, answers: Answers) -> FormState:
        """Return the state of the form for these answers: questions shown, values, and rows of repeated groups."""
        return self._plan.form_state(answers)

    def shown(self, answers: Answers) -> frozenset[str]:
        """Return the names of the questions shown for these answers. An answer to a hidden question counts as empty."""
        return self.form_state(answers).shown

    def rows(self, name: str, answers: Answers) -> tuple[Row, ...]:
        """Return the rows of a repeated group; none if the group is hidden."""
        return self.form_state(answers).rows.get(name, ())

    def problems(self, answers: Answers, form_state: FormState | None = None) -> dict[str, str]:
        """Return error messages by question name. Missing answers are not errors here.

        An answer to an unknown question is reported under its name. A calculation is never invalid, because it is
        calculated again. Here and below, pass the `form_state` of these answers if you have it: evaluating it again
        is slow.
        """
        form_state = form_state or self.form_state(answers)
        found = {}
        for name, stored in answers.items():
            question = self.questions.get(name)
            if question is not None and question.is_repeated:
                problem = problem_of_rows(question, stored, form_state.rows.get(name, ()))
            elif name == MOMENT_KEY:
                continue
            else:
                problem = problem_of(question, stored, form_state.values) if question else NO_QUESTION
            if problem:
                found[name] = problem
        for name, number in form_state.row_counts.items():
            if number > MAX_ROWS:
                found.setdefault(name, too_many_rows(number, MAX_ROWS))
        return found

    def missing(
        self, answers: Answers, form_state: FormState | None = None, *, required_only: bool = True
    ) -> tuple[str, ...]:
        """Return the names of questions that are shown and have no answer in any state, in order.

        A repeated group is missing if anything is missing in one of its rows.
        """
        form_state = form_state or self.form_state(answers)
        return tuple(
            question.name
            for question in self.answerable_questions()
            if question.name in form_state.shown
            and (
                any(
                    row.missing(required_only=required_only) for row in form_state.rows.get(question.name, ())
                )
                or (
                    (question.name in form_state.required or not required_only)
                    and state_of(question, answers, form_state.shown, form_state.values) == MISSING
                )
            )
        )

    def first_missing_label(self, name: str, form_state: FormState) -> str:
        """Return the label of a missing question; in a repeated group, of the first one missing in its rows."""
        question = self.questions[name]
        for row in form_state.rows.get(name, ()):
            for inner in row.missing():
                return f"{question.label}: {row.place}, {self.get_question(inner).label}"
        return question.label

    def states(self, answers: Answers) -> dict[str, Answer]:
        """Return the answer to every question in one of the six states, with calculations evaluated again.

        A hidden question does not apply, whatever answer is stored.
        """
        form_state = self.form_state(answers)
        return {
            question.name: state_of(question, answers, form_state.shown, form_state.values)
            for question in self.recorded_questions()
        }

    def completed(self, answers: Answers, form_state: FormState | None = None) -> dict[str, Any]:
        """Return the answers to store when they are sent: to the questions shown, with calculations and complete rows.

        Answers hidden by another answer are left out, and calculations in the input are made anew, but those that are
        made once. Where the questionnaire asks for the time, the time of sending is stored too, and from then on used.
        """
        whole: dict[str, Any] = dict(answers)
        if self._plan.uses_time and MOMENT_KEY not in whole:
            whole[MOMENT_KEY] = answering.stored_value(xpath_dates.clock())
        if form_state is None or whole != answers:
            form_state = self.form_state(whole)
        found = shown_answers(self.questions.values(), whole, form_state.shown, form_state.values)
        if MOMENT_KEY in whole:
            found[MOMENT_KEY] = dict(whole[MOMENT_KEY])
        for name, rows in form_state.rows.items():
            stored = answers.get(name)
            if stored and stored.get("state") and not rows:
                found[name] = dict(stored)
            elif stored:
                found[name] = answering.stored_value([row.completed() for row in rows])
        return found

    def begun(self) -> dict[str, Any]:
        """Return the answers that a form begins with: defaults, and calculations that are made once."""
        return form_changes.begun(self)

    def recalculated(self, before: Answers | None, after: Answers) -> dict[str, Any]:
        """Return answers as they are after a change, with the calculations that are stored when they are made.

        These are calculations on questions that are typed, made by a trigger, by chance or once. What nobody types is
        taken over from the answers before. None for `before` if the form begins.
        """
        return form_changes.recalculated(self, before, after)

    @cached_property
    def questions_to_make(self) -> tuple[Question, ...]:
        """The questions and groups whose stored answers change with others, in the order of evaluation."""
        order = TopologicalSorter(self.dependencies).static_order()
        return tuple(
            question
            for question in map(self.questions.get, order)
            if question is not None and form_changes.changes_by_itself(question)
        )

    @cached_property
    def has_stored_calculations(self) -> bool:
        """True if anything is stored that nobody types: defaults, hidden values, calculations made once."""
        return any(map(form_changes.stores_by_itself, self.questions.values()))

    def outer_name(self, name: str) -> str:
        """Return the name of the repeated group that a question is in, or else its own name."""
        group = self.group_of.get(name)
        return name if group is None else group.name

    def as_json(self) -> dict[str, Any]:
        """Return the questionnaire as plain JSON; `from_json` reads it."""
        content: dict[str, Any] = asdict(self, dict_factory=_written)
        if self.language == ENGLISH:
            del content["language"]
        for section, written in zip(self.sections, content["sections"], strict=True):
            _write_paths(section.questions, written["questions"], section.path)
        return content

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Questionnaire:
        """Return the questionnaire in the JSON of `as_json`."""
        return cls(
            name=content["name"],
            version=content["version"],
            title=content["title"],
            language=Language(**content.get("language", asdict(ENGLISH))),
            translations=tuple(Translation.from_json(each) for each in content.get("translations", ())),
            made_for=content.get("made_for", ""),
            tables={name: Table.from_json(table) for name, table in content.get("tables", {}).items()},
            sections=tuple(_section(section) for section in content["sections"]),
        )


def _written(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = {name for name, _ in pairs}
    always = ALWAYS_WRITTEN - {"questions"} if "choices" in names else ALWAYS_WRITTEN
    return {name: value for name, value in pairs if name in always or value}


def _write_paths(
    questions: Iterable[Question], written: Iterable[dict[str, Any]], usual: tuple[str, ...]
) -> None:
    """Write the path of each question where it is not the `usual` one, which is that of its section or row."""
    for question, content in zip(questions, written, strict=True):
        content.pop("path", None)
        if question.path != usual:
            content["path"] = question.path
        _write_paths(question.questions, content.get("questions", ()), question.full_path)


def _section(content: Mapping[str, Any]) -> Section:
    chapter = content.get("chapter")
    empty = Section(
        name=content["name"],
        title=content["title"],
        questions=(),
        relevant=content["relevant"],
        column=content.get("column", ""),
        chapter=Chapter(**chapter) if chapter else None,
    )
    return replace(empty, questions=tuple(_question(each, empty.path) for each in content["questions"]))


def _question(content: Mapping[str, Any], usual_path: tuple[str, ...]) -> Question:
    path = tuple(content.get("path", usual_path))
    inner_path = (*path, content.get("column") or content["name"])
    return Question(
        **{
            **content,
            "type": QuestionType(content["type"]),
            "path": path,
            "choices": tuple(Choice(**choice) for choice in content["choices"]),
            "questions": tuple(_question(inner, inner_path) for inner in content.get("questions", ())),
            "triggers": tuple(content.get("triggers", ())),
            "media": tuple(content.get("media", ())),
        }
    )
