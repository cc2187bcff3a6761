"""The page of an interview as one form: its date, the questions of the guide, and the mentions."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone

from accounts.multiline import MultilineField
from enterprises.matching import candidates
from enterprises.models import Organisation
from interviews.forms.answers import AnswersForm
from interviews.forms.end_of_call import EndOfCallForm
from interviews.forms.fields import explain_clock_change
from interviews.forms.locked_case import LockedCaseMixin
from interviews.forms.mentions import MatchOption, MentionForm, duplicates, match_in
from interviews.interview_diff import EMPTY_DOCUMENT, Document, iso_moment
from interviews.interview_merge import fingerprints
from interviews.interview_times import Times
from interviews.mention_entry import Match, parse
from interviews.pii_warnings import field_warning
from noms.parsing import parse_whole_number
from survey.questionnaire import Questionnaire

MAX_MENTIONS = 60
TEXT_WIDGETS = (forms.TextInput, forms.Textarea)


class SubmissionForm(LockedCaseMixin, forms.Form):
    """The date of the interview, and the hidden fields of a submission."""

    lock_question = "Finish the interview all the same?"
    lock_label = "Finish it all the same"

    held_on = forms.DateField(
        label="Date of the interview",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter the date of the interview, such as 15/07/2009"},
    )
    began = forms.TimeField(
        label="Start",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": "Enter the time at which the interview began, such as 14:30"},
    )
    ended = forms.TimeField(
        label="End",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": "Enter the time at which the interview ended, such as 15:10"},
    )
    correction_reason = MultilineField(
        label="Why is this interview corrected?",
        required=False,
        max_length=1_000,
        help_text="The study is closed, so a correction needs a reason. Write no name of a person.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    settles = forms.IntegerField(required=False, widget=forms.HiddenInput)
    base = forms.CharField(required=False, widget=forms.HiddenInput)
    mention_count = forms.IntegerField(min_value=0, max_value=MAX_MENTIONS, widget=forms.HiddenInput)

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day and day > timezone.localdate():
            raise ValidationError("The date of the interview must not be after today")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("held_on")
        for name in ("began", "ended"):
            if time := cleaned.get(name):
                try:
                    cleaned[name] = self._moment(day, time)
                except ValidationError as error:
                    self.add_error(name, error)
        began, ended = cleaned.get("began"), cleaned.get("ended")
        if began and ended and ended < began:
            self.add_error("ended", "The end of the interview must be after its start")
        return cleaned

    @staticmethod
    def _moment(day: dt.date | None, time: dt.time) -> dt.datetime:
        if day is None:
            raise ValidationError("Enter the date of the interview as well")
        explain_clock_change(dt.datetime.combine(day, time))
        moment = timezone.make_aware(dt.datetime.combine(day, time))
        if moment > timezone.now():
            raise ValidationError("This time must not be after now")
        return moment

    @property
    def times(self) -> Times:
        """The start and the end that were entered. The form must be valid."""
        return Times(self.cleaned_data["began"], self.cleaned_data["ended"])


class EntryPage:
    """All forms of the page, from a stored document or from POST data. Templates use it like one form."""

    def __init__(self, submission: SubmissionForm, answers: AnswersForm, mentions: list[MentionForm]) -> None:
        self.submission, self.answers, self.mentions = submission, answers, mentions
        self.end_of_call: EndOfCallForm | None = None
        """The form that logs the call, if it was sent."""

    @classmethod
    def from_document(
        cls,
        questionnaire: Questionnaire,
        document: Mapping[str, Any],
        *,
        version: int,
        settles: int | None = None,
        base: Mapping[str, Any] | None = None,
    ) -> EntryPage:
        """Return the page for a document, with a new submission key and at least one mention form.

        `base` is the stored document, if the page shows another one.
        """
        entries = document["mentions"]
        options = _match_options(entries)
        mentions = [
            MentionForm.from_entry(entry, prefix=f"mention-{place}", options=options[place])
            for place, entry in enumerate(entries)
        ]
        if not mentions:
            mentions = [MentionForm.blank(prefix="mention-0")]
        submission = SubmissionForm(
            initial={
                "held_on": document["held_on"] or timezone.localdate(),
                "began": _time_of(document.get("began_at")),
                "ended": _time_of(document.get("ended_at")),
                "version": version,
                "submission_key": uuid.uuid4(),
                "settles": settles,
                "mention_count": len(mentions),
                "base": json.dumps(fingerprints(questionnaire, dict(base or document))),
            }
        )
        return cls(submission, AnswersForm(questionnaire, document=document), mentions)

    @classmethod
    def from_post(cls, questionnaire: Questionnaire, data: QueryDict, *, more: str = "") -> EntryPage:
        """Return the page with the submitted data. `more` is the name of a repeated group to which a row is added."""
        number = min(parse_whole_number(data.get("mention_count", "")) or 0, MAX_MENTIONS)
        entries = [
            {
                "name_given": data.get(f"mention-{place}-name_given", "").replace("\0", ""),
                "match": match_in(data.get(f"mention-{place}-match", "")),
            }
            for place in range(number)
        ]
        options = _match_options(entries)
        mentions = [
            MentionForm(data, prefix=f"mention-{place}", options=options[place]) for place in range(number)
        ]
        return cls(SubmissionForm(data), AnswersForm(questionnaire, data=data, more=more), mentions)

    def is_valid(self) -> bool:
        """Return True if all forms are valid and no organisation is named twice with the same relation."""
        # All forms are validated, so that all errors are shown at once.
        valid = not [form for form in self.forms if not form.is_valid()]
        if valid:
            for place, sentence in duplicates(self.mention_entries()).items():
                self.mentions[place].add_error("name_given", sentence)
                valid = False
        return valid

    def mark_personal_data(self) -> dict[str, str]:
        """Set a warning at each text that may identify a person, and return the warnings by name of their field."""
        marked = {}
        texts: list[AnswersForm | MentionForm] = [self.answers, *self.mentions]
        for form in texts:
            form.field_warnings = {}
            for bound in form:
                text = bound.value() if isinstance(bound.field.widget, TEXT_WIDGETS) else None
                if isinstance(text, str) and (warning := field_warning(text)):
                    form.field_warnings[bound.name] = marked[bound.html_name] = warning
        return marked

    def errors_by_field(self) -> dict[str, str]:
        """Return the first error of each field, by its name on the page."""
        return {
            bound.html_name: str(bound.errors[0]) for bound in self if bound.form.is_bound and bound.errors
        }

    def add_mention(self) -> None:
        """Add an empty mention form to the submitted page."""
        number = len(self.mentions)
        self.mentions.append(MentionForm.blank(prefix=f"mention-{number}"))
        self._change_submission(mention_count=len(self.mentions))

    def renew_key(self) -> None:
        """Give the submitted page a new submission key, so that it can be sent again."""
        self._change_submission(submission_key=uuid.uuid4())

    def saved_as(self, version: int) -> None:
        """Go on from the version as which this page was saved."""
        base = json.dumps(fingerprints(self.questionnaire, self.document()))
        self._change_submission(version=version, submission_key=uuid.uuid4(), base=base, settles="")

    def _change_submission(self, **changes: Any) -> None:
        data = {name: self.submission.data.get(name) for name in self.submission.data}
        for name, value in changes.items():
            data[name] = str(value)
        self.submission = SubmissionForm(data)
        self.submission.is_valid()

    def document(self) -> Document:
        """Return the submitted page as a document. The page must be valid."""
        submission = self.submission.cleaned_data
        key, held_on = submission["submission_key"], submission["held_on"]
        entries = [
            parse(raw, submission_key=key, place=place) for place, raw in enumerate(self.mention_entries(), 1)
        ]
        return EMPTY_DOCUMENT | {
            "answers": self.answers.answers(),
            "notes": self.answers.notes(),
            "mentions": [entry.as_json() for entry in entries],
            "held_on": held_on.isoformat() if held_on else None,
            "began_at": iso_moment(self.submission.times.began_at),
            "ended_at": iso_moment(self.submission.times.ended_at),
        }

    def mention_entries(self) -> list[dict[str, Any]]:
        """Return the submitted mentions as interviews.mention_entry reads them. The page must be valid."""
        return [form.entry() for form in self.mentions]

    @property
    def questionnaire(self) -> Questionnaire:
        return self.answers.questionnaire

    def add_errors(self, error: ValidationError) -> None:
        """Add the errors of the action to the questions they name; the others become non-field errors."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, sentences in by_field.items():
            field = f"{name.removeprefix('note-')}--note" if name.startswith("note-") else name
            form = self.answers if field in self.answers.fields else self.submission
            for sentence in sentences:
                form.add_error(field if field in form.fields else None, sentence)

    @property
    def forms(self) -> list[forms.Form]:
        call = [self.end_of_call] if self.end_of_call is not None else []
        return [self.submission, self.answers, *self.mentions, *call]

    @property
    def errors(self) -> bool:
        """Return True if a submitted form has errors."""
        return any(form.is_bound and form.errors for form in self.forms)

    @property
    def non_field_errors(self) -> list[Any]:
        return [sentence for form in self.forms if form.is_bound for sentence in form.non_field_errors()]

    def __iter__(self) -> Iterator[BoundField]:
        for form in self.forms:
            yield from form


def _time_of(text: str | None) -> dt.time | None:
    """Return the local time of day of a moment in a document."""
    return timezone.localtime(dt.datetime.fromisoformat(text)).time() if text else None


def _match_options(entries: list[Any]) -> list[list[MatchOption]]:
    """Return the choices of each mention: the chosen organisation, or else candidates by its name."""
    chosen = {entry["match"] for entry in entries if isinstance(entry["match"], int)}
    known = Organisation.objects.in_bulk(chosen) if chosen else {}
    options = []
    for entry in entries:
        if entry["match"] in known:
            options.append([MatchOption(entry["match"], known[entry["match"]].name, "In the directory.")])
        elif entry["name_given"] and entry["match"] in (None, "", Match.LATER.value):
            ranked = candidates(entry["name_given"][:200], limit=4)
            options.append([MatchOption(one.organisation_id, one.name, f"{one.why}.") for one in ranked])
        else:
            options.append([])
    return options
