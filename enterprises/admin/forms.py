"""The forms with which curators change the directory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import ModelFormMetaclass
from django.utils import timezone

from accounts.multiline import MultilineField
from enterprises import fact_values
from enterprises.actions.engagements import ONLY_BY_A_RELEASE
from enterprises.classification import definitions
from enterprises.models import Engagement, EngagementTerm, Evidence, Organisation, Place
from enterprises.vocabulary import OPEN_OUTCOMES, TERMS, Outcome, StudyListing, Vocabulary
from noms.geocoding import find_outcode
from noms.models import Service

TERMS_PREFIX = "terms_"
CHANGED_BY_SOMEBODY_ELSE = (
    "{who} changed this entry while you had it open. Copy what you wrote, open the entry again and make your"
    " change there."
)


def term_fields(vocabularies: Iterable[Vocabulary]) -> list[str]:
    """Return the names of the form fields for these vocabularies."""
    return [f"{TERMS_PREFIX}{vocabulary.value}" for vocabulary in vocabularies]


def fieldsets_for_readers(
    fieldsets: Iterable[tuple[Any, Any]], replacements: Mapping[str, str]
) -> list[tuple[Any, dict[str, Any]]]:
    """Return fieldsets for a user who may only view the row.

    `replacements` maps a field that only the form has to the read-only field shown instead, or to nothing.
    """
    return [
        (
            name,
            {
                **options,
                "fields": list(
                    dict.fromkeys(f for f in (replacements.get(f, f) for f in options["fields"]) if f)
                ),
            },
        )
        for name, options in fieldsets
    ]


def form_with_terms(vocabularies: Iterable[Vocabulary]) -> Any:
    """Return a base class for forms with checkboxes for each vocabulary, filled from the row's terms."""
    checkboxes: dict[str, Any] = {
        f"{TERMS_PREFIX}{vocabulary.value}": forms.MultipleChoiceField(
            label=vocabulary.label,
            choices=TERMS[vocabulary].choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        for vocabulary in vocabularies
    }
    return ModelFormMetaclass("FormWithTerms", (_FormWithTerms,), {**checkboxes, "__module__": __name__})


class _FormWithTerms(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for row in self.instance.terms.all():
                self.initial.setdefault(f"{TERMS_PREFIX}{row.vocabulary}", []).append(row.term)

    def terms(self) -> dict[str, list[str]]:
        """Return vocabulary → ticked terms."""
        return {
            name.removeprefix(TERMS_PREFIX): terms
            for name, terms in self.cleaned_data.items()
            if name.startswith(TERMS_PREFIX)
        }


OrganisationTermsForm: Any = form_with_terms(Vocabulary)
EngagementTermsForm: Any = form_with_terms(EngagementTerm.VOCABULARIES)


def with_https(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    """Return the form field of a model's field; an address of a page without a scheme begins with https."""
    if isinstance(field, models.URLField):
        kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


class OrganisationForm(OrganisationTermsForm):
    """An organisation with its other names and its terms.

    `seen` is the time of the last change when the form was opened: saving is refused if somebody changed it since.
    """

    other_names = MultilineField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="One on each line."
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Organisation
        formfield_callback = with_https
        widgets = {
            **{
                name: forms.Textarea(attrs={"rows": 4, "cols": 90})
                for name in ("description", "source", "note")
            },
            "services_named": forms.Textarea(attrs={"rows": 2, "cols": 90}),
            "website": forms.URLInput(attrs={"size": 80}),
            **{
                name: forms.TextInput(attrs={"size": 80})
                for name in (
                    "name",
                    "registered_name",
                    "legal_form",
                    "address",
                    "contact_source",
                    "status",
                    "works_with",
                )
            },
        }
        fields = [
            "name", "registered_name", "description", "legal_form", *Organisation.CONTACT_FIELDS, "founded",
             "status", "ended_in", "works_with", "services_named", "source", "note",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.other_names.values_list("name", flat=True)
            self.initial["other_names"] = "\r\n".join(names)
            self.initial["seen"] = self.instance.updated_at.isoformat()

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_other_names(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["other_names"].splitlines()]
        for name in names:
            if len(name) > 200:
                raise ValidationError(f"“{name[:40]}…” is longer than 200 characters.")
        return [name for name in names if name]

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        stored = Organisation.objects.select_related("updated_by").filter(pk=self.instance.pk).first()
        if seen and stored is not None and seen != stored.updated_at.isoformat():
            raise ValidationError(CHANGED_BY_SOMEBODY_ELSE.format(who=stored.updated_by or "A command"))
        return seen


class PlaceForm(forms.ModelForm):
    """A place, located by its postcode or by the name of an area or region."""

    class Meta:
        model = Place
        fields = ["label", "postcode", "is_main"]

    def clean_postcode(self) -> str:
        postcode: str = self.cleaned_data["postcode"].strip().upper()
        if postcode and find_outcode(postcode) is None:
            raise ValidationError(
                "Enter a postcode of England or Wales, or its first half, such as M27 or M27 8FB."
            )
        return postcode


class EvidenceForm(forms.ModelForm):
    """One fact with its source and date."""

    class Meta:
        model = Evidence
        fields = [
            "fact", "value", "source_kind", "source", "quotation", "note", "observed_on", "source_date",
            "financial_year_end",
        ]  # fmt: skip
        widgets = {
            "source": forms.Textarea(attrs={"rows": 2, "cols": 30}),
            "quotation": forms.Textarea(attrs={"rows": 2, "cols": 30}),
            "note": forms.Textarea(attrs={"rows": 2, "cols": 30}),
            "value": forms.TextInput(attrs={"size": 14}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        fact, year = cleaned.get("fact"), cleaned.get("financial_year_end")
        if fact in fact_values.YEAR_FACTS and not year and "financial_year_end" not in self.errors:
            self.add_error("financial_year_end", "Income needs the end of its financial year.")
        return cleaned


class EngagementForm(EngagementTermsForm):
    """An engagement as one source described it."""

    class Meta:
        model = Engagement
        widgets = {
            name: forms.Textarea(attrs={"rows": 3, "cols": 90})
            for name in ("description", "evaluation", "source")
        }
        fields = [
            "organisation", "service", "status", "arrangement", "origin", "description", "started_on",
            "started_precision", "ended_on", "ended_precision", "last_seen", "referrals", "referrals_are_estimated",
            "evaluation", "source_kind", "source", "observed_on", "source_date", "is_published",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "service" in self.fields:
            self.fields["service"].queryset = Service.objects.order_by("kind", "name")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end, today = cleaned.get("started_on"), cleaned.get("ended_on"), timezone.localdate()
        if start and start > today:
            self.add_error("started_on", "The date must be today or in the past.")
        if start and end and end < start:
            self.add_error("ended_on", "The end date must be on or after the start date.")
        if cleaned.get("is_published") and self.instance.listing not in ("", StudyListing.LISTED):
            self.add_error("is_published", ONLY_BY_A_RELEASE)
        if cleaned.get("referrals_are_estimated") and cleaned.get("referrals") is None:
            self.add_error("referrals", "An estimate of referrals needs a number.")
        return cleaned


class ReasonForm(forms.Form):
    """The reason for an action, for the audit trail."""

    reason = MultilineField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class OverrideForm(forms.Form):
    """A curator's own verdict, shown beside the rule's outcome."""

    definition = forms.ChoiceField()
    outcome = forms.ChoiceField(
        choices=[(word, label) for word, label in Outcome.choices if word not in OPEN_OUTCOMES]
    )
    reason = MultilineField(
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
        help_text="What the rule does not take into account. It is shown beside the rule's outcome.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["definition"]).choices = [
            (d.id, d.title) for d in definitions.all()
        ]
        self.fields["definition"].initial = definitions.DEFAULT
