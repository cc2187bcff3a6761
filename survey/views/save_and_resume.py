"""Views around the questions: progress, the link to resume, a copy of the answers, the language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import email
from survey import actions
from survey.fields import mark_language
from survey.languages import say
from survey.models import Response
from survey.online import emails
from survey.online.pages import pages_of
from survey.views.page_context import answer_summary, page_context
from survey.views.private import private_address, private_link, response_of

NOT_SENT = "The link could not be sent. Copy it from this page instead."
LANGUAGE_PAGES = ("resume", "check", "saved", "copy")
"""Pages with a form of their own to change the language. A page of questions sends its answers with it."""


class LinkForm(forms.Form):
    """The e-mail address for the private link."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="Only for sending the link. We do not keep it.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter an e-mail address",
            "invalid": "Enter an e-mail address, such as name@example.org",
        },
    )

    def __init__(self, *args: Any, language: str) -> None:
        super().__init__(*args)
        field = self.fields["email"]
        field.label = say(str(field.label), language)
        field.help_text = mark_language(say(str(field.help_text), language))
        for code in ("required", "invalid"):
            field.error_messages[code] = mark_language(say(str(field.error_messages[code]), language))
        field.validators = [
            EmailValidator(field.error_messages["invalid"]) if isinstance(each, EmailValidator) else each
            for each in field.validators
        ]


@private_link
@require_safe
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Show all pages with their progress, or the receipt if the answers were sent."""
    response = response_of(token)
    if not response.is_editable:
        return render(
            request, "survey/sent.html", page_context(response, token, **_link(request, response, token))
        )
    pages = pages_of(response.translated_questionnaire, response.working_answers)
    context = page_context(response, token, pages=pages, **_link(request, response, token))
    return render(request, "survey/resume.html", context)


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, token: str) -> HttpResponse:
    """Show the private link, and send it by e-mail if a mail server is configured."""
    response = response_of(token)
    link = private_address(request, token)
    form = LinkForm(request.POST or None, language=response.language) if email.can_send() else None
    was_sent = False
    if request.method == "POST" and form is not None and form.is_valid():
        address = form.cleaned_data["email"]
        was_sent = emails.send_link(request, response=response, link=link, address=address)
        if not was_sent:
            form.add_error("email", mark_language(say(NOT_SENT, response.language)))
    return render(
        request, "survey/saved.html", page_context(response, token, link=link, form=form, was_sent=was_sent)
    )


def _link(request: HttpRequest, response: Response, token: str) -> dict[str, Any]:
    """Return the private link for a page, with an empty form to send it by e-mail where a mail server is set."""
    form = LinkForm(language=response.language) if email.can_send() else None
    return {"link": private_address(request, token), "form": form}


@private_link
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """Show the answers as they were sent, to print or save."""
    response = response_of(token)
    if response.is_draft:
        return redirect("survey-check", token)
    pages = pages_of(response.translated_questionnaire, response.answers)
    return render(
        request,
        "survey/copy.html",
        page_context(response, token, pages=[answer_summary(each, {}) for each in pages]),
    )


@private_link
@require_POST
def language(request: HttpRequest, token: str) -> HttpResponse:
    """Change the language, and return to the page where it was chosen."""
    actions.set_language(response=response_of(token), language=request.POST.get("language", ""))
    page = request.POST.get("page", "")
    return redirect(f"survey-{page}" if page in LANGUAGE_PAGES else "survey-resume", token)
