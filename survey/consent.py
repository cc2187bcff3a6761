"""What a respondent to the online survey lets us show.

The question is `list_publicly`: “May we show your organisation, and which services it works with, in the public
directory? If not, it is counted and never named.” A missing answer gives no permission, but only a “no” is a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from enterprises.consent import NOTHING, Consented, FactKind, ListingAnswer, register_answers
from survey import answers as answering
from survey.models import Response
from survey.online import directory_mapping
from survey.vocabulary import ResponseStatus

QUESTION = directory_mapping.MAY_LIST
LISTED: Consented = frozenset({FactKind.ENTRY, FactKind.RELATION})


def consented(answers: Mapping[str, Any]) -> Consented:
    """Return the kinds of fact in these answers that everybody may be shown."""
    return LISTED if _value(answers) == "yes" else NOTHING


def is_refused(answers: Mapping[str, Any]) -> bool:
    """Return True if the respondent answered that the organisation may not be listed."""
    return bool(_value(answers) == "no")


def listing_answers(organisation: int) -> Iterable[ListingAnswer]:
    """Yield what an organisation answered about its listing in accepted responses. One query."""
    accepted = Response.objects.filter(organisation=organisation, status=ResponseStatus.ACCEPTED)
    for submitted_at, changed_at, answers in accepted.values_list(
        "submitted_at", "consent_changed_at", "answers"
    ):
        value = _value(answers)
        if value in ("yes", "no"):
            yield ListingAnswer(timezone.localdate(changed_at or submitted_at), value == "yes")


def register() -> None:
    """Register `listing_answers` with the directory, which reads the answers of every app."""
    register_answers(listing_answers)


def _value(answers: Mapping[str, Any]) -> Any:
    return answering.read(answers.get(QUESTION)).value
