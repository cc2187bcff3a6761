"""What the forms for an export of records have in common."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from survey.exports import files, statistics


class ExportForm(forms.Form):
    """A form with the fields `format`, `is_full` and `reason`, which a subclass declares.

    A full export needs a reason. Without `may_be_full` the form does not offer one.
    """

    no_reason = "Say what the names and words are needed for."

    def __init__(self, *args: Any, may_be_full: bool) -> None:
        super().__init__(*args)
        if not may_be_full:
            del self.fields["is_full"], self.fields["reason"]

    def clean_format(self) -> files.Format:
        chosen = files.FORMATS[self.cleaned_data["format"] or "csv"]
        if chosen.needs_extra and not statistics.is_installed():
            raise ValidationError(statistics.NOT_INSTALLED)
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_full") and not data.get("reason", "").strip():
            raise ValidationError({"reason": self.no_reason})
        return data
