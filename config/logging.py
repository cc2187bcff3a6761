"""Logging: one JSON object per line, without personal data, tokens or query strings."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("gatehouse.request")

PRIVATE_LINK = re.compile(r"(/survey/answers/|/work/call-backs/feed/)[^/\s\"?]+")


def remove_private_links(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Remove the tokens of private links from a log event; Django's own events may have them too."""
    return {
        name: PRIVATE_LINK.sub(r"\1…", value) if isinstance(value, str) else value
        for name, value in event.items()
    }


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    remove_private_links,
]


def configure(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return the LOGGING setting, with lines in JSON or, if not `as_json`, for people.

    Django's own messages use the same format. The request lines of the development server are left out, because
    RequestLogMiddleware logs requests without query strings.
    """
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"gatehouse": {"level": level}},
    }


class RequestLogMiddleware:
    """Logs each request: the view, the account number, the status and the time taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:12])
        try:
            response = self.get_response(request)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                view=match.view_name if match else None,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
                account=getattr(getattr(request, "user", None), "pk", None),
            )
            return response
        finally:
            structlog.contextvars.clear_contextvars()
