"""Access by private link: whoever has the link is the respondent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from accounts.access import requires
from survey.models import Invitation, Response
from survey.online import tokens
from survey.online.errors import WithdrawnError

View = Callable[..., HttpResponse]


def private_link(view: View) -> View:
    """Decorate a view that is reached by a private link: never cached, never indexed, no referrer sent.

    CSRF protection is switched off. Only the link gives access, not a cookie, so there is nothing to forge; and with
    no referrer browsers send no Origin either, so that the check would refuse every respondent.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except WithdrawnError as withdrawn:
            response = render(request, "survey/withdrawn.html", _withdrawn_context(withdrawn.response))
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
    """Return the response with this token.

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
    return found


def _withdrawn_context(response: Response) -> dict[str, Any]:
    strand = response.strand
    return {"response": response, "strand": strand, "study": strand.study, "title": response.instrument.title}


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
