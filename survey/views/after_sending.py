"""What a respondent can do after sending: change the answers, or withdraw them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts import email
from survey import actions
from survey.online import emails
from survey.online.errors import SurveyClosedError
from survey.views.languages import CHOICE
from survey.views.page_context import closed_page, page_context
from survey.views.private import private_link, response_of

DISCARD = "discard"


@private_link
@require_POST
def change(request: HttpRequest, token: str) -> HttpResponse:
    """Open answers that were sent to be changed, or discard changes that were not sent."""
    response = response_of(token)
    if request.POST.get("action") == DISCARD:
        actions.discard_change(response=response)
        return redirect("survey-resume", token)
    try:
        actions.begin_change(response=response)
    except SurveyClosedError:
        return closed_page(request, response, token)
    except ValidationError:
        return redirect("survey-resume", token)
    return redirect("survey-check", token)


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Say what a withdrawal does; on POST withdraw the answers, and confirm it by e-mail where there is an address."""
    response = response_of(token)
    if response.is_draft:
        return redirect("survey-resume", token)
    address = emails.address_of(response) if email.can_send() else ""
    language = response.chosen_language
    if request.method == "POST":
        actions.withdraw_response(response=response, by=None)
        if address:
            emails.send_withdrawal(response=response, address=address, language=language)
        # The language is erased with the answers, so the address of the next page says it.
        return redirect(f"{reverse('survey-resume', args=[token])}?{CHOICE}={language}")
    context = page_context(response, token, has_address=bool(address), language_page="withdraw")
    return render(request, "survey/withdraw.html", context)
