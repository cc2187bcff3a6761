"""A form field for text of several lines, counted as the browser counts it."""

from __future__ import annotations

from typing import Any

from django import forms


class MultilineField(forms.CharField):
    """A text of several lines. A line break is one character.

    Browsers count a line break as one character against `maxlength` and send it as two (HTML Standard, “API value” of
    a textarea), so a text that fits in the browser must not be refused here.
    """

    widget = forms.Textarea
    default_error_messages = {
        "max_length": "Shorten this to %(limit_value)d characters: it has %(show_value)d"
    }

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")
