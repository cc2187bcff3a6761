"""The page with what respondents are told, and the words of each questionnaire with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from interviews.forms.words import SPOKEN_STRANDS, RespondentInformationForm
from interviews.words import study_values
from survey import actions
from survey.models import Strand, Study
from survey.spoken_words import SpokenWords, notes_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def words(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show and change what respondents are told. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    strands = list(
        Strand.objects.filter(study=subject, kind__in=SPOKEN_STRANDS)
        .select_related("instrument", "study")
        .defer("instrument__content")
        .order_by("pk")
    )
    form = RespondentInformationForm(request.POST or None, instance=subject, strands=strands)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.tell_respondents(
            study=subject,
            commissioner=data["commissioner"],
            contractor=data["contractor"],
            contact=data["contact"],
            minutes=form.minutes(),
            by=request.user,
        )
        messages.success(request, "Saved. The words below are what interviewers read aloud.")
        return redirect("study-words", study)
    questionnaires = []
    for strand in strands:
        if strand.instrument is not None:
            spoken = SpokenWords(strand.instrument.questionnaire, study_values(strand))
            notes = [spoken.of(note) for note in notes_of(spoken.questionnaire)]
            questionnaires.append({"strand": strand, "notes": notes, "missing": spoken.missing})
    context = {"study": subject, "form": form, "questionnaires": questionnaires}
    return render(request, "interviews/words.html", context)
