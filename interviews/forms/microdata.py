"""The form for a download of interviews."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q

from accounts.multiline import MultilineField
from interviews.models import Interview
from interviews.vocabulary import FINISHED
from survey.exports import files
from survey.exports.forms import ExportForm
from survey.models import Instrument, Strand, Study
from survey.vocabulary import StrandKind
from wording import counted


class MicrodataForm(ExportForm):
    """The interviews of one strand and questionnaire, the format, and whether they are in full."""

    no_reason = "Say what the names and words are needed for"

    interviews = forms.ChoiceField(
        label="Interviews",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the interviews"},
    )
    format = forms.ChoiceField(
        label="Format",
        choices=[(each.name, each.title) for each in files.FORMATS.values()],
        initial="csv",
        help_text="Each file has one row for each case, mention or repeated answer.",
    )
    is_full = forms.BooleanField(
        label="In full, with names and what was said in words",
        required=False,
        help_text="Not for archiving and not to pass on. Written to the audit trail with your reason.",
    )
    reason = MultilineField(
        label="What the names and words are needed for",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, study: Study, may_be_full: bool) -> None:
        super().__init__(*args, may_be_full=may_be_full)
        self.choices = choices_of(study)
        options = [(value, label) for value, (_, _, label) in self.choices.items()]
        setattr(self.fields["interviews"], "choices", options)  # noqa: B010  (typed as a plain Field)
        self.initial["interviews"] = next(iter(self.choices), None)

    @property
    def chosen(self) -> tuple[int, int]:
        """The keys of the strand and of the questionnaire that were chosen."""
        strand, instrument, _ = self.choices[self.cleaned_data["interviews"]]
        return strand, instrument


def choices_of(study: Study) -> dict[str, tuple[int, int, str]]:
    """Return strand, questionnaire and label of what can be exported, by value. Three queries.

    These are the questionnaires by which a strand is interviewed now, and those by which it was.
    """
    strands = Strand.objects.filter(study=study).exclude(kind=StrandKind.ONLINE_SURVEY).order_by("pk")
    interviews = Interview.objects.of_study(study).order_by("unit__strand", "instrument")
    rows = interviews.values_list("unit__strand", "instrument").annotate(
        number=Count("pk", filter=Q(status__in=FINISHED))
    )
    numbers = {(strand, instrument): number for strand, instrument, number in rows}
    kinds = {}
    for strand in strands:
        kinds[strand.pk] = strand.get_kind_display()
        if strand.instrument_id:
            numbers.setdefault((strand.pk, strand.instrument_id), 0)
    titles = {guide.pk: str(guide) for guide in Instrument.objects.filter(pk__in={key for _, key in numbers})}
    return {
        f"{strand}-{instrument}": (
            strand,
            instrument,
            f"{kinds[strand]}: {titles[instrument]}, {counted(number, 'interview', 'interviews')}",
        )
        for (strand, instrument), number in sorted(numbers.items())
        if strand in kinds
    }
