"""Choices in random order, the same whenever the same answer is opened. No Django here."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from survey import expressions
from survey.expressions import Values
from survey.questionnaire import Answers, Question, Questionnaire


def has_random_order(question: Question) -> bool:
    """Return True if a question, or one within a repeated group, has its choices in random order."""
    return question.parameters.get("randomize") == "true" or any(map(has_random_order, question.questions))


def in_order(questions: Iterable[Question], seed: str, values: Values) -> tuple[Question, ...]:
    """Return the questions, with the choices in random order where the form wants them so.

    `seed` belongs to the answer. A question may have a seed of its own, an expression over the answers.
    """
    return tuple(_in_order(each, seed, values) for each in questions)


def questionnaire_in_order(questionnaire: Questionnaire, seed: str, answers: Answers) -> Questionnaire:
    """Return a questionnaire with its choices in the random order that belongs to one set of answers."""
    if not any(map(has_random_order, questionnaire.questions.values())):
        return questionnaire
    values = questionnaire.form_state(answers).values
    sections = tuple(
        replace(section, questions=in_order(section.questions, seed, values))
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=sections)


def _in_order(question: Question, seed: str, values: Values) -> Question:
    if not seed or not has_random_order(question):
        return question
    if question.questions:
        return replace(question, questions=in_order(question.questions, seed, values))
    own = question.parameters.get("seed", "")
    chosen = expressions.parse(own).text(values) if own else f"{seed} {question.name}"
    choices = list(question.choices)
    random.Random(chosen).shuffle(choices)  # noqa: S311 - an order, no secret
    return replace(question, choices=tuple(choices))
