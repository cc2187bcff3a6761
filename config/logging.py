"""Logs as data: one JSON object a line, without personal data, tokens or query strings."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger("gatehouse.request")

PRIVATE_LINK = re.compile(r"(/survey/answers/)[^/\s\"?]+")


def remove_private_links(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Leave the tokens of private links out of every line, Django's own about refused addresses among them."""
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
    """The LOGGING setting; `as_json` false prints lines for people.

    Django's own messages go the same way. Request lines of the development server are left out: ours
    say the same without the query string.
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
    """One line a request: what was asked, by which account number, how it ended and how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex[:12])
        try:
            response = self.get_response(request)
            match = request.resolver_match
            log.info(
                "request",
                method=request.method,
                view=match.view_name if match else None,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - begun) * 1000, 1),
                account=getattr(getattr(request, "user", None), "pk", None),
            )
            return response
        finally:
            structlog.contextvars.clear_contextvars()
