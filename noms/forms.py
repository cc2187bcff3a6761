"""Forms of the pages of frames."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.multiline import MultilineField
from accounts.uploads.forms import MultipleFileField
from noms.models import Frame, FrameUpload, Region, RegionSystem, ServiceKind
from noms.querysets import ServiceQuerySet

FILE_HELP = (
    "CSV, .xlsx or .ods, 5,000 units and 10 MB at most. Headings may be those of the template or common words for "
    "them. Nothing is loaded before you have seen it."
)
WORDS_HELP = "In small letters, such as “{}”."


class FrameForm(forms.Form):
    """Title and description of an own frame."""

    title = forms.CharField(
        label="Title", max_length=120, help_text="Such as “Prisons of Scotland”. Reports use it."
    )
    description = MultilineField(
        label="Description",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Where the list comes from, which day it is of, and what is not in it.",
    )

    def __init__(self, *args: Any, frame: Frame | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.frame = frame

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        others = Frame.objects.exclude(pk=self.frame.pk) if self.frame else Frame.objects.all()
        if others.filter(title__iexact=title).exists():
            raise ValidationError(
                "Another frame has this title. Choose another, or load a newer file into that one."
            )
        return title


class UnitsForm(forms.Form):
    """A spreadsheet of units for a frame that is there."""

    label_size = "s"

    units = MultipleFileField(label="Spreadsheet of units", help_text=FILE_HELP)


class NewFrameForm(FrameForm):
    """An own frame with its first spreadsheet, which may also come later."""

    units = MultipleFileField(label="Spreadsheet of units (optional)", required=False, help_text=FILE_HELP)


class UnitFilter(forms.Form):
    """The day, the kind and the region of the units to show. A day that is empty is today."""

    label_size = ""

    day = forms.DateField(
        label="Open on",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input--width-10"}),
        error_messages={"invalid": "Write the day such as 2009-07-15"},
    )
    kind = forms.ModelChoiceField(
        ServiceKind.objects.none(), label="Kind", required=False, empty_label="All kinds"
    )
    region = forms.ModelChoiceField(
        Region.objects.none(), label="Region", required=False, empty_label="All regions", to_field_name="slug"
    )

    def __init__(self, *args: Any, frame: Frame, system: RegionSystem | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("kind", ServiceKind.objects.in_frame(frame)),
            ("region", Region.objects.filter(system=system)),
        ):
            setattr(self.fields[name], "queryset", rows)  # noqa: B010  (typed as a plain Field)

    def applied_to(self, services: ServiceQuerySet, *, region: str) -> ServiceQuerySet:
        """Return the services of the chosen kind and region; `region` is the field with the region of the day."""
        chosen = self.cleaned_data if self.is_valid() else {}
        for field, name in (("kind", "kind"), (region, "region")):
            if chosen.get(name):
                services = services.filter(**{field: chosen[name]})
        return services


class KindWordsForm(forms.Form):
    """The words for one and for many of each kind that is new in a file."""

    def __init__(self, *args: Any, upload: FrameUpload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = upload.open_kinds
        for number, kind in enumerate(self.kinds):
            one = " ".join(kind.casefold().split())
            what = f"“{kind}”" if kind else "the units (the file has no kind)"
            for side, word, example in (
                ("one", one, "prison"),
                ("many", plural_of(one), "prisons"),
            ):
                self.fields[f"{side}-{number}"] = forms.CharField(
                    label=f"What {side} of {what} {'is' if side == 'one' else 'are'} called",
                    max_length=60,
                    initial=word,
                    help_text=WORDS_HELP.format(example),
                )

    @property
    def words(self) -> dict[str, tuple[str, str]]:
        """The words by the kind as the file writes it."""
        return {
            kind: (self.cleaned_data[f"one-{number}"], self.cleaned_data[f"many-{number}"])
            for number, kind in enumerate(self.kinds)
        }


def plural_of(word: str) -> str:
    """Return a first guess at the plural of an English noun, which the user may change.

    >>> plural_of("approved premises"), plural_of("county facility")
    ('approved premises', 'county facilities')
    """
    if not word or word.endswith("s"):
        return word
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"
