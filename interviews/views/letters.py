"""Pages of letters: those of a study, one template, a batch, and one letter to one case."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AuthenticatedRequest, may, requires
from accounts.email import can_send
from accounts.jobs import actions as jobs
from interviews import contact_faults
from interviews.actions import letters as actions
from interviews.forms.letters import BatchForm, PressForm, TemplateForm, newest_templates
from interviews.forms.words import SPOKEN_STRANDS
from interviews.jobs import LETTERS
from interviews.letters.documents import PDF, WORD, as_letters_pdf, as_word
from interviews.letters.merge import LETTER_FIELDS, missing_values, write
from interviews.letters.selection import cases_to_write_to
from interviews.models import Interview, Letter, LetterTemplate
from interviews.models.letter import LetterState, LetterWay
from interviews.views.cases import add_errors, case_or_404, is_refused
from survey.models import SampledUnit, Strand, Study

LISTED = 25
REFUSED = "The respondent refused, so nobody writes to this case."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def letters(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the letters of a study and the cases of a batch; on POST print or e-mail the batch."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    templates = newest_templates(subject)
    strands = list(
        Strand.objects.filter(study=subject, kind__in=SPOKEN_STRANDS).select_related("study").order_by("pk")
    )
    data = request.POST if request.method == "POST" else request.GET if "template" in request.GET else None
    form = BatchForm(
        data, study=subject, templates=templates, strands=strands, initial={"only_unwritten": True}
    )
    press = PressForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "study": subject,
        "templates": templates,
        "form": form,
        "has_strands": bool(strands),
        "press": uuid.uuid4(),
        "can_email": can_send(),
        "failed": _failed(subject),
    }
    if data is not None and form.is_valid():
        chosen = form.cleaned_data
        units = list(
            cases_to_write_to(
                form.chosen_strand,
                region=chosen["region"],
                only_unwritten=chosen["only_unwritten"],
                only_uncalled=chosen["only_uncalled"],
            )
        )
        if request.method == "POST":
            units = _of_this_press(press, units, form.chosen_strand)
            if press.is_valid() and (answer := _batch(request, form, press.cleaned_data, units)) is not None:
                return answer
        with_address = sum(1 for unit in units if _address_of(unit))
        context |= {
            "units": units[:LISTED],
            "number": len(units),
            "with_address": with_address,
            "missing": missing_values(form.chosen_template, form.chosen_strand),
            "is_chosen": True,
        }
    return render(request, "interviews/letters/page.html", context)


def _of_this_press(press: PressForm, units: list[SampledUnit], strand: Strand) -> list[SampledUnit]:
    """Return the cases of the batch; of a second press those of the first, which are written to by now."""
    if not press.is_valid():
        return units
    before = list(Letter.objects.filter(press=press.cleaned_data["press"]).values_list("unit", flat=True))
    return list(cases_to_write_to(strand, only_unwritten=False).filter(pk__in=before)) if before else units


def _batch(
    request: AuthenticatedRequest, form: BatchForm, pressed: dict[str, Any], units: Sequence[Any]
) -> HttpResponse | None:
    """Print or e-mail a batch, or return None with an error on the form."""
    if not units:
        form.add_error(None, "No case fits, so there is nothing to write.")
        return None
    try:
        if pressed["way"] != LetterWay.EMAIL:
            return _document(request, units, form.chosen_template, pressed)
        actions.letters_to(units, form.chosen_template, by=request.user)
    except ValidationError as refusal:
        add_errors(form, refusal)
        return None
    if not can_send():
        form.add_error(None, actions.NO_SERVER)
        return None
    addressed = [unit.pk for unit in units if _address_of(unit)]
    if not addressed:
        form.add_error(None, "None of these cases has an e-mail address.")
        return None
    study = form.chosen_strand.study
    job = jobs.start(
        kind=LETTERS,
        title=f"E-mail “{form.chosen_template.name}” to {len(addressed)} cases of {study}",
        by=request.user.pk,
        arguments={"template": form.chosen_template.pk, "units": addressed, "press": str(pressed["press"])},
        started_from=request.path,
    )
    return redirect(job.next_address)


def _document(
    request: AuthenticatedRequest, units: Sequence[Any], template: LetterTemplate, pressed: dict[str, Any]
) -> HttpResponse:
    """Log the letters and return them as one document."""
    made = actions.letters_to(units, template, by=request.user)
    texts = [written for _, _, written in made]
    is_word = pressed["way"] == LetterWay.WORD
    content = (as_word if is_word else as_letters_pdf)(texts, title=template.name)
    actions.log_printed_letters(
        letters=made, template=template, way=pressed["way"], press=pressed["press"], by=request.user
    )
    response = HttpResponse(content, content_type=WORD if is_word else PDF)
    name = f"letters-{template.study.slug}.{'docx' if is_word else 'pdf'}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _address_of(unit: Any) -> str:
    contact = next(iter(unit.current_contacts), None)
    return contact.email if contact else ""


def _failed(study: Study) -> list[Letter]:
    """Return the e-mails that failed and after which no letter to that case was written. One query."""
    later = Letter.objects.filter(unit=OuterRef("unit"), pk__gt=OuterRef("pk"))
    return list(
        Letter.objects.filter(~Exists(later), unit__strand__study=study)
        .exclude(state=LetterState.DONE)
        .select_related("unit__service", "unit__organisation", "template")
        .order_by("unit")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def template(request: AuthenticatedRequest, study: str, pk: int | None = None) -> HttpResponse:
    """Show and change one letter, with a preview on a real case. `action=preview` saves nothing."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    stored = get_object_or_404(LetterTemplate, pk=pk, study=subject) if pk is not None else None
    form = TemplateForm(
        request.POST or None, instance=stored or LetterTemplate(study=subject), is_new=stored is None
    )
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and request.POST.get("action") == "save":
        data = form.cleaned_data
        try:
            saved = actions.save_letter_template(
                study=subject,
                name=stored.name if stored else data["name"],
                subject=data["subject"],
                text=data["text"],
                language=data["language"],
                by=request.user,
            )
        except ValidationError as refusal:
            add_errors(form, refusal)
            is_valid = False
        else:
            messages.success(request, f"{saved} is saved.")
            return redirect("letter-template", study, saved.pk)
    shown = form.instance if is_valid else stored
    unit = _example(subject)
    context = {
        "study": subject,
        "form": form,
        "stored": stored,
        "fields": LETTER_FIELDS,
        "letter": write(shown, unit, next(iter(unit.current_contacts), None), sender=request.user)
        if shown is not None and unit is not None
        else None,
        "example": unit,
        "missing": missing_values(shown, unit.strand) if shown is not None and unit is not None else [],
    }
    return render(request, "interviews/letters/template.html", context)


def _example(study: Study) -> Any:
    """Return the first open case of a study with a contact, else the first open case, else None."""
    for strand in Strand.objects.filter(study=study, kind__in=SPOKEN_STRANDS).order_by("pk"):
        cases = cases_to_write_to(strand, only_unwritten=False)
        unit = cases.filter(contacts__is_current=True).first() or cases.first()
        if unit is not None:
            return unit
    return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("interviews.enter")
def case_letter(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Show the letters that can be written to a case; on POST print or e-mail one."""
    unit = case_or_404(study, pk)
    interview = Interview.objects.filter(unit=unit).first()
    if is_refused(unit, interview):
        messages.info(request, REFUSED)
        return redirect("case-detail", study, pk)
    templates = newest_templates(unit.strand.study)
    unit.current_contacts = list(contact_faults.to_write_to().filter(unit=unit))
    contact = next(iter(unit.current_contacts), None)
    press = PressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        chosen = next((each for each in templates if str(each.pk) == request.POST.get("template")), None)
        if chosen is None:
            press.add_error(None, "Choose the letter: the one chosen was changed meanwhile")
        elif press.is_valid():
            try:
                if press.cleaned_data["way"] != LetterWay.EMAIL:
                    return _document(request, [unit], chosen, press.cleaned_data)
                letter = actions.email_letter(
                    unit=unit, template=chosen, press=press.cleaned_data["press"], by=request.user
                )
            except ValidationError as refusal:
                add_errors(press, refusal)
            else:
                if letter.state == LetterState.FAILED:
                    messages.error(request, f"The e-mail was not sent: {letter.problem}")
                else:
                    messages.success(request, f"{letter}. It is logged below the calls.")
                return redirect("case-detail", study, pk)
    written = [
        {
            "template": each,
            "letter": write(each, unit, contact, sender=request.user),
            "missing": missing_values(each, unit.strand),
        }
        for each in templates
    ]
    context = {
        "study": unit.strand.study,
        "case": unit,
        "contact": contact,
        "press_form": press,
        "written": written,
        "press": uuid.uuid4(),
        "can_email": can_send() and contact is not None and bool(contact.email),
        "may_manage": may(request.user, "study.manage"),
    }
    return render(request, "interviews/letters/case.html", context)


@never_cache
@require_safe
@requires("study.manage")
def letters_log(request: AuthenticatedRequest, study: str, press: uuid.UUID) -> HttpResponse:
    """Show what became of the letters of one press, case by case."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    found = list(
        Letter.objects.filter(press=press, unit__strand__study=subject)
        .select_related("unit__service", "unit__organisation", "template")
        .order_by("state", "unit__service__name", "pk")
    )
    return render(request, "interviews/letters/log.html", {"study": subject, "letters": found})
