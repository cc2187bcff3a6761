"""Pages of the site itself: sources, accessibility, privacy, cookies, probes and errors."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template import loader
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_safe

from accounts import database_state, session_recovery
from accounts.access import permission_exempt, recovery_address, requires, sign_in
from mapping.personal_data import what_is_kept
from noms.models import DataSource
from search import state as search
from survey.models import Strand, Study
from survey.views.private import expired_page, is_of_survey, not_found_page

STATEMENT_PREPARED = STATEMENT_REVIEWED = dt.date(2026, 12, 1)
"""When the accessibility statement was written, and when it was last compared with the pages: at least once a year."""


@require_safe
@requires("atlas.view")
def sources(request: HttpRequest) -> HttpResponse:
    """The sources of the data, with licences and attributions."""
    return render(request, "mapping/sources.html", {"sources": DataSource.objects.order_by("title")})


@require_safe
@requires("atlas.view")
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, in the form of the model statement for public sector bodies."""
    context = {
        "host": request.get_host(),
        "prepared_on": STATEMENT_PREPARED,
        "reviewed_on": STATEMENT_REVIEWED,
    }
    return render(request, "mapping/accessibility.html", context)


@require_safe
@requires("atlas.view")
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, on what basis and for how long, and how to reach each study that says so."""
    studies = Study.objects.visible_to(request.user).exclude(contact="").order_by("title")
    surveys = Strand.objects.online().exclude(study__contact="").select_related("study")
    asking = {study.pk: study for study in (*studies, *(each.study for each in surveys))}
    return render(request, "mapping/privacy.html", {"studies": list(asking.values()), "kept": what_is_kept()})


@require_safe
@requires("atlas.view")
def cookies(request: HttpRequest) -> HttpResponse:
    context = {
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "idle_minutes": int(settings.IDLE_LIMIT.total_seconds() // 60),
        "hours": int(settings.SESSION_LIMIT.total_seconds() // 3600),
    }
    return render(request, "mapping/cookies.html", context)


@never_cache
@require_safe
@permission_exempt("operation")
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness check: the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
@permission_exempt("operation")
def readyz(request: HttpRequest) -> JsonResponse:
    """Readiness check: 200 if the database answers and has every migration; otherwise 503 with the reason.

    A search that lacks documents is said and is no reason not to serve.
    """
    problem = database_state.problem()
    if problem:
        return JsonResponse({"ready": False, "reason": problem}, status=503)
    missing = search.missing()
    return JsonResponse({"ready": True, **({"search": f"{missing} {search.REMEDY}"} if missing else {})})


SIGNED_IN_AGAIN = "You signed in again after this page was opened. Press Save: your words are kept."
FORM_REFUSED = (
    "Not saved on the server, because this page is out of date. Your words are kept in this browser."
)

DJANGO_ENDINGS = ("matches the given query.", "found matching the query")
"""The endings of Django's own messages on a missing row, which are not for visitors."""


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Answer a form without a valid CSRF token, which usually comes from a page that was open longer than its session.

    If the account that opened the page has signed in again, the form is stored and offered to it again. Otherwise
    the page shows the text of the form, unless another site sent it.
    """
    user = session_recovery.page_user(request)
    if user is not None and not request.user.is_authenticated:
        return sign_in(request)
    is_own = user is not None and user == request.user.pk
    if not request.accepts("text/html"):
        return JsonResponse({"reason": SIGNED_IN_AGAIN if is_own else FORM_REFUSED}, status=403)
    if is_own and session_recovery.is_recovery(request):
        return redirect(request.get_full_path())
    if user is None and is_of_survey(request):
        return expired_page(request)
    if form := session_recovery.save_form(request):
        return redirect(recovery_address(form))
    refused = session_recovery.sent_form(request) if _is_from_here(request) else None
    context = {
        "texts": refused.texts if refused else [],
        "is_of_another_user": user is not None and not is_own,
    }
    return render(request, "403_csrf.html", context, status=403)


def _is_from_here(request: HttpRequest) -> bool:
    """Return True if a page of this site sent the request, so that its text was written by the user."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that does not exist, with the reason if the view gave one."""
    if is_of_survey(request):
        return not_found_page(request)
    context = {"reason": _reason(exception, Http404), "texts": session_recovery.refused_texts(request)}
    return render(request, "404.html", context, status=404)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page that the user may not see; what they sent to it is shown, to copy."""
    return render(request, "403.html", {"texts": session_recovery.refused_texts(request)}, status=403)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be answered, with the reason if the view gave one. The template uses no request."""
    page = loader.get_template("400.html").render({"reason": _reason(exception, BadRequest)})
    return HttpResponseBadRequest(page)


def _reason(exception: Exception, kind: type[Exception]) -> str:
    """Return the sentence with which our own code raised the exception; an empty string for Django's messages."""
    words = exception.args[0] if type(exception) is kind and exception.args else ""
    return words if isinstance(words, str) and not words.endswith(DJANGO_ENDINGS) else ""
