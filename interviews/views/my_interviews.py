"""The page of the interviews that the user held, this week unless another period is chosen."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import AuthenticatedRequest, requires
from interviews.forms.worklist import last_days
from interviews.models import Interview
from interviews.vocabulary import InterviewStatus
from interviews.worklist import ordered_cases, owed_interviews
from noms.pagination import address_with, page_of
from survey.models import Study

PAGE_SIZE = 25
DEFAULT = "this-week"
ALL = "all"
STATUS_COLOURS = {
    InterviewStatus.DRAFT: "orange",
    InterviewStatus.PARTIAL: "blue",
    InterviewStatus.COMPLETE: "green",
    InterviewStatus.WITHDRAWN: "grey",
}


@never_cache
@require_safe
@requires("interviews.enter")
def interviews(request: AuthenticatedRequest, study: str) -> HttpResponse:
    """Show the user's interviews of a study, the newest first, and those that they still have to enter."""
    subject = get_object_or_404(Study.objects.opened(), slug=study)
    now = timezone.now()
    periods = {
        slugify(words): (words, first, last) for words, first, last in last_days(timezone.localdate(now))
    }
    chosen = request.GET.get("when", DEFAULT)
    chosen = chosen if chosen in periods or chosen == ALL else DEFAULT
    held = Interview.objects.of_study(subject).filter(interviewer=request.user)
    if chosen in periods:
        _, first, last = periods[chosen]
        held = held.filter(held_on__range=(first, last))
    held = held.select_related("unit__service", "unit__organisation", "unit__strand", "instrument")
    page = page_of(held.order_by("-held_on", "-pk"), query=request.GET, size=PAGE_SIZE)
    context = {
        "study": subject,
        "owed": list(owed_interviews(ordered_cases(subject, now=now), held_by=request.user)),
        "periods": [
            (value, words, address_with(request.GET, when=value))
            for value, words in [*((value, words) for value, (words, _, _) in periods.items()), (ALL, "All")]
        ],
        "chosen": chosen,
        "rows": [(held, STATUS_COLOURS[InterviewStatus(held.status)], still_to_ask(held)) for held in page],
        "page": page,
    }
    return render(request, "interviews/my_interviews.html", context)


def still_to_ask(interview: Interview) -> int:
    """Return the number of questions that must still be answered before the interview is complete."""
    if interview.status not in (InterviewStatus.DRAFT, InterviewStatus.PARTIAL):
        return 0
    questionnaire = interview.instrument.questionnaire
    return len(questionnaire.missing(interview.answers, questionnaire.form_state(interview.answers)))
