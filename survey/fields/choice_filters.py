"""Controls whose choices depend on other answers: all stand on the page, the ones not allowed now are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import Any

from django import forms

from survey.expressions import Values
from survey.questionnaire import Question, QuestionType

from .client_conditions import PageFrame
from .serialisation import word_of


class Narrowing:
    """Tells of each choice when it is allowed, as JSON for the browser, and hides the ones that are not now."""

    only_if: Mapping[str, str] = {}
    hidden: Set[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        option["attrs"] |= {
            "only_if": self.only_if.get(str(value), ""),
            "is_hidden": str(value) in self.hidden,
        }
        if str(value) in self.hidden:
            option["selected"] = False
        return option


class NarrowingRadios(Narrowing, forms.RadioSelect):
    """One of the choices that are allowed."""


class NarrowingCheckboxes(Narrowing, forms.CheckboxSelectMultiple):
    """Several of the choices that are allowed."""


def narrow(field: forms.Field, question: Question, allowed: Set[str], only_if: Mapping[str, str]) -> None:
    """Offer in a field what is allowed, and keep the rest hidden on the page where the page itself may allow it.

    `only_if`: by choice, when it is allowed, as JSON; empty where nothing on the page decides.
    """
    kept = [choice for choice in question.choices if only_if or choice.value in allowed]
    listed = {word_of(choice.value) for choice in question.choices}
    others = [(value, label) for value, label in field.widget.choices if value not in listed]
    is_one = question.type is QuestionType.SELECT_ONE
    widget = (NarrowingRadios if is_one else NarrowingCheckboxes)(
        attrs=field.widget.attrs, choices=[*((word_of(c.value), c.label) for c in kept), *others]
    )
    widget.only_if = {word_of(value): tree for value, tree in only_if.items()}
    widget.hidden = {word_of(choice.value) for choice in kept if choice.value not in allowed}
    field.widget = widget


def narrow_all(
    form: forms.Form,
    questions: Iterable[Question],
    whole: Mapping[str, Any],
    frame: PageFrame,
) -> None:
    """Offer in every field of a form what the filters of its choices allow; `whole` are all answers."""
    questionnaire, groups = frame.questionnaire, frame.groups
    outside = questionnaire.standing(whole).values
    for question in questions:
        if question.name in groups:
            group = groups[question.name]
            rows = group.standing_rows(questionnaire, whole)
            for place in group.numbers():
                values = rows[place - 1].values if rows else outside
                _narrow(form, group.group.questions, values, frame.within(group, place))
        else:
            _narrow(form, (question,), outside, frame)


def _narrow(form: forms.Form, questions: Iterable[Question], values: Values, frame: PageFrame) -> None:
    for question in questions:
        name = frame.key(question)
        if question.choice_filter and name in form.fields:
            allowed = {choice.value for choice in question.choices_for(values)}
            narrow(form.fields[name], question, allowed, frame.only_if(question))
