"""Forms that show why an action refused what was sent."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError


class RefusableForm(forms.BaseForm):
    """A form that shows why an action refused what was sent."""

    def add_errors(self, refusal: ValidationError) -> None:
        """Add the errors of an action to their fields; other errors go above the form."""
        if hasattr(refusal, "error_dict"):
            for field, errors in refusal.error_dict.items():
                self.add_error(field if field in self.fields else None, errors)
        else:
            self.add_error(None, refusal)
