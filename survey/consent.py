"""What a respondent to the online survey lets us show.

The question is `list_publicly`: “May we show your organisation, and which services it works with, in the public
directory? If not, it is counted and never named.” A missing answer gives no permission, but only a “no” is a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from enterprises.consent import NOTHING, Consented, FactKind, ListingAnswer, register_answers
from survey import answers as answering
from survey.models import EarlierAnswers, Response
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
    """Yield what an organisation answered about its listing in responses that were accepted. One query.

    After a change that waits for review, a new “no” counts and a new “yes” does not: the accepted answer stays. A
    withdrawn response counts as a no.
    """
    before = EarlierAnswers.objects.filter(response=OuterRef("pk"), status=ResponseStatus.ACCEPTED)
    rows = Response.objects.filter(organisation=organisation).annotate(
        accepted_answers=Subquery(before.order_by("-number").values("answers")[:1]),
        accepted_at=Subquery(before.order_by("-number").values("submitted_at")[:1]),
    )
    for row in rows:
        if row.withdrawn_at is not None:
            yield ListingAnswer(timezone.localdate(row.withdrawn_at), may_list=False)
            continue
        answers, sent_at = row.answers, row.submitted_at
        if row.status != ResponseStatus.ACCEPTED and not is_refused(answers):
            answers, sent_at = row.accepted_answers or {}, row.accepted_at
        value = _value(answers)
        if value in ("yes", "no"):
            yield ListingAnswer(timezone.localdate(row.consent_changed_at or sent_at), value == "yes")


def register() -> None:
    """Register `listing_answers` with the directory, which reads the answers of every app."""
    register_answers(listing_answers)


def _value(answers: Mapping[str, Any]) -> Any:
    return answering.read(answers.get(QUESTION)).value
