"""Forms with which the study lead supervises fieldwork."""

from __future__ import annotations

from django import forms

from interviews.vocabulary import RefusalDecision


class DayForm(forms.Form):
    """The day of fieldwork to show."""

    label_size = ""

    day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write the day such as 2009-07-15"},
    )


class RefusalForm(forms.Form):
    """The decision about one refusal, and the one that the page showed."""

    call = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=RefusalDecision)
    seen = forms.ChoiceField(choices=[("", ""), *RefusalDecision.choices], required=False)
