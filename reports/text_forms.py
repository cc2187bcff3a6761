"""A form for texts in parts that are saved as versions, which several people may write at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django import forms

from accounts.multiline import MultilineField
from survey.quality import Part

LONGEST_LINE = 200


class TextsForm(forms.Form):
    """A field for each part; an empty field stays not written. `SHORT` are the parts that are a line."""

    PARTS: ClassVar[Mapping[str, Part]]
    SHORT: ClassVar[Collection[str]] = ()
    LONGEST: ClassVar[int] = 5_000
    ROWS: ClassVar[int] = 4

    from_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, part in self.PARTS.items():
            is_short = name in self.SHORT
            field_class = forms.CharField if is_short else MultilineField
            self.fields[name] = field_class(
                label=part.title,
                help_text=part.asks,
                required=False,
                max_length=LONGEST_LINE if is_short else self.LONGEST,
                widget=forms.TextInput() if is_short else forms.Textarea(attrs={"rows": self.ROWS}),
            )

    @property
    def texts(self) -> dict[str, str]:
        """The text of each part."""
        return {name: self.cleaned_data[name] for name in self.PARTS}

    def rebase(self, version: int, texts: Mapping[str, str]) -> None:
        """Let the form be saved over a newer version, whose texts are shown at their fields where they differ."""
        for name in self.PARTS:
            saved = texts.get(name, "")
            if saved != self.cleaned_data.get(name, "").strip():
                self.add_error(name, f"Saved meanwhile: “{saved}”" if saved else "Emptied meanwhile")
        self.data = {**{name: self.data.get(name) for name in self.data}, "from_version": str(version)}
