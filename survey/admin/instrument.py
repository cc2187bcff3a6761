"""Admin of questionnaires, which are published from an XLSForm and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.admin_permissions import RoleAdmin
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from accounts.multiline import MultilineField
from enterprises.admin.forms import ReasonForm
from enterprises.admin.object_actions import add_errors, change_url, current_user
from survey import actions
from survey.jobs import PUBLICATION
from survey.models import Instrument
from survey.questionnaire import Question
from survey.views.questionnaires import file_response, preview_context
from survey.xlsform import XLSFormError, warnings_of
from survey.xlsform.upload import MAX_BYTES, Upload, read_upload


class PublishForm(forms.Form):
    """An XLSForm as a file or as text. The file is read here; a job parses and publishes it."""

    file = forms.FileField(
        label="XLSForm file",
        required=False,
        help_text="A workbook (.xlsx), a CSV or Markdown, 2 MB at most. It is read and not kept.",
    )
    source = MultilineField(
        label="or its text",
        required=False,
        strip=False,
        help_text="The sheets survey, choices and settings as Markdown tables, each below a row with its name.",
        widget=forms.Textarea(attrs={"rows": 30, "cols": 120, "spellcheck": "false"}),
    )

    @property
    def given_in(self) -> str:
        """The name of the field that was filled in, which shows the errors."""
        return "file" if self.cleaned_data.get("file") else "source"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), data.get("source", "")
        if not file and not text.strip() and not self.errors:
            raise ValidationError("Choose a file, or paste the form’s text.")
        try:
            data["upload"] = read_upload(file.read(MAX_BYTES + 1), file.name) if file else Upload(text, {})
        except XLSFormError as error:
            self.add_error(self.given_in, list(error.messages))
        return data


@admin.register(Instrument)
class InstrumentAdmin(RoleAdmin[Instrument]):
    """Admin of published versions of questionnaires. A change is a new version."""

    permission = "study.manage"
    list_display = ["title", "name", "version", "published_at", "strands_using", "in_use"]
    list_filter = ["name", ("retirement", admin.EmptyFieldListFilter)]
    list_select_related = ["retirement"]
    search_fields = ["title", "name"]
    change_form_template = "admin/survey/instrument.html"
    fields = ["title", "name", "version", "published_at", "questions", "source"]
    readonly_fields = ["title", "name", "version", "published_at", "questions", "source"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Instrument]:
        found: QuerySet[Instrument] = super().get_queryset(request)
        return found.annotate(used=Count("strands"))

    @admin.display(description="strands")
    def strands_using(self, instrument: Any) -> int:
        return int(instrument.used)

    @admin.display(description="offered", boolean=True)
    def in_use(self, instrument: Instrument) -> bool:
        return not instrument.is_retired

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        views = (("preview", self.preview_view), ("file", self.file_view), ("retire", self.retire_view))
        own = [
            path(
                f"<path:object_id>/{word}/",
                self.admin_site.admin_view(view),
                name=f"survey_instrument_{word}",
            )
            for word, view in views
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Start the job that publishes a form, or show a preview."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PublishForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if request.method == "POST" and form.is_valid():
            answer = self._preview if "_preview" in request.POST else self._publish
            if response := answer(request, form):
                return response
        around = self.admin_site.each_context(request)
        context = {**around, "title": "Publish a questionnaire", "opts": self.opts, "form": form}
        return TemplateResponse(request, "admin/survey/publish.html", context)

    def _preview(self, request: HttpRequest, form: PublishForm) -> HttpResponse | None:
        """Return the preview of the form, or None with errors added to the form if it cannot be read."""
        upload: Upload = form.cleaned_data["upload"]
        try:
            instrument = actions.read_instrument(source=upload.source)
            warnings = [upload.locate(sentence) for sentence in warnings_of(upload.source)]
        except ValidationError as refusal:
            form.add_error(form.given_in, [upload.locate(sentence) for sentence in refusal.messages])
            return None
        return self._previewed(
            request,
            instrument,
            is_published=instrument.pk is not None,
            warnings=warnings,
            language=request.POST.get("language", ""),
        )

    def _publish(self, request: HttpRequest, form: PublishForm) -> HttpResponse | None:
        """Return the redirect to the job, or None with errors added to the form if it has failed already."""
        upload: Upload = form.cleaned_data["upload"]
        job = jobs.start(
            kind=PUBLICATION,
            title="Publish a questionnaire",
            by=current_user(request).pk,
            arguments=upload._asdict(),
            started_from=request.path,
        )
        if job.state == JobState.FAILED:
            form.add_error(form.given_in, job.errors)
            return None
        if job.state == JobState.FINISHED:
            messages.success(request, job.message)
        return HttpResponseRedirect(job.next_address)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show a published questionnaire as respondents see it."""
        row = self._row(request, object_id)
        return self._previewed(
            request,
            row,
            is_published=True,
            warnings=warnings_of(row.source),
            language=request.GET.get("language", ""),
        )

    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Return the questionnaire as an XLSForm workbook; `?format=` md, ddi (codebook) or pdf (for paper)."""
        row = self._row(request, object_id)
        return file_response(row, format=request.GET.get("format"), language=request.GET.get("language", ""))

    def retire_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Retire a questionnaire, with a reason."""
        row = self._row(request, object_id)
        if row.is_retired:
            messages.warning(request, f"{row} is retired already.")
            return HttpResponseRedirect(change_url(row))
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                actions.retire_instrument(
                    instrument=row, reason=form.cleaned_data["reason"], by=current_user(request)
                )
            except ValidationError as refusal:
                add_errors(form, refusal)
            else:
                messages.success(request, f"{row} is retired.")
                return HttpResponseRedirect(change_url(row))
        action = {
            "button": "Retire",
            "explanation": "It is offered to no new survey. Surveys that use it go on, and its answers stay.",
        }
        around = self.admin_site.each_context(request)
        context = {**around, "title": f"Retire {row}", "opts": self.opts, "original": row, "form": form}
        context |= {"action": action, "back": change_url(row)}
        return TemplateResponse(request, "admin/enterprises/object_action.html", context)

    def _row(self, request: HttpRequest, object_id: str) -> Instrument:
        if not self.may_change(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("There is no such questionnaire.")
        return row

    def _previewed(
        self,
        request: HttpRequest,
        instrument: Instrument,
        *,
        is_published: bool,
        warnings: list[str],
        language: str,
    ) -> HttpResponse:
        context = preview_context(
            instrument,
            language=language,
            warnings=warnings,
            is_published=is_published,
            back=change_url(instrument) if instrument.pk else reverse("admin:survey_instrument_add"),
        )
        return TemplateResponse(request, "survey/preview.html", context)

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
                for section in instrument.questionnaire.sections
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
        ("if", question.relevant),
        ("only", question.constraint),
        ("choices where", question.choice_filter),
    ):
        if source:
            yield f"{word} {source}"
