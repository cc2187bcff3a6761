"""The visitor's own saved views of the map."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.access import AuthenticatedRequest, may, requires
from accounts.models import SavedView
from mapping.atlas import AtlasFilters


@require_POST
@requires("account.own")
def save(request: AuthenticatedRequest) -> HttpResponse:
    """Save the address under a name, without unknown parameters."""
    query = _query(request)
    try:
        view = actions.save_view(name=request.POST.get("name", ""), query=query, by=request.user)
    except ValidationError as refusal:
        messages.error(request, f"The view was not saved. {' '.join(refusal.messages)}")
    else:
        messages.success(request, f"Saved as “{view.name}”.")
    return redirect(f"{reverse('atlas')}{query}")


@require_POST
@requires("account.own")
def forget(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Remove one of the visitor's own views, and return to the same address."""
    by = request.user
    view = get_object_or_404(SavedView, pk=pk, user=by)
    actions.delete_view(view=view, by=by)
    messages.success(request, f"“{view.name}” is removed.")
    return redirect(f"{reverse('atlas')}{_query(request)}")


def _query(request: AuthenticatedRequest) -> str:
    """The query string sent, without unknown parameters and what this visitor may not see."""
    params = QueryDict(request.POST.get("query", "").lstrip("?"))
    return AtlasFilters(params, sees_unpublished=may(request.user, "unpublished.view")).query()
