"""Widgets and form fields for each type of question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from survey.answers import AnswerState
from survey.questionnaire import Question, QuestionType

from .serialisation import STATE_PREFIX, choice_value, has_choice_for

WIDTHS = {
    QuestionType.INTEGER: "govuk-input--width-5",
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


def field_of(
    question: Question,
    *,
    label: str = "",
    reasons: Iterable[AnswerState] = (),
    template_name: str | None = None,
) -> forms.Field:
    """Return a form field for a question. It accepts any input, because the questionnaire validates."""
    return forms.Field(
        label=label or question.label,
        help_text=question.hint,
        required=False,
        widget=widget_of(question, reasons=reasons),
        template_name=template_name or ("forms/scale.html" if question.scale else None),
    )


def widget_of(question: Question, *, reasons: Iterable[AnswerState] = ()) -> forms.Widget:
    """Return the widget for a question. `reasons` for no answer are added to radio buttons that do not list them."""
    choices = [(choice_value(choice.value), choice.label) for choice in question.choices]
    match question.type:
        case QuestionType.SELECT_ONE:
            more = [
                (f"{STATE_PREFIX}{state}", state.label)
                for state in reasons
                if not has_choice_for(question, state)
            ]
            return forms.RadioSelect(choices=choices + more)
        case QuestionType.SELECT_MULTIPLE:
            return forms.CheckboxSelectMultiple(choices=choices)
        case QuestionType.DATE:
            return DayMonthYear()
        case QuestionType.TEXT if question.is_long:
            return forms.Textarea(attrs={"rows": 4})
    attrs = {"class": WIDTHS.get(question.type, WIDTHS_BY_NAME.get(question.name, ""))}
    if question.type is QuestionType.INTEGER:
        attrs["inputmode"] = "numeric"
    if question.type is QuestionType.DECIMAL:
        attrs["inputmode"] = "decimal"
    if question.type is QuestionType.POSTCODE:
        attrs["autocomplete"] = "postal-code"
    if question.name in AUTOCOMPLETE:
        attrs["autocomplete"] = AUTOCOMPLETE[question.name]
    if question.name in INPUT_TYPES:
        attrs["type"] = INPUT_TYPES[question.name]
    return forms.TextInput(attrs=attrs)
