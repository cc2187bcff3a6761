"""The list of studies, and the page of one study: its coverage, reports and method."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from mapping.atlas.headline_figures import Statistic
from mapping.pages.my_work import work_by_study
from reports import registry
from reports.coverage import report as coverage
from reports.formats.heading import GENERATED
from reports.table import share
from survey.models import Response, SampledUnit, Strand, Study
from survey.vocabulary import INTERVIEWED_CODES, StrandKind
from wording import day, percent


@require_safe
@requires("reports.view")
def study_list(request: HttpRequest) -> HttpResponse:
    """All studies, the newest first, with the coverage of each, and for those who work on them what waits.

    Two queries at any size, and two more for those who match or review.
    """
    studies = list(Study.objects.visible_to(request.user))
    figures, work = coverage_figures(studies), work_by_study(studies, request.user)
    context = {
        "studies": [(study, figures.get(study.pk, []), work[study.pk]) for study in studies],
        "drafts": list(Study.objects.drafts()) if may(request.user, "study.manage") else [],
    }
    return render(request, "mapping/study_list.html", context)


@require_safe
@requires("reports.view")
def study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One study: its coverage, its reports, and its method. Three queries at any size, or five with one's own work."""
    study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
    strands = (
        Strand.objects.filter(study=study)
        .select_related("instrument", "study")
        .annotate(
            sampled=Count("units"),
            interviewed=Count("units", filter=Q(units__code__in=INTERVIEWED_CODES)),
            answered=Coalesce(Subquery(_response_counts()), 0),
        )
        .order_by("pk")
    )
    answered = [strand.answered for strand in strands if strand.kind == StrandKind.ONLINE_SURVEY]
    context = {
        "study": study,
        "strands": strands,
        "figures": [*coverage_figures([study]).get(study.pk, []), *_online_figures(answered)],
        "facts": _facts(study),
        "counting": coverage.counting_note(study),
        "label": GENERATED,
        "reports": registry.every(study.frame),
        "work": work_by_study([study], request.user)[study.pk],
    }
    return render(request, "mapping/study_detail.html", context)


def coverage_figures(studies: Sequence[Study]) -> dict[int, list[Statistic]]:
    """Return for each study the share interviewed of each kind of service. One query."""
    rows = (
        SampledUnit.objects.initial()
        .filter(strand__study__in=studies, service__isnull=False)
        .order_by("service__kind__position", "service__kind")
        .values_list("strand__study", "service__kind__plural")
        .annotate(frame=Count("pk"), interviewed=Count("pk", filter=Q(code__in=INTERVIEWED_CODES)))
    )
    found: defaultdict[int, list[Statistic]] = defaultdict(list)
    for study, words, frame, interviewed in rows:
        figure = percent(share(interviewed, frame))
        found[study].append(Statistic(figure, f"of {words} interviewed", f"{interviewed:,} of {frame:,}"))
    return found


def _response_counts() -> QuerySet:
    """The number of online responses sent to a strand, as a subquery."""
    sent = Response.objects.sent().filter(strand=OuterRef("pk")).order_by()
    return sent.values("strand").annotate(number=Count("pk")).values("number")


def _online_figures(answered: Sequence[int]) -> list[Statistic]:
    return [
        Statistic(f"{number:,}", "answered the online survey", "without a sampling frame")
        for number in answered
        if number
    ]


def _facts(study: Study) -> list[tuple[str, str]]:
    end = day(study.closed_on) if study.closed_on else "not ended"
    return [
        ("Frame date", day(study.frame_on)),
        ("Counting unit", study.get_counting_unit_display()),
        ("Definition", f"{study.definition}, version {study.definition_version}"),
        ("Fieldwork", f"{day(study.opened_on)} to {end}"),
    ]
