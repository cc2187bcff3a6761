"""Forms for the rules of a strand and the assignment of cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import User
from interviews.actions.planning import RULE_FIELDS
from interviews.models import FieldworkRules
from interviews.planning.assignment import BY_LOAD, BY_REGION, Which, interviewers
from noms.models import Region
from survey.models import Study
from wording import counted

NARROW = {"class": "govuk-input--width-3", "inputmode": "numeric"}


class RulesForm(forms.ModelForm):
    """The rules of a strand."""

    class Meta:
        model = FieldworkRules
        fields = RULE_FIELDS
        widgets = {
            name: forms.TextInput(attrs=NARROW)
            for name in RULE_FIELDS
            if name not in {"prefers_other_part_of_day", "check_seed"}
        }


class AssignmentForm(forms.Form):
    """The people to whom open cases are assigned, and how."""

    people = forms.ModelMultipleChoiceField(
        label="Who",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who shares the cases"},
    )
    way = forms.ChoiceField(
        label="How",
        choices=[
            (BY_LOAD, "Evenly: everybody ends with as many open cases"),
            (BY_REGION, "By region: a region to one person"),
        ],
        initial=BY_LOAD,
        widget=forms.RadioSelect,
    )
    region = forms.ModelChoiceField(
        label="Only one region", queryset=Region.objects.none(), required=False, empty_label="All regions"
    )
    which = forms.ChoiceField(
        label="Which open cases",
        choices=Which,
        initial=Which.UNASSIGNED,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which cases are shared out"},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["people"], "queryset", interviewers())  # noqa: B010  (typed as a plain Field)
        setattr(self.fields["region"], "queryset", study.regions)  # noqa: B010


NOBODY = "nobody"


class HandOverForm(forms.Form):
    """The person who gets the chosen cases, or nobody, and the state of the cases that the page showed."""

    to = forms.ChoiceField(
        label="Who gets them",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who gets the cases"},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, loads: Mapping[int | None, int], **kwargs: Any) -> None:
        """`loads` is the number of open cases by the key of the person."""
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in interviewers()}
        choices = [
            (key, f"{person}, {counted(loads.get(person.pk, 0), 'open case', 'open cases')}")
            for key, person in self.people.items()
        ]
        setattr(self.fields["to"], "choices", [*choices, (NOBODY, "Nobody")])  # noqa: B010  (typed as a plain Field)

    @property
    def person(self) -> User | None:
        """The person chosen, or None for nobody."""
        return self.people.get(self.cleaned_data["to"])
