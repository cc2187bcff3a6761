"""The page on which a study lead sends, reminds, corrects and deletes the invitations to the online survey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import email
from accounts.access import AuthenticatedRequest, requires
from accounts.jobs import actions as jobs
from accounts.jobs.models import JobState
from enterprises.models import Organisation
from noms.pagination import address_with, page_of, query_with
from noms.parsing import parse_whole_number
from survey import actions
from survey.jobs import INVITATION_SENDING
from survey.languages import ENGLISH
from survey.models import Invitation, Strand, Study
from survey.online.emails import link_of
from survey.online.invitation_texts import languages_of, text_of
from survey.views.private_csv import private_csv
from survey.vocabulary import InvitationState, StrandKind

PAGE_SIZE = 50
MAX_TEXT = 100
EVERY = "all"
OPEN = "open"
"""The list of those who have not answered, declined or withdrawn: whom to remind."""
CLOSED = (InvitationState.ANSWERED, InvitationState.DECLINED, InvitationState.WITHDRAWN)
MAX_LETTERS = 500
NOBODY = "Tick at least one organisation, or tick that you mean the whole list."
NOBODY_LEFT = "All of these have answered, declined or withdrawn."


def survey_or_404(study: str) -> Strand:
    """Return the online survey of a study. Raises Http404 if it has none."""
    strands = Strand.objects.select_related("study", "instrument")
    return get_object_or_404(strands, study__slug=study, kind=StrandKind.ONLINE_SURVEY)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def invitations(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """List the invitations by state; on POST do to those ticked what the button says. A fixed number of queries."""
    strand = (
        Strand.objects.filter(study__slug=study, kind=StrandKind.ONLINE_SURVEY)
        .select_related("study", "instrument")
        .first()
    )
    if strand is None:
        none = {"study": get_object_or_404(Study, slug=study)}
        return render(request, "survey/invitations/none.html", none)
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MAX_TEXT]
    found = _searched(strand, text)
    counts = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    selected = request.GET.get("state", EVERY)
    if selected not in (EVERY, OPEN, *InvitationState.values):
        selected = EVERY
    rows = _in_list(found, selected)
    if request.method == "POST":
        return _perform(request, strand, rows)
    total = sum(counts.values())
    open_count = total - sum(counts.get(state, 0) for state in CLOSED)
    page = page_of(
        rows.select_related("organisation").order_by("name", "pk"),
        query=query_with(request.GET),
        size=PAGE_SIZE,
        count={EVERY: total, OPEN: open_count}.get(selected, counts.get(selected, 0)),
    )
    tabs = [(EVERY, "All", total), (OPEN, "Not answered", open_count)]
    tabs += [(key, label, counts[key]) for key, label in InvitationState.choices if key in counts]
    context = {
        "study": strand.study,
        "strand": strand,
        "text": text,
        "selected": selected,
        "tabs": [(*tab, address_with(request.GET, state=tab[0])) for tab in tabs],
        "rows": [(row, InvitationState(row.state).label) for row in page],
        "page": page,
        "can_send": email.can_send(),
        "total": total,
    }
    return render(request, "survey/invitations/list.html", context)


def _searched(strand: Strand, text: str) -> QuerySet[Any]:
    found = Invitation.objects.filter(strand=strand).with_state()
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return found


def _in_list(found: QuerySet[Any], selected: str) -> QuerySet[Any]:
    if selected == EVERY:
        return found
    return found.exclude(state__in=CLOSED) if selected == OPEN else found.filter(state=selected)


def _perform(request: AuthenticatedRequest, strand: Strand, rows: QuerySet[Any]) -> HttpResponse:
    """Do what the button says to the invitations ticked, or to the whole list, and show the list again."""
    ticked = [number for each in request.POST.getlist("chosen") if (number := parse_whole_number(each))]
    if request.POST.get("everybody") != "on":
        rows = rows.filter(pk__in=ticked[: PAGE_SIZE * 2])
    chosen = list(
        rows.select_related("strand__study", "strand__instrument", "organisation").order_by("name", "pk")
    )
    what = request.POST.get("what", "")
    again = redirect(request.get_full_path())
    if not chosen:
        messages.error(request, NOBODY)
        return again
    try:
        if what == "send":
            return _send(request, strand, chosen)
        if what in ("links", "letters"):
            return _hand_out(request, chosen, as_letters=what == "letters") or again
        messages.success(request, _note(request, what, chosen))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return again


def _send(request: AuthenticatedRequest, strand: Strand, chosen: list[Invitation]) -> HttpResponse:
    """Start the job that sends the invitations, or reminders, by e-mail."""
    if not email.can_send():
        raise ValidationError("No mail server is set. Get the links or letters instead.")
    if not actions.to_send(chosen):
        raise ValidationError(NOBODY_LEFT)
    job = jobs.start(
        kind=INVITATION_SENDING,
        title=f"Send invitations to “{strand.study}”",
        by=request.user.pk,
        arguments={
            "study": strand.study.slug,
            "invitations": [each.pk for each in chosen],
            "site": request.build_absolute_uri("/"),
        },
        started_from=request.path,
    )
    if job.state == JobState.FINISHED:
        messages.success(request, job.message)
    elif job.state == JobState.FAILED:
        messages.error(request, " ".join(job.errors))
        return redirect("invitations", strand.study.slug)
    return redirect(job.next_address)


def _hand_out(
    request: AuthenticatedRequest, chosen: list[Invitation], *, as_letters: bool
) -> HttpResponse | None:
    """Return the private links as a CSV or as letters to print, and mark them as sent; None if nobody is left."""
    if as_letters and len(chosen) > MAX_LETTERS:
        raise ValidationError(f"These are {len(chosen):,} letters; print {MAX_LETTERS:,} at most at once.")
    was_sent = {each.pk: each.sent_at is not None for each in chosen}
    given = [invitation for invitation, _ in actions.hand_out(invitations=chosen, by=request.user)]
    if not given:
        messages.warning(request, NOBODY_LEFT)
        return None
    site = request.build_absolute_uri("/")
    if as_letters:
        letters = [
            (each, text_of(each, link_of(each, site=site), is_reminder=was_sent[each.pk])) for each in given
        ]
        context = {"study": given[0].strand.study, "letters": letters}
        return render(request, "survey/invitations/letters.html", context)
    lines = [["name", "e-mail", "language", "link", "closes on"]]
    for each in given:
        closes = each.strand.closes_on.isoformat() if each.strand.closes_on else ""
        lines.append([each.name, each.email, each.language or "en", link_of(each, site=site), closes])
    return private_csv(f"invitations-{timezone.localdate().isoformat()}", lines)


def _note(request: AuthenticatedRequest, what: str, chosen: list[Invitation]) -> str:
    """Record what is known of these invitations, and return it as a sentence."""
    if what == "bounced":
        for each in chosen:
            actions.mark_bounced(invitation=each, by=request.user)
        return f"{len(chosen)} marked as come back. Correct the address, then send again."
    if what == "declined":
        declining = actions.reachable(chosen)
        if not declining:
            raise ValidationError(NOBODY_LEFT)
        for each in declining:
            actions.decline(invitation=each, by=request.user)
        left = len(chosen) - len(declining)
        before = f" {left} had answered, declined or withdrawn before, and stay so." if left else ""
        return f"{len(declining)} marked as declined. They are not reminded.{before}"
    if what == "delete":
        number = actions.delete_invitations(invitations=chosen, by=request.user)
        left = len(chosen) - number
        begun = f" {left} were begun or answered, and stay." if left else ""
        return f"{number} deleted: their links no longer work.{begun}"
    raise ValidationError("Choose what to do.")


class InvitationForm(forms.Form):
    """Whom an invitation is for."""

    name = forms.CharField(
        label="Name of the organisation",
        # Not max_length, with which browsers cut a name off without a word.
        validators=[MaxLengthValidator(200, "Shorten the name to 200 characters: it has %(show_value)s")],
        error_messages={"required": "Enter the name of the organisation"},
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        max_length=254,
        error_messages={"invalid": "Enter an e-mail address, such as name@example.org"},
    )
    organisation = forms.CharField(
        label="Entry of the directory",
        required=False,
        max_length=220,
        help_text="Its name or the address of its page. Empty if it has none. What everybody may read there is filled "
        "in for the respondent.",
    )
    language = forms.ChoiceField(
        label="Language of the invitation",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        field.choices = list(languages_of(strand).items())  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation | None:
        typed = " ".join(self.cleaned_data["organisation"].replace("\0", "").split())
        if not typed:
            return None
        active = Organisation.objects.filter(merged_into__isnull=True)
        slug = typed.rstrip("/").rsplit("/", maxsplit=1)[-1]
        found = active.filter(slug=slug[:220]).first() or active.filter(name__iexact=typed).first()
        if found is None:
            raise ValidationError(f"There is no entry “{typed[:100]}”. Enter its whole name or its address.")
        return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def invitation(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Correct one invitation: its name, address, entry of the directory and language."""
    strand = survey_or_404(study)
    held = Invitation.objects.filter(strand=strand, pk=pk).with_state().select_related("organisation").first()
    if held is None:
        raise Http404("The survey has no such invitation.")
    initial = {
        "name": held.name,
        "email": held.email,
        "organisation": held.organisation.name if held.organisation else "",
        "language": held.language or ENGLISH.code,
    }
    form = InvitationForm(request.POST or None, initial=initial, strand=strand)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_invitation(invitation=held, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"The invitation of {form.cleaned_data['name']} is saved.")
            return redirect("invitations", study)
    context = {
        "study": strand.study,
        "invitation": held,
        "state": InvitationState(held.state).label,
        "form": form,
    }
    return render(request, "survey/invitations/one.html", context)
