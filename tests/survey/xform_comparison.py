"""Answers at random to a questionnaire, and what differs between its state and the state of its XForm."""

import datetime as dt
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from survey import answers as answering
from survey.form_state import is_computed, is_kept
from survey.question_types import as_text
from survey.questionnaire import Question, Questionnaire, QuestionType
from tests.survey.xform_engine import Outcome, XForm, number_of

TEXTS = ("yes", "1", "abc", "12345", "a@example.org", "0123456789", "other")
WITHOUT_ANSWER = 0.25
"""The share of questions that get no answer."""


def differences(questionnaire: Questionnaire, xform: XForm, answers: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each difference."""
    root = f"/{xform.primary.tag}"
    paths = {name: _path(root, question) for name, question in questionnaire.questions.items()}
    state = questionnaire.form_state(answers)
    flat, rows = {}, {}
    for name, question in questionnaire.questions.items():
        if question.is_repeated:
            stored = answering.read(answers.get(name)).value or []
            # The rows of a hidden group are there too, and the engine has to hide them.
            within = [row.answers for row in state.rows[name]] if name in state.rows else stored
            rows[paths[name]] = [_texts(question, row) for row in within]
        elif question.takes_answer and answers.get(name):
            flat[paths[name]] = as_text(answering.read(answers[name]).value)
    found = xform.outcome(flat, rows)
    problems = questionnaire.problems(answers, state)
    for name, question in questionnaire.questions.items():
        if question.is_repeated:
            if (paths[name] in found.counts) and question.name in state.shown and question.row_count_of:
                counted = state.row_counts[name]
                if counted != found.counts[paths[name]]:
                    yield f"{paths[name]}: {counted} rows here, {found.counts[paths[name]]} there"
            for row in state.rows.get(name, ()):
                for inner in question.questions:
                    path = paths[name] + "/" + _below(question, inner)
                    yield from _compared(
                        inner,
                        path,
                        row.place,
                        found,
                        row.shown,
                        row.required,
                        row.values,
                        row.problems,
                        row.answers,
                    )
        else:
            yield from _compared(
                question, paths[name], 0, found, state.shown, state.required, state.values, problems, answers
            )


def _compared(
    question: Question,
    path: str,
    place: int,
    found: Outcome,
    shown: frozenset[str],
    required: frozenset[str],
    values: Mapping[str, Any],
    problems: Mapping[str, str],
    answers: Mapping[str, Any],
) -> Iterator[str]:
    where = f"{path}[{place}]"
    is_shown = question.name in shown
    if is_shown != ((path, place) in found.shown):
        yield f"{where}: shown here is {is_shown}, relevant {question.relevant!r}"
        return
    if not is_shown:
        return
    if question.takes_answer and (question.name in required) != ((path, place) in found.required):
        yield f"{where}: required here is {question.name in required}"
    if is_computed(question) and not is_kept(question) and (path, place) in found.values:
        here, there = str(values.get(question.name, "")), found.values[path, place]
        if here != there and not _same_number(here, there):
            yield f"{where}: {question.calculation!r} is {here!r} here and {there!r} there"
    if question.constraint and answers.get(question.name) and not question.choice_filter:
        is_refused = (path, place) in found.refused
        if is_refused != (question.name in problems):
            value = answering.read(answers[question.name]).value
            yield f"{where}: {question.constraint!r} for {value!r}: refused there is {is_refused}"


def _same_number(here: str, there: str) -> bool:
    one, other = number_of(here), number_of(there)
    return abs(one - other) <= 1e-9 * max(1.0, abs(one))


def _path(root: str, question: Question) -> str:
    return "/".join((root, *question.full_path))


def _below(group: Question, inner: Question) -> str:
    return "/".join(inner.full_path[len(group.full_path) :])


def _texts(group: Question, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        _below(group, inner): as_text(answering.read(row[inner.name]).value)
        for inner in group.questions
        if inner.takes_answer and row.get(inner.name)
    }


def random_answers(questionnaire: Questionnaire, random: Random) -> dict[str, Any]:
    """Return answers of the right types to most questions, also to those that are hidden."""
    answers: dict[str, Any] = {}
    for question in questionnaire.questions.values():
        if question.is_repeated:
            rows = [
                _row(question.questions, random) for _ in range(question.row_count or random.randint(0, 3))
            ]
            answers[question.name] = answering.stored_value(rows) if rows else {}
        else:
            answers |= _row((question,), random)
    return {name: stored for name, stored in answers.items() if stored}


def _row(questions: tuple[Question, ...], random: Random) -> dict[str, Any]:
    typed = [each for each in questions if each.takes_answer and not is_computed(each)]
    return {
        each.name: answering.stored_value(random_value(each, random))
        for each in typed
        if random.random() > WITHOUT_ANSWER
    }


def random_value(question: Question, random: Random) -> Any:
    """Return a value of the right type."""
    words = [choice.value for choice in question.choices]
    match question.type:
        case QuestionType.INTEGER | QuestionType.RANGE:
            return random.choice((0, 1, 2, 3, 5, 17, 18, 40, 65, 100, 2009))
        case QuestionType.DECIMAL:
            return random.choice(("0.5", "2.5", "18", "99.9"))
        case QuestionType.DATE:
            return (dt.date(2026, 11, 1) + dt.timedelta(days=random.randint(-400, 400))).isoformat()
        case QuestionType.SELECT_ONE:
            return random.choice(words)
        case QuestionType.SELECT_MULTIPLE:
            return random.sample(words, random.randint(1, min(3, len(words))))
        case QuestionType.RANK:
            return random.sample(words, len(words))
        case QuestionType.TIME:
            return "10:30"
        case QuestionType.DATETIME:
            return "2026-11-01T10:30"
        case QuestionType.ACKNOWLEDGE:
            return "OK"
        case QuestionType.POSTCODE:
            return "LS9 7TL"
    return random.choice(TEXTS)
