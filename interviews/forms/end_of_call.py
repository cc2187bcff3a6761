"""The form on the page of an interview that logs how a call ended before the interview was finished."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from interviews.forms.calls import CallForm
from interviews.forms.fields import TemplateChoiceField
from interviews.vocabulary import REFUSALS, Consent, Disposition
from survey import answers as answering

WAYS = (
    Disposition.BREAK_OFF,
    Disposition.CALL_BACK,
    Disposition.APPOINTMENT,
    Disposition.RESPONDENT_REFUSAL,
)
"""The outcomes of a call in which an interview was begun and not finished."""


class EndOfCallForm(CallForm):
    """A call that ended before the interview was finished."""

    prefix = "call"
    use_required_attribute = False

    disposition = TemplateChoiceField(
        label="How did the call end?",
        choices=[(way.value, way.label) for way in WAYS],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        template_name="forms/radios.html",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how the call ended"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The call is just now.
        del self.fields["made_at"]

    @classmethod
    def for_answers(cls, answers: dict[str, Any], **kwargs: Any) -> EndOfCallForm:
        """Return an empty form. A refusal is chosen if the respondent does not agree to take part."""
        refuses = answering.read(answers.get(Consent.TAKE_PART)).value == "no"
        return cls(
            initial={
                "submission_key": uuid.uuid4(),
                "disposition": Disposition.RESPONDENT_REFUSAL if refuses else None,
            },
            **kwargs,
        )

    @property
    def is_refusal(self) -> bool:
        """Return True if the respondent refused. The form must be valid."""
        return self.cleaned_data["disposition"] in REFUSALS

    @property
    def is_needed(self) -> bool:
        """Return True if the form was sent, or an outcome is chosen already, so that it must be visible."""
        return self.is_bound or bool(self["disposition"].value())

    @property
    def other_fields(self) -> list[Any]:
        """The visible fields after the outcome. The usual times to ring back are in the field of the time."""
        return [field for field in self.visible_fields() if field.name not in ("disposition", "call_back")]
