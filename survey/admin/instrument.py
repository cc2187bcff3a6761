"""Admin of questionnaires, to look at: they are published and retired on the pages of the product."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.admin_permissions import RoleAdmin
from survey.models import Instrument
from survey.questionnaire import Question


@admin.register(Instrument)
class InstrumentAdmin(RoleAdmin[Instrument]):
    """Admin of published versions of questionnaires, with the rules of each question. Read only."""

    view_permission = "study.manage"
    list_display = ["title", "name", "version", "published_at", "strands_using", "in_use"]
    list_filter = ["name", ("retirement", admin.EmptyFieldListFilter)]
    list_select_related = ["retirement"]
    search_fields = ["title", "name"]
    fields = ["title", "name", "version", "published_at", "questions"]
    readonly_fields = ["title", "name", "version", "published_at", "questions"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Instrument]:
        found: QuerySet[Instrument] = super().get_queryset(request)
        return found.annotate(used=Count("strands"))

    @admin.display(description="strands")
    def strands_using(self, instrument: Any) -> int:
        return int(instrument.used)

    @admin.display(description="offered", boolean=True)
    def in_use(self, instrument: Instrument) -> bool:
        return not instrument.is_retired

    @admin.display(description="questions")
    def questions(self, instrument: Instrument) -> SafeString:
        """Return the sections with their questions as HTML."""
        return format_html_join(
            "",
            "<h3>{}</h3><ol>{}</ol>",
            (
                (
                    section.title,
                    format_html_join("", "<li>{}</li>", ((words,) for words in _lines(section.questions))),
                )
                for section in instrument.questionnaire.readable.sections
            ),
        )


def _lines(questions: tuple[Question, ...]) -> Iterator[SafeString]:
    for question in questions:
        yield format_html(
            "{}<br><small>{}</small>{}",
            question.label or question.name,
            " · ".join(_rules(question)),
            format_html(
                "<ol>{}</ol>",
                format_html_join("", "<li>{}</li>", ((inner,) for inner in _lines(question.questions))),
            )
            if question.questions
            else "",
        )


def _rules(question: Question) -> Iterator[str]:
    yield question.name
    yield question.type.replace("_", " ")
    if question.row_count:
        yield f"{question.row_count} times"
    if question.is_required:
        yield "required"
    for word, source in (
        ("is", question.calculation),
        ("begins with", question.default or question.dynamic_default),
        ("rows", question.row_count_of),
        ("required if", question.required_if),
        ("if", question.relevant),
        ("only", question.constraint),
        ("choices where", question.choice_filter),
    ):
        if source:
            yield f"{word} {source}"
