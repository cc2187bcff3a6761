"""The question that a form asks back about a call before the beginning or after the end of fieldwork."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django import forms
from django.utils import timezone

from interviews.time_entry import in_words

if TYPE_CHECKING:
    from survey.models import Study

    Base = forms.BaseForm
else:
    Base = object

FIELD = "outside_fieldwork"


class FieldworkDaysMixin(Base):
    """A form with a call, which may lie outside fieldwork. Its checkbox is shown once the question was asked."""

    def ask_about_day(
        self, study: Study, made_at: dt.datetime | None, *, known_day: dt.date | None = None
    ) -> None:
        """Ask whether the day of a call is meant, unless it is in fieldwork or confirmed. None is a call just now.

        The demonstration is tried long after its fieldwork, so it is not asked there.
        """
        day = timezone.localdate(made_at)
        problem = outside_fieldwork(study, day)
        if not problem or day == known_day or study.is_demonstration:
            return
        label = f"Log it all the same: it was on {in_words(day)}"
        self.fields[FIELD] = forms.BooleanField(label=label, required=False)
        if not self.data.get(self.add_prefix(FIELD)):
            self.add_error(FIELD, f"{problem}. Correct the day of the call, or confirm it")


def outside_fieldwork(study: Study, day: dt.date) -> str:
    """Return why a day is not in the fieldwork of a study, without a full stop, or an empty string."""
    if day < study.opened_on:
        return f"Fieldwork begins on {in_words(study.opened_on)}, after this call"
    if study.closed_on is not None and day > study.closed_on:
        return f"Fieldwork ended on {in_words(study.closed_on)}, before this call"
    return ""
