"""The list of questionnaires, a preview of each, and its files to print and download."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from accounts.access import AuthenticatedRequest, requires
from survey.exports import codebook
from survey.languages import is_right_to_left
from survey.models import Instrument
from survey.online.preview import PreviewForm
from survey.page_language import draft_notices, page_language
from survey.printing import paper_form, questionnaire_pdf
from survey.translations import language_context, translate_questionnaire
from survey.vocabulary import StrandKind
from survey.xlsform import warnings_of
from survey.xlsform.writer import as_archive, as_text, as_workbook

MAX_WARNINGS = 30
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires("study.manage")
def questionnaires(request: AuthenticatedRequest) -> HttpResponse:
    """List all versions of all questionnaires, the newest of each first. One query."""
    rows = Instrument.objects.select_related("retirement").annotate(used=Count("strands")).defer("source")
    labels = dict(StrandKind.choices)
    context = {
        "rows": [
            (row, labels.get(row.made_for, ""), ", ".join(each.name for each in row.questionnaire.languages))
            for row in rows
        ]
    }
    return render(request, "survey/questionnaires.html", context)


@require_safe
@requires("study.manage")
def preview(request: AuthenticatedRequest, name: str, version: str) -> HttpResponse:
    """Show a questionnaire as respondents see it; nothing that is entered is kept."""
    row = get_object_or_404(Instrument.objects.select_related("retirement"), name=name, version=version)
    context = preview_context(row, language=request.GET.get("language", ""), warnings=warnings_of(row.source))
    return render(request, "survey/preview.html", context)


@require_safe
@requires("study.manage")
def file(request: HttpRequest, name: str, version: str) -> HttpResponse:
    """Download a questionnaire; `?format=` is xlsx, zip, md, ddi or pdf."""
    row = get_object_or_404(Instrument, name=name, version=version)
    return file_response(row, format=request.GET.get("format"), language=request.GET.get("language", ""))


def file_response(row: Instrument, *, format: str | None, language: str) -> HttpResponse:
    """Return a questionnaire as an XLSForm workbook.

    Or, by `format`, as zip (with its CSV files), md (Markdown), ddi (codebook) or pdf (for paper).
    """
    content: Any
    match format:
        case "md":
            content, kind, ending = as_text(row.questionnaire), "text/markdown; charset=utf-8", "md"
        case "zip":
            content, kind, ending = as_archive(row.questionnaire), "application/zip", "zip"
        case "ddi":
            content, kind, ending = codebook.of_instrument(row), "application/xml", "ddi.xml"
        case "pdf":
            form = paper_form(row.questionnaire, language=language)
            content, kind, ending = questionnaire_pdf(form), "application/pdf", f"{form.language}.pdf"
        case _:
            content, kind, ending = as_workbook(row.questionnaire), WORKBOOK, "xlsx"
    response = HttpResponse(content, content_type=kind)
    name = f"{row.name}-{row.version}.{ending}".replace('"', "")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def preview_context(instrument: Instrument, *, language: str, warnings: list[str]) -> dict[str, Any]:
    """Return what the page of a questionnaire shows, published or not."""
    chosen = language_context(instrument.questionnaire, language)
    page = page_language(chosen["language"])
    with translation.override(page):
        translated = translate_questionnaire(instrument.questionnaire, language, page=page)
        form = PreviewForm(translated)
    return {
        "instrument": instrument,
        "title": translated.title,
        **chosen,
        "draft_notices": draft_notices(chosen["language"]) if chosen["is_draft_translation"] else [],
        "warnings": warnings[:MAX_WARNINGS],
        "more_warnings": max(0, len(warnings) - MAX_WARNINGS),
        "page_language": page,
        "direction": "rtl" if is_right_to_left(chosen["language"]) else "ltr",
        "sections": form.sections(),
        "is_published": instrument.pk is not None,
    }
