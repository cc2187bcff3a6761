"""The pages of the matching desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.access import AuthenticatedRequest, may, requires
from interviews import actions, matching_desk
from interviews.forms.matching import DecisionForm, DeskFilter
from interviews.matching_desk import MatchCandidate
from interviews.models import Mention
from interviews.vocabulary import MatchState
from noms.pagination import address_with, page_of, query_with
from survey.models import Study

PAGE_SIZE = 50


@never_cache
@require_safe
@requires("mentions.match")
def mentions(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show one list of the desk. A fixed number of queries."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    form = DeskFilter(request.GET)
    selected = form.selected_state
    counts = matching_desk.state_counts(subject)
    found = Mention.objects.of_study(subject).filter(match_state=selected)
    for word in (form.cleaned_data.get("q") or "").split():
        found = found.filter(name_given__icontains=word)
    rows = matching_desk.in_desk_order(found)
    page = page_of(rows, query=query_with(request.GET), size=PAGE_SIZE, count=found.count())
    context = {
        "study": subject,
        "form": form,
        "selected": selected,
        "lists": [
            (state.value, label, counts.get(state, 0), address_with(request.GET, state=state.value))
            for state, label in matching_desk.STATES
        ],
        "rows": page.object_list,
        "page": page,
    }
    return render(request, "interviews/matching/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("mentions.match")
def mention(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show a mention beside the organisations that it may mean; after a decision go to the next mention."""
    named = mention_or_404(study, pk)
    if request.method == "POST":
        return _handle_decision(request, named)
    audit.record(by=request.user, verb="mention.read", subject=named, study=named.interview.unit.strand.study)
    return _render_mention(request, named)


@never_cache
@require_POST
@requires("mentions.match")
def undo(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Make a mention unmatched again."""
    named = mention_or_404(study, pk)
    try:
        about_organisation = actions.undo_resolution(mention=named, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, f"“{named}” is to be matched again. {about_organisation}".strip())
    return redirect("matching-mention", study, pk)


def mention_or_404(study: str, pk: int) -> Mention:
    """Return the mention of this study with its interview, or raise Http404."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    found = matching_desk.in_desk_order(Mention.objects.of_study(subject)).prefetch_related("terms")
    named: Mention = get_object_or_404(found, pk=pk)
    return named


def _handle_decision(request: AuthenticatedRequest, named: Mention) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _render_mention(request, named, form=form)
    data = form.cleaned_data
    mentions = [named, *matching_desk.same_name(named)] if data["also_alike"] else [named]
    try:
        message = _apply_decision(mentions, data, request)
    except ValidationError as refusal:
        form.add_error(None, ValidationError(refusal.messages))
        return _render_mention(
            request, mention_or_404(named.interview.unit.strand.study.slug, named.pk), form=form
        )
    messages.success(request, message)
    study = named.interview.unit.strand.study
    following = matching_desk.next_mention(study, after=named)
    if following is None:
        return redirect(f"{reverse('matching', args=[study.slug])}?decided={named.pk}")
    return redirect(f"{reverse('matching-mention', args=[study.slug, following.pk])}?decided={named.pk}")


def _apply_decision(mentions: list[Mention], data: dict[str, Any], request: AuthenticatedRequest) -> str:
    """Apply a decision to the mentions, the first of which was shown. Returns a sentence that says what was decided."""
    named, *others = mentions
    organisation = data["organisation"] if data["decision"] == DecisionForm.MATCH else None
    if data["decision"] == DecisionForm.NEW:
        named = actions.resolve_as_new(
            mention=named, name=data["name"], by=request.user, expected=data["expected"]
        )
        organisation = named.organisation
    else:
        named = actions.resolve_mention(
            mention=named, organisation=organisation, by=request.user, expected=data["expected"]
        )
    for other in others:
        actions.resolve_mention(mention=other, organisation=organisation, by=request.user)
    means = f"means {named.organisation}" if named.organisation else "is not an organisation"
    more = f", and so do {len(others)} more" if others else ""
    return f"“{named}” {means}{more}."


def _render_mention(
    request: AuthenticatedRequest, named: Mention, *, form: DecisionForm | None = None
) -> HttpResponse:
    unit = named.interview.unit
    study = unit.strand.study
    query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:200]
    candidates = matching_desk.match_candidates(query or named.name_given, service=unit.service)
    decided = request.GET.get("decided", "")
    context = {
        "study": study,
        "mention": named,
        "is_open": named.match_state in (MatchState.UNMATCHED, MatchState.NEW),
        "respondent_facts": matching_desk.respondent_facts(
            named, may_read_text=may(request.user, "interviews.enter")
        ),
        "named_by": f"{unit}, {unit.region}" if unit.region else str(unit),
        "may_open_case": may(request.user, "interviews.enter"),
        "query": query,
        "directory_heading": _directory_heading(candidates, query),
        "candidates": candidates,
        "same_name": matching_desk.same_name(named).count(),
        "unmatched": matching_desk.unmatched_mentions(study).count(),
        "next_mention": matching_desk.next_mention(study, after=named),
        "form": form,
        "name": form["name"].value() if form and form["name"].value() is not None else named.name_given,
        "decided": Mention.objects.of_study(study)
        .exclude(match_state=MatchState.UNMATCHED)
        .select_related("organisation")
        .filter(pk=int(decided))
        .first()
        if decided.isdecimal() and len(decided) < 19
        else None,
    }
    return render(request, "interviews/matching/mention.html", context, status=200)


def _directory_heading(candidates: list[MatchCandidate], query: str) -> str:
    if not candidates:
        return "Nothing in the directory is called like this"
    return f"In the directory for “{query}”" if query else "In the directory"
