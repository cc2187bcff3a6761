"""Admin of online responses: a list of all studies, to look at. They are reviewed on their own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.admin_permissions import RoleAdmin
from survey.models import Response
from survey.vocabulary import ResponseStatus


@admin.register(Response)
class ResponseAdmin(RoleAdmin[Response]):
    """Admin of responses that were sent. A row leads to the page on which it is reviewed."""

    view_permission = "survey.review"
    list_display = ["__str__", "named", "study", "status", "submitted_at", "organisation"]
    list_filter = ["status", "strand__study", "instrument", ("delivery", admin.EmptyFieldListFilter)]
    list_select_related = ["strand__study", "organisation"]
    list_per_page = 50
    search_fields = ["reference", "organisation__name"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Response]:
        found: QuerySet[Response] = super().get_queryset(request)
        named = KT("answers__organisation_name__value")
        return found.exclude(status=ResponseStatus.DRAFT).annotate(named=named).defer("answers", "outcome")

    @admin.display(description="the name given")
    def named(self, response: Any) -> str:
        return str(response.named or "–")

    @admin.display(ordering="strand__study")
    def study(self, response: Response) -> str:
        return str(response.strand.study)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Redirect to the page on which the answer is reviewed."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404("There is no such answer.")
        return redirect("study-answer", row.strand.study.slug, row.reference)
