"""The forms of the what-if page."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.validators import BaseValidator, DecimalValidator

from accounts.multiline import MultilineField
from accounts.refusable import RefusableForm
from enterprises.classification import definitions
from enterprises.classification.criteria import Definition
from enterprises.classification.sensitivity import MOVABLE, movable, what_if


def definitions_with_thresholds() -> list[Definition]:
    """Return the definitions that have a threshold."""
    return [each for each in definitions.all() if movable(each)]


class PercentField(forms.DecimalField):
    """An optional percentage from 0 to 100, written as 50, 37.5 or 50%."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label,
            help_text="Per cent. Leave it empty to keep the definition’s own.",
            required=False,
            min_value=Decimal(0),
            max_value=Decimal(100),
            max_digits=8,
            decimal_places=4,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-4"}),
        )
        words = f"“{label}” must be a per cent from 0 to 100, such as 50 or 37.5."
        self.error_messages["invalid"] = words
        for validator in self.validators:
            if isinstance(validator, BaseValidator):
                validator.message = words
            elif isinstance(validator, DecimalValidator):
                validator.messages = dict.fromkeys(validator.messages, words)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.strip().removesuffix("%") if isinstance(value, str) else value)


class WhatIfForm(forms.Form):
    """A definition and new values for its thresholds. An empty value keeps the threshold of the definition."""

    definition = forms.ChoiceField(label="Definition", initial=definitions.DEFAULT)
    trading = PercentField(label="Share of income from selling goods or services")
    reinvestment = PercentField(label="Share of profit put back into the work")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["definition"]).choices = [
            (each.id, each.title) for each in definitions_with_thresholds()
        ]
        self.fields["definition"].error_messages["invalid_choice"] = (
            "There is no definition “%(value)s” with a threshold to move. Choose one from the list."
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        word = cleaned.get("definition")
        if not word:
            return cleaned
        base = definitions.get(word)
        for name in MOVABLE:
            if cleaned.get(name) is not None and name not in movable(base):
                self.add_error(
                    name,
                    f"“{base.title}” has no such threshold. Leave this empty, or choose another definition.",
                )
        if not self.errors:
            cleaned["base"] = base
            cleaned["moved"] = what_if(base, trading=cleaned["trading"], reinvestment=cleaned["reinvestment"])
        return cleaned


class DraftForm(RefusableForm, forms.Form):
    """The title and the reason of a draft. The thresholds are those of the address."""

    title = forms.CharField(
        label="Title of the draft",
        max_length=120,
        error_messages={"required": "Enter a title for the draft."},
    )
    reason = MultilineField(
        label="What is the change for?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the change is for."},
    )
