"""The pages on which a study lead prepares a study: a new draft, its settings, the check before it opens."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, requires
from mapping.pages.study_summary import missing_words, summary_of
from mapping.study_forms import DeleteForm, DraftForm, SettingsForm
from noms.frame_day import FrameDay, frame_day
from noms.models import Frame
from survey import actions
from survey.models import Study

COUNT = "count"
"""The button that counts the services of the frame and saves nothing."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Show the form of a new study; on POST save it as a draft."""
    return _edit_draft(request, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def settings(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show what may be changed of a study in its state; on POST change it."""
    study = get_object_or_404(Study.objects.select_related("frame"), slug=slug)
    if study.is_draft:
        return _edit_draft(request, study)
    sent = request.POST if request.method == "POST" and not study.is_archived else None
    form = SettingsForm(sent, instance=Study.objects.get(pk=study.pk))
    if sent is not None and form.is_valid():
        try:
            form.save_settings(study, by=request.user)
        except ValidationError as refusal:
            form.add_errors(refusal)
        else:
            messages.success(request, "The settings are saved.")
            return redirect("study-settings", slug)
    context = {
        "study": study,
        "form": form,
        "submitted_form": form if sent is not None else None,
        "summary": summary_of(study),
    }
    return render(request, "mapping/studies/settings.html", context)


def _edit_draft(request: AuthenticatedRequest, study: Study | None) -> HttpResponse:
    is_sent = request.method == "POST"
    if is_sent and request.POST.get("action") == COUNT:
        form = DraftForm(instance=study, typed=request.POST)
        is_sent = False
    else:
        # The form changes its instance, also with values that are refused.
        form = DraftForm(
            request.POST if is_sent else None, instance=Study.objects.get(pk=study.pk) if study else None
        )
        if is_sent and form.is_valid():
            try:
                draft = form.save_draft(study, by=request.user)
            except ValidationError as refusal:
                form.add_errors(refusal)
            else:
                messages.success(request, "The draft is saved. Check it, then open it.")
                return redirect("study-open", draft.slug)
    context = {
        "study": study,
        "form": form,
        "submitted_form": form if is_sent else None,
        "count": _count_of(form),
    }
    return render(request, "mapping/studies/draft.html", context)


def _count_of(form: DraftForm) -> FrameDay | None:
    """Return the count of the frame on the day in the form, or None if one of them cannot be read."""
    frame, day = form["frame"].value(), form["frame_on"].value()
    found = Frame.objects.filter(pk=str(getattr(frame, "pk", frame) or "")).first()
    if isinstance(day, str):
        try:
            day = form.fields["frame_on"].clean(day)
        except ValidationError:
            return None
    return frame_day(found, day) if found is not None and isinstance(day, dt.date) else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def open_study(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show a draft to be checked; on POST open it."""
    study = get_object_or_404(Study.objects.select_related("frame"), slug=slug)
    if not study.is_draft:
        messages.info(request, f"This study is {study.get_state_display().lower()} already.")
        return redirect("study-settings", slug)
    if request.method == "POST":
        try:
            actions.open_study(study=study, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("study-open", slug)
        messages.success(request, f"“{study}” is open: its services are on the work list.")
        return redirect("study-tasks", slug)
    context = {
        "study": study,
        "summary": summary_of(study),
        "missing": missing_words(study),
        "has_namesake": Study.objects.filter(title__iexact=study.title).exclude(pk=study.pk).exists(),
        "count": frame_day(study.frame, study.frame_on),
    }
    return render(request, "mapping/studies/open.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def delete(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Ask whether a draft is to be deleted; on POST delete it."""
    study = get_object_or_404(Study, slug=slug)
    if not study.is_draft:
        messages.info(request, "Only a draft can be deleted. A study that was opened is closed instead.")
        return redirect("study-settings", slug)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.delete_draft(study=study, by=request.user)
        messages.success(request, f"The draft “{study.title}” is deleted.")
        return redirect("study-list")
    context = {"study": study, "form": form, "submitted_form": form if request.method == "POST" else None}
    return render(request, "mapping/studies/delete.html", context)


@never_cache
@require_POST
@requires("study.manage")
def copy(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Copy a study as a new draft, and show its settings."""
    study = get_object_or_404(Study, slug=slug)
    draft = actions.copy_study(study=study, by=request.user)
    messages.success(
        request, "This is a new draft. Give it a title and its days; its frame is that of today."
    )
    return redirect("study-settings", draft.slug)
