"""Read-only admin sections for contacts, calls and interviews; personal data needs its own permission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts import audit
from accounts.access import may
from accounts.admin_permissions import RoleAdmin, RoleInline
from interviews.models import Call, CallCorrection, Contact, Interview, Mention
from survey import answers as answering
from survey.answers import AnswerState

READ_PERSONAL_DATA = "interviews.enter"
"""The permission to read what respondents said and who they are."""


class FieldworkAdmin(RoleAdmin):
    """A read-only section about sampled units.

    The `personal_fields` are hidden from users without READ_PERSONAL_DATA. For other users the audit trail records
    each row that they open.
    """

    permission = None
    view_permission = "outcomes.view"
    personal_fields: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False

    def may_read_personal_data(self, request: HttpRequest) -> bool:
        return may(request.user, READ_PERSONAL_DATA)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields: list[Any] = list(self.fields or [])
        return (
            fields
            if self.may_read_personal_data(request)
            else [name for name in fields if name not in self.personal_fields]
        )

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        row = self.get_object(request, unquote(object_id))
        if row is not None and response.status_code == 200 and self.may_read_personal_data(request):
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
    """Contacts. The list shows the cases but no personal data."""

    view_permission = READ_PERSONAL_DATA
    list_display = ["unit", "study", "is_current", "erase_on"]
    list_filter = ["unit__strand__study", "is_current"]
    list_select_related = ["unit__strand__study", "unit__service", "unit__organisation"]
    search_fields = ["unit__service__name", "unit__organisation__name"]
    fields = ["unit", "name", "job_title", "telephone", "email", "note", "is_current", "erase_on"]


class CallCorrectionInline(RoleInline):
    """The corrections of a call, each with what the call said before."""

    model = CallCorrection
    view_permission = READ_PERSONAL_DATA
    readonly_fields = ["created_at", "created_by"]
    fields = [
        *("created_at", "created_by", "reason"),
        *("disposition", "made_at", "call_back_at", "contact", "note"),
    ]
    can_delete = False
    extra = 0


@admin.register(Call)
class CallAdmin(FieldworkAdmin):
    """Calls, also those that were undone. They are corrected on the pages of the case and never deleted."""

    personal_fields = ("contact", "note", "undo_reason")
    list_display = ["unit", "study", "made_at", "disposition", "call_back_at", "created_by", "undone_at"]
    list_filter = ["unit__strand__study", "disposition", ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["unit__strand__study", "unit__service", "unit__organisation", "created_by"]
    search_fields = ["unit__service__name", "unit__organisation__name"]
    fields = [
        *("unit", "contact", "made_at", "disposition", "call_back_at", "note", "created_by"),
        *("undone_at", "undone_by", "undo_reason"),
    ]
    readonly_fields = ["undone_at", "undone_by", "undo_reason"]
    inlines = [CallCorrectionInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Call]:
        """Return every call. The default manager leaves out those that were undone."""
        return Call.with_undone.order_by(*self.get_ordering(request))


class MentionInline(RoleInline):
    """The organisations that the respondent named, each with the organisation that it was matched to."""

    model = Mention
    view_permission = READ_PERSONAL_DATA
    readonly_fields = ["described_as", "status", "arrangement", "match_state", "organisation"]
    fields = [*readonly_fields]
    can_delete = False
    extra = 0


@admin.register(Interview)
class InterviewAdmin(FieldworkAdmin):
    """Interviews with their answers. They are entered and corrected on the pages of the case."""

    personal_fields = ("contact", "answers_in_words", "interviewer_notes", "answers", "notes")
    list_display = ["unit", "study", "status", "held_on", "interviewer", "version"]
    list_filter = ["unit__strand__study", "status", "unit__service__kind", "unit__region"]
    list_select_related = ["unit__strand__study", "unit__service", "unit__organisation", "interviewer"]
    search_fields = ["unit__service__name", "unit__organisation__name"]
    fields = [
        "unit",
        "instrument",
        "contact",
        "interviewer",
        "held_on",
        "began_at",
        "ended_at",
        "status",
        "version",
        "consents_given",
        "answers_in_words",
        "interviewer_notes",
    ]
    readonly_fields = ["consents_given", "answers_in_words", "interviewer_notes"]
    inlines = [MentionInline]

    @admin.display(description="consents")
    def consents_given(self, interview: Interview) -> str:
        consents = [f"{consent.replace('_', ' ')}: {word}" for consent, word in interview.consents.items()]
        return ", ".join(consents) or "No consent has been asked for yet."

    @admin.display(description="answers")
    def answers_in_words(self, interview: Interview) -> SafeString:
        """Return each answered question with its answer, or with the reason why there is no answer."""
        return _html_list(self._answers(interview))

    def _answers(self, interview: Interview) -> Iterator[tuple[str, str]]:
        for question in interview.instrument.questionnaire.readable.answerable_questions():
            answer = answering.read(interview.answers.get(question.name))
            if answer.state is AnswerState.GIVEN:
                yield question.label, question.display_value(answer.value)
            elif answer.state is not AnswerState.MISSING:
                yield question.label, answer.state.label

    @admin.display(description="interviewer's notes")
    def interviewer_notes(self, interview: Interview) -> SafeString:
        questions = interview.instrument.questionnaire.readable.questions
        return _html_list(
            (questions[name].label if name in questions else name, note)
            for name, note in interview.notes.items()
        )


def _html_list(pairs: Iterable[tuple[str, str]]) -> SafeString:
    return format_html_join("", "<p><strong>{}</strong><br>{}</p>", pairs)
