"""Forms for logging a call and replacing a contact."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.http import QueryDict

from accounts.multiline import MultilineField
from interviews.actions.calls import NEEDS_CALL_BACK_TIME
from interviews.contact_faults import FAULTS
from interviews.forms.call_backs import CallBackMixin
from interviews.forms.fields import DayAndTimeField, TemplateChoiceField
from interviews.forms.fieldwork_days import FieldworkDaysMixin
from interviews.forms.locked_case import LockedCaseMixin
from interviews.models import Contact
from interviews.vocabulary import Disposition

if TYPE_CHECKING:
    from accounts.models import User
    from survey.models import SampledUnit

GROUPS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "Logged at once",
        {
            "1": Disposition.NO_ANSWER,
            "2": Disposition.BUSY,
            "3": Disposition.VOICEMAIL,
            "4": Disposition.LEFT_MESSAGE,
        },
    ),
    ("Ring back", {"5": Disposition.CALL_BACK, "6": Disposition.APPOINTMENT}),
    (
        "Another contact",
        {
            "7": Disposition.WRONG_NUMBER,
            "8": Disposition.CONTACT_LEFT,
            "9": Disposition.NOT_THE_RIGHT_OFFICE,
        },
    ),
    (
        "Interview",
        {"0": Disposition.COMPLETED, "p": Disposition.PART_COMPLETED, "b": Disposition.BREAK_OFF},
    ),
    (
        "Closes the case",
        {
            "r": Disposition.RESPONDENT_REFUSAL,
            "s": Disposition.GATEKEEPER_REFUSAL,
            "a": Disposition.AWAY,
            "l": Disposition.LANGUAGE_OR_HEALTH,
            "c": Disposition.CLOSED_OR_MERGED,
        },
    ),
)
"""All outcomes by the key that chooses them, under headings that are quick to scan during a call."""

SHORT_LABELS: dict[str, str] = {
    Disposition.VOICEMAIL: "Voicemail",
    Disposition.APPOINTMENT: "Appointment",
    Disposition.NOT_THE_RIGHT_OFFICE: "Wrong office",
    Disposition.COMPLETED: "Completed",
    Disposition.PART_COMPLETED: "In part",
    Disposition.AWAY: "Away throughout",
    Disposition.CLOSED_OR_MERGED: "Closed or merged",
}
"""Labels of outcomes under their headings in the form, where the whole is too long for a button."""

LOGGED_AT_ONCE = frozenset(
    {Disposition.NO_ANSWER, Disposition.BUSY, Disposition.VOICEMAIL, Disposition.LEFT_MESSAGE}
)
"""The most frequent outcomes, which need nothing else: a press logs the call."""


class Outcome(NamedTuple):
    """One outcome in the form: a button if it is logged at once, otherwise a radio button."""

    key: str
    value: str
    label: str
    is_chosen: bool
    is_logged_at_once: bool


class OutcomeSelect(forms.RadioSelect):
    """Radio buttons, and buttons that choose an outcome and send the form at once."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(f"{name}_at_once") or super().value_from_datadict(data, files, name)


class CallForm(FieldworkDaysMixin, LockedCaseMixin, CallBackMixin):
    """One attempt to reach the respondent."""

    field_order: Sequence[str] = ("disposition", "call_back", "call_back_at", "made_at", "note")
    lock_question = "Log your call all the same?"
    lock_label = "Log my call all the same"

    disposition = TemplateChoiceField(
        label="How did the call end?",
        help_text="The figures and letters on the buttons work as keys.",
        choices=Disposition.choices,
        widget=OutcomeSelect,
        template_name="interviews/dispositions.html",
        error_messages={
            "required": "Choose how the call ended",
            "invalid_choice": "Choose how the call ended",
        },
    )
    made_at = DayAndTimeField(
        label="When was the call?", required=False, is_past=True, help_text="Leave empty for a call just now."
    )
    note = MultilineField(
        label="Note",
        required=False,
        max_length=10_000,
        help_text="For the next caller. Write nothing about an identifiable prisoner or offender.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)

    logs_at_once = True
    """True if outcomes that need nothing else are buttons that log the call, and keys choose outcomes."""

    known_day: dt.date | None = None
    """The day of a call that is corrected, about which nothing is asked again."""

    has_focus = False
    """True if the page opens with the focus on the outcomes, because the user is ringing."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.unit is not None and "made_at" not in self.errors:
            self.ask_about_day(self.unit.strand.study, cleaned.get("made_at"), known_day=self.known_day)
        return cleaned

    @classmethod
    def fresh(cls, *, unit: SampledUnit, by: User, has_focus: bool) -> CallForm:
        """Return an empty form with a new submission key."""
        form = cls(initial={"submission_key": uuid.uuid4()}, unit=unit, by=by)
        form.has_focus = has_focus
        return form

    def renew(self, **more: str) -> None:
        """Give a submitted form a new submission key and these values, so that it can be sent again."""
        new = {self.add_prefix("submission_key"): str(uuid.uuid4()), **more}
        self.data = {name: self.data.get(name) for name in self.data} | new

    @property
    def groups(self) -> list[tuple[str, list[Outcome]]]:
        """The outcomes under the headings of GROUPS. One that is chosen is a radio button, whatever it is."""
        chosen = self["disposition"].value()

        def outcome(key: str, value: str) -> Outcome:
            is_button = self.logs_at_once and value in LOGGED_AT_ONCE and value != chosen
            label = SHORT_LABELS.get(value, Disposition(value).label)
            return Outcome(key, value, label, value == chosen, is_button)

        return [(title, [outcome(key, value) for key, value in words.items()]) for title, words in GROUPS]

    @property
    def needs_time(self) -> str:
        """The outcomes that need a time to ring back, separated by blanks."""
        return " ".join(sorted(NEEDS_CALL_BACK_TIME))

    @property
    def needs_contact(self) -> str:
        """The outcomes that need another contact, separated by blanks."""
        return " ".join(sorted(FAULTS))


class ContactForm(LockedCaseMixin, forms.ModelForm):
    """The person to call from now on. Its fields have ids of their own, because a call has a note too."""

    lock_question = "Change the contact all the same?"
    lock_label = "Change the contact all the same"

    class Meta:
        model = Contact
        fields = ("name", "job_title", "telephone", "email", "note")
        widgets = {
            "telephone": forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes = {"note": MultilineField}
        help_texts = {"note": "When to ring, through whom, which extension."}

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="id_contact_%s", **kwargs)

    @classmethod
    def in_place_of(cls, old: Contact | None, *, is_number_wrong: bool) -> ContactForm:
        """Return the form with the focus on its first field, or on the number to correct of the same person."""
        keeps = old is not None and is_number_wrong and old.erased_at is None
        form = cls(
            initial={name: getattr(old, name) for name in ("name", "job_title", "email")} if keeps else {}
        )
        form.fields["telephone" if keeps else "name"].widget.attrs["autofocus"] = True
        return form

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(
            cleaned.get(name) for name in ("name", "job_title", "telephone", "email")
        ):
            self.add_error("name", "Give a name, a job title, a telephone number or an e-mail address")
        return cleaned


class NewContactForm(ContactForm):
    """Another contact that a call gave. It may be left empty."""

    prefix = "new"
    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, empty_permitted=True, use_required_attribute=False)
        # The call has a note already.
        del self.fields["note"]

    @property
    def entered(self) -> dict[str, str]:
        """The fields that were filled in. The form must be valid."""
        return {name: text for name, text in self.cleaned_data.items() if text} if self.has_changed() else {}
