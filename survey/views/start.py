"""The first page of the survey: its purpose, how answers are used, and consent."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from survey import actions
from survey.languages import LocalizedText
from survey.models import Invitation, Response, Strand
from survey.online import pages, tokens
from survey.online.spam_checks import suspicion_of
from survey.questionnaire import Questionnaire
from survey.views.private import invitation_of, private_link


class StartForm(forms.Form):
    """Consent, a honeypot field for programs, and the language."""

    agrees = forms.BooleanField(
        label="I have read this and agree to take part",
        error_messages={"required": "Tick the box if you agree to take part"},
    )
    fax = forms.CharField(label="Leave this field empty", required=False)
    start_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questionnaire: Questionnaire, chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = questionnaire.languages
        if len(languages) > 1:
            self.fields["language"] = forms.ChoiceField(
                label="In which language do you want to read the questions?",
                help_text="The pages that follow are in this language. You can change it on each page.",
                choices=[(each.code, LocalizedText(each.name, each.code)) for each in languages],
                widget=forms.RadioSelect,
                initial=chosen if chosen in {each.code for each in languages} else languages[0].code,
                error_messages={
                    "required": "Choose a language",
                    "invalid_choice": "Choose one of the languages listed",
                },
            )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("survey.answer")
def start(request: HttpRequest, study: str) -> HttpResponse:
    """Start a survey by its open link."""
    strand = Strand.objects.online().select_related("study", "instrument").filter(study__slug=study).first()
    if strand is None:
        raise Http404("There is no such survey.")
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
        request, "survey/declined.html", _context(invitation.strand, token=token, invitation=invitation)
    )


def begin(
    request: HttpRequest, strand: Strand, *, invitation: Invitation | None = None, token: str = ""
) -> HttpResponse:
    """Show the first page, or begin a response when consent is given."""
    if not strand.is_open_on():
        has_begun = bool(strand.opens_on and strand.opens_on <= timezone.localdate())
        is_over = has_begun or not strand.study.takes_answers
        return render(request, "survey/closed.html", _context(strand, token=token, is_over=is_over))
    assert strand.instrument is not None
    questionnaire = strand.instrument.questionnaire
    form = StartForm(
        request.POST or None,
        initial={"start_key": uuid.uuid4()},
        questionnaire=questionnaire,
        chosen=invitation.language if invitation else "",
    )
    if request.method == "POST" and form.is_valid():
        response, link = actions.begin_response(
            strand=strand,
            start_key=form.cleaned_data["start_key"],
            invitation=invitation,
            suspicion=suspicion_of(request, trap=form.cleaned_data["fax"]),
            language=form.cleaned_data.get("language", ""),
        )
        first = pages.pages_of(response.questionnaire, response.answers)[0]
        return redirect("survey-page", link, first.section.name)
    context = _context(
        strand,
        token=token,
        form=form,
        invitation=invitation,
        minutes=pages.estimated_minutes(questionnaire),
    )
    return render(request, "survey/start.html", context)


def _context(strand: Strand, **more: Any) -> dict[str, Any]:
    return {
        "strand": strand,
        "study": strand.study,
        "title": strand.instrument.title if strand.instrument else "Survey",
        **more,
    }
