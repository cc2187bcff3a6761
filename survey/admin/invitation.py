"""Admin of invitations: who was invited to the online survey, and who has answered."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from accounts.admin_permissions import RoleAdmin
from accounts.multiline import MultilineField
from enterprises.admin.object_actions import NO_SAVE_BUTTONS, add_errors, current_user
from enterprises.models import Organisation
from noms.models import Region
from survey import actions
from survey.admin.downloads import private_csv
from survey.models import Invitation, Strand
from survey.vocabulary import CaseCode, InvitationState

MAX_ROWS = 5_000
MAX_BYTES = 1024 * 1024
HEADINGS = {"name", "organisation", "name of the organisation"}


class InviteForm(forms.Form):
    """The organisations to invite: one per line, typed or from a file."""

    strand = forms.ModelChoiceField(Strand.objects.none(), label="survey", empty_label=None)
    rows = MultilineField(
        label="organisations",
        required=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 90}),
        help_text="One to a line: name, e-mail address. A name or the address of a page of the directory invites "
        "that entry.",
    )
    file = forms.FileField(
        label="or a CSV file",
        required=False,
        help_text="The columns name and e-mail address, in this order; 1 MB at most.",
    )

    is_chosen = forms.BooleanField(
        label="and every organisation of the directory that the study’s definition includes",
        required=False,
        help_text="Only published organisations. Organisations that were invited before are left out.",
    )
    region = forms.ModelChoiceField(
        Region.objects.noms(),
        label="of these, only in",
        required=False,
        empty_label="any region",
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        strands = Strand.objects.online().select_related("study").order_by("-study__frame_on")
        cast(forms.ModelChoiceField, self.fields["strand"]).queryset = strands

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if not upload:
            return ""
        if upload.size > MAX_BYTES:
            raise ValidationError("This file is larger than 1 MB. Invite in several parts.")
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("This is not a text file: save the sheet as CSV (UTF-8).") from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            chosen = self._chosen(data)
            data["invitees"] = [*self._invitees(f"{data.get('rows', '')}\n{data.get('file', '')}"), *chosen]
            if not data["invitees"]:
                raise ValidationError(
                    "The definition includes no such organisation."
                    if data["is_chosen"]
                    else "Name at least one organisation."
                )
            if len(data["invitees"]) > MAX_ROWS:
                number = len(data["invitees"])
                raise ValidationError(
                    f"These are {number:,} organisations; invite {MAX_ROWS:,} at most at once."
                )
        return data

    def _chosen(self, data: dict[str, Any]) -> list[actions.Invitee]:
        """Return the organisations that the definition includes, if that box is ticked."""
        if not data.get("is_chosen"):
            return []
        included = Organisation.objects.published().included(data["strand"].study.definition_reference)
        if data.get("region"):
            included = included.in_region(data["region"])
        named = included.order_by("name", "pk").only("name")[: MAX_ROWS + 1]
        return [actions.Invitee(name=each.name, organisation=each) for each in named]

    def _invitees(self, text: str) -> list[actions.Invitee]:
        try:
            rows = [[cell.strip() for cell in row] for row in csv.reader(StringIO(text.replace("\0", "")))]
        except csv.Error as error:
            raise ValidationError(f"This cannot be read as CSV: {error}.") from None
        rows = [row for row in rows if any(row)]
        if rows and rows[0][0].casefold() in HEADINGS:
            rows = rows[1:]
        known = _entries([row[0] for row in rows])
        return [
            actions.Invitee(
                name=known[key].name if (key := _key(row[0])) in known else row[0],
                email=row[1] if len(row) > 1 else "",
                organisation=known.get(key),
            )
            for row in rows
        ]


class StatusFilter(admin.SimpleListFilter):
    """Filter invitations by status, for example to select those to remind."""

    title = "status"
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (CaseCode.UNKNOWN_UNIT.value, "Not sent"),
            (CaseCode.UNKNOWN_OTHER.value, "Sent, and not answered"),
            (CaseCode.COMPLETE.value, "Answered"),
            (CaseCode.REFUSAL.value, "Declined"),
            (CaseCode.NON_CONTACT.value, "Came back"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.with_code().filter(code=self.value()) if self.value() else queryset


@admin.register(Invitation)
class InvitationAdmin(RoleAdmin[Invitation]):
    """Admin of invitations and their status, never of answers. Links are only given as a file, never shown."""

    permission = "study.manage"
    list_display = ["name", "study", "organisation", "status", "sent_at", "reminded_at", "reminders"]
    list_filter = [StatusFilter, "strand__study", ("organisation", admin.EmptyFieldListFilter)]
    list_select_related = ["strand__study", "organisation", "response"]
    list_per_page = 50
    search_fields = ["name", "email"]
    show_full_result_count = False
    actions = ["hand_out", "note_bounced", "note_declined"]
    readonly_fields = [
        "name",
        "email",
        "organisation",
        "study",
        "status",
        "sent_at",
        "reminded_at",
        "reminders",
        "bounced_at",
        "declined_at",
    ]
    fields = [*readonly_fields]
    change_list_template = "admin/survey/invitation_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(ordering="strand__study")
    def study(self, invitation: Invitation) -> str:
        return str(invitation.strand.study)

    @admin.display(description="status")
    def status(self, invitation: Any) -> str:
        return str(InvitationState(invitation.state).label)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: Any = super().get_queryset(request)
        return cast(QuerySet[Any], found.with_state())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.invite_view)
        return [path("invite/", view, name="survey_invitation_invite"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        kwargs["extra_context"] = NO_SAVE_BUTTONS
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        return response

    def invite_view(self, request: HttpRequest) -> HttpResponse:
        """Show the form to invite organisations, or invite all of them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = InviteForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                made = actions.invite(
                    strand=data["strand"], invitees=data["invitees"], by=current_user(request)
                )
            except ValidationError as refusal:
                add_errors(form, refusal)
            else:
                left_out = len(data["invitees"]) - len(made)
                also = f" {left_out} were invited before." if left_out else ""
                messages.success(
                    request, f"{len(made)} invited.{also} Choose them below and get their links to send."
                )
                return HttpResponseRedirect(reverse("admin:survey_invitation_changelist"))
        around = self.admin_site.each_context(request)
        context = {**around, "title": "Invite organisations", "opts": self.opts, "form": form}
        return TemplateResponse(request, "admin/survey/invite.html", context)

    @admin.action(
        description="Get the links to send (marks them as sent, or reminded)", permissions=["change"]
    )
    def hand_out(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> HttpResponse | None:
        chosen = list(queryset.select_related("strand__study", "organisation"))
        given = actions.hand_out(invitations=chosen, by=current_user(request))
        if not given:
            self.message_user(request, "All of these have answered or declined.", messages.WARNING)
            return None
        lines = [["name", "e-mail", "link", "closes on"]]
        for invitation, token in given:
            link = request.build_absolute_uri(reverse("survey-link", args=[token]))
            closes = invitation.strand.closes_on.isoformat() if invitation.strand.closes_on else ""
            lines.append([invitation.name, invitation.email, link, closes])
        return private_csv(f"invitations-{timezone.localdate().isoformat()}", lines)

    @admin.action(description="Note that they came back", permissions=["change"])
    def note_bounced(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        for invitation in queryset.select_related("strand__study"):
            actions.mark_bounced(invitation=invitation, by=current_user(request))
        self.message_user(request, "Noted.")

    @admin.action(description="Note that they declined", permissions=["change"])
    def note_declined(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        for invitation in queryset.select_related("strand__study"):
            try:
                actions.decline(invitation=invitation, by=current_user(request))
            except ValidationError as refusal:
                self.message_user(request, f"{invitation}: {' '.join(refusal.messages)}", messages.WARNING)
        self.message_user(request, "Noted.")


def _key(text: str) -> str:
    return text.strip().rstrip("/").split("/")[-1].casefold()


def _entries(texts: list[str]) -> dict[str, Organisation]:
    """Return the entries whose slug or name is one of these lines, by that key. One query."""
    wanted = {_key(text) for text in texts}
    found: dict[str, Organisation] = {}
    rows = Organisation.objects.filter(merged_into__isnull=True).only("name", "slug")
    for organisation in rows.iterator():
        for key in (organisation.slug, organisation.name.casefold()):
            if key in wanted:
                found.setdefault(key, organisation)
    return found
