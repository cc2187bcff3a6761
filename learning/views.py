"""The pages of case studies and lessons."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import requires
from enterprises.vocabulary import Vocabulary, label_of
from learning.case_page import NOT_STATED, CasePage, cards
from learning.filters import CaseStudyFilters
from learning.models import CaseStudy, Lesson, Programme, PublishedCount
from learning.querysets import CaseStudyQuerySet
from learning.reading import ACTION, LEARNING
from learning.sources import in_words
from learning.vocabulary import Depth, LessonKind, PartyRole, Section
from noms.pagination import page_of
from wording.csv_export import BYTE_ORDER_MARK, Cell, csv_rows

PAGE_SIZE = 20
BY_DEPTH = Case(*(When(depth=depth, then=number) for number, depth in enumerate(Depth)), default=len(Depth))
"""What is described in full comes first."""
CSV_HEADINGS = (
    "title", "programme", "number", "commissioner", "place", "providers", "how much is known", "how it went",
    *(label for label in Section.labels), "sources", "address",
)  # fmt: skip


class CitedLesson(NamedTuple):
    """A lesson with its source in words, and the searches for case studies that its terms lead to."""

    lesson: Lesson
    source: str
    searches: list[tuple[str, str]]


@require_safe
@requires("learning.view")
def learning(request: HttpRequest) -> HttpResponse:
    """The start page: what can be read here. Three queries."""
    published = CaseStudy.objects.published()
    context = {
        "number": published.count(),
        "in_full": published.filter(depth=Depth.FULL).count(),
        "programmes": Programme.objects.annotate(
            shown=Count("case_studies", filter=Q(case_studies__is_published=True)),
            has_counts=Exists(PublishedCount.objects.filter(programme=OuterRef("pk"))),
        ),
    }
    return render(request, "learning/start.html", context)


@require_safe
@requires("learning.view")
def case_study_list(request: HttpRequest) -> HttpResponse:
    """The case studies that the filters find, those described in full first. Twelve queries at most."""
    filters = CaseStudyFilters(request.GET)
    page = page_of(_ordered(filters.found), query=request.GET, size=PAGE_SIZE)
    context = {
        "filters": filters,
        "page": page,
        "cards": cards(page.object_list),
        "number": page.paginator.count,
        "canonical": request.build_absolute_uri(f"{reverse('case-study-list')}{filters.query()}"),
        "csv": f"{reverse('case-study-csv')}{filters.query()}",
    }
    return render(request, "learning/case_study_list.html", context)


def _ordered(found: CaseStudyQuerySet) -> CaseStudyQuerySet:
    return (
        found.select_related("programme")
        .prefetch_related("sections", "facts", "parties__organisation")
        .order_by(BY_DEPTH, "title", "slug")
    )


@require_safe
@requires("learning.view")
def case_study_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same list as CSV. A filter that does not exist is told in its first lines."""
    filters = CaseStudyFilters(request.GET)
    titles = {each.slug: str(each) for each in Programme.objects.all()}

    def rows() -> Iterator[list[Cell]]:
        for notice in filters.notices:
            yield [notice]
        yield list(CSV_HEADINGS)
        for case in _ordered(filters.found).iterator(chunk_size=500):
            texts = {section.kind: section.text for section in case.sections.all()}
            yield [
                case.title,
                str(case.programme),
                case.number,
                case.commissioner,
                case.place,
                "; ".join(party.name for party in case.parties.all() if party.role == PartyRole.PROVIDER),
                case.get_depth_display(),
                case.get_nature_display(),
                *(texts.get(kind, "") for kind in Section.values),
                in_words(case.sources, titles),
                request.build_absolute_uri(case.get_absolute_url()),
            ]

    lines = (line for part in ([BYTE_ORDER_MARK], csv_rows(rows())) for line in part)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="gatehouse-case-studies.csv"'
    return response


@require_safe
@requires("learning.view")
def case_study_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One case study. Ten queries at most."""
    found = CaseStudy.objects.published().select_related("programme")
    case_study = get_object_or_404(found, slug=slug)
    context = {
        "case_study": case_study,
        "page": CasePage(case_study),
        "not_stated": NOT_STATED,
        "lessons": case_study.lessons.exclude(kind=LessonKind.SELECTION),
    }
    return render(request, "learning/case_study_detail.html", context)


@require_safe
@requires("learning.view")
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme: its case studies, and the counts that it published. Four queries."""
    programme = get_object_or_404(Programme, slug=slug)
    titles = {each.slug: str(each) for each in Programme.objects.all()}
    tables = [
        (Vocabulary(vocabulary).label, rows, rows[0].is_exclusive, sum(row.count for row in rows))
        for vocabulary, group in groupby(programme.counts.all(), key=lambda row: row.vocabulary)
        if (rows := list(group))
    ]
    context = {
        "programme": programme,
        "case_studies": programme.case_studies.filter(is_published=True).order_by("number"),
        "tables": tables,
        "source": in_words(programme.source, titles),
    }
    return render(request, "learning/programme_detail.html", context)


@require_safe
@requires("learning.view")
def what_works(request: HttpRequest) -> HttpResponse:
    """The actions that work, what was learned by theme, and lessons for commissioners. Three queries."""
    titles = {each.slug: str(each) for each in Programme.objects.all()}
    by_kind: dict[str, list[CitedLesson]] = {}
    themes: dict[str, list[CitedLesson]] = {}
    for lesson in Lesson.objects.select_related("programme").prefetch_related("case_studies"):
        searches = [
            (label_of(vocabulary, term), f"{reverse('case-study-list')}?{vocabulary}={term}")
            for vocabulary, terms in lesson.terms.items()
            for term in terms
        ]
        cited = CitedLesson(lesson, in_words(lesson.source, titles), searches)
        by_kind.setdefault(lesson.kind, []).append(cited)
        if lesson.kind == LEARNING:
            themes.setdefault(lesson.theme.capitalize(), []).append(cited)
    context = {
        "actions": by_kind.get(ACTION, []),
        "themes": list(themes.items()),
        "kinds": [(kind.label, by_kind.get(kind, [])) for kind in LessonKind],
    }
    return render(request, "learning/what_works.html", context)
