"""The form of one mention in the page of an interview."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from accounts.multiline import MultilineField
from enterprises.vocabulary import (
    Activity,
    Arrangement,
    EngagementStatus,
    OffenderGroup,
    Origin,
    Payer,
    Stage,
)
from interviews.forms.fields import TemplateChoiceField, TemplateMultipleChoiceField
from interviews.mention_entry import FIELDS, Match, MentionEntry
from interviews.vocabulary import DescribedAs
from noms.parsing import parse_whole_number

MATCH_CHOICES = (
    (Match.LATER, "Decide later"),
    (Match.NEW, "New"),
    (Match.NOT_AN_ORGANISATION, "Not an organisation"),
)
NAME_LENGTH = 200
"""The longest name of a mention, in characters."""

MORE = (
    "own_words",
    "described_as",
    "arrangement",
    "origin",
    "stages",
    "groups",
    "payers",
    "referrals",
    "referrals_are_estimated",
    "evaluation",
)
"""The fields of a mention that are not asked first. They are folded away until one of them is filled in."""


class MatchOption(NamedTuple):
    """An organisation of the directory that may be meant, with the reason."""

    pk: int
    name: str
    reason: str = ""


def _terms_field(label: str, choices: Any) -> forms.MultipleChoiceField:
    return TemplateMultipleChoiceField(
        label=label,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        template_name="interviews/answer_checkboxes.html",
    )


def _checkbox(label: str) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes--small"})
    )


class MentionForm(forms.Form):
    """One organisation that the respondent named."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name_given = forms.CharField(
        label="Name, as it was said",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    match = TemplateChoiceField(
        label="Which organisation is meant?",
        required=False,
        widget=forms.RadioSelect,
        template_name="interviews/match.html",
        error_messages={
            "invalid_choice": "Choose which organisation is meant: the one chosen is not there any more"
        },
    )
    match_was = forms.CharField(required=False, widget=forms.HiddenInput)
    described_as = forms.ChoiceField(
        label="The respondent called it",
        required=False,
        choices=DescribedAs,
        help_text="In the respondent’s words, never our judgement.",
    )
    status = forms.ChoiceField(
        label="The service or enterprise interviewed…",
        required=False,
        choices=[
            (EngagementStatus.WORKS, "works with it"),
            (EngagementStatus.WORKED, "worked with it before"),
            (EngagementStatus.WOULD_LIKE, "would like to work with it"),
        ],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline govuk-radios--small"}),
    )
    arrangement = forms.ChoiceField(label="Arrangement", required=False, choices=Arrangement)
    origin = forms.ChoiceField(label="How it began", required=False, choices=Origin)
    referrals = forms.IntegerField(
        label="Referrals in a year",
        required=False,
        min_value=0,
        max_value=1_000_000,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "Enter the referrals in a year as a number, from 0 to 1,000,000",
        ),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )
    referrals_are_estimated = _checkbox("This number is an estimate")
    activities = _terms_field("What it does", Activity.choices)
    stages = _terms_field("Stage", Stage.choices)
    groups = _terms_field("Whom it works with", OffenderGroup.choices)
    payers = _terms_field("Who pays", Payer.choices)
    evaluation = MultilineField(
        label="Who monitors or evaluates it, and with what result",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    own_words = MultilineField(
        label="The respondent’s own words about it", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_removed = _checkbox("Remove this organisation")

    def __init__(self, *args: Any, options: Iterable[MatchOption] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.field_warnings: dict[str, str] = {}
        self.options = list({option.pk: option for option in options}.values())
        self.match_choices = [(str(option.pk), option.name) for option in self.options] + [
            (word.value, label) for word, label in MATCH_CHOICES
        ]
        setattr(self.fields["match"], "choices", self.match_choices)  # noqa: B010  (typed as a plain Field)
        for name in ("described_as", "status", "arrangement", "origin"):
            self.fields[name].error_messages["invalid_choice"] = "Choose one of the words of the list"

    @classmethod
    def from_entry(
        cls, entry: Mapping[str, Any], *, prefix: str, options: Iterable[MatchOption] = ()
    ) -> MentionForm:
        """Return the form for an entry."""
        match = entry["match"] if entry["match"] is not None else Match.LATER.value
        initial = {**entry, "match": str(match), "match_was": str(match)}
        return cls(prefix=prefix, initial=initial, options=options)

    @classmethod
    def blank(cls, *, prefix: str) -> MentionForm:
        """Return an empty form with a new key."""
        return cls.from_entry(MentionEntry(key=str(uuid.uuid4())).as_json(), prefix=prefix)

    def clean_name_given(self) -> str:
        name: str = self.cleaned_data["name_given"]
        length = len(" ".join(name.split()))
        if length > NAME_LENGTH:
            raise ValidationError(
                f"Shorten the name to {NAME_LENGTH} characters: it has {length}. "
                "Put the rest under the respondent’s own words"
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("referrals_are_estimated")
            and cleaned.get("referrals") is None
            and "referrals" not in self.errors
        ):
            self.add_error("referrals", "Enter the number of referrals that is an estimate")
        return cleaned

    def entry(self) -> dict[str, Any]:
        """Return the submitted values as interviews.mention_entry reads them. The form must be valid."""
        defaults = MentionEntry().as_json()
        values = {name: value for name, value in self.cleaned_data.items() if name in FIELDS}
        entry = defaults | {
            name: value for name, value in values.items() if value != "" or name == "name_given"
        }
        # An unchanged match is left out, because somebody may have changed it since the page was loaded.
        chosen = values["match"]
        is_changed = chosen and chosen != self.cleaned_data["match_was"]
        entry["match"] = match_in(chosen) if is_changed else None
        entry["key"] = str(values["key"])
        return entry

    @property
    def title(self) -> str:
        """The heading: the name given."""
        return str(self["name_given"].value() or "")

    @property
    def match_label(self) -> str:
        """The label of the selected match."""
        chosen = str(self["match"].value() or "")
        return dict(self.match_choices).get(chosen, "")

    @property
    def match_radios(self) -> list[tuple[Any, str]]:
        """The radio buttons of the match, an organisation of the directory with the reason why it is suggested."""
        reasons = {str(option.pk): option.reason for option in self.options}
        return [(radio, reasons.get(str(radio.data["value"]), "")) for radio in self["match"]]

    @property
    def is_more_open(self) -> bool:
        """Return True if a field of MORE is filled in or wrong, or must be answered, so that it must be visible."""
        blank = MentionEntry().as_json()
        return any(
            name in self.field_warnings
            or self.fields[name].required
            or (self.is_bound and name in self.errors)
            or (self[name].value() or blank[name]) != blank[name]
            for name in MORE
        )

    @property
    def is_open(self) -> bool:
        """Return True if the form needs attention: it has no name, a warning, errors, or was sent without a match."""
        is_undecided = self["match"].value() in (None, "", Match.LATER)
        return (
            not self.title
            or bool(self.field_warnings)
            or (self.is_bound and (is_undecided or bool(self.errors)))
        )


def match_in(text: str) -> int | str:
    """Convert a submitted match to the key of an organisation, or leave it as a word of Match."""
    number = parse_whole_number(text)
    return text if number is None else number


def duplicates(entries: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return, by index, an error for each entry that repeats the name and relation of an earlier one."""
    seen: set[tuple[str, str]] = set()
    errors = {}
    for place, entry in enumerate(entries):
        name = " ".join(entry["name_given"].split())
        if entry["is_removed"] or not name:
            continue
        relation = (name.casefold(), entry["status"])
        if relation in seen:
            errors[place] = f"“{name}” is named twice with the same relation: remove one of the two"
        seen.add(relation)
    return errors
