"""The form for what respondents are told about a study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from survey.models import Strand, Study
from survey.vocabulary import StrandKind

SPOKEN_STRANDS = (
    StrandKind.INITIAL_INTERVIEW,
    StrandKind.EXTENDED_INTERVIEW,
    StrandKind.ENTERPRISE_INTERVIEW,
)
"""The strands in which somebody is rung."""


class RespondentInformationForm(forms.ModelForm):
    """Who asks, where respondents reach the study, and how long an interview of each strand takes."""

    class Meta:
        model = Study
        fields = ("commissioner", "contractor", "contact")

    def __init__(self, *args: Any, strands: Sequence[Strand], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.strands = strands
        for strand in strands:
            self.fields[f"minutes-{strand.kind}"] = forms.IntegerField(
                label=f"{strand.get_kind_display()}: length in minutes",
                required=False,
                min_value=1,
                max_value=600,
                initial=strand.interview_minutes,
                widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
                error_messages={"invalid": "Enter a number of minutes, such as 20"},
            )

    def minutes(self) -> dict[str, int | None]:
        """Return the minutes by kind of strand."""
        return {strand.kind: self.cleaned_data[f"minutes-{strand.kind}"] for strand in self.strands}
