"""“Was this page useful?”: the page that takes the answers, which sets no cookie and keeps nobody's address."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.multiline import MultilineField
from accounts.roles import PUBLIC_PAGES
from accounts.visitor_limits import is_within_limit
from enterprises.models import PageFeedback
from enterprises.models.feedback import LONGEST_PATH, LONGEST_WORDS
from enterprises.vocabulary import FeedbackAnswer

KEPT = dt.timedelta(days=365)
"""How long an answer is kept."""
NOT_ASKED = {"is_public_page": False}
"""What keeps a page from asking whether it was useful itself."""
NO_PAGE = "This is not a public page of Gatehouse. Open the page and answer at its end."
TOO_MANY = "Too many answers came from your connection. Your words are kept here: send them again in an hour."


class FeedbackForm(forms.Form):
    """A problem with a page, in words."""

    label_size = "s"

    words = MultilineField(
        label="What went wrong?",
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"In at most {LONGEST_WORDS} characters. Write no names and nothing about an offender.",
    )
    path = forms.CharField(widget=forms.HiddenInput, error_messages={"required": NO_PAGE})
    answer = forms.ChoiceField(
        choices=FeedbackAnswer.choices, widget=forms.HiddenInput, initial=FeedbackAnswer.PROBLEM
    )
    fax = forms.CharField(label="Leave this field empty", required=False)

    def clean_path(self) -> str:
        path: str = self.cleaned_data["path"]
        if len(path) > LONGEST_PATH or not is_public_page(path):
            raise ValidationError(NO_PAGE)
        return path

    def clean(self) -> None:
        is_problem = self.cleaned_data.get("answer") == FeedbackAnswer.PROBLEM
        if is_problem and "words" not in self.errors and not self.cleaned_data["words"]:
            self.add_error("words", "Say what went wrong")


def is_public_page(path: str) -> bool:
    """Return True if the path is that of a page that everybody may open."""
    try:
        word = getattr(resolve(path).func, "required_permission", "")
    except Resolver404:
        return False
    return word in PUBLIC_PAGES


@csrf_exempt  # It belongs to no session: another site could send no more than anybody can.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("directory.view")
def feedback(request: HttpRequest) -> HttpResponse:
    """Take an answer about a page, or show the form for a problem with it."""
    if request.method != "POST":
        form = FeedbackForm(initial={"path": request.GET.get("about", "")[:LONGEST_PATH]})
        return render(
            request, "enterprises/feedback.html", {**NOT_ASKED, "form": form, "kept": KEPT.days // 30}
        )
    form, status = FeedbackForm(request.POST), 200
    if form.is_valid():
        if is_within_limit(request, "feedback_sent"):
            words = form.cleaned_data
            PageFeedback.objects.create(
                path=words["path"],
                answer=words["answer"],
                words=words["words"],
                is_suspicious=bool(words["fax"].strip()),
            )
            return render(request, "enterprises/feedback_thanks.html", {**NOT_ASKED, "path": words["path"]})
        form.add_error(None, TOO_MANY)
        status = 429
    return render(
        request,
        "enterprises/feedback.html",
        {**NOT_ASKED, "form": form, "kept": KEPT.days // 30},
        status=status,
    )


def erase_feedback(*, dry_run: bool) -> int:
    """Erase the answers whose time is over, and return their number; with `dry_run` only count them."""
    due = PageFeedback.objects.filter(received_on__lte=timezone.localdate() - KEPT)
    return due.count() if dry_run else due.delete()[0]
