"""The visitor's saved views of the map: kept, removed, and watched for what is new."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.access import AuthenticatedRequest, may, permission_exempt, requires
from accounts.email import can_send
from accounts.models import SavedView, ViewWatch
from accounts.private_feeds import limited_response
from accounts.private_tokens import hash_of
from mapping.atlas import AtlasFilters, news
from reports.releases.day_feed import DayFeed

SHOWN = 50
"""The number of latest news on the page of a view and in its feed."""


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
    view = _own_view(request, pk)
    actions.delete_view(view=view, by=request.user)
    messages.success(request, f"“{view.name}” is removed.")
    return redirect(f"{reverse('atlas')}{_query(request)}")


@never_cache
@require_safe
@requires("account.own")
def detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One of the visitor's own views: what was new in it, and how they want to be told."""
    return _render(request, _own_view(request, pk))


@never_cache
@require_POST
@requires("account.own")
def watch(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Begin or end e-mails on what is new in a view; make, replace or remove the private address of its feed."""
    view = _own_view(request, pk)
    if "remove_feed" in request.POST:
        actions.remove_view_feed(view=view, by=request.user)
        messages.success(request, "The private address does not work any more.")
        return redirect("saved-view-detail", view.pk)
    by, site = request.user, request.build_absolute_uri("/").rstrip("/")
    by_email = request.POST.get("by_email") == "yes"
    try:
        found = news.names_found(view.query) if by_email or "make_feed" in request.POST else {}
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("saved-view-detail", view.pk)
    if "make_feed" in request.POST:
        token = actions.replace_view_feed(view=view, found=found, site=site, by=by)
        address = request.build_absolute_uri(reverse("saved-view-feed", args=[token]))
        return _render(request, _own_view(request, pk), address=address)
    actions.watch_view(view=view, by_email=by_email, found=found, site=site, by=by)
    told = f"You get an e-mail when something is new in “{view.name}”."
    messages.success(request, told if by_email else f"You get no more e-mails on “{view.name}”.")
    return redirect("saved-view-detail", view.pk)


@permission_exempt("private address")
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """What was new in a saved view, as Atom, for whoever knows the private address."""
    found = ViewWatch.objects.select_related("view__user").filter(token_hash=hash_of(token)).first()
    if found is None or not found.view.user.is_active:
        raise Http404("No feed has this address.")
    return limited_response(
        request, token=token, content=lambda: _atom(found), content_type="application/atom+xml; charset=utf-8"
    )


def _atom(watch: ViewWatch) -> bytes:
    view = watch.view
    address = f"{watch.site}{news.address_of(view)}"
    made = DayFeed(
        title=f"New in “{view.name}”",
        link=address,
        description="What came into a saved view of the public directory, and what left it.",
        author_name="Gatehouse",
    )
    latest = list(watch.news.all()[:SHOWN])
    public = news.still_public(latest)
    for each in latest:
        changes = news.changes_of(each, public)
        made.add_item(
            title="; ".join(change.heading for change in changes),
            link=address,
            description=render_to_string("mapping/atlas/news.html", {"changes": changes, "site": watch.site}),
            unique_id=f"urn:gatehouse:news:{watch.token_hash}:{each.pk}",
            pubdate=each.found_at,
            updateddate=each.found_at,
        )
    return made.writeString("utf-8").encode()


def _own_view(request: AuthenticatedRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.select_related("watch"), pk=pk, user=request.user)


def _render(request: AuthenticatedRequest, view: SavedView, *, address: str = "") -> HttpResponse:
    watch = getattr(view, "watch", None)
    latest = list(watch.news.all()[:SHOWN]) if watch else []
    public = news.still_public(latest)
    context = {
        "view": view,
        "watch": watch,
        "map_address": news.address_of(view),
        "news": [change for each in latest for change in news.changes_of(each, public)],
        "can_send": can_send(),
        "address": address,
    }
    return render(request, "mapping/atlas/saved_view.html", context)


def _query(request: AuthenticatedRequest) -> str:
    """The query string sent, without unknown parameters and what this visitor may not see."""
    params = QueryDict(request.POST.get("query", "").lstrip("?"))
    return AtlasFilters(params, sees_unpublished=may(request.user, "unpublished.view")).query()
