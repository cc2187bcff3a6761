"""Private feeds: addresses with a token, which other programs read without signing in."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from accounts.private_tokens import hash_of

LIMIT_SECONDS = 3600


def limited_response(
    request: HttpRequest, *, token: str, content: Callable[[], bytes], content_type: str
) -> HttpResponse:
    """Return the content of a feed, at most 60 times an hour for a token; then 429. No cache keeps it."""
    # The public function of allauth never limits a GET.
    if ratelimit.consume(
        request, app="allauth.account", action="private_feed", key=hash_of(token), limit_get=True
    ):
        response = HttpResponse(content(), content_type=content_type)
    else:
        response = HttpResponse("Ask again in an hour.", status=429, content_type="text/plain")
        response.headers["Retry-After"] = str(LIMIT_SECONDS)
    add_never_cache_headers(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
