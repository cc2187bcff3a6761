"""The page on which the study lead erases a withdrawn interview."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from accounts.multiline import MultilineField
from interviews import actions
from interviews.models import Interview
from interviews.views.cases import case_or_404


class WithdrawalForm(forms.Form):
    """The form for the reason for a withdrawal, with a box to confirm it."""

    reason = MultilineField(
        label="How and when did the respondent withdraw?",
        max_length=500,
        help_text="Without a name: this stays in the audit trail.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say how and when the respondent withdrew"},
    )
    is_meant = forms.BooleanField(
        label="Erase this interview: it cannot be brought back",
        error_messages={"required": "Tick that the interview is to be erased"},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def withdraw(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show what will be erased; on POST erase it."""
    unit = case_or_404(study, pk)
    interview = get_object_or_404(Interview.objects.exclude(status="withdrawn"), unit=unit)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        actions.withdraw_interview(interview=interview, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "The interview is withdrawn. Nothing that was said is kept.")
        return redirect("case-detail", study, pk)
    context = {
        "study": unit.strand.study,
        "case": unit,
        "form": form,
        "mentions": interview.mentions.count(),
        "relations": interview.mentions.filter(engagement__isnull=False).count(),
    }
    return render(request, "interviews/withdraw.html", context)
