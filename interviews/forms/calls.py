"""Forms for logging a call and replacing a contact."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict

from accounts.multiline import MultilineField
from interviews.forms.call_backs import CallBackMixin
from interviews.forms.fields import DayAndTimeField, TemplateChoiceField
from interviews.forms.locked_case import LockedCaseMixin
from interviews.models import Contact
from interviews.vocabulary import Disposition

if TYPE_CHECKING:
    from accounts.models import User
    from survey.models import SampledUnit

GROUPS = (
    (
        "Nobody to talk to",
        (
            Disposition.NO_ANSWER,
            Disposition.BUSY,
            Disposition.VOICEMAIL,
            Disposition.LEFT_MESSAGE,
        ),
    ),
    ("Ring again", (Disposition.CALL_BACK, Disposition.APPOINTMENT)),
    (
        "Another contact",
        (Disposition.WRONG_NUMBER, Disposition.CONTACT_LEFT, Disposition.NOT_THE_RIGHT_OFFICE),
    ),
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
"""All dispositions under headings that are quick to scan during a call."""


class CallForm(LockedCaseMixin, CallBackMixin):
    """One attempt to reach the respondent."""

    field_order: Sequence[str] = ("disposition", "call_back", "call_back_at", "made_at", "note")
    lock_question = "Log your call all the same?"
    lock_label = "Log my call all the same"

    disposition = TemplateChoiceField(
        label="How did the call end?",
        choices=Disposition.choices,
        widget=forms.RadioSelect,
        template_name="interviews/dispositions.html",
        error_messages={
            "required": "Choose how the call ended",
            "invalid_choice": "Choose how the call ended",
        },
    )
    made_at = DayAndTimeField(
        label="When was the call?", required=False, is_past=True, help_text="Leave empty for a call just now."
    )
    note = MultilineField(
        label="Note",
        required=False,
        max_length=10_000,
        help_text="For the next caller. Write nothing about an identifiable prisoner or offender.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls, *, unit: SampledUnit, by: User) -> CallForm:
        """Return an empty form with a new submission key."""
        return cls(initial={"submission_key": uuid.uuid4()}, unit=unit, by=by)

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        """The radio buttons of the dispositions under the headings of GROUPS."""
        radios = {radio.data["value"]: radio for radio in self["disposition"]}
        return [(title, [radios[word] for word in words]) for title, words in GROUPS]


class ContactForm(LockedCaseMixin, forms.ModelForm):
    """The person to call from now on."""

    lock_question = "Change the contact all the same?"
    lock_label = "Change the contact all the same"

    class Meta:
        model = Contact
        fields = ("name", "job_title", "telephone", "email", "note")
        widgets = {
            "telephone": forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes = {"note": MultilineField}
        help_texts = {"note": "When to ring, through whom, which extension."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(
            cleaned.get(name) for name in ("name", "job_title", "telephone", "email")
        ):
            self.add_error("name", "Give a name, a job title, a telephone number or an e-mail address")
        return cleaned


class NewContactForm(ContactForm):
    """Another contact that a call gave. It may be left empty."""

    prefix = "new"
    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, empty_permitted=True, use_required_attribute=False)

    @property
    def entered(self) -> dict[str, str]:
        """The fields that were filled in. The form must be valid."""
        return {name: text for name, text in self.cleaned_data.items() if text} if self.has_changed() else {}
