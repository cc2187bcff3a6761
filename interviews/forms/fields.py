"""Form fields that are rendered by templates of interviews."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone


class TemplateChoiceField(forms.ChoiceField):
    """A choice field rendered by `template_name`, which the type stubs of Django's own field lack."""

    def __init__(self, *, template_name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = template_name


class TemplateMultipleChoiceField(forms.MultipleChoiceField):
    """A multiple choice field rendered by `template_name`."""

    def __init__(self, *, template_name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = template_name


class DayAndTime(forms.MultiWidget):
    """A date input and a time input beside each other."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                "time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            },
            attrs,
        )

    def decompress(self, value: dt.datetime | None) -> list[Any]:
        return [timezone.localtime(value).date(), timezone.localtime(value).time()] if value else [None, None]


class DayAndTimeField(forms.SplitDateTimeField):
    """A date and time in British local time."""

    widget = DayAndTime
    default_error_messages = {
        "invalid_date": "Enter the day, such as 15/07/2009",
        "invalid_time": "Enter the time, such as 14:30",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = "interviews/day_and_time_field.html"
