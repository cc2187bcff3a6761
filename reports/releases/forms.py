"""The forms of the people who prepare, release and withdraw."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.multiline import MultilineField
from accounts.refusable import RefusableForm
from reports.models import EarlyAccess, Release
from reports.releases.actions import STATEMENTS

SMALL = {"rows": 4}
USUAL_TIME = dt.time(9, 30)
"""When official statistics are released."""


class _SmallForm(RefusableForm, forms.Form):
    """A form with labels in small type, because each is a part of a page."""

    label_size = "s"


class RevisionForm(_SmallForm):
    """What is written on a release, and when it is to become public."""

    title = forms.CharField(max_length=200, help_text="Such as “First figures, September 2009”.")
    revision_note = MultilineField(
        label="What has changed since the release before",
        required=False,
        widget=forms.Textarea(attrs=SMALL),
        help_text="Shown above both releases. Say whether it was planned or mends an error. Needed from release 2 on.",
    )
    scheduled_on = forms.DateField(
        label="Day of the release",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        help_text=(
            "It stands in the public calendar from when it is ready; 4 weeks ahead where possible. Empty: it becomes "
            "public as soon as the second person releases it."
        ),
    )
    scheduled_at = forms.TimeField(
        label="Time of the release",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "govuk-input--width-5"}, format="%H:%M"),
        help_text="Figures are usually released at 09:30.",
    )

    def __init__(self, *args: Any, release: Release, **kwargs: Any) -> None:
        moment = timezone.localtime(release.scheduled_for) if release.scheduled_for else None
        initial = {
            "title": release.title,
            "revision_note": release.revision_note,
            "scheduled_on": moment.date() if moment else None,
            "scheduled_at": moment.time() if moment else USUAL_TIME,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        if release.number == 1:
            del self.fields["revision_note"]

    def clean(self) -> dict[str, Any]:
        given = {"revision_note": "", **(super().clean() or {})}
        on, at = given.pop("scheduled_on", None), given.pop("scheduled_at", None)
        if on is not None and at is None and "scheduled_at" not in self.errors:
            self.add_error("scheduled_at", "Say at which time of that day.")
        given["scheduled_for"] = (
            timezone.make_aware(dt.datetime.combine(on, at)) if on is not None and at is not None else None
        )
        return given

    def add_errors(self, refusal: ValidationError) -> None:
        """Add the refusal of an action; that of the announced moment goes to its day."""
        if hasattr(refusal, "error_dict"):
            errors = {
                "scheduled_on" if name == "scheduled_for" else name: found
                for name, found in refusal.error_dict.items()
            }
            refusal = ValidationError(errors)
        super().add_errors(refusal)


class EarlyAccessForm(_SmallForm, forms.ModelForm):
    """A person who sees the release before the public."""

    class Meta:
        model = EarlyAccess
        fields = ("name", "role", "reason", "from_on")
        widgets = {
            "from_on": forms.DateInput(
                attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"
            )
        }
        help_texts = {"name": "Only those who prepare and release it see the name."}


class ReleaseForm(_SmallForm):
    """What the second person confirms. `sha256` is the content that they have seen."""

    sha256 = forms.CharField(widget=forms.HiddenInput)
    statements = forms.MultipleChoiceField(
        label="Confirm each",
        choices=tuple(STATEMENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, sha256: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"sha256": sha256}, **kwargs})


class WithdrawalForm(_SmallForm):
    """Why a release is withdrawn."""

    reason = MultilineField(
        label="Why is it withdrawn?",
        widget=forms.Textarea(attrs=SMALL),
        help_text="Everybody reads it at the address of the release. Say what was wrong, and not the right figure.",
    )
