"""Choices with a template of their own in templates/interviews."""

from typing import Any

from django import forms


class DrawnChoiceField(forms.ChoiceField):
    """One of several, drawn by the template `drawn_by`."""

    def __init__(self, *, drawn_by: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = drawn_by


class DrawnMultipleChoiceField(forms.MultipleChoiceField):
    """Any of several, drawn by the template `drawn_by`."""

    def __init__(self, *, drawn_by: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template_name = drawn_by
