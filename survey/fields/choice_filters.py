"""Choice filters in forms: all possible choices are on the page, those not allowed now are hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget

from survey.expressions import Values
from survey.questionnaire import Question, QuestionType

from .client_conditions import PageResolver
from .controls import CHOOSE, is_long_list
from .serialisation import choice_value


class FilteredChoices(ChoiceWidget):
    """Mixin for widgets that gives each choice its condition as JSON, and hides choices not allowed now."""

    only_if: Mapping[str, str] = {}
    hidden: Set[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"] |= {
            "only_if": self.only_if.get(str(value), ""),
            "is_hidden": str(value) in self.hidden,
        }
        if str(value) in self.hidden:
            option["selected"] = False
        return option


class FilteredRadioSelect(FilteredChoices, forms.RadioSelect):
    """Radio buttons with a choice filter."""


class FilteredCheckboxSelect(FilteredChoices, forms.CheckboxSelectMultiple):
    """Checkboxes with a choice filter."""


class FilteredSelect(FilteredChoices, forms.Select):
    """A list that opens, with a choice filter. Its options have their conditions as attributes for the script."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        attrs = option["attrs"]
        only_if, is_hidden = attrs.pop("only_if"), attrs.pop("is_hidden")
        option["attrs"] |= {"data-only-if": only_if or False, "hidden": is_hidden, "disabled": is_hidden}
        return option


def filter_choices(
    field: forms.Field, question: Question, allowed: Set[str], only_if: Mapping[str, str]
) -> None:
    """Limit a field to the allowed choices. Choices that answers on the page may allow are kept, but hidden.

    `only_if` maps each choice to its condition as JSON; empty if nothing on the page decides.
    """
    choices = [choice for choice in question.choices if only_if or choice.value in allowed]
    listed = {choice_value(choice.value) for choice in question.choices}
    others = [(value, label) for value, label in field.widget.choices if value not in listed]
    listed_first = [CHOOSE] if is_long_list(question) else []
    others = [other for other in others if other not in listed_first]
    offered = [*listed_first, *((choice_value(choice.value), choice.label) for choice in choices), *others]
    if question.type is QuestionType.RANK:
        # A place has one select for all choices, so that the server alone decides which there are.
        field.widget.choices = [(word, label) for word, label in offered if word in allowed]
        return
    widget = _widget_class(question)(attrs=field.widget.attrs, choices=offered)
    widget.only_if = {choice_value(value): tree for value, tree in only_if.items()}
    widget.hidden = {choice_value(choice.value) for choice in choices if choice.value not in allowed}
    field.widget = widget


def _widget_class(question: Question) -> Callable[..., FilteredChoices]:
    if is_long_list(question):
        return FilteredSelect
    return FilteredRadioSelect if question.type is QuestionType.SELECT_ONE else FilteredCheckboxSelect


def filter_all_choices(
    form: forms.Form,
    questions: Iterable[Question],
    all_answers: Mapping[str, Any],
    resolver: PageResolver,
) -> None:
    """Apply the choice filters to every field of a form; `all_answers` include those of other pages."""
    questionnaire, groups = resolver.questionnaire, resolver.groups
    outside = questionnaire.form_state(all_answers).values
    for question in questions:
        if question.name in groups:
            group = groups[question.name]
            rows = group.evaluated_rows(questionnaire, all_answers)
            for place in group.numbers():
                values = rows[place - 1].values if place <= len(rows) else outside
                _filter_questions(form, group.group.questions, values, resolver.within(group, place))
        else:
            _filter_questions(form, (question,), outside, resolver)


def _filter_questions(
    form: forms.Form, questions: Iterable[Question], values: Values, resolver: PageResolver
) -> None:
    for question in questions:
        name = resolver.key(question)
        if question.choice_filter and name in form.fields:
            allowed = {choice.value for choice in question.choices_for(values)}
            filter_choices(form.fields[name], question, allowed, resolver.only_if(question))
