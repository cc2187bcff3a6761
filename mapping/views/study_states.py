"""The pages on which a study lead closes a study and opens it again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from mapping.study_forms import CloseForm, ReopenForm
from survey import actions, study_parts
from survey.models import Study
from survey.vocabulary import StudyState


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def close(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Say what closing a study means and what is unfinished; on POST close it."""
    study = get_object_or_404(Study.objects.opened(), slug=slug)
    if study.state != StudyState.OPEN:
        messages.info(request, f"This study is {study.get_state_display().lower()} already.")
        return redirect("study-settings", slug)
    unfinished = study_parts.unfinished(study)
    form = CloseForm(request.POST if request.method == "POST" else None)
    is_confirmed = not unfinished or form.is_valid()
    if request.method == "POST" and is_confirmed:
        try:
            actions.close_study(study=study, is_confirmed=bool(unfinished), by=request.user)
        except actions.UnfinishedError:
            # Something was left unfinished since the page was opened: it is asked below.
            return redirect("study-close", slug)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("study-settings", slug)
        messages.success(request, f"“{study}” is closed.")
        return redirect("study-settings", slug)
    context = {
        "study": study,
        "unfinished": unfinished,
        "form": form,
        "submitted_form": form if request.method == "POST" else None,
    }
    return render(request, "mapping/studies/close.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def reopen(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Ask why a closed study is opened again; on POST open it."""
    study = get_object_or_404(Study.objects.opened(), slug=slug)
    if study.state != StudyState.CLOSED:
        sentence = "An archived study is never opened again. Copy it as the start of another study."
        messages.info(request, sentence if study.is_archived else "This study is open.")
        return redirect("study-settings", slug)
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen_study(study=study, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_errors(refusal)
        else:
            messages.success(request, f"“{study}” is open again.")
            return redirect("study-tasks", slug)
    context = {"study": study, "form": form, "submitted_form": form if request.method == "POST" else None}
    return render(request, "mapping/studies/reopen.html", context)
