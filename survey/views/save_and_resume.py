"""Views around the questions: progress, the link to resume, a copy of the answers, the language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import email
from survey import actions
from survey.models import Response
from survey.online import emails
from survey.online.pages import pages_of
from survey.page_language import speak
from survey.views.languages import CHOICE
from survey.views.page_context import answer_summary, page_context
from survey.views.private import private_address, private_link, response_of

NOT_SENT = gettext_lazy("The link could not be sent. Copy it from this page instead.")
INVALID = gettext_lazy("Enter an e-mail address, such as name@example.org")
LANGUAGE_PAGES = ("resume", "check", "saved", "copy", "withdraw")
"""Pages with a form of their own to change the language. A page of questions sends its answers with it."""


class LinkForm(forms.Form):
    """The e-mail address for the private link."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Only for sending the link. We do not keep it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "dir": "ltr"}),
        error_messages={
            "required": gettext_lazy("Enter an e-mail address"),
            "invalid": INVALID,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.validators = [
            EmailValidator(INVALID) if isinstance(each, EmailValidator) else each for each in field.validators
        ]


@private_link
@require_safe
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Show all pages with their progress, or the receipt if the answers were sent."""
    return _resume_page(request, response_of(token), token)


def _resume_page(request: HttpRequest, response: Response, token: str, typed: str = "") -> HttpResponse:
    more = _link(request, token, typed) | {"language_page": "resume"}
    if not response.is_editable:
        return render(request, "survey/sent.html", page_context(response, token, **more))
    pages = pages_of(response.translated_questionnaire, response.working_answers)
    return render(request, "survey/resume.html", page_context(response, token, pages=pages, **more))


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, token: str) -> HttpResponse:
    """Show the private link, and send it by e-mail if a mail server is configured."""
    response = response_of(token)
    more = _link(request, token)
    was_sent = False
    if request.method == "POST" and more["form"] is not None:
        form = more["form"] = LinkForm(request.POST)
        if form.is_valid():
            address = form.cleaned_data["email"]
            was_sent = emails.send_link(request, response=response, link=more["link"], address=address)
            if not was_sent:
                form.add_error("email", NOT_SENT)
    if was_sent:
        more |= {"form": None, "language_form": ""}
    return _saved_page(request, response, token, was_sent=was_sent, **more)


def _saved_page(request: HttpRequest, response: Response, token: str, **more: Any) -> HttpResponse:
    context = page_context(response, token, language_page="saved", **more)
    return render(request, "survey/saved.html", context)


def _link(request: HttpRequest, token: str, typed: str = "") -> dict[str, Any]:
    """Return the private link for a page, with a form to send it by e-mail where a mail server is set."""
    form = LinkForm(initial={"email": typed}) if email.can_send() else None
    return {
        "link": private_address(request, token),
        "form": form,
        "language_form": "send-link" if form is not None else "",
    }


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
        page_context(
            response, token, pages=[answer_summary(each, {}) for each in pages], language_page="copy"
        ),
    )


@private_link
@require_POST
def language(request: HttpRequest, token: str) -> HttpResponse:
    """Change the language, and return to the page where it was chosen, with an address that was typed there."""
    response = actions.set_language(response=response_of(token), language=request.POST.get(CHOICE, ""))
    page, typed = request.POST.get("page", ""), request.POST.get("email", "")
    if typed and page in ("resume", "saved"):
        speak(response.chosen_language)
        if page == "saved":
            return _saved_page(request, response, token, **_link(request, token, typed))
        return _resume_page(request, response, token, typed)
    return redirect(f"survey-{page}" if page in LANGUAGE_PAGES else "survey-resume", token)
