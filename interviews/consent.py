"""What a respondent to an interview lets us show.

Interviews promise: “The answers are kept for the study and published only as figures”. The one exception is
`name_service`: “May we name the service and the organisations that it works with? If not, these relations are counted
by region and kind and never listed.” So after a yes the relations may be listed, with their kind, and nothing else. In
an interview with an enterprise the same question is about the enterprise itself. If it was not asked, the answer counts
as no.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from enterprises.consent import NOTHING, Consented, FactKind, ListingAnswer, register_answers
from interviews.models import Interview
from interviews.vocabulary import FINISHED, Consent, InterviewStatus
from survey.questionnaire import Questionnaire

NAMED_BY_A_SERVICE: Consented = frozenset({FactKind.RELATION, FactKind.RELATION_DETAILS})


def consented(interview: Interview) -> Consented:
    """Return the kinds of fact that a finished interview with a service lets us show."""
    if interview.is_finished and interview.has_consent(Consent.NAME_SERVICE):
        return NAMED_BY_A_SERVICE
    return NOTHING


def section_before_organisations(questionnaire: Questionnaire) -> str:
    """Return the name of the first section that asks more than consent; organisations are asked for after it."""
    return next(
        (
            section.name
            for section in questionnaire.sections
            if any(each.takes_answer and each.name not in Consent.values for each in section.questions)
        ),
        "",
    )


def may_list_relations(interview: Interview) -> bool:
    """Return True if the relations that the respondent described may be listed by name."""
    return FactKind.RELATION in consented(interview)


def listing_answers(organisation: int) -> Iterable[ListingAnswer]:
    """Yield what an enterprise answered about being named. A withdrawn interview counts as a no. One query."""
    found = Interview.objects.filter(
        Q(status__in=FINISHED) | Q(status=InterviewStatus.WITHDRAWN), unit__organisation=organisation
    )
    for status, held_on, consents in found.values_list("status", "held_on", "consents"):
        value = "no" if status == InterviewStatus.WITHDRAWN else consents.get(Consent.NAME_SERVICE)
        if value in ("yes", "no"):
            yield ListingAnswer(held_on, value == "yes")


def register() -> None:
    """Register `listing_answers` with the directory, which reads the answers of every app."""
    register_answers(listing_answers)
