"""The list of questionnaires, a preview of each, and its files to print and download."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
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
from survey.questionnaire import Questionnaire
from survey.translations import language_context, translate_questionnaire
from survey.vocabulary import StrandKind
from survey.xlsform.notes import Note, grouped
from survey.xlsform.writer import as_archive, as_text, as_workbook

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@requires("study.manage")
def questionnaires(request: AuthenticatedRequest) -> HttpResponse:
    """List all versions of all questionnaires, the newest of each first. One query."""
    rows = Instrument.objects.select_related("retirement")
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
    notes = [Note.from_json(each) for kind in ("understood", "left_out") for each in row.notes.get(kind, ())]
    context = {
        "instrument": row,
        "notes": grouped(notes),
        **preview_of(row.questionnaire, language=request.GET.get("language", "")),
    }
    return render(request, "survey/preview.html", context)


@require_safe
@requires("study.manage")
def file(request: HttpRequest, name: str, version: str) -> HttpResponseBase:
    """Download a questionnaire; `?format=` is xlsx, zip, md, ddi, pdf, or original: the files uploaded."""
    row = get_object_or_404(Instrument, name=name, version=version)
    return file_response(row, format=request.GET.get("format"), language=request.GET.get("language", ""))


def file_response(row: Instrument, *, format: str | None, language: str) -> HttpResponseBase:
    """Return a questionnaire as an XLSForm workbook.

    Or, by `format`, as zip (with its CSV files), md (Markdown), ddi (codebook), pdf (for paper) or original.
    """
    content: Any
    match format:
        case "md":
            content, kind, ending = as_text(row.questionnaire), "text/markdown; charset=utf-8", "md"
        case "zip":
            content, kind, ending = as_archive(row.questionnaire), "application/zip", "zip"
        case "original":
            return _original(row)
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


def _original(row: Instrument) -> HttpResponseBase:
    """Return the file from which a questionnaire was published as it was uploaded; a zip if there are several."""
    files = list(row.files.all())
    if not files:
        raise Http404("The original is not kept.")
    if len(files) == 1:
        content, name = bytes(files[0].content), files[0].name
    else:
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for file in files:
                archive.writestr(file.name, bytes(file.content))
        content, name = packed.getvalue(), f"{row.name}-{row.version}-original.zip"
    return FileResponse(BytesIO(content), as_attachment=True, filename=name)


def preview_of(questionnaire: Questionnaire, *, language: str) -> dict[str, Any]:
    """Return the questions of a questionnaire as its preview shows them, published or not."""
    chosen = language_context(questionnaire, language)
    page = page_language(chosen["language"])
    with translation.override(page):
        translated = translate_questionnaire(questionnaire, language, page=page)
        form = PreviewForm(translated)
    return {
        "title": translated.title,
        **chosen,
        "draft_notices": draft_notices(chosen["language"]) if chosen["is_draft_translation"] else [],
        "page_language": page,
        "direction": "rtl" if is_right_to_left(chosen["language"]) else "ltr",
        "sections": form.sections(),
    }
