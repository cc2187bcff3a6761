"""The forms that make the archive package of a study, and that archive it for good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.multiline import MultilineField
from survey.models import Study


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


class StudyArchiveForm(ArchiveForm):
    """The confirmation that a study is archived for good, with or without its archive package."""

    field_order = ("makes_package", "terms", "is_covered", "short_name")

    makes_package = forms.BooleanField(
        label="Make the archive package too",
        required=False,
        initial=True,
        help_text="The zip for a data service. It can be made later too.",
    )
    short_name = forms.CharField(
        label="Type the short name of the study to confirm",
        max_length=60,
        error_messages={
            "required": "Type the short name of the study to confirm that it is archived for good"
        },
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.study = study
        self.fields["terms"].required = self.fields["is_covered"].required = False
        self.fields["short_name"].help_text = f"It is {study.slug}."

    def clean_short_name(self) -> str:
        typed: str = self.cleaned_data["short_name"].strip()
        if typed != self.study.slug:
            raise ValidationError(f"This is not the short name of the study. Type {self.study.slug}")
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("makes_package"):
            for name in ("terms", "is_covered"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data
