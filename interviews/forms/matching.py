"""Forms of the matching desk."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from enterprises.models import Organisation
from interviews.vocabulary import MatchState


class DeskFilter(forms.Form):
    """The list of the desk and a part of the name. Invalid values show the unmatched mentions."""

    label_size = ""

    q = forms.CharField(
        label="Name, as it was said",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(required=False, choices=MatchState.choices, widget=forms.HiddenInput)

    @property
    def selected_state(self) -> str:
        """The selected MatchState."""
        self.is_valid()
        return self.cleaned_data.get("state") or MatchState.UNMATCHED


class DecisionForm(forms.Form):
    """The decision about a mention: an organisation of the directory, a new one, or none."""

    MATCH, NEW, NOT_AN_ORGANISATION = "match", "new", "not_an_organisation"

    decision = forms.ChoiceField(
        required=False, choices=[(word, word) for word in (MATCH, NEW, NOT_AN_ORGANISATION)]
    )
    organisation = forms.IntegerField(required=False, min_value=1)
    name = forms.CharField(label="Name for the directory", required=False, max_length=200)
    expected = forms.ChoiceField(choices=MatchState.choices)
    also_alike = forms.BooleanField(required=False)

    def clean_organisation(self) -> Organisation | None:
        key = self.cleaned_data["organisation"]
        if key is None:
            return None
        organisation: Organisation | None = (
            Organisation.objects.select_related("merged_into").filter(pk=key).first()
        )
        if organisation is None:
            raise ValidationError("The organisation chosen is not in the directory any more. Choose another.")
        return organisation

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        cleaned["decision"] = decision = cleaned.get("decision") or self.MATCH
        if decision == self.MATCH and not cleaned.get("organisation") and "organisation" not in self.errors:
            self.add_error(None, "Choose which organisation is meant.")
        if decision == self.NEW and not (cleaned.get("name") or "").strip() and "name" not in self.errors:
            self.add_error("name", "Enter the name under which the organisation enters the directory")
        return cleaned
