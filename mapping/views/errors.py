"""The error pages of the site, which say what to do."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

DJANGO_ENDINGS = ("matches the given query.", "found matching the query")
"""The endings of Django's own messages on a missing row, which are not for visitors."""


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid CSRF token, usually from a page open longer than its session."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that does not exist, with the reason if the view gave one."""
    return render(request, "404.html", {"reason": _reason(exception, Http404)}, status=404)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be answered, with the reason if the view gave one. The template uses no request."""
    page = loader.get_template("400.html").render({"reason": _reason(exception, BadRequest)})
    return HttpResponseBadRequest(page)


def _reason(exception: Exception, kind: type[Exception]) -> str:
    """Return the sentence with which our own code raised the exception; an empty string for Django's messages."""
    words = exception.args[0] if type(exception) is kind and exception.args else ""
    return words if isinstance(words, str) and not words.endswith(DJANGO_ENDINGS) else ""
