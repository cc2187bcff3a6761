"""Form fields that are rendered by templates of interviews."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
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


def explain_clock_change(moment: dt.datetime) -> None:
    """Raise ValidationError in words if this local time does not exist or comes twice, because the clocks change."""
    zone = timezone.get_current_timezone()
    before, after = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if before is None or after is None or before == after:
        return
    day = f"{moment:%A} {moment.day} {moment:%B %Y}"
    if before < after:
        existing = moment + (after - before)
        raise ValidationError(
            f"{moment:%H:%M} does not exist on {day}, because the clocks go forward. Enter {existing:%H:%M}",
            code="time_skipped",
        )
    earlier, later = _single_minute(moment, -1), _single_minute(moment, 1)
    raise ValidationError(
        f"{moment:%H:%M} comes twice on {day}, because the clocks go back. "
        f"Enter {earlier:%H:%M} or before, or {later:%H:%M} or after",
        code="time_doubled",
    )


def _single_minute(moment: dt.datetime, step: int) -> dt.datetime:
    """Return the next minute before (step −1) or after (step 1) `moment` that comes once."""
    zone = timezone.get_current_timezone()
    near = moment.replace(second=0, microsecond=0)
    while len({near.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}) == 2:
        near += dt.timedelta(minutes=step)
    return near


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

    def compress(self, data_list: tuple[dt.date, dt.time] | None) -> dt.datetime | None:
        """Return the moment; raise ValidationError if this time does not exist or comes twice."""
        if data_list and all(part is not None for part in data_list):
            explain_clock_change(dt.datetime.combine(*data_list))
        return super().compress(data_list)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = "interviews/day_and_time_field.html"
