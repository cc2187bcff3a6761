"""Admin of online responses: review, accept with a preview of the changes, or reject."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts import audit
from accounts.admin_permissions import RoleAdmin
from enterprises.admin.forms import ReasonForm
from enterprises.admin.object_actions import (
    ObjectAction,
    ObjectActionsAdmin,
    add_errors,
    change_url,
    current_user,
)
from enterprises.models import Organisation
from noms.models import Service
from noms.parsing import parse_whole_number
from survey import actions, consent
from survey.admin.download import DownloadAdmin
from survey.fields import display_answer
from survey.models import Response
from survey.online import acceptance_preview
from survey.online.pages import pages_of
from survey.vocabulary import ResponseStatus
from wording import day

NEW = "new"
SURE = (
    acceptance_preview.ACCEPTED_BEFORE,
    "This organisation was invited",
    "The same number",
    "The same name",
)


class ServicesForm(forms.Form):
    """The choice of a service for each line of a response that names one."""

    def __init__(
        self, named: list[acceptance_preview.NamedService], frame: list[Service], *args: Any
    ) -> None:
        super().__init__(*args)
        self.named, self.by_key = named, {str(service.pk): service for service in frame}
        choices = [("", "Leave it out"), *((key, service.name) for key, service in self.by_key.items())]
        for place, line in enumerate(named):
            self.fields[f"service-{place}"] = forms.ChoiceField(
                label=f"{line.status_label}: “{line.words}”",
                choices=choices,
                required=False,
                initial=line.best_match.pk if line.best_match else "",
            )

    def meant(self) -> dict[tuple[str, str], Service]:
        """Return the service chosen for each line. A line without a choice has no entry."""
        chosen = {
            (line.status, line.words): self.cleaned_data[f"service-{place}"]
            for place, line in enumerate(self.named)
        }
        return {line: self.by_key[key] for line, key in chosen.items() if key}


@admin.register(Response)
class ResponseAdmin(RoleAdmin[Response], DownloadAdmin, ObjectActionsAdmin):
    """Admin of responses that were sent. Reading one is written to the audit trail."""

    permission = "survey.review"
    has_save_buttons = False
    list_display = ["__str__", "named", "study", "status", "submitted_at", "organisation"]
    list_filter = ["status", "strand__study", "instrument", ("delivery", admin.EmptyFieldListFilter)]
    list_select_related = ["strand__study", "organisation"]
    list_per_page = 50
    search_fields = ["reference", "organisation__name"]
    show_full_result_count = False
    readonly_fields = [
        "reference",
        "study",
        "instrument",
        "status",
        "submitted_at",
        "came_by",
        "suspicion",
        "answers_display",
        "organisation",
        "reason",
        "decided_by",
        "decided_at",
    ]
    fields = [*readonly_fields]
    object_actions = (
        ObjectAction(
            slug="reject",
            button="Reject",
            explanation="The answer is kept out of the directory and of every figure. It stays here, with the reason.",
            success_message="{0} is rejected.",
            perform=lambda row, data, by: actions.reject_response(response=row, reason=data["reason"], by=by),
            form=ReasonForm,
            applies_to=lambda row: row.status in (ResponseStatus.SUBMITTED, ResponseStatus.QUARANTINED),
        ),
        ObjectAction(
            slug="withdraw-listing",
            button="Take back the listing",
            explanation=(
                "The respondent no longer agrees to the public listing. All that only this answer says is hidden at "
                "once, everywhere; it still counts in figures."
            ),
            success_message="Nothing that only {0} says is public any more.",
            perform=lambda row, data, by: actions.withdraw_listing(
                response=row, reason=data["reason"], by=by
            ),
            form=ReasonForm,
            applies_to=lambda row: (
                row.status == ResponseStatus.ACCEPTED and not consent.is_refused(row.answers)
            ),
        ),
        ObjectAction(
            slug="withdraw",
            button="Withdraw for the respondent",
            explanation=(
                "The respondent takes everything out: the answers are erased with earlier versions, no figure counts "
                "them, and what they added to the directory is taken out. It cannot be brought back."
            ),
            success_message="{0} is withdrawn. Nothing that was answered is kept.",
            perform=lambda row, data, by: actions.withdraw_response(
                response=row, reason=data["reason"], by=by
            ),
            form=ReasonForm,
            applies_to=lambda row: not row.is_draft and not row.is_withdrawn,
        ),
        ObjectAction(
            slug="release",
            button="Release",
            explanation="The answer was set aside as suspicious. Released, it waits for review like any other.",
            success_message="{0} waits for review.",
            perform=lambda row, data, by: actions.release_response(response=row, by=by),
            applies_to=lambda row: row.status == ResponseStatus.QUARANTINED,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Response]:
        found: QuerySet[Response] = super().get_queryset(request)
        named = KT("answers__organisation_name__value")
        return found.exclude(status=ResponseStatus.DRAFT).annotate(named=named).defer("answers", "outcome")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="the name given")
    def named(self, response: Any) -> str:
        return str(response.named or "–")

    @admin.display(ordering="strand__study")
    def study(self, response: Response) -> str:
        return str(response.strand.study)

    @admin.display(description="how it came")
    def came_by(self, response: Response) -> str:
        """Return the source, with the date of the upload for a loaded response."""
        words = str(response.source.label)
        if response.delivery is None:
            return words
        return f"{words} on {day(timezone.localdate(response.delivery.created_at))}"

    @admin.display(description="answers")
    def answers_display(self, response: Response) -> SafeString:
        """Return all answers by page as HTML."""
        pages = [
            (
                page.section.title,
                [(line.question.label, display_answer(line.question, line.stored)) for line in page.lines],
            )
            for page in pages_of(response.questionnaire, response.answers)
        ]
        return render_to_string("admin/survey/answers.html", {"pages": pages})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.review_view)
        return [path("<path:object_id>/review/", view, name="survey_response_review"), *super().get_urls()]

    def object_action_links(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        found = super().object_action_links(request, row)
        if row.status == ResponseStatus.SUBMITTED:
            found.insert(0, ("Review and accept", f"{change_url(row).removesuffix('change/')}review/"))
        return found

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        found = super().change_view(request, object_id, form_url, extra_context)
        row = self.get_object(request, unquote(object_id))
        if row is not None and found.status_code == 200:
            self._was_read(request, row)
        return found

    def review_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose the entry of the directory, show the changes, and accept."""
        row: Response = self.get_changeable_row(request, object_id)
        if row.status != ResponseStatus.SUBMITTED:
            messages.warning(request, f"{row} does not wait for review: {row.get_status_display().lower()}.")
            return HttpResponseRedirect(change_url(row))
        likely = acceptance_preview.candidates_for(row)
        choice = request.POST.get("match") or request.GET.get("match", "")
        organisation, trouble = _match(choice, likely)
        named = acceptance_preview.named_services(row)
        form = ServicesForm(named, acceptance_preview.frame_of(row) if named else [], request.POST or None)
        if request.method == "POST" and not trouble and form.is_valid():
            try:
                accepted = actions.accept_response(
                    response=row, organisation=organisation, services=form.meant(), by=current_user(request)
                )
            except ValidationError as refusal:
                add_errors(form, refusal)
            else:
                messages.success(request, f"{row} is accepted: {accepted.organisation}.")
                return HttpResponseRedirect(change_url(cast(Organisation, accepted.organisation)))
        if request.method == "GET":
            self._was_read(request, row)
        context = {
            **self.page_context(request, row, f"Review {row}"),
            "form": form,
            "likely": likely,
            "organisation": organisation,
            "trouble": trouble,
            "changes": acceptance_preview.changes(row, organisation),
            "match": organisation.pk if organisation else NEW,
        }
        return TemplateResponse(request, "admin/survey/review.html", context)

    def _was_read(self, request: HttpRequest, row: Response) -> None:
        audit.record(by=request.user, verb="response.read", subject=row, study=row.strand.study)


def _match(choice: str, likely: list[acceptance_preview.Candidate]) -> tuple[Organisation | None, str]:
    """Return the entry with this primary key or address (by default the best candidate), and an error message."""
    if choice == NEW:
        return None, ""
    if not choice:
        sure = next((one.organisation for one in likely if one.why.startswith(SURE)), None)
        return sure, ""
    word = choice.strip().rstrip("/").split("/")[-1].replace("\0", "")
    active = Organisation.objects.filter(merged_into__isnull=True)
    number = parse_whole_number(word)
    found = active.filter(pk=number).first() if number is not None else None
    found = found or active.filter(slug=word).first()
    return found, "" if found else f"There is no entry with the address “{word[:200]}”."
