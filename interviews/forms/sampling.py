"""Forms for drawing, choosing and nominating units of a sample."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.multiline import MultilineField
from enterprises.matching import candidates
from enterprises.models import Organisation
from interviews.planning import sampling_frame
from interviews.planning.sampling_frame import SamplingPool
from interviews.vocabulary import NominatedBy
from noms.models import Service
from survey.models import SampledUnit, Study
from survey.vocabulary import RespondentCategory

MAX_CHOICES = 60
REASON = {"required": "Say why these are chosen"}


class RandomDrawForm(forms.Form):
    """A random draw of services: the pool, the size, the seed."""

    among = forms.ChoiceField(
        label="Draw from", choices=SamplingPool, initial=SamplingPool.AGREED, widget=forms.RadioSelect
    )
    size = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many services to draw"},
    )
    seed = forms.CharField(
        label="Word for the draw",
        max_length=60,
        help_text="Any word or number (the seed). The same word and the same services give the same sample.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Give a word for the draw: any word or number"},
    )
    is_stratified = forms.BooleanField(label="In proportion to region and kind", required=False, initial=True)


class ChooseServicesForm(forms.Form):
    """Services by name, and the reason for choosing them."""

    prefix = "services"

    services = MultilineField(
        label="Services, one on each line",
        help_text="By name, such as HMP Leeds.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Name at least one service"},
    )
    reason = MultilineField(
        label="Why these?", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.study = study

    def clean_services(self) -> list[Service]:
        """Return the services of the study's frame with these names. Two queries."""
        lines = [line.strip() for line in self.cleaned_data["services"].splitlines() if line.strip()]
        frame = SampledUnit.objects.of_study(self.study).initial().values("service")
        known = {
            name.casefold(): service
            for service in Service.objects.filter(pk__in=frame)
            for name in (service.name, service.name_today)
            if name
        }
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
    """Eligible organisations, and the reason for choosing them."""

    prefix = "organisations"

    organisations = forms.ModelMultipleChoiceField(
        label="Organisations named in interviews, that answered the survey, or nominated",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one organisation"},
    )
    reason = MultilineField(
        label="Why these?", max_length=500, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REASON
    )

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        eligible = list(sampling_frame.eligible_organisations(study)[:MAX_CHOICES])
        field = self.fields["organisations"]
        setattr(field, "queryset", Organisation.objects.filter(pk__in=[one.pk for one in eligible]))  # noqa: B010
        sources = sampling_frame.sources_of(study, eligible)
        choices = [(one.pk, f"{one.name}: {'; '.join(map(str, sources[one.pk]))}") for one in eligible]
        setattr(field, "choices", choices)  # noqa: B010  (typed as a plain Field)


class CategoryForm(forms.Form):
    """The category of respondent of a unit."""

    unit = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    category = forms.TypedChoiceField(
        choices=[("", "Not known"), *RespondentCategory.choices], coerce=int, empty_value=None, required=False
    )


class NominationForm(forms.Form):
    """The nomination of an organisation, in the directory or new."""

    prefix = "nomination"

    name = forms.CharField(
        label="Organisation",
        max_length=200,
        help_text="Its name as the directory has it.",
        error_messages={"required": "Enter the organisation’s name"},
    )
    is_new = forms.BooleanField(label="Enter it in the directory: it is not there yet", required=False)
    nominated_by = forms.ChoiceField(
        label="Nominated by",
        choices=NominatedBy,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who nominated it"},
    )
    reason = MultilineField(
        label="Why should it be asked?",
        max_length=500,
        help_text="Without the name of a person.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it should be asked"},
    )

    def clean(self) -> dict[str, Any]:
        """Find the organisation by its name. If there is none, the error suggests similar names."""
        cleaned = super().clean() or {}
        name = " ".join(cleaned.get("name", "").split())
        if not name:
            return cleaned
        similar = candidates(name, limit=3)
        exact = [one for one in similar if one.name.casefold() == name.casefold()]
        cleaned["organisation"] = Organisation.objects.get(pk=exact[0].organisation_id) if exact else None
        if cleaned.get("is_new") and exact:
            self.add_error("name", f"“{exact[0].name}” is in the directory. Take the tick away.")
        elif not cleaned.get("is_new") and not exact:
            others = ", ".join(f"“{one.name}”" for one in similar)
            suggestion = f"Did you mean {others}? Otherwise" if others else "If the name is right,"
            self.add_error("name", f"The directory has no “{name[:80]}”. {suggestion} tick that it is new.")
        return cleaned
