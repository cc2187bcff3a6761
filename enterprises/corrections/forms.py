"""The forms with which readers tell us what is wrong, and organisations that an entry is theirs."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.multiline import MultilineField
from enterprises.models.correction import LONGEST_TEXT
from enterprises.vocabulary import CorrectionMatter

NO_PERSONAL_DATA = "Write nothing about an offender or anybody's private details."


class SentForm(forms.Form):
    """What every form of this folder has: a field for programs, and the key that keeps a second press from counting."""

    label_size = "s"

    fax = forms.CharField(label="Leave this field empty", required=False)
    send_key = forms.UUIDField(widget=forms.HiddenInput)

    def words(self) -> dict[str, Any]:
        """Return the fields that are stored."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("fax", "send_key")}


class CorrectionForm(SentForm):
    """What is wrong, what is right, and how the reader knows."""

    matter = forms.ChoiceField(
        label="What is wrong?", choices=CorrectionMatter.choices, widget=forms.RadioSelect
    )
    text = MultilineField(
        label="What should it say?",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=NO_PERSONAL_DATA,
    )
    how_known = MultilineField(
        label="How do you know?",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as the address of a page, a document with its date, or your own work there.",
    )
    email = forms.EmailField(
        label="Your e-mail address (optional)",
        required=False,
        help_text="Only to answer you. It is erased with what you wrote.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ["matter", "text", "how_known", "email", "fax", "send_key"]


class ClaimForm(SentForm):
    """Who speaks for an organisation, and what should change."""

    post = forms.CharField(
        label="Your post in the organisation",
        max_length=100,
        help_text="Such as Operations manager. No name.",
    )
    email = forms.EmailField(
        label="Your e-mail address there",
        help_text="At the organisation's own domain if it has one. We send a link to it, to see that it is yours.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = MultilineField(
        label="What should the entry say?",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"For instance how to reach you. {NO_PERSONAL_DATA}",
    )
    how_known = MultilineField(
        label="Where can we check that?",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as your website, your number in a register, or your accounts.",
    )

    field_order = ["post", "email", "text", "how_known", "fax", "send_key"]
