"""The form in which the study lead writes the quality statement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.multiline import MultilineField
from survey.quality import PARTS, SHORT

LONGEST_LINE, LONGEST_TEXT = 200, 5_000


class QualityForm(forms.Form):
    """A field for each part of the statement; an empty field stays not written."""

    from_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, part in PARTS.items():
            is_short = name in SHORT
            field_class = forms.CharField if is_short else MultilineField
            self.fields[name] = field_class(
                label=part.title,
                help_text=part.asks,
                required=False,
                max_length=LONGEST_LINE if is_short else LONGEST_TEXT,
                widget=forms.TextInput() if is_short else forms.Textarea(attrs={"rows": 4}),
            )

    @property
    def texts(self) -> dict[str, str]:
        """The text of each part."""
        return {name: self.cleaned_data[name] for name in PARTS}

    def rebase(self, version: int, texts: Mapping[str, str]) -> None:
        """Let the form be saved over a newer version, whose texts are shown at their fields where they differ."""
        for name in PARTS:
            saved = texts.get(name, "")
            if saved != self.cleaned_data.get(name, "").strip():
                self.add_error(name, f"Saved meanwhile: “{saved}”" if saved else "Emptied meanwhile")
        self.data = {**{name: self.data.get(name) for name in self.data}, "from_version": str(version)}
