"""Contacts, calls and interviews in the admin: for reading; what people said needs its own permission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts import audit
from accounts.access import may
from accounts.admin_permissions import RoleAdmin
from interviews.models import Call, Contact, Interview, Mention
from survey import answers as answering
from survey.answers import AnswerState

RAW_WORDS = "interviews.enter"
"""Who may read what respondents said, and who they are."""


class FieldworkAdmin(RoleAdmin, admin.ModelAdmin):
    """A section that only the pages of fieldwork write.

    The fields in `raw` are left out for whoever may not read them; each reading of them is audited.
    """

    permission = None
    view_permission = "outcomes.view"
    raw: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False

    def may_read_words(self, request: HttpRequest) -> bool:
        return may(request.user, RAW_WORDS)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields: list[Any] = list(self.fields or [])
        return fields if self.may_read_words(request) else [name for name in fields if name not in self.raw]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        row = self.get_object(request, unquote(object_id))
        if row is not None and response.status_code == 200 and self.may_read_words(request):
            audit.record(
                by=request.user,
                verb=f"{self.opts.model_name}.read",
                subject=row,
                study=row.unit.strand.study,
            )
        return response

    @admin.display(ordering="unit__strand__study")
    def study(self, row: Any) -> str:
        return str(row.unit.strand.study)


@admin.register(Contact)
class ContactAdmin(FieldworkAdmin):
    """Who may answer for a case. The list names the cases only."""

    view_permission = RAW_WORDS
    list_display = ["unit", "study", "is_current", "erase_on"]
    list_filter = ["unit__strand__study", "is_current"]
    list_select_related = ["unit__strand__study", "unit__service", "unit__organisation"]
    search_fields = ["unit__service__name", "unit__organisation__name"]
    fields = ["unit", "name", "job_title", "telephone", "email", "note", "is_current", "erase_on"]


@admin.register(Call)
class CallAdmin(FieldworkAdmin):
    """Attempts to reach a respondent. Never changed and never removed."""

    raw = ("contact", "note")
    list_display = ["unit", "study", "made_at", "disposition", "call_back_at", "created_by"]
    list_filter = ["unit__strand__study", "disposition"]
    list_select_related = ["unit__strand__study", "unit__service", "unit__organisation", "created_by"]
    search_fields = ["unit__service__name", "unit__organisation__name"]
    fields = ["unit", "contact", "made_at", "disposition", "call_back_at", "note", "created_by"]


class MentionInline(RoleAdmin, admin.TabularInline):
    """The organisations named, in the respondent's words, each with the organisation that we think it is."""

    model = Mention
    view_permission = RAW_WORDS
    readonly_fields = ["described_as", "status", "arrangement", "match_state", "organisation"]
    fields = [*readonly_fields]
    can_delete = False
    extra = 0


@admin.register(Interview)
class InterviewAdmin(FieldworkAdmin):
    """Interviews with what was answered. They are entered and corrected in the pages of the case."""

    raw = ("contact", "said", "noted", "answers", "notes")
    list_display = ["unit", "study", "status", "held_on", "interviewer", "version"]
    list_filter = ["unit__strand__study", "status", "unit__service__kind", "unit__service__region"]
    list_select_related = ["unit__strand__study", "unit__service", "unit__organisation", "interviewer"]
    search_fields = ["unit__service__name", "unit__organisation__name"]
    fields = [
        "unit",
        "instrument",
        "contact",
        "interviewer",
        "held_on",
        "status",
        "version",
        "agreed_to",
        "said",
        "noted",
    ]
    readonly_fields = ["agreed_to", "said", "noted"]
    inlines = [MentionInline]

    @admin.display(description="agreed to")
    def agreed_to(self, interview: Interview) -> str:
        given = [f"{consent.replace('_', ' ')}: {word}" for consent, word in interview.consents.items()]
        return ", ".join(given) or "Nobody asked yet."

    @admin.display(description="what was said")
    def said(self, interview: Interview) -> SafeString:
        """Every question that was answered, in any state, with the answer in words."""
        return _listed(self._answered(interview))

    def _answered(self, interview: Interview) -> Iterator[tuple[str, str]]:
        for question in interview.instrument.questionnaire.asked():
            answer = answering.read(interview.answers.get(question.name))
            if answer.state is AnswerState.GIVEN:
                yield question.label, question.words_for(answer.value)
            elif answer.state is not AnswerState.MISSING:
                yield question.label, answer.state.label

    @admin.display(description="interviewer's notes")
    def noted(self, interview: Interview) -> SafeString:
        questions = interview.instrument.questionnaire.questions
        return _listed(
            (questions[name].label if name in questions else name, note)
            for name, note in interview.notes.items()
        )


def _listed(pairs: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join("", "<p><strong>{}</strong><br>{}</p>", pairs)
