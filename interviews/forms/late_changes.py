"""The form for late changes of a case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.multiline import MultilineField
from interviews.actions.late_changes import NOT_REQUESTED
from interviews.vocabulary import EXCLUSIONS, Change
from survey.models import SampledUnit

CHANGE_LABELS = {
    Change.CLOSED: "Closed before it could be interviewed",
    Change.MERGED: "Merged into another before it could be interviewed",
    Change.FOUND_TWICE: "It is in the sample twice: another case is the same",
    Change.TAKEN_BACK: "It is in the sample after all",
    Change.REOPENED: "It is to be rung again",
}

REASON_OR_WORDS = "How was it found out? If they asked to be rung again: when, and in what words?"


class LateChangeForm(forms.Form):
    """The change, the other case if there is one, and how it was found out."""

    change = forms.ChoiceField(
        label="What became of it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what became of it", "invalid_choice": "Choose what became of it"},
    )
    same_as = forms.CharField(
        label="The other case",
        required=False,
        max_length=200,
        help_text="If it was merged or is in the sample twice: its name as in the work list, or its number.",
    )
    is_requested = forms.BooleanField(
        label="The respondent asked for it themselves",
        required=False,
        help_text="They refused. Nobody rings them again unless they ask for it.",
    )
    reason = MultilineField(
        label="How was it found out?",
        max_length=500,
        help_text="Such as a letter, a register or a colleague’s call. Without the name of a person.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how it was found out"},
    )

    def __init__(
        self,
        *args: Any,
        unit: SampledUnit,
        possible: Sequence[Change],
        is_refused: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        setattr(self.fields["change"], "choices", [(word.value, CHANGE_LABELS[word]) for word in possible])  # noqa: B010  (typed as a plain Field)
        if not EXCLUSIONS & set(possible):
            del self.fields["same_as"]
        if is_refused and Change.REOPENED in possible:
            self.fields["reason"].label = REASON_OR_WORDS
        else:
            del self.fields["is_requested"]
        if len(possible) == 1:
            self.initial["change"] = possible[0].value

    def clean_same_as(self) -> SampledUnit | None:
        """Return the other case of the strand, found by its name or its number. One query."""
        name = " ".join(self.cleaned_data["same_as"].split())
        if not name:
            return None
        others = SampledUnit.objects.filter(strand=self.unit.strand_id).exclude(pk=self.unit.pk)
        number = name.removeprefix("case ").strip()
        is_number = number.isascii() and number.isdecimal() and len(number) < 19
        found = list(others.filter(pk=int(number)) if is_number else others.named(name))[:2]
        if not found:
            raise ValidationError(
                f"“{name[:80]}” is no other case of this sample: write its name as the work list does."
            )
        if len(found) > 1:
            raise ValidationError(f"Several cases are called “{name[:80]}”: give the number of the case.")
        return found[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_twice = cleaned.get("change") == Change.FOUND_TWICE
        if is_twice and not cleaned.get("same_as") and "same_as" not in self.errors:
            self.add_error("same_as", "Name the other case, which stays in the sample")
        is_reopened = cleaned.get("change") == Change.REOPENED
        if is_reopened and "is_requested" in self.fields and not cleaned.get("is_requested"):
            self.add_error("is_requested", NOT_REQUESTED)
        return cleaned
