"""Drawing a sample: at random with a seed, or chosen with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enterprises.models import Organisation
from interviews.planning import eligible
from interviews.planning.eligible import DrawnFrom
from noms.models import Service
from survey.models import SampledUnit, Study
from survey.vocabulary import RespondentCategory

MOST_OFFERED = 60
REASON = {"required": "Say why these are chosen"}


class RandomDrawForm(forms.Form):
    """How many services, from whom, by which seed."""

    among = forms.ChoiceField(
        label="Draw from", choices=DrawnFrom, initial=DrawnFrom.AGREED, widget=forms.RadioSelect
    )
    size = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many services to draw"},
    )
    seed = forms.CharField(
        label="Seed",
        max_length=60,
        help_text="Any word or number. The same seed and the same services give the same sample.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Give a seed: any word or number"},
    )
    is_stratified = forms.BooleanField(label="In proportion to region and kind", required=False, initial=True)


class ChooseServicesForm(forms.Form):
    """Services by name, and why."""

    services = forms.CharField(
        label="Services, one on each line",
        help_text="By name, such as HMP Leeds.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Name at least one service"},
    )
    reason = forms.CharField(
        label="Why these?", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, prefix="services", **kwargs)
        self.study = study

    def clean_services(self) -> list[Service]:
        """The services of the study's frame that are named. Two queries."""
        lines = [line.strip() for line in self.cleaned_data["services"].splitlines() if line.strip()]
        frame = SampledUnit.objects.of_study(self.study).initial().values("service")
        known = {service.name.casefold(): service for service in Service.objects.filter(pk__in=frame)}
        unknown = [line for line in lines if line.casefold() not in known]
        if unknown:
            raise ValidationError(
                [
                    f"“{line[:80]}” is not in the frame of the study: write its name as the work list does."
                    for line in unknown[:5]
                ]
            )
        return [known[line.casefold()] for line in dict.fromkeys(lines)]


class ChooseOrganisationsForm(forms.Form):
    """Organisations that were named or that answered the survey, and why."""

    organisations = forms.ModelMultipleChoiceField(
        label="Organisations named in interviews or that answered the survey",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one organisation"},
    )
    reason = forms.CharField(
        label="Why these?", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, prefix="organisations", **kwargs)
        offered = list(eligible.organisations(study)[:MOST_OFFERED])
        field = self.fields["organisations"]
        setattr(field, "queryset", Organisation.objects.filter(pk__in=[one.pk for one in offered]))  # noqa: B010
        setattr(field, "choices", [(one.pk, _named(one)) for one in offered])  # noqa: B010  (typed as a plain Field)


class CategoryForm(forms.Form):
    """Which of the four categories of respondents a unit is."""

    unit = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    category = forms.TypedChoiceField(
        choices=[("", "Not known"), *RespondentCategory.choices], coerce=int, empty_value=None, required=False
    )


def _named(organisation: Organisation) -> str:
    times = getattr(organisation, "times_named", 0)
    return (
        f"{organisation.name} (named {times} time{'' if times == 1 else 's'})" if times else organisation.name
    )
