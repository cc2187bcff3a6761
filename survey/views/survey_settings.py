"""The page on which a study lead sets the online survey of a study: questionnaire, days, and who reviews."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from survey import actions
from survey.models import Instrument, Strand, Study
from survey.online.situation import survey_situation
from survey.page_language import page_language
from survey.review import queue
from survey.study_words import FIELDS, is_english
from survey.vocabulary import ResponseStatus, StrandKind, StudyState
from wording import counted, day

CHANGEABLE = (StudyState.DRAFT, StudyState.OPEN)
"""The states of a study in which its survey can be set."""


def day_field(label: str, help_text: str, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.DateInput(attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day, such as 15/07/2009"},
    )


class SurveyForm(forms.Form):
    """The questionnaire, the first and the last day of an online survey."""

    instrument = forms.ModelChoiceField(
        Instrument.objects.none(),
        label="Questionnaire",
        help_text="Those made for an online survey. Answers that are being written keep the version they began with.",
        empty_label="Choose",
    )
    opens_on = day_field(
        "First day", "From this day on everybody with the address can answer.", required=True
    )
    closes_on = day_field("Last day", "Empty for no end.", required=False)

    def __init__(self, *args: Any, strand: Strand | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suitable = Instrument.objects.suitable_for(StrandKind.ONLINE_SURVEY)
        if strand is not None and strand.instrument_id is not None:
            # What is set stays offered, also if it was retired since.
            suitable |= Instrument.objects.filter(pk=strand.instrument_id)
        self.fields["instrument"].queryset = suitable.by_title().defer("content")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("opens_on"), data.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", "The last day must be the first day or later")
        return data


class ReviewersForm(forms.Form):
    """Whether researchers may review the answers."""

    researchers_review = forms.BooleanField(
        label="Researchers may review the answers of this study",
        help_text="Study leads and curators always may. Whoever reviews reads every answer; each reading is recorded.",
        required=False,
    )


class StudyWordsForm(forms.Form):
    """What a study says of itself to respondents, in one more language."""

    def __init__(self, data: Any = None, *, study: Study, language: str) -> None:
        super().__init__(data, prefix=language, initial=study.translated_words.get(language, {}))
        self.language = language
        self.name = get_language_info(language)["name"]
        for name in FIELDS:
            if not (text := getattr(study, name)):
                continue
            field: Any = Study._meta.get_field(name)
            self.fields[name] = forms.CharField(
                label=f"{str(field.verbose_name).capitalize()} in {self.name}",
                help_text=f"In English: {text}",
                required=False,
                max_length=getattr(field, "max_length", None),
                widget=forms.Textarea(attrs={"lang": language, "rows": 3})
                if name == "purpose"
                else forms.TextInput(attrs={"lang": language}),
            )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def survey_settings(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show what is set and change it. On POST `what` names the form that was sent."""
    subject = get_object_or_404(Study, slug=study)
    strand = (
        Strand.objects.filter(study=subject, kind=StrandKind.ONLINE_SURVEY)
        .select_related("instrument", "study")
        .first()
    )
    may_change = subject.state in CHANGEABLE
    what = request.POST.get("what", "") if request.method == "POST" and may_change else ""
    form = SurveyForm(request.POST if what == "survey" else None, strand=strand, initial=_initial(strand))
    reviewers = ReviewersForm(
        request.POST if what == "reviewers" else None,
        initial={"researchers_review": subject.researchers_review},
    )
    if what and (sentence := _save(request, subject, strand, what, form, reviewers)):
        messages.success(request, sentence)
        return redirect("study-survey", study)
    translations = _translation_forms(request, subject, strand, what)
    for each in translations:
        if what == f"words-{each.language}" and each.is_valid():
            actions.translate_study(
                study=subject, language=each.language, words=each.cleaned_data, by=request.user
            )
            messages.success(request, f"What respondents read in {each.name} is saved.")
            return redirect("study-survey", study)
    today = timezone.localdate()
    is_open = strand is not None and subject.takes_answers and strand.is_open_on(today)
    context = {
        "study": subject,
        "strand": strand,
        "form": form,
        "reviewers": reviewers,
        "translations": translations,
        "submitted_form": form if what == "survey" else None,
        "may_change": may_change,
        "facts": _facts(request, subject, strand, today),
        "is_open": is_open,
        "may_close_early": is_open and strand is not None and strand.closes_on != today,
        "today": today,
    }
    return render(request, "survey/settings.html", context)


def _translation_forms(
    request: AuthenticatedRequest, study: Study, strand: Strand | None, what: str
) -> list[StudyWordsForm]:
    """Return a form for each language of the questionnaire in which the pages around it are not in English."""
    if strand is None or strand.instrument is None:
        return []
    codes = {page_language(each.code): None for each in strand.instrument.questionnaire.languages}
    return [
        StudyWordsForm(request.POST if what == f"words-{code}" else None, study=study, language=code)
        for code in codes
        if not is_english(code)
    ]


def _initial(strand: Strand | None) -> dict[str, Any]:
    if strand is None:
        return {}
    return {"instrument": strand.instrument_id, "opens_on": strand.opens_on, "closes_on": strand.closes_on}


def _save(
    request: AuthenticatedRequest,
    study: Study,
    strand: Strand | None,
    what: str,
    form: SurveyForm,
    reviewers: ReviewersForm,
) -> str:
    """Save the form that was sent, and return what was done; an empty text if its errors say why not."""
    if what == "reviewers" and reviewers.is_valid():
        is_allowed = reviewers.cleaned_data["researchers_review"]
        actions.let_researchers_review(study=study, is_allowed=is_allowed, by=request.user)
        return f"Researchers may {'' if is_allowed else 'not '}review the answers of this study."
    if what == "close" and strand is not None and strand.instrument is not None and strand.opens_on:
        today = timezone.localdate()
        actions.open_survey(
            study=study,
            instrument=strand.instrument,
            opens_on=min(strand.opens_on, today),
            closes_on=today,
            by=request.user,
        )
        return "Today is the last day of the survey. After midnight it takes no answer."
    if what == "survey" and form.is_valid():
        try:
            actions.open_survey(study=study, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return "The survey is set."
    return ""


def _facts(
    request: AuthenticatedRequest, study: Study, strand: Strand | None, today: dt.date
) -> list[tuple[str, str]]:
    """Return what is set, in words. One query."""
    if strand is None or strand.instrument is None or strand.opens_on is None:
        return []
    counts = queue.counts_by_queue(queue.answers_of(study))
    sent = sum(
        number
        for key, number in counts.items()
        if key not in (ResponseStatus.REJECTED, ResponseStatus.WITHDRAWN)
    )
    return [
        ("Questionnaire", str(strand.instrument)),
        ("First day", day(strand.opens_on)),
        ("Last day", day(strand.closes_on) if strand.closes_on else "No end is set"),
        ("Today", survey_situation(study, strand, today)),
        ("Address for everybody", request.build_absolute_uri(reverse("survey-start", args=[study.slug]))),
        ("Answers sent", counted(sent, "answer", "answers")),
    ]
