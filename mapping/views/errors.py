"""Error pages in the house's look, with words that say what to do."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

FRAMEWORK = ("matches the given query.", "found matching the query")
"""How the framework's own sentences on a missing row end: they speak of models and queries."""


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: usually a page left open past the end of a session."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What there is not, with the reason where the page that was asked for gave one."""
    return render(request, "404.html", {"reason": _reason(exception, Http404)}, status=404)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be answered, with the reason where one was given. It asks nothing of the request."""
    page = loader.get_template("400.html").render({"reason": _reason(exception, BadRequest)})
    return HttpResponseBadRequest(page)


def _reason(exception: Exception, kind: type[Exception]) -> str:
    """The sentence with which our own code raised it; nothing for what the framework says."""
    words = exception.args[0] if type(exception) is kind and exception.args else ""
    return words if isinstance(words, str) and not words.endswith(FRAMEWORK) else ""
