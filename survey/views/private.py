"""Access by private link: whoever has the link is the respondent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from accounts.access import requires
from survey.models import Invitation, Response
from survey.online import tokens
from survey.online.errors import WithdrawnError
from survey.page_language import page_language, speak
from survey.translations import translate_questionnaire
from survey.views.languages import chosen_language, language_words, site_languages, words_without_survey

View = Callable[..., HttpResponse]
ROOT = "/survey/"
"""The beginning of the addresses of the respondent's pages, as `config/urls.py` has it."""


def private_link(view: View) -> View:
    """Decorate a view that is reached by a private link: never cached, never indexed, no referrer sent.

    It speaks English unless `response_of` or the view says otherwise.

    CSRF protection is switched off. Only the link gives access, not a cookie, so there is nothing to forge; and with
    no referrer browsers send no Origin either, so that the check would refuse every respondent.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(settings.LANGUAGE_CODE):
            try:
                response = view(request, *args, **kwargs)
            except WithdrawnError as withdrawn:
                response = _withdrawn_page(request, withdrawn.response)
            except Http404:
                response = not_found_page(request)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    door: View = csrf_exempt(requires("survey.answer")(guarded))
    return door


def private_address(request: HttpRequest, token: str) -> str:
    """Return the whole address of a private link."""
    return request.build_absolute_uri(reverse("survey-link", args=[token]))


def response_of(token: str) -> Response:
    """Return the response with this token. From here on the view speaks its language.

    Raises Http404 for an unknown token, and WithdrawnError, which `private_link` answers with a page, for withdrawn
    answers.
    """
    found = (
        Response.objects.select_related("strand__study", "instrument", "invitation__organisation")
        .filter(token_hash=tokens.hash_of(token))
        .first()
    )
    if found is None:
        raise Http404("No answers have this link.")
    if found.is_withdrawn:
        raise WithdrawnError(found)
    speak(found.chosen_language)
    return found


def not_found_page(request: HttpRequest) -> HttpResponse:
    """Answer a link of the survey that leads nowhere."""
    return _page_without_survey(request, "survey/not_found.html", status=404)


def expired_page(request: HttpRequest) -> HttpResponse:
    """Answer a first page that was sent without a valid CSRF token."""
    return _page_without_survey(request, "survey/expired.html", status=403)


def is_of_survey(request: HttpRequest) -> bool:
    """Return True for an address of the respondent's pages, known or not."""
    return request.path_info.startswith(ROOT)


def _page_without_survey(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """Return a page in a language that the browser asks for."""
    code = chosen_language(request, [each.lang for each in site_languages()])
    with translation.override(page_language(code)):
        return render(request, template, words_without_survey(code), status=status)


def _withdrawn_page(request: HttpRequest, response: Response) -> HttpResponse:
    """Show that answers are withdrawn. Their language is erased with them, so the browser says which it is."""
    questionnaire = response.questionnaire
    code = chosen_language(request, [each.code for each in questionnaire.languages])
    speak(code)
    title = translate_questionnaire(questionnaire, code, page=page_language(code)).title
    context = {
        "response": response,
        "strand": response.strand,
        "title": title,
        **language_words(response.strand, questionnaire, code),
    }
    return render(request, "survey/withdrawn.html", context)


def invitation_of(token: str) -> Invitation:
    """Return the invitation with this token. Raises Http404 for an unknown token."""
    found = (
        Invitation.objects.select_related("strand__study", "strand__instrument", "organisation")
        .filter(token_hash=tokens.hash_of(token))
        .first()
    )
    if found is None:
        raise Http404("No invitation has this link.")
    return found
