"""One organisation as it was named: what it is, which it is, and how it works with the service."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms

from enterprises.vocabulary import (
    Activity,
    Arrangement,
    EngagementStatus,
    OffenderGroup,
    Origin,
    Payer,
    Stage,
)
from interviews.forms.html import DrawnChoiceField, DrawnMultipleChoiceField
from interviews.mention_entry import FIELDS, Match, MentionEntry
from interviews.vocabulary import DescribedAs
from noms.numbers import parse_whole_number

MATCH_WORDS = (
    (Match.LATER, "Decide later", "It waits to be matched."),
    (Match.NEW, "New", "It enters the directory when the interview is finished."),
    (
        Match.NOT_AN_ORGANISATION,
        "Not an organisation",
        "A scheme, a person or a place: it is kept as it was said.",
    ),
)


class Option(NamedTuple):
    """An organisation of the directory that may be meant, and why."""

    pk: int
    name: str
    why: str = ""


def _terms(label: str, choices: Any) -> forms.MultipleChoiceField:
    return DrawnMultipleChoiceField(
        label=label,
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        drawn_by="interviews/answer_checkboxes.html",
    )


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(
        label=label, required=False, widget=forms.CheckboxInput(attrs={"class": "govuk-checkboxes--small"})
    )


class MentionForm(forms.Form):
    """The part of the page about one organisation named."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name_given = forms.CharField(
        label="Name, as it was said",
        required=False,
        max_length=200,
        error_messages={
            "max_length": "A name has at most 200 characters. Put the rest under the respondent’s own words."
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    match = DrawnChoiceField(
        label="Which organisation is meant?",
        required=False,
        widget=forms.RadioSelect,
        drawn_by="interviews/match.html",
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
        label="The service or enterprise asked…",
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
    referrals_are_estimated = _tick("This number is an estimate")
    activities = _terms("What it does", Activity.choices)
    stages = _terms("Stage", Stage.choices)
    groups = _terms("Whom it works with", OffenderGroup.choices)
    payers = _terms("Who pays", Payer.choices)
    evaluation = forms.CharField(
        label="Who monitors or evaluates it, and with what result",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    own_words = forms.CharField(
        label="The respondent’s own words about it", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_removed = _tick("Remove this organisation from the interview")

    def __init__(self, *args: Any, options: Iterable[Option] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = list({option.pk: option for option in options}.values())
        self.match_choices = [(str(option.pk), option.name) for option in self.options] + [
            (word.value, label) for word, label, _ in MATCH_WORDS
        ]
        setattr(self.fields["match"], "choices", self.match_choices)  # noqa: B010  (typed as a plain Field)
        for name in ("described_as", "status", "arrangement", "origin"):
            self.fields[name].error_messages["invalid_choice"] = "Choose one of the words of the list"

    @classmethod
    def of_entry(
        cls, entry: Mapping[str, Any], *, prefix: str, options: Iterable[Option] = ()
    ) -> MentionForm:
        """The form of a stored or half-typed entry."""
        match = entry["match"] if entry["match"] is not None else Match.LATER.value
        initial = {**entry, "match": str(match), "match_was": str(match)}
        return cls(prefix=prefix, initial=initial, options=options)

    @classmethod
    def blank(cls, *, prefix: str) -> MentionForm:
        """A form for the next organisation, with a key of its own."""
        return cls.of_entry(MentionEntry(key=str(uuid.uuid4())).as_json(), prefix=prefix)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (
            given.get("referrals_are_estimated")
            and given.get("referrals") is None
            and "referrals" not in self.errors
        ):
            self.add_error("referrals", "Enter the number of referrals that is an estimate")
        return given

    def entry(self) -> dict[str, Any]:
        """What was typed, as interviews.mention_entry reads it. The form must be valid."""
        defaults = MentionEntry().as_json()
        given = {name: value for name, value in self.cleaned_data.items() if name in FIELDS}
        entry = defaults | {
            name: value for name, value in given.items() if value != "" or name == "name_given"
        }
        # An unchanged choice is not sent on: somebody may have matched the mention since the page was loaded.
        chosen = given["match"]
        is_changed = chosen and chosen != self.cleaned_data["match_was"]
        entry["match"] = match_in(chosen) if is_changed else None
        entry["key"] = str(given["key"])
        for name in ("evaluation", "own_words"):
            entry[name] = entry[name].replace("\r\n", "\n")
        return entry

    @property
    def title(self) -> str:
        """How its part of the page is headed."""
        return str(self["name_given"].value() or "")

    @property
    def match_label(self) -> str:
        """Which organisation is meant, in a few words."""
        chosen = str(self["match"].value() or "")
        return dict(self.match_choices).get(chosen, "")

    @property
    def match_radios(self) -> list[tuple[Any, str]]:
        """The radios of the match, each with why it is there."""
        whys = {str(option.pk): option.why for option in self.options} | {
            w.value: why for w, _, why in MATCH_WORDS
        }
        return [(radio, whys.get(str(radio.data["value"]), "")) for radio in self["match"]]

    @property
    def is_open(self) -> bool:
        """Whether it needs attention: nothing named yet, something wrong, or not said yet which is meant."""
        is_undecided = self["match"].value() in (None, "", Match.LATER)
        return not self.title or (self.is_bound and (is_undecided or bool(self.errors)))


def match_in(text: str) -> int | str:
    """The choice of an entry as it was sent: the key of an organisation, or a word."""
    number = parse_whole_number(text)
    return text if number is None else number


def duplicates(entries: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """By place, a sentence for each organisation that was named before with the same relation."""
    seen: set[tuple[str, str]] = set()
    found = {}
    for place, entry in enumerate(entries):
        name = " ".join(entry["name_given"].split())
        if entry["is_removed"] or not name:
            continue
        said = (name.casefold(), entry["status"])
        if said in seen:
            found[place] = f"“{name}” is named twice with the same relation: remove one of the two"
        seen.add(said)
    return found
