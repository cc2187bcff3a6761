"""Forms for the rules of a strand and the assignment of cases."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import User
from accounts.roles import ROLES
from interviews.actions.planning import BY_LOAD, BY_REGION, RULE_FIELDS
from interviews.models import FieldworkRules
from noms.models import Region

NARROW = {"class": "govuk-input--width-3", "inputmode": "numeric"}


class RulesForm(forms.ModelForm):
    """The rules of a strand."""

    class Meta:
        model = FieldworkRules
        fields = RULE_FIELDS
        widgets = {
            name: forms.TextInput(attrs=NARROW) for name in RULE_FIELDS if name != "prefers_other_part_of_day"
        }


def interviewers() -> Any:
    """Return the active users who may enter interviews, by name."""
    roles = [role for role, words in ROLES.items() if "interviews.enter" in words]
    return User.objects.filter(is_active=True, role_grants__role__in=roles).distinct().order_by("name", "pk")


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
        label="Only one region", queryset=Region.objects.all(), required=False, empty_label="All regions"
    )
    also_assigned = forms.BooleanField(label="Also the open cases that somebody has already", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["people"], "queryset", interviewers())  # noqa: B010  (typed as a plain Field)
