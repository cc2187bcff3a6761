"""The whole page of an interview: its date, the guide's questions and the organisations named, as one form."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone

from enterprises.matching import candidates
from enterprises.models import Organisation
from interviews.forms.answers import AnswersForm
from interviews.forms.mentions import MentionForm, Option, duplicates, match_in
from interviews.mention_entry import Match
from noms.numbers import parse_whole_number
from survey.questionnaire import Questionnaire

MOST_MENTIONS = 60


class SendingForm(forms.Form):
    """What goes with the text: when it was said, which version it began from, which sending it is."""

    held_on = forms.DateField(
        label="Date of the interview",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the date of the interview, such as 15/07/2009"},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    settles = forms.IntegerField(required=False, widget=forms.HiddenInput)
    mention_count = forms.IntegerField(min_value=0, max_value=MOST_MENTIONS, widget=forms.HiddenInput)

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day and day > timezone.localdate():
            raise ValidationError("The date of the interview must not be after today")
        return day


class EntryPage:
    """The page, from a stored document or from what was sent. It looks to templates like one form."""

    def __init__(self, sending: SendingForm, answers: AnswersForm, mentions: list[MentionForm]) -> None:
        self.sending, self.answers, self.mentions = sending, answers, mentions

    @classmethod
    def of_document(
        cls,
        questionnaire: Questionnaire,
        document: Mapping[str, Any],
        *,
        version: int,
        settles: int | None = None,
    ) -> EntryPage:
        """The page as it is opened, with a key for its next sending and room for one organisation."""
        entries = document["mentions"]
        options = _options(entries)
        mentions = [
            MentionForm.of_entry(entry, prefix=f"mention-{place}", options=options[place])
            for place, entry in enumerate(entries)
        ]
        if not mentions:
            mentions = [MentionForm.blank(prefix="mention-0")]
        sending = SendingForm(
            initial={
                "held_on": document["held_on"] or timezone.localdate(),
                "version": version,
                "submission_key": uuid.uuid4(),
                "settles": settles,
                "mention_count": len(mentions),
            }
        )
        return cls(sending, AnswersForm(questionnaire, document=document), mentions)

    @classmethod
    def of_post(cls, questionnaire: Questionnaire, data: QueryDict, *, more: str = "") -> EntryPage:
        """The page as it was sent, everything that was typed in it included; `more`: the group of another row."""
        number = min(parse_whole_number(data.get("mention_count", "")) or 0, MOST_MENTIONS)
        raw = [
            {
                "name_given": data.get(f"mention-{place}-name_given", "").replace("\0", ""),
                "match": match_in(data.get(f"mention-{place}-match", "")),
            }
            for place in range(number)
        ]
        options = _options(raw)
        mentions = [
            MentionForm(data, prefix=f"mention-{place}", options=options[place]) for place in range(number)
        ]
        return cls(SendingForm(data), AnswersForm(questionnaire, data=data, more=more), mentions)

    def is_valid(self) -> bool:
        """Whether it can be handed to the action; two mentions of one name cannot be meant."""
        # Every form is asked, so that all the mistakes are shown at once.
        valid = not [form for form in self.forms if not form.is_valid()]
        if valid:
            for place, sentence in duplicates([form.entry() for form in self.mentions]).items():
                self.mentions[place].add_error("name_given", sentence)
                valid = False
        return valid

    def with_another(self) -> EntryPage:
        """The same page with room for one more organisation, nothing saved and nothing lost."""
        number = len(self.mentions)
        self.mentions.append(MentionForm.blank(prefix=f"mention-{number}"))
        self._resend(mention_count=len(self.mentions))
        return self

    def with_fresh_key(self, **changes: Any) -> EntryPage:
        """The same page for another sending."""
        self._resend(submission_key=uuid.uuid4(), **changes)
        return self

    def _resend(self, **changes: Any) -> None:
        data = {name: self.sending.data.get(name) for name in self.sending.data}
        for name, value in changes.items():
            data[name] = str(value)
        self.sending = SendingForm(data)
        self.sending.is_valid()

    def add_errors(self, error: ValidationError) -> None:
        """Show what the action refused at the questions it names, and the rest at the head of the page."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, sentences in by_field.items():
            field = f"{name.removeprefix('note-')}--note" if name.startswith("note-") else name
            form = self.answers if field in self.answers.fields else self.sending
            for sentence in sentences:
                form.add_error(field if field in form.fields else None, sentence)

    @property
    def forms(self) -> list[forms.Form]:
        return [self.sending, self.answers, *self.mentions]

    @property
    def errors(self) -> bool:
        """Whether anything is wrong with what was sent."""
        return any(form.is_bound and form.errors for form in self.forms)

    @property
    def non_field_errors(self) -> list[Any]:
        return [sentence for form in self.forms if form.is_bound for sentence in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for form in self.forms:
            yield from form


def _options(entries: list[Any]) -> list[list[Option]]:
    """For each mention the organisations it may mean: the chosen one, or candidates by its name."""
    chosen = {entry["match"] for entry in entries if isinstance(entry["match"], int)}
    known = Organisation.objects.in_bulk(chosen) if chosen else {}
    found = []
    for entry in entries:
        if entry["match"] in known:
            found.append([Option(entry["match"], known[entry["match"]].name, "In the directory.")])
        elif entry["name_given"] and entry["match"] in (None, "", Match.LATER.value):
            ranked = candidates(entry["name_given"][:200], limit=4)
            found.append([Option(one.organisation_id, one.name, f"{one.why}.") for one in ranked])
        else:
            found.append([])
    return found
