"""A form field for the files of an upload, as in Django's documentation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.uploads.files import MAX_BYTES, TOO_LARGE


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """A field for several files of at most 10 MB in all. Its value is a list of pairs of name and content."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(MultipleFileField, self).clean(each, initial) for each in given] or [
            super().clean(None, initial)
        ]
        # A field that may be empty has nothing then.
        files = [each for each in files if each]
        if sum(each.size for each in files) > MAX_BYTES:
            raise ValidationError(TOO_LARGE)
        return [(each.name, each.read()) for each in files]
