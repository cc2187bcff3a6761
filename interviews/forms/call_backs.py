"""The part of a form that says when to ring back, and the form to cancel an appointment."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils import timezone

from accounts.multiline import MultilineField
from interviews.actions.calls import NEEDS_CALL_BACK_TIME
from interviews.call_backs import cases_at, moment_in_words
from interviews.forms.fields import DayAndTimeField, DayField, explain_clock_change, typed_day_and_time
from interviews.models import Call
from interviews.plausible_times import Question, next_plausible_day, questions_about
from interviews.vocabulary import Disposition

if TYPE_CHECKING:
    from accounts.models import User
    from survey.models import SampledUnit

TYPED = "typed"
"""The choice of the day and time that are typed."""

RELATIVE = {
    "+15": ("In 15 minutes", dt.timedelta(minutes=15)),
    "+60": ("In an hour", dt.timedelta(hours=1)),
}
MORNING = dt.time(10, 0)
SAME_CHOICE = dt.timedelta(minutes=15)
"""A script writes the chosen time into the fields. It may be as much older than the form that is sent."""

CONFIRMED = "call_back_confirmed"


class PlausibilityQuestion(NamedTuple):
    """The question whether an unlikely time is meant: its sentences, and the checkbox that confirms it."""

    sentences: list[str]
    label: str
    value: str
    is_confirmed: bool


class CallBackMixin(forms.Form):
    """When to ring back: one of the usual times, or a day and a time that are typed.

    A time that is hardly meant is asked back: the form is not valid until the checkbox confirms this time for these
    reasons. `unit` and `by` are the case and the caller; without them, fieldwork's end and other call-backs at that
    minute are not looked at.
    """

    call_back = forms.CharField(required=False)
    call_back_at = DayAndTimeField(
        label="When to ring back",
        required=False,
        template_name="interviews/call_back_field.html",
        help_text="For an appointment, or when they asked to be rung later.",
    )

    def __init__(
        self, *args: Any, unit: SampledUnit | None = None, by: User | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.by = unit, by
        self.known_moment: dt.datetime | None = None
        """The time that an earlier call has and that is not asked about again."""
        self.moment: dt.datetime | None = None
        self.question: PlausibilityQuestion | None = None

    @property
    def usual_times(self) -> list[dict[str, Any]]:
        """The choices beside a typed time, each with its value, label and `is_chosen`."""
        now = timezone.localtime()
        tomorrow = now.date() + dt.timedelta(days=1)
        next_monday = now.date() + dt.timedelta(days=7 - now.weekday())
        choices = [(value, label) for value, (label, _) in RELATIVE.items()]
        if next_plausible_day(tomorrow) == tomorrow:
            choices.append(_at_ten(tomorrow, "Tomorrow"))
        if (start := next_plausible_day(next_monday)) != tomorrow:
            choices.append(_at_ten(start, f"{start:%A}"))
        chosen = self["call_back"].value()
        return [{"value": value, "label": label, "is_chosen": value == chosen} for value, label in choices]

    @property
    def confirmed_name(self) -> str:
        """The name of the checkbox that confirms a time."""
        return self.add_prefix(CONFIRMED)

    @property
    def is_typed(self) -> bool:
        """Return True unless one of the usual times is chosen."""
        return not any(choice["is_chosen"] for choice in self.usual_times)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        disposition = cleaned.get("disposition")
        begin = cleaned.get("made_at") or timezone.now()
        moment = self.moment = cleaned["call_back_at"] = self._moment(cleaned)
        if self.errors.get("call_back_at"):
            return cleaned
        if (
            moment is not None
            and self.known_moment
            and moment == self.known_moment.replace(second=0, microsecond=0)
        ):
            if disposition not in NEEDS_CALL_BACK_TIME:
                cleaned["call_back_at"] = None
            return cleaned
        if moment is None and disposition in NEEDS_CALL_BACK_TIME:
            self.add_error("call_back_at", "Say when to ring back")
        elif moment is not None and disposition and disposition not in NEEDS_CALL_BACK_TIME:
            self.add_error(
                "call_back_at",
                f"A call that ended with “{Disposition(disposition).label}” has no time to ring back. "
                "Choose “Call back later” or “Appointment made”, or empty the day and the time",
            )
        elif moment is not None and moment <= begin:
            self.add_error("call_back_at", "The time to ring back must be after the call")
        elif moment is not None:
            self._ask_about(moment, now=begin)
        return cleaned

    def _moment(self, cleaned: dict[str, Any]) -> dt.datetime | None:
        """Return the time that was chosen or typed, or None; add an error if these are two times."""
        typed, choice = cleaned.get("call_back_at"), cleaned.get("call_back") or TYPED
        if choice == TYPED or "call_back_at" in self.errors:
            return typed
        try:
            chosen = self._chosen(choice, cleaned)
        except ValueError:
            self.add_error("call_back_at", "Choose one of the times, or enter the day and the time")
            return None
        if typed is not None and abs(typed - chosen) > SAME_CHOICE:
            self.add_error(
                "call_back_at",
                f"You chose {moment_in_words(chosen)} and entered {moment_in_words(typed)}. Keep one of them",
            )
        return typed or chosen

    def _chosen(self, choice: str, cleaned: dict[str, Any]) -> dt.datetime:
        """Return the time of a choice. A form that is sent twice gives the same time twice.

        :raises ValueError: for a choice that was not offered.
        """
        if choice not in RELATIVE:
            moment = dt.datetime.fromisoformat(choice)
            explain_clock_change(moment)
            return timezone.make_aware(moment)
        key: uuid.UUID | None = cleaned.get("submission_key")
        sent = Call.with_undone.filter(submission_key=key).first() if key else None
        begin = cleaned.get("made_at") or (sent.made_at if sent else timezone.now())
        moment = (begin + RELATIVE[choice][1]).replace(second=0, microsecond=0)
        if sent and sent.call_back_at and abs(sent.call_back_at - moment) <= dt.timedelta(minutes=1):
            return sent.call_back_at
        return moment

    def _ask_about(self, moment: dt.datetime, *, now: dt.datetime) -> None:
        """Ask whether the time is meant, if it is unlikely. The answer counts for this time and these reasons only."""
        local = timezone.localtime(moment)
        asked = questions_about(
            local.replace(tzinfo=None),
            now=timezone.localtime(now).replace(tzinfo=None),
            fieldwork_ends=self.unit.strand.study.closed_on if self.unit else None,
            others=cases_at(moment, unit=self.unit, by=self.by) if self.unit else [],
        )
        if not asked:
            return
        value = " ".join([f"{local:%Y-%m-%dT%H:%M}", *sorted({each.code for each in asked})])
        is_confirmed = set(value.split()) <= set(self.data.get(self.add_prefix(CONFIRMED), "").split())
        self.question = PlausibilityQuestion(
            [each.sentence for each in asked],
            f"Yes, ring on {moment_in_words(moment)}",
            value,
            is_confirmed,
        )
        self._show_in_the_fields(moment)
        if not is_confirmed:
            self.add_error("call_back_at", _as_error(moment, asked))

    def _show_in_the_fields(self, moment: dt.datetime) -> None:
        """Put the time into the day and time fields, so that it is the same when the form is sent again."""
        day, time = typed_day_and_time(moment)
        at = self.add_prefix("call_back_at")
        shown = {self.add_prefix("call_back"): TYPED, f"{at}_day": day, f"{at}_time": time}
        self.data = {name: self.data.get(name) for name in self.data} | shown


class CallBackTimeForm(CallBackMixin):
    """Only the time to ring back, to show it in words before the call is logged."""

    made_at = DayAndTimeField(required=False, is_past=True)


class CalendarChoice(NamedTuple):
    """What the calendar shows: from `first_day` a week, or only that day; one's own call-backs, or all."""

    first_day: dt.date
    is_week: bool
    is_mine: bool


class CalendarForm(forms.Form):
    """The day, the span and whose call-backs the calendar shows, from the address of the page."""

    on = DayField(label="Go to a day", required=False, is_past=False)
    span = forms.ChoiceField(choices=[("week", "Week")], required=False, widget=forms.HiddenInput)
    whose = forms.ChoiceField(choices=[("all", "Everybody’s")], required=False, widget=forms.HiddenInput)

    def chosen(self, *, today: dt.date) -> CalendarChoice:
        """Return the choice; what is missing or cannot be read is today, the day and one's own call-backs."""
        self.full_clean()
        day = self.cleaned_data.get("on") or today
        is_week = self.cleaned_data.get("span") == "week"
        first = day - dt.timedelta(days=day.weekday()) if is_week and day > dt.date(1, 1, 7) else day
        return CalendarChoice(first, is_week, self.cleaned_data.get("whose") != "all")


class CancelAppointmentForm(forms.Form):
    """Why an appointment is cancelled. `shown` is its time when the page was opened: another time is asked back."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = MultilineField(
        label="Why is it cancelled?",
        max_length=500,
        help_text="Such as a letter or a message. Write nothing about an identifiable prisoner or offender.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the appointment is cancelled"},
    )

    def __init__(self, data: QueryDict | None = None, *, call_back_at: dt.datetime) -> None:
        self.call_back_at = call_back_at
        super().__init__(data, initial={"shown": call_back_at.isoformat()})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("shown") != self.initial["shown"]:
            self.data = {name: self.data.get(name) for name in self.data} | {"shown": self.initial["shown"]}
            when = moment_in_words(self.call_back_at)
            self.add_error(None, f"The call-back is now on {when}. Send this again to cancel that one")
        return cleaned


def _at_ten(day: dt.date, name: str) -> tuple[str, str]:
    """Return the value and label of ten in the morning on a day, such as “Tomorrow 10:00 (Wed 2 Dec)”."""
    moment = dt.datetime.combine(day, MORNING)
    return f"{moment:%Y-%m-%dT%H:%M}", f"{name} {moment:%H:%M} ({moment:%a} {moment.day} {moment:%b})"


def _as_error(moment: dt.datetime, asked: list[Question]) -> str:
    reasons = "; ".join(each.sentence for each in asked)
    return f"Check {moment_in_words(moment)}: {reasons}. Change the time, or confirm it below"
