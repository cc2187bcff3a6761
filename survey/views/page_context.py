"""Context and pages shared by the views behind a private link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from survey.fields import display_answer, display_row, mark_language
from survey.models import Response
from survey.online.pages import Line, Page
from survey.templatetags.survey_words import day_in
from survey.translations import language_context
from survey.views.private import private_address


def already_sent_page(
    request: HttpRequest, response: Response, token: str, late: Iterable[tuple[Any, Any]] = ()
) -> HttpResponse:
    """Show the receipt. `late` has the questions and answers that were typed after sending, and are not stored."""
    is_late = request.method == "POST"
    return render(
        request,
        "survey/sent.html",
        page_context(response, token, is_late=is_late, late=late, link=private_address(request, token)),
        status=409 if is_late else 200,
    )


def closed_page(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    return render(request, "survey/closed.html", page_context(response, token, is_over=True), status=403)


def page_context(response: Response, token: str, **more: Any) -> dict[str, Any]:
    language = language_context(response.questionnaire, response.language)
    code, sent_at = language["language"], response.submitted_at
    return {
        "sent_on": day_in(timezone.localdate(sent_at), code) if sent_at else "",
        "sent_at": f"{timezone.localtime(sent_at):%H:%M}" if sent_at else "",
        "closes_on": day_in(response.strand.closes_on, code),
        "response": response,
        "token": token,
        "strand": response.strand,
        "study": response.strand.study,
        "title": response.translated_questionnaire.title,
        **language,
        **more,
    }


def answer_summary(page: Page, problems: dict[str, str]) -> dict[str, Any]:
    rows = [row for line in page.lines for row in _summary_rows(line, problems.get(line.question.name, ""))]
    return {"name": page.section.name, "title": page.section.title, "rows": rows}


def _summary_rows(line: Line, problem: str) -> Iterator[dict[str, Any]]:
    """Yield a question with its answer, or each row of a repeated group."""
    question = line.question
    if not line.rows:
        words = mark_language(display_answer(question, line.stored))
        yield {"name": question.name, "label": question.label, "words": words, "problem": problem}
    for row in line.rows:
        is_here = bool(problem and (row.problems or row.missing()))
        yield {
            "name": f"{question.name}:{row.place}",
            "label": f"{question.label}: {row.place}",
            "words": display_row(row),
            "problem": problem if is_here else "",
        }
        problem = "" if is_here else problem
