"""The page on which a study lead lists a study publicly, or takes it off the list. Figures are released elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from survey import actions, listing
from survey.models import Study

LIST, TAKE_OFF = "list", "take off"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def publish(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Say what the public sees of a listed study; on POST list it or take it off. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.select_related("frame"), slug=study)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    if what in (LIST, TAKE_OFF):
        try:
            actions.set_published(study=subject, is_published=what == LIST, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            done = "Everybody finds it now." if what == LIST else "Nobody outside finds it any more."
            messages.success(request, done)
        return redirect("study-publish", study)
    context = {"study": subject, "reasons": listing.why_listed(subject)}
    return render(request, "mapping/publish.html", context)
