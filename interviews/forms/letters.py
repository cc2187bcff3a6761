"""Forms for letters: a template, the cases of a batch, and one letter to one case."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.multiline import MultilineField
from interviews.actions.letters import unknown_refusal
from interviews.forms.fields import region_field
from interviews.models import LetterTemplate
from interviews.models.letter import LetterWay
from survey.models import Strand, Study


def newest_templates(study: Study) -> list[LetterTemplate]:
    """Return the newest version of each letter of a study, by name. One query."""
    newest: dict[str, LetterTemplate] = {}
    for template in LetterTemplate.objects.filter(study=study).order_by("name", "-version"):
        newest.setdefault(template.name, template)
    return list(newest.values())


class TemplateForm(forms.ModelForm):
    """A letter of a study. The name of one that is changed stays."""

    class Meta:
        model = LetterTemplate
        fields = ("name", "language", "subject", "text")
        field_classes = {"text": MultilineField}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 16}),
            "language": forms.RadioSelect(attrs={"class": "govuk-radios--inline"}),
        }
        help_texts = {
            "name": "Such as “Before the first call”.",
            "text": "An empty line begins a new paragraph.",
        }

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["name"]

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_text(self) -> str:
        return self._known("text")

    def _known(self, field: str) -> str:
        text: str = self.cleaned_data[field]
        if refusal := unknown_refusal(text):
            raise ValidationError(refusal)
        return text


class BatchForm(forms.Form):
    """The letter, and the cases that it is for."""

    label_size = ""

    template = forms.ChoiceField(label="Letter", error_messages={"required": "Choose the letter"})
    strand = forms.ChoiceField(label="Way of asking")
    region = region_field()
    only_unwritten = forms.BooleanField(label="Only cases that nobody has written to", required=False)
    only_uncalled = forms.BooleanField(label="Only cases that nobody has rung", required=False)

    def __init__(
        self,
        *args: Any,
        study: Study,
        templates: list[LetterTemplate],
        strands: list[Strand],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["region"], "queryset", study.regions)  # noqa: B010  (typed as a plain Field)
        self.templates = {str(template.pk): template for template in templates}
        self.strands = {strand.kind: strand for strand in strands}
        chosen = [
            (key, f"{template} – {template.get_language_display()}")
            for key, template in self.templates.items()
        ]
        setattr(self.fields["template"], "choices", chosen)  # noqa: B010  (typed as a plain Field)
        kinds = [(kind, strand.get_kind_display()) for kind, strand in self.strands.items()]
        setattr(self.fields["strand"], "choices", kinds)  # noqa: B010

    @property
    def chosen_template(self) -> LetterTemplate:
        """The chosen letter of a valid form."""
        return self.templates[self.cleaned_data["template"]]

    @property
    def chosen_strand(self) -> Strand:
        """The chosen strand of a valid form."""
        return self.strands[self.cleaned_data["strand"]]


class PressForm(forms.Form):
    """The button that was pressed, and the key that makes a second press change nothing."""

    way = forms.ChoiceField(choices=LetterWay, error_messages={"required": "Choose Word, PDF or e-mail"})
    press = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
