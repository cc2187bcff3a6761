"""The page on which a study lead sees the live figures beside the released ones."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import audit
from accounts.access import AuthenticatedRequest, requires
from reports.releases.comparison import compare as compare_with_live
from reports.releases.public import released
from survey.models import Study


@never_cache
@require_safe
@requires("study.manage")
def compare(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """What has moved since the current release, table by table, with the reason; each reading is audited."""
    study = get_object_or_404(Study.objects.opened().select_related("frame"), slug=slug)
    current = released(study)
    if current is not None:
        detail = {"number": current.release.number, "what": "live beside released"}
        audit.record(
            by=request.user, verb="report.exact_read", subject=current.release, study=study, detail=detail
        )
    context = {
        "study": study,
        "comparison": compare_with_live(study, current) if current else None,
        "trail": [
            (reverse("release-calendar"), "Releases"),
            (study.get_absolute_url(), study.title),
            (reverse("release-prepare", args=[slug]), "Release"),
        ],
    }
    return render(request, "reports/releases/compare.html", context)
