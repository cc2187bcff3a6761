"""The door of pages behind a private link: whoever has the link is the respondent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from accounts.access import requires
from survey.models import Invitation, Response
from survey.online import tokens

View = Callable[..., HttpResponse]


def private_link(view: View) -> View:
    """Let a view be reached by its link only: nothing of it is stored, indexed or told to another site.

    There is no cookie whose authority a foreign page could use: only the link itself gives any, and a page
    that knows the link needs no forgery. Browsers that send no referrer send no origin with a form either, by
    which the forgery check would refuse every respondent. So it is left out here.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    door: View = csrf_exempt(requires("survey.answer")(guarded))
    return door


def response_of(token: str) -> Response:
    """The answers that a link leads to; 404 for a link that nobody was given."""
    found = (
        Response.objects.select_related("strand__study", "instrument", "invitation__organisation")
        .filter(token_hash=tokens.hash_of(token))
        .first()
    )
    if found is None:
        raise Http404("No answers have this link.")
    return found


def invitation_of(token: str) -> Invitation:
    """The invitation that a link leads to; 404 for a link that nobody was given."""
    found = (
        Invitation.objects.select_related("strand__study", "strand__instrument", "organisation")
        .filter(token_hash=tokens.hash_of(token))
        .first()
    )
    if found is None:
        raise Http404("No invitation has this link.")
    return found
