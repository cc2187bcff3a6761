"""The list of studies, and the page of one study: its coverage, reports and method."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from enterprises.classification import definitions
from mapping.atlas.headline_figures import Statistic
from mapping.fieldwork import (
    LIVE,
    Fieldwork,
    KindCount,
    fieldwork_of,
    kind_counts,
    released_fieldwork,
)
from mapping.pages.my_work import work_by_study
from reports import readers, registry
from reports.comparison import report as comparison
from reports.coverage import report as coverage
from reports.formats.heading import GENERATED
from reports.releases.public import Released, released, released_each
from reports.table import share
from survey.models import Strand, Study
from survey.vocabulary import StrandKind
from wording import day, percent

REPORT_GROUPS = (
    ("Who", ("engagement", "profile", "definition", "verdicts", "perception", "spv", "survey")),
    ("Why not", ("barriers",)),
    ("What for", ("benefits",)),
    ("Where missing", ("gaps",)),
    ("Method", ("coverage", "nonresponse", "comparison")),
)
"""The groups of the reports on the page of a study, with the names of the reports in each."""


@require_safe
@requires("reports.view")
def study_list(request: HttpRequest) -> HttpResponse:
    """All studies, the newest first, with the coverage of each, and for those who work on them what waits.

    Two queries at any size, and two more for those who match or review. Research roles see live figures.
    """
    studies = list(Study.objects.visible_to(request.user))
    is_live = may(request.user, "outcomes.view")
    counts = kind_counts(studies) if is_live else _released_counts(studies)
    work = work_by_study(studies, request.user)
    context = {
        "studies": [(study, kind_figures(counts.get(study.pk, ())), work[study.pk]) for study in studies],
        "drafts": list(Study.objects.drafts()) if may(request.user, "study.manage") else [],
        "live": LIVE if is_live else "",
    }
    return render(request, "mapping/study_list.html", context)


@require_safe
@requires("reports.view")
def study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One study: its coverage, its reports, and its method. A fixed number of queries.

    The figures are those of its release; research roles see live ones.
    """
    study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
    figures = fieldwork_of(study, is_live=may(request.user, "outcomes.view"))
    found = released(study)
    counts = {count.kind: count for count in figures.strands} if figures else {}
    strands = Strand.objects.filter(study=study).select_related("instrument", "study").order_by("pk")
    context = {
        "study": study,
        "strands": [(strand, counts.get(strand.kind)) for strand in strands],
        "figures": [*kind_figures(figures.kinds), *_online_figures(figures)] if figures else [],
        "live": LIVE if figures and figures.is_live else "",
        "release": found.release if found else None,
        "expected": "" if figures else readers.expectation(study),
        "not_released": readers.NOT_RELEASED,
        "facts": _facts(study),
        "counting": coverage.counting_note(study),
        "label": GENERATED,
        "report_groups": _report_groups(study, can_compare=_can_compare(request, study, found)),
        "work": work_by_study([study], request.user)[study.pk],
    }
    return render(request, "mapping/study_detail.html", context)


def kind_figures(counts: Iterable[KindCount]) -> list[Statistic]:
    """Return the share interviewed of each kind of service."""
    return [
        Statistic(
            percent(share(count.interviewed, count.frame)),
            f"of {count.words} interviewed",
            f"{count.interviewed:,} of {count.frame:,}",
        )
        for count in counts
    ]


def _released_counts(studies: Sequence[Study]) -> dict[int, tuple[KindCount, ...]]:
    """Return the counts of each kind of service by study, for those with a release. One query."""
    found = {key: released_fieldwork(each) for key, each in released_each(studies).items()}
    return {key: figures.kinds for key, figures in found.items() if figures is not None}


def _online_figures(figures: Fieldwork) -> list[Statistic]:
    return [
        Statistic(f"{count.answered:,}", "answered the online survey", "anybody could answer")
        for count in figures.strands
        if count.kind == StrandKind.ONLINE_SURVEY and count.answered
    ]


def _can_compare(request: HttpRequest, study: Study, found: Released | None) -> bool:
    """Return True if there is a study to compare with: one of the same frame, outside research roles a released one."""
    if may(request.user, "outcomes.view"):
        others = Study.objects.visible_to(request.user).filter(frame=study.frame)
        return bool(others.exclude(pk=study.pk).exists())
    return found is not None and comparison.NAME in found.content.reports


def _report_groups(study: Study, *, can_compare: bool) -> list[tuple[str, list[registry.ReportType]]]:
    reports = {
        report.name: report for report in registry.every(study.frame) if can_compare or not report.compares
    }
    return [(title, [reports[name] for name in names if name in reports]) for title, names in REPORT_GROUPS]


def _facts(study: Study) -> list[tuple[str, str]]:
    return [
        ("List of services as on", day(study.frame_on)),
        ("How services are counted", study.get_counting_unit_display()),
        ("Definition", definitions.get(study.definition_reference).title),
        (
            "Fieldwork",
            f"{day(study.opened_on)} to {day(study.closed_on)}"
            if study.closed_on
            else f"since {day(study.opened_on)}",
        ),
    ]
