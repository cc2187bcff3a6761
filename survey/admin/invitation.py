"""Admin of invitations: a list of all studies, to read. They are made and sent on the page of their study."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin_permissions import RoleAdmin
from survey.models import Invitation
from survey.vocabulary import InvitationState


@admin.register(Invitation)
class InvitationAdmin(RoleAdmin[Invitation]):
    """Admin of invitations: who is invited, and the state of each. It reveals nothing about the answers."""

    permission = None
    view_permission = "study.manage"
    list_display = ["name", "study", "organisation", "state", "sent_at", "reminded_at", "reminders"]
    list_filter = ["strand__study", ("organisation", admin.EmptyFieldListFilter)]
    list_select_related = ["strand__study", "organisation"]
    list_per_page = 50
    search_fields = ["name", "email"]
    show_full_result_count = False
    fields = [
        "name",
        "email",
        "organisation",
        "sent_at",
        "reminded_at",
        "reminders",
        "bounced_at",
        "declined_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: Any = super().get_queryset(request)
        return cast(QuerySet[Any], found.with_state())

    @admin.display(ordering="strand__study")
    def study(self, invitation: Invitation) -> str:
        return str(invitation.strand.study)

    @admin.display(description="state")
    def state(self, invitation: Any) -> str:
        return str(InvitationState(invitation.state).label)
