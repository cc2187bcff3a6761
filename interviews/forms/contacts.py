"""Forms for lists of contacts: upload, filter, choose between services, export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.multiline import MultilineField
from accounts.uploads.forms import MultipleFileField
from interviews.exports.tables import CSV, FORMATS

LEAVE_OUT = "leave-out"


class ContactUploadForm(forms.Form):
    """The files with contacts."""

    uploads = MultipleFileField(
        label="A list of contacts",
        help_text="CSV, .xlsx or .ods, 10 MB at most. Nothing is loaded before you have seen what each row changes.",
        error_messages={"required": "Choose the file with the contacts"},
    )


class ContactSearch(forms.Form):
    """The search in the list of who has whom."""

    label_size = ""

    q = forms.CharField(
        label="Name, person or telephone number",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class ContactExportForm(forms.Form):
    """The format of the exported contacts, and what they are needed for."""

    format = forms.ChoiceField(label="Format", choices=FORMATS, initial=CSV, widget=forms.RadioSelect)
    reason = MultilineField(
        label="What the contacts are needed for",
        help_text="Kept in the audit trail with the day and your name.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what the contacts are needed for"},
    )


class CaseChoiceForm(forms.Form):
    """One choice for each question of an upload: the case that its rows mean, or to leave them out."""

    label_size = "s"

    def __init__(self, data: Any, questions: Sequence[dict[str, Any]]) -> None:
        super().__init__(data)
        self.questions = {f"choice-{place}": each["question"] for place, each in enumerate(questions)}
        for name, each in zip(self.questions, questions, strict=True):
            problem = str(each["problem"])
            self.fields[name] = forms.ChoiceField(
                label=f"Row {each['row']}: “{each['question']}”",
                help_text=problem[:1].upper() + problem[1:],
                required=False,
                choices=[
                    ("", "Not chosen yet"),
                    *((str(key), label) for key, label in each["candidates"]),
                    (LEAVE_OUT, "None of these: leave the row out"),
                ],
            )

    @property
    def chosen(self) -> dict[str, int | None]:
        """The key of the case for each question that was answered; None to leave its rows out."""
        return {
            self.questions[name]: None if value == LEAVE_OUT else int(value)
            for name, value in self.cleaned_data.items()
            if value
        }
