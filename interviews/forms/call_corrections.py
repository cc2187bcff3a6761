"""Forms for correcting a call, and for taking out a call that was not made."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone

from accounts.multiline import MultilineField
from interviews.forms.calls import CallForm
from interviews.models import Call, Contact


class CallCorrectionForm(CallForm):
    """What the call should say, with its present values, and why it is corrected.

    `corrections` is the number of corrections that the call had when the form was opened.
    """

    contact = forms.ModelChoiceField(
        Contact.objects.none(),
        label="Who was rung?",
        required=False,
        empty_label="Nobody by name",
        error_messages={"invalid_choice": "Choose a person of this case"},
    )
    reason = MultilineField(
        label="Why is it corrected?",
        required=False,
        max_length=500,
        help_text="Without the name of a person.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    corrections = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    lock_question = "Correct the call all the same?"
    lock_label = "Correct it all the same"
    logs_at_once = False
    field_order = ("disposition", "call_back", "call_back_at", "made_at", "contact", "note", "reason")

    def __init__(self, *args: Any, call: Call, is_reason_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, unit=call.unit, by=call.created_by, **kwargs)
        self.call = call
        self.known_moment = call.call_back_at
        self.known_day = timezone.localdate(call.made_at)
        contacts = Contact.objects.filter(unit=call.unit_id).order_by("-is_current", "-pk")
        setattr(self.fields["contact"], "queryset", contacts)  # noqa: B010  (typed as a plain Field)
        self.fields["disposition"].help_text = ""
        self.fields["made_at"].required = True
        self.fields["made_at"].error_messages["required"] = "Enter the day and the time of the call"
        self.fields["made_at"].help_text = "The time at which the call ended."
        if is_reason_needed:
            self.fields["reason"].label = "Why do you correct it?"
        else:
            self.fields[
                "reason"
            ].help_text = "Needed only if it was logged as a refusal. Without the name of a person."

    @classmethod
    def of(cls, call: Call, *, corrections: int, is_reason_needed: bool) -> CallCorrectionForm:
        """Return the form with the present values of the call, and a new submission key."""
        initial = {
            "disposition": call.disposition,
            "call_back_at": call.call_back_at,
            "made_at": call.made_at,
            "contact": call.contact_id,
            "note": call.note,
            "corrections": corrections,
            "submission_key": uuid.uuid4(),
        }
        return cls(call=call, is_reason_needed=is_reason_needed, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Keep the seconds of a time whose minute was not changed: the form shows minutes."""
        cleaned = super().clean()
        for name in ("made_at", "call_back_at"):
            stored: dt.datetime | None = getattr(self.call, name)
            if stored is not None and cleaned.get(name) == stored.replace(second=0, microsecond=0):
                cleaned[name] = stored
        return cleaned


class CallRemovalForm(forms.Form):
    """Why a call does not count: it was not made, or not to this case."""

    prefix = "removal"

    reason = MultilineField(
        label="Why does it not count?",
        max_length=500,
        help_text="Such as “this was HMP Leeds”. Without the name of a person.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why this call does not count"},
    )
