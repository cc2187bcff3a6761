"""Forms in which quotations are proposed and decided on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.multiline import MultilineField
from accounts.refusable import RefusableForm
from noms.models import Frame
from reports import registry
from reports.models.quotation import LONGEST
from reports.quotations.actions import WHY
from reports.quotations.sources import Words


class TextForm(RefusableForm, forms.Form):
    """The words as they are published, and the report that shows them."""

    theme = forms.ChoiceField(label="Report that shows it")
    text = MultilineField(
        label="Words as they are published",
        help_text=(
            "Take out whatever says who spoke: names, places, days, jobs. Put what replaces it in square brackets, "
            f"such as “[a prison]”, and “[…]” for what is left out. At most {LONGEST} characters."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.name, kind.title) for kind in registry.every(frame)]
        self.fields["theme"].choices = [("", "Choose a report"), *choices]  # type: ignore[attr-defined]


class ProposalForm(TextForm):
    """The same, with the answer that the words come from."""

    source = forms.ChoiceField(label="Answer that the words come from", widget=forms.RadioSelect)
    field_order = ("source", "text", "theme")

    def __init__(self, *args: Any, words: Sequence[Words], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(each.key, f"{each.label}: “{each.text}”") for each in words]  # type: ignore[attr-defined]


class ApprovalForm(RefusableForm, forms.Form):
    """The second person's approval; names in the text must have been looked at."""

    names_checked = forms.BooleanField(required=False, label="None of these names tells who spoke")


class ReasonForm(RefusableForm, forms.Form):
    """Why a text is sent back or taken out."""

    reason = forms.CharField(label="Why", max_length=300, error_messages={"required": WHY})
