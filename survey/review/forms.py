"""The forms of the page on which an answer is reviewed. The prefix of a form is the name of its decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from accounts.multiline import MultilineField
from noms.models import Service
from survey.online.acceptance_preview import NamedService

LEAVE_OUT = "none"


class AcceptForm(forms.Form):
    """Which service each line of an answer means. A guess is offered first and never chosen by itself."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, named: Sequence[NamedService], frame: Sequence[Service]
    ) -> None:
        super().__init__(data)
        self.named = named
        self.by_key = {str(service.pk): service for service in frame}
        every = [(key, service.name) for key, service in self.by_key.items()]
        for place, line in enumerate(named):
            self.fields[f"service-{place}"] = self._field(line, every)

    def _field(self, line: NamedService, every: list[tuple[str, str]]) -> forms.ChoiceField:
        best, hint, initial = line.best_match, "No service of the frame has a name like this.", LEAVE_OUT
        first: list[tuple[str, str]] = []
        if best is not None and line.is_exact:
            hint, initial = "This is the name of one service of the frame.", str(best.pk)
        elif best is not None:
            hint = (
                "This is not the name of one service alone. "
                f"The guess is {best.name}: choose it, another one, or leave it out."
            )
            initial = ""
            first = [("", "Choose"), (str(best.pk), f"{best.name} (guess)")]
        return forms.ChoiceField(
            label=f"“{line.words}”: {line.status_label.lower()}",
            help_text=hint,
            choices=[*first, (LEAVE_OUT, "Leave it out"), *every],
            initial=initial,
            error_messages={"required": f"Say which service “{line.words}” means, or leave it out"},
        )

    @property
    def guesses(self) -> int:
        """The number of lines for which a service is only a guess."""
        return sum(line.best_match is not None and not line.is_exact for line in self.named)

    def services(self) -> dict[tuple[str, str], Service]:
        """Return the service chosen for each line; a line that is left out has none."""
        chosen = {
            (line.status, line.words): self.cleaned_data[f"service-{place}"]
            for place, line in enumerate(self.named)
        }
        return {line: self.by_key[key] for line, key in chosen.items() if key in self.by_key}


class ReasonForm(forms.Form):
    """A decision that needs a reason. `title` and `button` name it; `label` and `hint` are those of the reason."""

    title: ClassVar[str]
    button: ClassVar[str]
    label: ClassVar[str]
    hint: ClassVar[str]
    reason = MultilineField(widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = self.label
        self.fields["reason"].help_text = self.hint


class RejectForm(ReasonForm):
    """Why an answer is rejected."""

    prefix = "reject"
    title = "Reject it"
    button = "Reject"
    label = "Why it is rejected"
    hint = "Such as “sent twice” or “not an organisation”. The respondent does not read it."


class PutOffForm(ReasonForm):
    """What an answer that is put off waits for."""

    prefix = "put-off"
    title = "Decide later"
    button = "Put it off"
    label = "What it waits for"
    hint = "Such as “asked the charity which prison it means”."


class TakeBackForm(ReasonForm):
    """How the respondent took back the listing."""

    prefix = "take-back"
    title = "The respondent takes back the public listing"
    button = "Take back the listing"
    label = "How and when it was taken back"
    hint = "Without a name."


class TakeOutForm(ReasonForm):
    """Why an accepted answer is taken out of the directory again."""

    prefix = "take-out"
    title = "Undo: take it out of the directory again"
    button = "Take it out"
    label = "Why it is taken out again"
    hint = "Such as “accepted into the wrong entry”. It is kept with what leaves the directory."


class WithdrawForm(ReasonForm):
    """How the respondent withdrew the answers."""

    prefix = "withdraw"
    title = "The respondent withdraws the answers"
    button = "Withdraw them"
    label = "How and when they were withdrawn"
    hint = "Without a name. The answers are erased and cannot be brought back."
