"""Conditional requests: an ETag, answered with 304 when nothing has changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.http import quote_etag
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

READING = ("GET", "HEAD")


class ConditionalMixin(APIView):
    """Mixin for API views that adds an ETag to every response to a read.

    A view that knows the `version` of its data answers 304 without reading them; other views compare the
    response that they would send. There is no Last-Modified, because it would reveal to the second when an answer
    arrived. For the same reason the tag is a keyed hash, from which the version cannot be found by trying.
    """

    def version(self) -> str | None:
        """Return a text that changes whenever the data change, or None if there is none."""
        return None

    def unchanged(self, request: Request) -> HttpResponse | None:
        """Return a 304 response if the client has the current version, else None."""
        version = self.version()
        if version is None:
            return None
        self._known_etag = self._etag(request, version)
        return get_conditional_response(request._request, etag=self._known_etag)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Accept", "Cookie"])
        if getattr(request, "method", "") in READING:
            patch_cache_control(response, no_cache=True)
            self._mark(request, response)
        return response

    def _mark(self, request: Request, response: Any) -> None:
        known: str | None = getattr(self, "_known_etag", None)
        if known is not None and response.status_code in (200, 304):
            response["ETag"] = known
        elif response.status_code == 200 and isinstance(response, Response):
            response.add_post_render_callback(lambda rendered: _compared(request, rendered))

    def _etag(self, request: Request, version: str) -> str:
        user = request.user.pk if request.user.is_authenticated else ""
        parts = (version, request.get_full_path(), request.accepted_renderer.format, user)
        return _tag(repr(parts).encode())


def _tag(content: bytes) -> str:
    return quote_etag(salted_hmac("etag", content, algorithm="sha256").hexdigest()[:24])


def _compared(request: Request, response: Any) -> Any:
    etag = _tag(response.content)
    response["ETag"] = etag
    return get_conditional_response(request._request, etag=etag, response=response)
