"""Widgets and form fields for each type of question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext

from survey.answers import AnswerState
from survey.markdown import RichText
from survey.question_types import ACKNOWLEDGED
from survey.questionnaire import Question, QuestionType

from .serialisation import STATE_PREFIX, choice_value, clock_time, has_choice_for

LONG_LIST = 30
"""The number of choices above which one is chosen from a list that opens."""
CHOOSE = ("", "")
WIDTHS = {
    QuestionType.INTEGER: "govuk-input--width-5",
    QuestionType.RANGE: "govuk-input--width-5",
    QuestionType.TIME: "govuk-input--width-5",
    QuestionType.DECIMAL: "govuk-input--width-10",
    QuestionType.POSTCODE: "govuk-input--width-10",
}
WIDTHS_BY_NAME = {"postcode": "govuk-input--width-10"}
AUTOCOMPLETE = {
    "contact_name": "name",
    "contact_email": "email",
    "contact_telephone": "tel",
    "organisation_name": "organization",
    "website": "url",
}
INPUT_TYPES = {"contact_email": "email", "contact_telephone": "tel"}
TEMPLATES = {
    QuestionType.RANK: "forms/rank.html",
    QuestionType.DATETIME: "forms/date_and_time.html",
    QuestionType.ACKNOWLEDGE: "forms/acknowledgement.html",
}


class DayMonthYear(forms.SelectDateWidget):
    """A date in three boxes. An invalid date comes back as typed, in the order year-month-day."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        parts = [str(data.get(f"{name}_{part}", "")).strip() for part in ("year", "month", "day")]
        if not any(parts):
            return None
        year, month, day = parts
        if all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
            return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"
        return "-".join(parts)

    def format_value(self, value: Any) -> dict[str, str | int | None]:
        """Return the text of each box, also for an incomplete date."""
        parts = str(value or "").split("-", 2)
        return dict(zip(("year", "month", "day"), [*parts, "", ""], strict=False))


class DateAndTime(DayMonthYear):
    """A date in three boxes and a time in a fourth, such as 2009-07-15T14:30. One of the two may be missing."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        day = super().value_from_datadict(data, files, name)
        time = clock_time(str(data.get(f"{name}_time", "")))
        return f"{day or ''}T{time}" if day or time else None

    def format_value(self, value: Any) -> dict[str, str | int | None]:
        return super().format_value(str(value or "").partition("T")[0])


class TickBox(forms.CheckboxInput):
    """A box to tick, whose value is that of an acknowledgement."""

    def value_from_datadict(  # type: ignore[override]  # Django's has true and false
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> str | None:
        return ACKNOWLEDGED if data.get(name) else None


class PlaceSelects(forms.SelectMultiple):
    """A select for each place, the first first, with all choices in each. Blank places are kept as they were sent."""

    def subwidgets(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield each place: its number, its id and its options."""
        identity = (attrs or {}).get("id", "")
        chosen = [str(word) for word in value] if isinstance(value, list | tuple) else []
        choices = [(str(word), str(label)) for word, label in self.choices]
        for place in range(len(choices)):
            here = chosen[place] if place < len(chosen) else ""
            yield {
                "number": place + 1,
                "id": f"{identity}_{place + 1}",
                "name": name,
                "options": [(word, label, word == here) for word, label in choices],
            }

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_1" if id_ else id_


def field_of(
    question: Question,
    *,
    label: str = "",
    reasons: Iterable[AnswerState] = (),
    template_name: str | None = None,
) -> forms.Field:
    """Return a form field for a question. It accepts any input, because the questionnaire validates.

    `template_name` is for a choice that is shown as radio buttons or checkboxes.
    """
    template = None if is_long_list(question) else template_name
    field = forms.Field(
        label=label or question.label,
        help_text=hint_of(question),
        required=False,
        widget=widget_of(question, reasons=reasons),
        template_name=TEMPLATES.get(question.type)
        or template
        or ("forms/scale.html" if question.scale else None),
    )
    if question.guidance:
        field.guidance = question.guidance  # type: ignore[attr-defined]  # for forms/hint_and_error.html
    return field


def is_long_list(question: Question) -> bool:
    """Return True for a question whose one choice is made from a list that opens."""
    return question.type is QuestionType.SELECT_ONE and len(question.choices) > LONG_LIST


def hint_of(question: Question) -> str:
    """Return the hint of a question, with the form that an answer has."""
    if question.type is QuestionType.RANGE:
        lowest, highest, step = question.range_limits
        sentence = gettext("A number from {lowest} to {highest}, in steps of {step}.")
        how = sentence.format(lowest=f"{lowest:f}", highest=f"{highest:f}", step=f"{step:f}")
    elif question.type is QuestionType.TIME:
        how = gettext("For example, 14:30.")
    else:
        return question.hint
    if isinstance(question.hint, RichText) and not question.hint.lang:
        return RichText(f"{question.hint.source}\n{how}", question.hint.lang, question.hint.answers)
    return format_html("{}<br>{}", question.hint, how) if question.hint else how


def widget_of(question: Question, *, reasons: Iterable[AnswerState] = ()) -> forms.Widget:
    """Return the widget for a question. `reasons` for no answer are added to radio buttons that do not list them."""
    choices = [(choice_value(choice.value), choice.label) for choice in question.choices]
    match question.type:
        case QuestionType.SELECT_ONE:
            choices += [
                (f"{STATE_PREFIX}{state}", state.label)
                for state in reasons
                if not has_choice_for(question, state)
            ]
            if is_long_list(question):
                return forms.Select(choices=[CHOOSE, *((value, str(words)) for value, words in choices)])
            return forms.RadioSelect(choices=choices)
        case QuestionType.SELECT_MULTIPLE:
            return forms.CheckboxSelectMultiple(choices=choices)
        case QuestionType.RANK:
            return PlaceSelects(choices=choices)
        case QuestionType.ACKNOWLEDGE:
            return TickBox()
        case QuestionType.DATE:
            return DayMonthYear()
        case QuestionType.DATETIME:
            return DateAndTime()
        case QuestionType.TEXT if question.is_long:
            return forms.Textarea(attrs={"rows": 4})
    attrs: dict[str, Any] = {"class": WIDTHS.get(question.type, WIDTHS_BY_NAME.get(question.name, ""))}
    is_whole_range = question.type is QuestionType.RANGE and question.has_whole_steps
    if question.type is QuestionType.INTEGER or (is_whole_range and question.range_limits[0] >= 0):
        attrs["inputmode"] = "numeric"
    elif question.type in (QuestionType.DECIMAL, QuestionType.RANGE):
        attrs["inputmode"] = "decimal"
    if question.type is QuestionType.TIME:
        attrs["data-time"] = ""
    if question.type is QuestionType.POSTCODE:
        attrs["autocomplete"] = "postal-code"
    if question.name in AUTOCOMPLETE:
        attrs["autocomplete"] = AUTOCOMPLETE[question.name]
    if question.name in INPUT_TYPES:
        attrs["type"] = INPUT_TYPES[question.name]
    return forms.TextInput(attrs=attrs)
