"""The form for a download of the call log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.multiline import MultilineField
from interviews.exports.tables import CSV, FORMATS


class CallLogForm(forms.Form):
    """The format of the call log, and whether it names services and contacts and has the notes."""

    format = forms.ChoiceField(label="Format", choices=FORMATS, initial=CSV, widget=forms.RadioSelect)
    is_full = forms.BooleanField(
        label="With the services, the contacts and the notes",
        required=False,
        help_text="Not to pass on. Written to the audit trail with your reason.",
    )
    reason = MultilineField(
        label="What the names and notes are needed for",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_full") and not data.get("reason") and "reason" not in self.errors:
            raise ValidationError({"reason": "Say what the names and notes are needed for"})
        return data
