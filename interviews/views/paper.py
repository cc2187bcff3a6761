"""Blank questionnaires as PDF: of a strand, and of one case."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import AuthenticatedRequest, requires
from interviews.models import Interview
from interviews.paper import blank_questionnaire
from interviews.views.cases import case_or_404
from survey.models import Instrument, Strand, Study
from survey.printing import PaperForm, questionnaire_pdf


@never_cache
@require_safe
@requires("interviews.enter")
def study_questionnaire(request: AuthenticatedRequest, study: str, kind: str) -> HttpResponse:
    """Return the blank questionnaire of one strand, in the language `?language=`."""
    strand = get_object_or_404(
        Strand.objects.select_related("study"), study__in=Study.objects.opened(), study__slug=study, kind=kind
    )
    instrument = _instrument(strand.instrument_id)
    form = blank_questionnaire(strand, instrument.questionnaire, language=request.GET.get("language", ""))
    return _answer(instrument, form)


@never_cache
@require_safe
@requires("interviews.enter")
def case_questionnaire(request: AuthenticatedRequest, study: str, pk: int) -> HttpResponse:
    """Return the blank questionnaire of one case with the words filled for it, in the language `?language=`."""
    unit = case_or_404(study, pk)
    held = Interview.objects.filter(unit=unit).values_list("instrument", flat=True).first()
    instrument = _instrument(held or unit.strand.instrument_id)
    form = blank_questionnaire(
        unit.strand,
        instrument.questionnaire,
        language=request.GET.get("language", ""),
        service=str(unit),
        interviewer=request.user.name,
    )
    return _answer(instrument, form)


def _instrument(key: int | None) -> Instrument:
    if key is None:
        raise Http404("This way of asking has no questionnaire yet.")
    return Instrument.objects.defer("content").get(pk=key)


def _answer(instrument: Instrument, form: PaperForm) -> HttpResponse:
    response = HttpResponse(questionnaire_pdf(form), content_type="application/pdf")
    name = f"{instrument.name}-{instrument.version}-{form.language}.pdf".replace('"', "")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
