"""The form that makes the archive package of a study."""

from __future__ import annotations

from django import forms

from accounts.multiline import MultilineField


class ArchiveForm(forms.Form):
    """The terms of access to the data, and a confirmation that the consent of respondents covers archiving."""

    terms = MultilineField(
        label="Terms of use",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The licence or agreement under which the data service may lend the data, in its words.",
        error_messages={"required": "Say under which terms the data are given"},
    )
    is_covered = forms.BooleanField(
        label="What respondents were told covers this deposit",
        help_text="Read it above. Respondents who were told that answers are kept only for the study, or published "
        "only as figures, have not agreed to an archive. Where a guide asks for consent to an archive, only interviews "
        "with a yes go into the package.",
        error_messages={"required": "Say that you have checked what respondents were told"},
    )
