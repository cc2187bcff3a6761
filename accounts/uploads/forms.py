"""A box for the files of an upload."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.uploads.files import LARGEST, TOO_LARGE


class SeveralFiles(forms.ClearableFileInput):
    """A box for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files as pairs of a name and what is in it, 10 MB together."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        given = data if isinstance(data, list | tuple) else [data]
        files = [super(FilesField, self).clean(each, initial) for each in given] or [
            super().clean(None, initial)
        ]
        if sum(each.size for each in files) > LARGEST:
            raise ValidationError(TOO_LARGE)
        return [(each.name, each.read()) for each in files]
