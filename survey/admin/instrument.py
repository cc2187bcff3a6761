"""The admin's section for questionnaires: published from an XLSForm, then never changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.admin_access import RoleAdmin
from survey import actions
from survey.models import Instrument
from survey.questionnaire import Question

if TYPE_CHECKING:
    from accounts.models import User


class PublishForm(forms.ModelForm):
    """The form's text; everything wrong with it is told with its sheet and row."""

    class Meta:
        model = Instrument
        fields = ["source"]
        labels = {"source": "XLSForm"}
        help_texts = {
            "source": "The sheets survey, choices and settings as Markdown tables, each below a row with its name."
        }
        widgets = {"source": forms.Textarea(attrs={"rows": 30, "cols": 120, "spellcheck": "false"})}

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        actions.read_instrument(source=source)
        return source


@admin.register(Instrument)
class InstrumentAdmin(RoleAdmin, admin.ModelAdmin):
    """Published versions of questionnaires. A change is a new version."""

    permission = "study.manage"
    list_display = ["title", "name", "version", "published_at", "strands_using"]
    list_filter = ["name"]
    search_fields = ["title", "name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Instrument]:
        found: QuerySet[Instrument] = super().get_queryset(request)
        return found.annotate(used=Count("strands"))

    @admin.display(description="strands")
    def strands_using(self, instrument: Any) -> int:
        return int(instrument.used)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Instrument | None = None) -> list[Any]:
        return ["title", "name", "version", "published_at", "questions", "source"] if obj else ["source"]

    def get_readonly_fields(self, request: HttpRequest, obj: Instrument | None = None) -> list[str]:
        return self.get_fields(request, obj) if obj else []

    def get_form(
        self, request: HttpRequest, obj: Instrument | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = PublishForm
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request: HttpRequest, obj: Instrument, form: Any, change: bool) -> None:
        published = actions.publish_instrument(
            source=form.cleaned_data["source"], by=cast("User", request.user)
        )
        obj.__dict__.update(published.__dict__)

    @admin.display(description="questions")
    def questions(self, instrument: Instrument) -> SafeString:
        """Every section with its questions, as they are asked."""
        return format_html_join(
            "",
            "<h4>{}</h4><ol>{}</ol>",
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
        rules = [question.name, question.type.replace("_", " ")]
        if question.is_required:
            rules.append("required")
        if question.relevant:
            rules.append(f"if {question.relevant}")
        if question.constraint:
            rules.append(f"only {question.constraint}")
        yield format_html("{}<br><small>{}</small>", question.label, " · ".join(rules))
