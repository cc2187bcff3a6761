"""Throttling of the API, with headers that say how many requests are left."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class ApiRate(SimpleRateThrottle):
    """Throttle to `API_RATE` requests per account, or per address for anonymous clients."""

    scope = "api"
    num_requests: int | None
    duration: int | None

    def get_rate(self) -> str | None:
        rate: str | None = settings.API_RATE
        return rate

    def get_cache_key(self, request: Request, view: Any) -> str:
        user = request.user
        ident = f"user-{user.pk}" if user.is_authenticated else get_ip(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}

    def headers(self) -> dict[str, str]:
        """Return the headers for the limit, the requests left, and the seconds until the next is free."""
        history: list[float] | None = getattr(self, "history", None)
        if self.rate is None or history is None:
            return {}
        oldest = history[-1] if history else self.now
        return {
            "RateLimit-Limit": str(self.num_requests),
            "RateLimit-Remaining": str(max(0, (self.num_requests or 0) - len(history))),
            "RateLimit-Reset": str(max(0, math.ceil(oldest + (self.duration or 0) - self.now))),
        }


class ThrottledMixin(APIView):
    """Mixin for API views that throttles to `API_RATE` and adds the headers to every response."""

    throttle_classes: Sequence[Any] = [ApiRate]

    def get_throttles(self) -> list[Any]:
        self._throttles = [throttle() for throttle in self.throttle_classes]
        return self._throttles

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        for throttle in getattr(self, "_throttles", ()):
            for name, value in throttle.headers().items():
                response[name] = value
        return response
