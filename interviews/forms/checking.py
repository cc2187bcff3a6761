"""Forms for checking interviews."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms

from accounts.multiline import MultilineField
from interviews.vocabulary import CheckVerdict, PointAnswer

NOTE_LENGTH = 2000


class CheckForm(forms.Form):
    """The points of the checklist, the verdict, and the note to the interviewer."""

    verdict = forms.ChoiceField(
        label="What did you find?",
        choices=CheckVerdict,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you found"},
    )
    note = MultilineField(
        label="Note to the interviewer",
        required=False,
        max_length=NOTE_LENGTH,
        help_text="The interviewer reads it in the work list, and can answer. Without the name of a person.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, points: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.points = {f"point-{hashlib.sha256(text.encode()).hexdigest()[:12]}": text for text in points}
        for name, text in self.points.items():
            self.fields[name] = forms.ChoiceField(
                label=text,
                choices=PointAnswer,
                widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
                error_messages={"required": f"Answer “{text}”"},
            )
        self.order_fields([*self.points, "verdict", "note"])

    @property
    def answered_points(self) -> dict[str, str]:
        """The answers to the points, by their text."""
        return {text: self.cleaned_data[name] for name, text in self.points.items()}

    @property
    def point_fields(self) -> list[forms.BoundField]:
        """The fields of the points, in their order."""
        return [self[name] for name in self.points]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        verdict, note = cleaned.get("verdict"), cleaned.get("note", "")
        if verdict and verdict != CheckVerdict.IN_ORDER and not note and "note" not in self.errors:
            self.add_error("note", "Tell the interviewer what is to be done")
        failed = [text for name, text in self.points.items() if cleaned.get(name) == PointAnswer.NO]
        if verdict == CheckVerdict.IN_ORDER and failed and not note:
            self.add_error(
                "note", f"You answered “{failed[0]}” with no: say why the interview is in order all the same"
            )
        return cleaned


class ChecklistForm(forms.Form):
    """The points of a study's checklist, one on each line."""

    points = MultilineField(
        label="Points, one on each line",
        help_text="Each one a question that is answered with yes, no, or does not apply.",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write at least one point"},
    )

    def clean_points(self) -> list[str]:
        """Return the points without blank lines and surplus blanks."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["points"].splitlines()]
        return [line for line in lines if line]
