"""Context and pages shared by the views behind a private link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from survey.fields import display_answer, display_row
from survey.models import Response
from survey.online.directory_mapping import asked_about
from survey.online.pages import Line, Page
from survey.page_language import day_in_words, mark_language
from survey.views.languages import language_words
from survey.views.private import private_address


def already_sent_page(
    request: HttpRequest, response: Response, token: str, late: Iterable[tuple[Any, Any]] = ()
) -> HttpResponse:
    """Show the receipt. `late` has the questions and answers that were typed after sending, and are not stored."""
    is_late = request.method == "POST"
    return render(
        request,
        "survey/sent.html",
        page_context(
            response,
            token,
            is_late=is_late,
            late=late,
            link=private_address(request, token),
            language_page="resume",
        ),
        status=409 if is_late else 200,
    )


def closed_page(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    return render(
        request,
        "survey/closed.html",
        page_context(response, token, is_over=True, language_page="resume"),
        status=403,
    )


def page_context(response: Response, token: str, **more: Any) -> dict[str, Any]:
    """Return the context of a page behind a private link. `language_page` is where a choice of language returns to."""
    sent_at = response.submitted_at
    return {
        "sent_on": day_in_words(sent_at),
        "sent_at": f"{timezone.localtime(sent_at):%H:%M}" if sent_at else "",
        "closes_on": day_in_words(response.strand.closes_on),
        "response": response,
        "token": token,
        "strand": response.strand,
        "title": response.translated_questionnaire.title,
        "asked_about": asked_about(response.questionnaire),
        **language_words(response.strand, response.questionnaire, response.language),
        **more,
    }


def answer_summary(page: Page, problems: dict[str, str]) -> dict[str, Any]:
    rows = [row for line in page.lines for row in _summary_rows(line, problems.get(line.question.name, ""))]
    return {
        "name": page.section.name,
        "title": page.section.title,
        "chapter": page.section.chapter,
        "rows": rows,
    }


def _summary_rows(line: Line, problem: str) -> Iterator[dict[str, Any]]:
    """Yield a question with its answer, or each row of a repeated group."""
    question = line.question
    if not line.rows:
        words = mark_language(display_answer(question, line.stored))
        yield {
            "name": question.name,
            "label": question.label,
            "words": words,
            "problem": problem,
            "is_typed": question.is_typed,
        }
    for row in line.rows:
        is_here = bool(problem and (row.problems or row.missing()))
        yield {
            "name": f"{question.name}:{row.place}",
            "label": f"{question.label}: {row.place}",
            "words": display_row(row),
            "problem": problem if is_here else "",
            "is_typed": True,
        }
        problem = "" if is_here else problem
