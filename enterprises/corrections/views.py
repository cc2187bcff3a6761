"""The public pages of corrections: the form, where it stands, and the link that confirms a claim."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.visitor_limits import is_within_limit
from enterprises.actions import corrections as actions
from enterprises.corrections.emails import reference_in, send_claim_link
from enterprises.corrections.forms import ClaimForm, CorrectionForm, SentForm
from enterprises.corrections.subjects import Subject, find_subject
from enterprises.models import Correction
from enterprises.vocabulary import CorrectionMatter

TRAP = "A field that people do not see was filled in."
TOO_MANY = "Too many were sent from your connection. Your words are kept here: send them again in an hour."
NO_SUBJECT = "There is no such entry, or it is not public. Open the page of the entry and follow its link."
CORRECTION, CLAIM = "Suggest a correction", "This is my organisation"
SENT = "Thank you. A curator reads it and answers in words."
SEEMS_TO_HOLD = "What you wrote seems to hold {}. We keep nothing about an offender: a curator erases it."
LINK_SENT = (
    "We sent a link to the address you gave. Follow it within a week, so that we know that it is yours."
)
NO_LINK_SENT = "We could not send you a link. A curator checks your address in another way."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("directory.view")
def new(request: HttpRequest) -> HttpResponse:
    """The form for a correction of the entry in `about`, or with `claim` for the organisation itself.

    A claim without an entry has a search for it, and the way to say that it is missing.
    """
    subject = find_subject(request.GET["about"]) if request.GET.get("about") else None
    if request.GET.get("about") and subject is None:
        raise Http404(NO_SUBJECT)
    wants_claim = bool(request.GET.get("claim"))
    if wants_claim and subject is None and request.method != "POST":
        return render(request, "enterprises/claim_start.html", {"is_public_page": False, "title": CLAIM})
    is_claim = wants_claim and subject is not None and subject.is_organisation
    form_class = ClaimForm if is_claim else CorrectionForm
    if request.method != "POST":
        form: SentForm = form_class(initial={"send_key": uuid.uuid4(), "matter": _matter(request)})
    else:
        form = form_class(request.POST)
        if form.is_valid():
            if is_within_limit(request, "correction_sent"):
                return _send(request, form, subject, is_claim=is_claim)
            form.add_error(None, TOO_MANY)
    context = {
        "is_public_page": False,
        "form": form,
        "subject": subject,
        "is_claim": is_claim,
        "title": CLAIM if is_claim else CORRECTION,
        "kept": _kept(),
    }
    status = 429 if form.is_bound and TOO_MANY in form.non_field_errors() else 200
    return render(request, "enterprises/correction_new.html", context, status=status)


def _matter(request: HttpRequest) -> str:
    field = request.GET.get("field", "")
    return field if field in CorrectionMatter.values else ""


def _kept() -> dict[str, int]:
    return {"answered": actions.KEPT.days // 30, "unanswered": actions.UNANSWERED_KEPT.days // 365}


def _send(request: HttpRequest, form: SentForm, subject: Subject | None, *, is_claim: bool) -> HttpResponse:
    sent = actions.send_correction(
        send_key=form.cleaned_data["send_key"],
        is_claim=is_claim,
        suspicion=TRAP if form.cleaned_data["fax"].strip() else "",
        about_kind=subject.kind if subject else "",
        about_slug=subject.slug if subject else "",
        about_name=subject.name if subject else "",
        **form.words(),
    )
    messages.success(request, SENT)
    if sent.seems_to_hold:
        messages.warning(request, SEEMS_TO_HOLD.format(sent.seems_to_hold))
    if is_claim and not sent.suspicion:
        is_sent = send_claim_link(sent, request)
        messages.info(request, LINK_SENT if is_sent else NO_LINK_SENT)
    return redirect(sent)


@never_cache
@require_safe
@requires("directory.view")
def status(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a correction stands, found by its reference number, and its answer. What was sent is not shown again."""
    found = get_object_or_404(Correction, reference=slug.upper())
    subject = find_subject(found.about_key) if found.about_key else None
    context = {"is_public_page": False, "correction": found, "subject": subject, "kept": _kept()}
    return render(request, "enterprises/correction_status.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("directory.view")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whoever follows the link of a claim to confirm it: programs that check mail follow links too."""
    reference = reference_in(token)
    if reference is None or not Correction.objects.filter(reference=reference).exists():
        raise Http404("This link is wrong or older than a week. Send the form again to get another.")
    if request.method == "POST":
        messages.success(request, "Your address is confirmed.")
        return redirect(actions.confirm_claim(reference=reference))
    return render(
        request, "enterprises/correction_confirm.html", {"is_public_page": False, "reference": reference}
    )
