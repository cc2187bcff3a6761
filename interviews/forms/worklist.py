"""The filter of the work list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from interviews import case_search
from interviews.worklist import WorklistStatus
from noms.models import Region
from noms.vocabulary import ServiceKind
from survey.vocabulary import StrandKind

ASSIGNMENT_CHOICES = (("", "Everybody’s"), ("me", "Mine"), ("nobody", "Nobody’s yet"))


class WorklistFilter(forms.Form):
    """The filter of the work list. Invalid values are ignored. The strand is a filter if there are several."""

    label_size = ""

    q = forms.CharField(
        label="Name, person or number",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds"), *ServiceKind.choices])
    region = forms.ModelChoiceField(
        label="Region",
        required=False,
        queryset=Region.objects.all(),
        empty_label="All regions",
        to_field_name="slug",
    )
    strand = forms.ChoiceField(label="Way of asking", required=False)
    whose = forms.ChoiceField(label="Whose", required=False, choices=ASSIGNMENT_CHOICES)
    turn = forms.TypedChoiceField(
        required=False,
        choices=[("", "All"), *WorklistStatus.choices],
        coerce=int,
        empty_value=None,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, strands: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(strands) < 2:
            del self.fields["strand"]
        else:
            choices = [("", "All"), *((kind, StrandKind(kind).label) for kind in strands)]
            setattr(self.fields["strand"], "choices", choices)  # noqa: B010  (typed as a plain Field)

    def filter(self, cases: QuerySet[Any], *, user: User) -> QuerySet[Any]:
        """Filter the cases by everything but their status."""
        self.is_valid()
        cleaned = self.cleaned_data
        if cleaned.get("q"):
            cases = cases.filter(case_search.matching(cleaned["q"]))
        if cleaned.get("kind"):
            cases = cases.filter(service__kind=cleaned["kind"])
        if cleaned.get("region"):
            cases = cases.filter(service__region=cleaned["region"])
        if cleaned.get("strand"):
            cases = cases.filter(strand__kind=cleaned["strand"])
        if cleaned.get("whose"):
            cases = cases.filter(assigned_to=user if cleaned["whose"] == "me" else None)
        return cases

    @property
    def selected_status(self) -> int | None:
        """The selected WorklistStatus, or None for all."""
        return self.cleaned_data.get("turn") if self.is_valid() or hasattr(self, "cleaned_data") else None
