"""The pages on which a study lead starts a questionnaire from existing questions."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, requires
from survey import actions, library
from survey.questionnaire import Questionnaire
from survey.versions.excerpt import OneLanguageError, excerpt
from survey.xlsform import FormFile
from survey.xlsform.writer import as_archive, as_csv, as_workbook

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME, TITLE = "new_questionnaire", "New questionnaire"
NOTHING_TICKED = "Tick the questions to take."


@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def question_library(request: AuthenticatedRequest) -> HttpResponse:
    """List questions by topic; on POST download the ticked ones as an XLSForm. `q` are words to look for."""
    sources = library.sources()
    words = request.GET.get("q", "").strip()
    ticked = set(request.POST.getlist("question"))
    error = ""
    if request.method == "POST":
        picked = library.chosen(sources, ticked)
        try:
            if picked:
                today = timezone.localdate().strftime(library.DATE_OF_CHOICE)
                return download(excerpt(picked, name=NAME, title=TITLE, version=today).questionnaire)
            error = NOTHING_TICKED
        except OneLanguageError as refusal:
            error = str(refusal)
    context = {
        "sources": sources,
        "studies": library.of_studies(),
        "topics": [
            (topic, bool(words) or any(entry.key in ticked for entry in topic.entries))
            for topic in library.topics(sources, words=words)
        ],
        "words": words,
        "ticked": ticked,
        "error": error,
    }
    return render(request, "survey/library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def copy(request: AuthenticatedRequest) -> HttpResponse:
    """Download the questionnaire `of` (a key of the library) as the start of its next version.

    On POST keep it as an uploaded form, which can be given another name and title, and published.
    """
    key = request.GET.get("of", "")
    if not key:
        return redirect("questionnaire-library")
    found = library.find(key)
    if found is None:
        raise Http404("There is no such questionnaire to start from.")
    copied = library.start_of_next(found)
    if request.method != "POST":
        return download(copied)
    tables = [FormFile(f"{name}.csv", as_csv(table).encode()) for name, table in copied.tables.items()]
    files = [FormFile(f"{copied.name}.xlsx", as_workbook(copied)), *tables]
    return redirect("questionnaire-upload", actions.stage_questionnaire(files=files, by=request.user).pk)


def download(form: Questionnaire) -> HttpResponse:
    """Return a questionnaire as a workbook to edit; as a zip if it looks answers up in CSV files."""
    content, kind, ending = (
        (as_archive(form), "application/zip", "zip") if form.tables else (as_workbook(form), WORKBOOK, "xlsx")
    )
    response = HttpResponse(content, content_type=kind)
    name = f"{form.name}-{form.version}.{ending}".replace('"', "")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
