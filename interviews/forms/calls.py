"""Logging a call, and putting another person in the contact's place."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone

from interviews.actions.calls import NEEDS_A_TIME
from interviews.forms.html import DrawnChoiceField
from interviews.models import Contact
from interviews.vocabulary import Disposition

GROUPS = (
    (
        "Nobody to talk to",
        (
            Disposition.NO_ANSWER,
            Disposition.BUSY,
            Disposition.VOICEMAIL,
            Disposition.LEFT_MESSAGE,
            Disposition.WRONG_NUMBER,
        ),
    ),
    ("Ring again", (Disposition.CALL_BACK, Disposition.APPOINTMENT, Disposition.NOT_THE_RIGHT_OFFICE)),
    ("Interview", (Disposition.COMPLETED, Disposition.PART_COMPLETED, Disposition.BREAK_OFF)),
    (
        "Nobody rings again",
        (
            Disposition.RESPONDENT_REFUSAL,
            Disposition.GATEKEEPER_REFUSAL,
            Disposition.AWAY,
            Disposition.LANGUAGE_OR_HEALTH,
            Disposition.CLOSED_OR_MERGED,
        ),
    ),
)
"""Every disposition, as somebody looks for it with the receiver in hand."""


class DayAndTime(forms.MultiWidget):
    """A day and a time of day beside each other."""

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
    """A moment, as British local time."""

    widget = DayAndTime
    default_error_messages = {
        "invalid_date": "Enter the day, such as 15/07/2009",
        "invalid_time": "Enter the time, such as 14:30",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = "interviews/day_and_time_field.html"


class CallForm(forms.Form):
    """One attempt to reach the respondent."""

    disposition = DrawnChoiceField(
        label="How did the call end?",
        choices=Disposition.choices,
        widget=forms.RadioSelect,
        drawn_by="interviews/dispositions.html",
        error_messages={
            "required": "Choose how the call ended",
            "invalid_choice": "Choose how the call ended",
        },
    )
    call_back_at = DayAndTimeField(
        label="When to ring back",
        required=False,
        help_text="For an appointment, or when they asked to be rung later.",
    )
    made_at = DayAndTimeField(
        label="When was the call?", required=False, help_text="Leave empty for a call just now."
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=10_000,
        help_text="For whoever rings next. Write nothing about an identifiable prisoner or offender.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> CallForm:
        """A form for the next call, with a key of its own."""
        return cls(initial={"submission_key": uuid.uuid4()})

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The dispositions' radios under the headings of GROUPS."""
        radios = {radio.data["value"]: radio for radio in self["disposition"]}
        return [(title, [radios[word] for word in words]) for title, words in GROUPS]

    def clean(self) -> dict[str, Any]:
        wanted = super().clean() or {}
        needs_a_time = wanted.get("disposition") in NEEDS_A_TIME
        if needs_a_time and not wanted.get("call_back_at") and "call_back_at" not in self.errors:
            self.add_error("call_back_at", "Say when to ring back")
        return wanted


class ContactForm(forms.ModelForm):
    """The person to ring from now on."""

    class Meta:
        model = Contact
        fields = ("name", "job_title", "telephone", "email", "note")
        widgets = {
            "telephone": forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"note": "When to ring, through whom, which extension."}

    def clean(self) -> dict[str, Any]:
        wanted = super().clean() or {}
        if not self.errors and not any(
            wanted.get(name) for name in ("name", "job_title", "telephone", "email")
        ):
            self.add_error("name", "Give a name, a job title, a telephone number or an e-mail address")
        return wanted


class NewContactForm(ContactForm):
    """Whom a call told of, beside how it ended; all of it may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="new", empty_permitted=True, use_required_attribute=False, **kwargs)

    @property
    def given(self) -> dict[str, str]:
        """What was entered, or nothing. The form must be valid."""
        return {name: text for name, text in self.cleaned_data.items() if text} if self.has_changed() else {}
