"""The first page of the survey: its purpose, how answers are used, and consent."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from survey import actions
from survey.models import Invitation, Response, Strand
from survey.online import pages, tokens
from survey.online.directory_mapping import asked_about
from survey.online.spam_checks import suspicion_of
from survey.page_language import page_language, speak
from survey.translations import translate_questionnaire
from survey.views.languages import LANGUAGE_PREFIX, chosen_language, language_words
from survey.views.private import invitation_of, not_found_page, private_link


class StartForm(forms.Form):
    """Consent, and a honeypot field for programs."""

    agrees = forms.BooleanField(
        label=gettext_lazy("I have read this and agree to take part"),
        error_messages={"required": gettext_lazy("Tick the box if you agree to take part")},
    )
    fax = forms.CharField(label=gettext_lazy("Leave this field empty"), required=False)
    start_key = forms.UUIDField(widget=forms.HiddenInput)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("survey.answer")
def start(request: HttpRequest, study: str) -> HttpResponse:
    """Start a survey by its open link."""
    with translation.override(settings.LANGUAGE_CODE):
        return _start(request, study)


def _start(request: HttpRequest, study: str) -> HttpResponse:
    strand = Strand.objects.online().select_related("study", "instrument").filter(study__slug=study).first()
    if strand is None:
        return not_found_page(request)
    return begin(request, strand)


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Follow a private link: to the answers begun with it, or to the first page of an invitation."""
    if Response.objects.filter(token_hash=tokens.hash_of(token)).exists():
        return redirect("survey-resume", token)
    invitation = invitation_of(token)
    if request.method == "GET":
        actions.note_opened(invitation=invitation)
    return begin(request, invitation.strand, invitation=invitation, token=token)


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def declined(request: HttpRequest, token: str) -> HttpResponse:
    """Ask an invited organisation to confirm that it declines, and record it."""
    invitation = invitation_of(token)
    if request.method == "POST":
        try:
            actions.decline(invitation=invitation, by=None)
        except ValidationError:
            return redirect("survey-link", token)
    return render(
        request,
        "survey/declined.html",
        _context(request, invitation.strand, token=token, invitation=invitation),
    )


def begin(
    request: HttpRequest, strand: Strand, *, invitation: Invitation | None = None, token: str = ""
) -> HttpResponse:
    """Show the first page, or begin a response when consent is given."""
    context = _context(request, strand, token=token, invitation=invitation)
    if not strand.is_open_on():
        has_begun = bool(strand.opens_on and strand.opens_on <= timezone.localdate())
        is_over = has_begun or not strand.study.takes_answers
        return render(request, "survey/closed.html", {**context, "is_over": is_over})
    assert strand.instrument is not None
    questionnaire = strand.instrument.questionnaire
    form = StartForm(request.POST or None, initial={"start_key": uuid.uuid4()})
    if request.POST.get("action", "").startswith(LANGUAGE_PREFIX):
        # The other language: what was ticked stays, and nothing is wrong yet.
        form = StartForm(initial={name: request.POST.get(name) for name in form.fields})
    elif request.method == "POST" and form.is_valid():
        response, link = actions.begin_response(
            strand=strand,
            start_key=form.cleaned_data["start_key"],
            invitation=invitation,
            suspicion=suspicion_of(request, trap=form.cleaned_data["fax"]),
            language=context["language"],
        )
        shown = pages.pages_of(response.questionnaire, response.answers)
        if not shown:
            # Every question waits for an answer that nobody is asked for.
            return redirect("survey-check", link)
        return redirect("survey-page", link, shown[0].section.name)
    context |= {
        "form": form,
        "language_form": "start",
        "minutes": pages.estimated_minutes(questionnaire),
    }
    return render(request, "survey/start.html", context)


def _context(
    request: HttpRequest, strand: Strand, *, token: str, invitation: Invitation | None
) -> dict[str, Any]:
    """Return the context of a page before the questions. From here on the view speaks the language of the visitor."""
    questionnaire = strand.instrument.questionnaire if strand.instrument else None
    codes = [each.code for each in questionnaire.languages] if questionnaire else [settings.LANGUAGE_CODE]
    code = chosen_language(request, codes, first=invitation.language if invitation else "")
    speak(code)
    title = gettext("Survey")
    if questionnaire is not None:
        title = translate_questionnaire(questionnaire, code, page=page_language(code)).title
    return {
        "strand": strand,
        "token": token,
        "invitation": invitation,
        "title": title,
        "asked_about": asked_about(questionnaire) if questionnaire else frozenset(),
        **language_words(strand, questionnaire, code),
    }
