"""Error pages in the house's look, with words that say what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came without its token: usually a page left open past the end of a session."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
