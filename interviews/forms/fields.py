"""Form fields that are rendered by templates of interviews."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from interviews.time_entry import in_words, read_day, read_time
from noms.models import Region


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


def region_field() -> forms.ModelChoiceField:
    """Return the filter by region, addressed by its slug; without a choice it is all. The form sets its queryset."""
    return forms.ModelChoiceField(
        label="Region",
        required=False,
        queryset=Region.objects.none(),
        empty_label="All regions",
        to_field_name="slug",
    )


def explain_clock_change(moment: dt.datetime) -> None:
    """Raise ValidationError in words if this local time does not exist or comes twice, because the clocks change."""
    zone = timezone.get_current_timezone()
    before, after = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if before is None or after is None or before == after:
        return
    day = in_words(moment.date())
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
    """An input for a day and one for a time beside each other, in which both are typed as text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        typed = {"autocomplete": "off", "spellcheck": "false"}
        super().__init__({"day": forms.TextInput(attrs=typed), "time": forms.TextInput(attrs=typed)}, attrs)

    def decompress(self, value: dt.datetime | None) -> list[Any]:
        return typed_day_and_time(value) if value else [None, None]


def typed_day_and_time(moment: dt.datetime) -> list[str]:
    """Return the day and the time of a moment as a person would type them: “4 December 2026” and “14:00”."""
    local = timezone.localtime(moment)
    return [f"{local.day} {local:%B %Y}", f"{local:%H:%M}"]


class DayField(forms.CharField):
    """A day typed as text (see interviews.time_entry). With `is_past`, a day without a year is the last one."""

    def __init__(self, *, is_past: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_past = is_past

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_day(text, today=timezone.localdate(), is_past=self.is_past)
        except ValueError as reason:
            words = str(reason) or f"“{text[:40]}” is not a day"
            raise ValidationError(f"{words}. {DAY_HINT}", code="invalid_date")


class TimeField(forms.CharField):
    """A time of day typed as text (see interviews.time_entry)."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_time(text)
        except ValueError:
            raise ValidationError(f"“{text[:40]}” is not a time. {TIME_HINT}", code="invalid_time")


DAY_HINT = "Enter the day, such as tomorrow, Mon, 4 Dec or 15/07/2009"
TIME_HINT = "Enter the time, such as 14:30, 1430 or 2pm"


class DayAndTimeField(forms.MultiValueField):
    """A day and a time in British local time, typed as text."""

    widget = DayAndTime

    def __init__(
        self,
        *,
        is_past: bool = False,
        template_name: str = "interviews/day_and_time_field.html",
        **kwargs: Any,
    ) -> None:
        fields = (DayField(is_past=is_past, required=False), TimeField(required=False))
        super().__init__(fields, **kwargs)
        self.template_name = template_name

    def compress(self, data_list: list[Any]) -> dt.datetime | None:
        """Return the moment.

        :raises ValidationError: without the day or the time, or for a time that does not exist or comes twice.
        """
        if not data_list:
            return None
        day, time = data_list
        if day is None or time is None:
            raise ValidationError(DAY_HINT if day is None else TIME_HINT, code="incomplete")
        moment = dt.datetime.combine(day, time)
        explain_clock_change(moment)
        return timezone.make_aware(moment)
