"""Answers that the labels, hints and choices of a page quote: filled in, and kept current by the script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.widgets import ChoiceWidget

from survey.expressions import Values
from survey.label_texts import filled, quoted_names, with_answers
from survey.markdown import Quote
from survey.questionnaire import Question

from .client_conditions import PageResolver
from .controls import hint_of


def quotes_on_page(
    form: forms.Form,
    questions: Iterable[Question],
    all_answers: Callable[[], Mapping[str, Any]],
    resolver: PageResolver,
    label_of: Callable[[Question], str],
) -> dict[str, Quote]:
    """Fill in the answers that the fields of a form quote; return how each question quotes, by the name of its field.

    `label_of` returns the label of a field. Empty, without reading an answer, for a page that quotes none.
    """
    found: dict[str, Quote] = {}
    if not resolver.questionnaire.quotes_answers:
        return found
    quoting = [each for each in questions if any(map(quoted_names, (each, *each.questions)))]
    if not quoting:
        return found

    def fill(question: Question, within: PageResolver, values: Values) -> None:
        if quoted_names(question):
            key = within.key(question)
            found[key] = within.quote(values)
            if key in form.fields:
                told = with_answers(question, found[key])
                _fill_field(form[key], told, label_of(told), found[key])

    answers = all_answers()
    form_state = resolver.questionnaire.form_state(answers)
    for question in quoting:
        fill(question, resolver, form_state.values)
        if question.name in resolver.groups:
            group = resolver.groups[question.name]
            rows = group.evaluated_rows(resolver.questionnaire, answers)
            for place in group.numbers():
                values = rows[place - 1].values if place <= len(rows) else form_state.values
                for inner in question.questions:
                    fill(inner, resolver.within(group, place), values)
    return found


def _fill_field(bound: BoundField, told: Question, label: str, quote: Quote) -> None:
    field = bound.field
    bound.label, bound.help_text = label, hint_of(told)
    if told.guidance:
        field.guidance = told.guidance  # type: ignore[attr-defined]  # for forms/hint_and_error.html
    if isinstance(field.widget, ChoiceWidget):
        choices: Any = field.widget.choices
        field.widget.choices = [(value, filled(words, quote)) for value, words in choices]
