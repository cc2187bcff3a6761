"""Which answers are packed with gzip: those of the public pages that hold no secret (decision 27)."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

PUBLIC_PERMISSIONS = frozenset({"atlas.view", "directory.view", "reports.view"})
"""What is public and the same for all visitors; not a survey, whose address is a secret that its page repeats."""

COMPRESSIBLE_TYPES = ("text/", "application/json", "application/geo+json", "image/svg+xml")


class PublicGZipMiddleware(GZipMiddleware):
    """Packs what has nothing to guess: a packed length tells of a secret that stands beside words of the address."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return super().process_response(request, response) if is_compressible(request, response) else response


def is_compressible(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether an answer is text of a public page for somebody without a session, with no token of a form in it.

    A page that writes a token sets its cookie; so does a page that begins a session.
    """
    view = getattr(request.resolver_match, "func", None)
    permission = getattr(getattr(view, "cls", view), "required_permission", "")
    return (
        permission in PUBLIC_PERMISSIONS
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not response.cookies
        and response.headers.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
    )
