"""The forms of a study lead: a draft, the settings of an open study, and the questions before its states change."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from accounts.multiline import MultilineField
from accounts.refusable import RefusableForm
from enterprises.classification import definitions
from interviews.actions.planning import set_rules
from interviews.models import FieldworkRules
from interviews.planning.rules import rules_for
from noms.models import Frame
from survey import actions
from survey.models import Instrument, Strand, Study
from survey.models.study import LARGEST_BASE, SMALLEST_BASE
from survey.vocabulary import StrandKind

OWN = "own"
"""The choice of the questionnaire that comes with the product, which is published when it is chosen."""

OWN_WORDS = "{0} (ours)"

OWN_QUESTIONNAIRES = {
    StrandKind.INITIAL_INTERVIEW: "service_interview",
    StrandKind.EXTENDED_INTERVIEW: "extended_interview",
    StrandKind.ENTERPRISE_INTERVIEW: "enterprise_interview",
    StrandKind.ONLINE_SURVEY: "enterprise_survey",
}
"""The questionnaire of each way of asking, by its file's name in survey/instruments."""

NOT_ASKED = "Not in this study"
RULES = ("target", "contact_retention_days")
NARROW = {"class": "govuk-input--width-4", "inputmode": "numeric"}
MOST_YEARS_AHEAD = 20
NUMBER_ERRORS = ("required", "invalid", "min_value", "max_value")
ABOUT = ("title", "purpose", "description")
PEOPLE = ("commissioner", "contractor", "funder", "contact")
DAYS = ("opened_on", "closed_on")
PUBLISHED = ("smallest_base", "shows_areas")


ORDER = (
    *("title", "slug", "purpose", "description", *PEOPLE, "frame", "frame_on", "counting_unit"),
    *(f"questionnaire_{kind}" for kind in OWN_QUESTIONNAIRES),
    *("survey_opens_on", "survey_closes_on", "target", *DAYS, "contact_retention_days", "definition"),
    *PUBLISHED,
)
"""The fields of a draft in the order of its page, in which the faults are listed."""


def refuse_far_ahead(value: dt.date) -> None:
    """Refuse a day whose year is probably a slip: contacts would be kept until long after it."""
    if value.year > timezone.localdate().year + MOST_YEARS_AHEAD:
        raise ValidationError(f"This is more than {MOST_YEARS_AHEAD} years ahead. Look at the year")


def _day_field(**options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, validators=[refuse_far_ahead], **options)


class StudyFieldsForm(RefusableForm, forms.ModelForm):
    """What both a draft and an open study have: what it is, who does it, its days, and what is published of answers."""

    label_size = "s"

    opened_on = _day_field(label="Fieldwork begins")
    closed_on = _day_field(label="Fieldwork ends", required=False, help_text="Empty if you do not know yet.")
    smallest_base = forms.IntegerField(
        label="Smallest number of respondents",
        initial=SMALLEST_BASE,
        min_value=SMALLEST_BASE,
        max_value=LARGEST_BASE,
        help_text="Where fewer answered a question, only their number is published. 10 or more.",
        widget=forms.TextInput(attrs=NARROW),
        error_messages=dict.fromkeys(
            NUMBER_ERRORS, "Enter from 10 to 100 as the smallest number of respondents"
        ),
    )

    class Meta:
        model = Study
        fields: tuple[str, ...] = (*ABOUT, *PEOPLE, *DAYS, *PUBLISHED)
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "purpose": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 3}),
        }
        field_classes = {"purpose": MultilineField, "description": MultilineField}
        labels = {"title": "Title", "contact": "Contact for respondents", "purpose": "Purpose"}
        help_texts = {"description": "For the public page of the study."}
        error_messages = {"title": {"required": "Enter the title of the study"}}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opened_on, closed_on = data.get("opened_on"), data.get("closed_on")
        if opened_on and closed_on and closed_on < opened_on:
            self.add_error("closed_on", "Fieldwork must end on or after the day it begins")
        return data


class SettingsForm(StudyFieldsForm):
    """What a study lead may change of a study that was opened."""

    @transaction.atomic
    def save_settings(self, study: Study, *, by: User) -> Study:
        """Save the settings by the actions, which raise ValidationError by field."""
        data = self.cleaned_data
        fields = (*ABOUT, "funder", *DAYS, *PUBLISHED)
        study = actions.revise_study(study=study, by=by, **{name: data[name] for name in fields})
        told = {name: data[name] for name in ("commissioner", "contractor", "contact")}
        return actions.tell_respondents(study=study, minutes={}, by=by, **told)


class DraftForm(StudyFieldsForm):
    """Everything of a draft: also its frame, its definition, the ways of asking, and the rules."""

    slug = forms.SlugField(
        label="Short name",
        max_length=60,
        required=False,
        help_text="For the address of its pages. Made from the title if you leave it empty.",
        error_messages={"unique": "Another study has this short name. Choose another"},
    )
    frame = forms.ModelChoiceField(
        Frame.objects.all(), label="Frame", empty_label=None, help_text="The list of services to draw from."
    )
    frame_on = _day_field(label="Day of the frame", help_text="The services that were open on this day.")
    definition = forms.ChoiceField(
        label="Definition of a social enterprise",
        help_text="It decides which organisations the reports count.",
    )
    target = forms.IntegerField(
        label="Target",
        min_value=0,
        max_value=100,
        help_text="Per cent of the services to interview.",
        widget=forms.TextInput(attrs=NARROW),
        error_messages=dict.fromkeys(NUMBER_ERRORS, "Enter a target from 0 to 100 per cent, such as 80"),
    )
    contact_retention_days = forms.IntegerField(
        label="Days for which contacts are kept",
        min_value=0,
        max_value=1826,
        help_text="After the end of fieldwork. Then names, numbers and addresses are erased.",
        widget=forms.TextInput(attrs=NARROW),
        error_messages=dict.fromkeys(NUMBER_ERRORS, "Enter from 0 to 1,826 days, such as 180"),
    )
    survey_opens_on = _day_field(
        label="The online survey opens", required=False, help_text="Empty while it is not public."
    )
    survey_closes_on = _day_field(label="The online survey closes", required=False)

    class Meta(StudyFieldsForm.Meta):
        fields: tuple[str, ...] = (*StudyFieldsForm.Meta.fields, "slug", "frame", "frame_on", "counting_unit")
        widgets = {**StudyFieldsForm.Meta.widgets, "counting_unit": forms.RadioSelect}

    def __init__(
        self, data: QueryDict | None = None, *, instance: Study | None = None, typed: QueryDict | None = None
    ) -> None:
        """`typed` are values to show again without checking them."""
        strands = (
            {strand.kind: strand for strand in Strand.objects.filter(study=instance)} if instance else {}
        )
        initial_strand = strands.get(StrandKind.INITIAL_INTERVIEW)
        rules = rules_for(initial_strand) if initial_strand is not None else FieldworkRules()
        online = strands.get(StrandKind.ONLINE_SURVEY)
        today = timezone.localdate()
        initial = {
            "frame": Frame.objects.filter(slug=Study._meta.get_field("frame").default).first(),
            "frame_on": today,
            "opened_on": today,
            "definition": f"{instance.definition}@{instance.definition_version}" if instance else None,
            **{name: getattr(rules, name) for name in RULES},
            "survey_opens_on": online.opens_on if online else None,
            "survey_closes_on": online.closes_on if online else None,
        }
        if instance is not None:
            del initial["frame"], initial["frame_on"], initial["opened_on"]
        shown = {name: str(typed[name]) for name in typed} if typed else {}
        super().__init__(data, instance=instance, initial=initial | shown)
        definition = cast(forms.ChoiceField, self.fields["definition"])
        definition.choices = [
            (f"{one.id}@{one.version}", f"{one.title}, version {one.version}")
            for each in definitions.all()
            for one in reversed(definitions.versions(each.id))
        ]
        for kind in OWN_QUESTIONNAIRES:
            own = _own_instrument(kind, instance.frame_on if instance else today)
            typed_choice = shown.get(_name(kind))
            self.fields[_name(kind)] = _questionnaire_field(kind, own, strands.get(kind), typed_choice)
        self.order_fields(ORDER)

    @property
    def questionnaires(self) -> list[Any]:
        """The fields with the questionnaire of each way of asking."""
        return [self[_name(kind)] for kind in OWN_QUESTIONNAIRES]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        opens_on, closes_on = data.get("survey_opens_on"), data.get("survey_closes_on")
        if (opens_on or closes_on) and not data.get(_name(StrandKind.ONLINE_SURVEY)):
            self.add_error(
                _name(StrandKind.ONLINE_SURVEY),
                "Choose the questionnaire of the online survey, or empty the days on which it opens and closes",
            )
        if closes_on and not opens_on:
            self.add_error("survey_opens_on", "Enter the day on which the online survey opens")
        elif closes_on and opens_on and closes_on < opens_on:
            self.add_error("survey_closes_on", "The online survey must close on or after the day it opens")
        if data.get("slug") in actions.NOT_SHORT_NAMES:
            self.add_error("slug", f"“{data['slug']}” is the address of a page. Choose another short name")
        return data

    @transaction.atomic
    def save_draft(self, study: Study | None, *, by: User) -> Study:
        """Create or change a draft by the actions, which raise ValidationError by field.

        A way of asking that the draft had before keeps its own rules, except those that were changed in the form.
        """
        data = self.cleaned_data
        before = set(Strand.objects.filter(study=study).values_list("pk", flat=True)) if study else set()
        definition, _, version = data["definition"].partition("@")
        values = {name: data[name] for name in (*ABOUT, *PEOPLE, *DAYS, *PUBLISHED)}
        values |= {name: data[name] for name in ("frame", "frame_on", "counting_unit")}
        values |= {"definition": definition, "definition_version": version}
        strands = self._chosen(by)
        slug = data["slug"] or (study.slug if study else actions.short_name(data["title"]))
        if study is None:
            first = ("title", "frame", "frame_on", "counting_unit", "opened_on", "closed_on")
            guide = strands[StrandKind.INITIAL_INTERVIEW]
            study = actions.draft_study(
                slug=slug, instrument=guide, by=by, **{name: values[name] for name in first}
            )
        days = (data["survey_opens_on"], data["survey_closes_on"])
        study = actions.revise_draft(
            study=study, slug=slug, strands=strands, survey_days=days, by=by, **values
        )
        for strand in Strand.objects.filter(study=study).exclude(kind=StrandKind.ONLINE_SURVEY):
            given = [name for name in RULES if strand.pk not in before or name in self.changed_data]
            set_rules(strand=strand, by=by, **{name: data[name] for name in given})
        return study

    def _chosen(self, by: User) -> dict[str, Instrument]:
        """Return the questionnaire of each way of asking that was chosen."""
        chosen = {}
        for kind, own in OWN_QUESTIONNAIRES.items():
            choice = self.cleaned_data[_name(kind)]
            if choice == OWN:
                chosen[kind.value] = actions.publish_own_instrument(
                    name=own, by=by, frame_on=self.cleaned_data["frame_on"]
                )
            elif choice:
                chosen[kind.value] = Instrument.objects.get(pk=choice)
        return chosen


def _name(kind: str) -> str:
    return f"questionnaire_{kind}"


def _own_instrument(kind: StrandKind, frame_on: dt.date) -> Instrument | None:
    """Return our questionnaire for a way of asking; None if another text is published under its version."""
    try:
        return actions.read_own_instrument(name=OWN_QUESTIONNAIRES[kind], frame_on=frame_on)
    except ValidationError:
        return None


def _questionnaire_field(
    kind: StrandKind, own: Instrument | None, strand: Strand | None, typed: str | None
) -> forms.ChoiceField:
    """Return the field with the questionnaires that were made for a way of asking, or do not say for which.

    `own` is the one that comes with the product, in its edition for the frame's day.
    """
    is_needed = kind == StrandKind.INITIAL_INTERVIEW
    suitable = Instrument.objects.suitable_for(kind).by_title().defer("content")
    choices = [(OWN, OWN_WORDS.format(own.title))] if own else []
    choices += [(str(one.pk), str(one)) for one in suitable if own is None or one.pk != own.pk]
    chosen = OWN if is_needed and own else ""
    if strand is not None and strand.instrument is not None:
        is_own = own is not None and strand.instrument_id == own.pk
        chosen = OWN if is_own else str(strand.instrument_id)
        if chosen not in dict(choices):
            choices.append((chosen, str(strand.instrument)))
    return forms.ChoiceField(
        label=kind.label,
        required=is_needed,
        choices=choices if is_needed else [("", NOT_ASKED), *choices],
        initial=chosen if typed is None else typed,
        help_text="Every service of the frame is rung." if is_needed else "",
    )


class CloseForm(forms.Form):
    """The confirmation that a study is closed although something is unfinished."""

    is_confirmed = forms.BooleanField(
        label="Close the study all the same",
        error_messages={"required": "Tick the box to close the study all the same, or finish this first"},
    )


class ReopenForm(RefusableForm, forms.Form):
    """Why a closed study is opened again, and until when."""

    label_size = "s"

    reason = MultilineField(
        label="Why is the study opened again?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the record of the study.",
        error_messages={"required": "Say why the study is opened again"},
    )
    closed_on = _day_field(
        label="Fieldwork now ends", required=False, help_text="Empty if you do not know yet."
    )


class DeleteForm(forms.Form):
    """The confirmation that a draft is deleted."""

    is_confirmed = forms.BooleanField(
        label="Delete this draft",
        error_messages={"required": "Tick the box to delete the draft, or go back"},
    )
