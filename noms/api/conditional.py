"""Conditional requests: ETag and Last-Modified, answered with 304 when nothing has changed."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date, quote_etag
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

Version = tuple[str, dt.datetime]
"""A tag that changes whenever the data change, and the moment of the last change."""

READING = ("GET", "HEAD")


class ConditionalMixin(APIView):
    """Mixin for API views that adds an ETag to every response to a read.

    A view that knows the `version` of its data answers 304 without reading them; other views compare the
    response that they would send.
    """

    def version(self) -> Version | None:
        """Return the version of the data, or None if there is none."""
        return None

    def modified(self) -> dt.datetime | None:
        """Return when the rows last changed, for Last-Modified; None if that is unknown.

        It is sent but not compared with the request: a deleted row changes the ETag only.
        """
        return None

    def unchanged(self, request: Request) -> HttpResponse | None:
        """Return a 304 response if the client has the current version, else None."""
        version = self.version()
        if version is None:
            return None
        etag, modified = self._etag(request, version), version[1]
        self._validators = (etag, modified)
        return get_conditional_response(request._request, etag=etag, last_modified=int(modified.timestamp()))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, ["Accept", "Cookie"])
        if getattr(request, "method", "") in READING:
            patch_cache_control(response, no_cache=True)
            self._mark(request, response)
        return response

    def _mark(self, request: Request, response: Any) -> None:
        known: tuple[str, dt.datetime] | None = getattr(self, "_validators", None)
        if known is not None and response.status_code in (200, 304):
            response["ETag"], response["Last-Modified"] = known[0], http_date(known[1].timestamp())
        elif response.status_code == 200 and isinstance(response, Response):
            if (modified := self.modified()) is not None:
                response["Last-Modified"] = http_date(modified.timestamp())
            response.add_post_render_callback(lambda rendered: _compared(request, rendered))

    def _etag(self, request: Request, version: Version) -> str:
        user = request.user.pk if request.user.is_authenticated else ""
        parts = (version[0], request.get_full_path(), request.accepted_renderer.format, user)
        return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:24])


def _compared(request: Request, response: Any) -> Any:
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:24])
    response["ETag"] = etag
    return get_conditional_response(request._request, etag=etag, response=response)
