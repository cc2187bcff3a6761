"""What programs read first: which pages may be indexed, the list of public pages, and where faults are reported."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from enterprises.classification import definitions
from enterprises.models import Organisation
from learning.models import CaseStudy, Programme
from noms.models import ProbationArea, Region, Service
from reports.models import Release
from reports.releases.public import released_each
from survey.models import Study

PLAIN_TEXT = "text/plain; charset=utf-8"
NOT_INDEXED = (
    "/account/",
    "/accounts/",
    "/admin/",
    "/corrections/",
    "/feedback/",
    "/frames/",
    "/survey/",
    "/work/",
)
"""Where programs find nothing: signing in, forms, and pages for people who work on a study."""
SECURITY_LIFETIME = dt.timedelta(days=180)
"""How long security.txt is valid; RFC 9116 asks for less than a year."""
PAGES = (
    "home", "atlas", "learning", "case-study-list", "what-works", "study-list", "definition-list", "sources",
    "accessibility", "privacy", "cookies", "api-docs",
)  # fmt: skip


class Pages(Sitemap[Any]):
    """Rows of one model with a public page. The order is that of the slugs, so it tells nothing of their entry."""

    limit = 5_000

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def items(self) -> QuerySet[Any]:
        return self.rows.order_by("slug")


class Names(Sitemap[str]):
    """Pages of the site itself, and one for each definition."""

    def items(self) -> list[str]:
        found = [reverse(name) for name in PAGES]
        return [*found, *(reverse("definition-detail", args=[each.id]) for each in definitions.all())]

    def location(self, item: str) -> str:
        return item


class Releases(Sitemap[str]):
    """The releases of public studies, and the reports of the newest release of each."""

    def items(self) -> list[str]:
        studies = list(Study.objects.published().order_by("slug"))
        rows = Release.objects.current().filter(study__in=studies).defer("content").select_related("study")
        found = [row.get_absolute_url() for row in rows.order_by("study__slug", "number")]
        newest = released_each(studies)
        for study in studies:
            if study.pk in newest:
                names = newest[study.pk].content.reports
                found += [reverse("report-detail", args=[study.slug, name]) for name in names]
        return found

    def location(self, item: str) -> str:
        return item


@require_safe
@requires("atlas.view")
def robots(request: HttpRequest) -> HttpResponse:
    """Which pages programs should leave alone, and where the list of public pages is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_INDEXED)]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('sitemap-index'))}"]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN_TEXT)


@require_safe
@requires("atlas.view")
def security(request: HttpRequest) -> HttpResponse:
    """Where to report a fault of security, as RFC 9116 has it. The day on which it expires is always ahead."""
    if not settings.OPERATOR.security_email:
        raise Http404("The people who run this Gatehouse have not said where to report a fault of security.")
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + SECURITY_LIFETIME
    lines = [
        f"Contact: mailto:{settings.OPERATOR.security_email}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(reverse('security-txt'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN_TEXT)


@require_safe
@requires("atlas.view")
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The parts of the list of public pages."""
    return sitemaps.index(request, sitemaps=_parts(), sitemap_url_name="sitemap")


@require_safe
@requires("atlas.view")
def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """One part of the list of public pages, in pages of 5,000 addresses."""
    return sitemaps.sitemap(request, sitemaps=_parts(), section=section)


def _parts() -> dict[str, type[Sitemap[Any]] | Sitemap[Any]]:
    return {
        "pages": Names(),
        "organisations": Pages(Organisation.objects.published()),
        "services": Pages(Service.objects.all()),
        "areas": Pages(ProbationArea.objects.all()),
        "regions": Pages(Region.objects.all()),
        "case-studies": Pages(CaseStudy.objects.published()),
        "programmes": Pages(Programme.objects.all()),
        "studies": Pages(Study.objects.published()),
        "releases": Releases(),
    }
