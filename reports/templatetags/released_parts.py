"""The tag that lays out a report on its page, with what a release has beside its tables: quotations and a sheet."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from reports import readers
from reports.engaged_counts import REPORTS, engaged_counts
from reports.quotations.published import PART, live_quotations, quotations_of_part
from reports.releases.public import released

register = template.Library()
SHARED = ("study", "report", "formats", "query", "other_studies", "is_public")


@register.inclusion_tag("reports/report_body.html", takes_context=True)
def report_body(context: template.Context, address: str) -> dict[str, Any]:
    """Lay out the report of a page. Research roles see the quotations approved now, others those of the release.

    The sheet is that of the current release of a published study, if it has the report. Three queries at most.
    """
    request, study, name = context["request"], context["study"], context["report"].name
    release = released(study)
    is_exact = readers.reads_exact(request.user, is_public_version=bool(context.get("is_public")))
    of_release = quotations_of_part(release.part(PART)) if release and not is_exact else []
    quotations = live_quotations(study) if is_exact else of_release
    has_sheet = release is not None and study.is_published and name in release.content.reports
    return {
        **{key: context.get(key) for key in SHARED},
        "address": address,
        "all": request.GET.get("all"),
        "quotations": [each for each in quotations if each.theme == name],
        "engaged_counts": engaged_counts(release) if name in REPORTS and not is_exact else None,
        "sheet": {
            ending: reverse("report-sheet", args=[study.slug, name, ending]) for ending in ("pdf", "docx")
        }
        if has_sheet
        else {},
    }
