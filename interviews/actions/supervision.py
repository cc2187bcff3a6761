"""What the study lead decides about calls of other people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from interviews.actions.cases import lock_unit, refuse_if_archived
from interviews.models import Call, RefusalReview
from interviews.vocabulary import REFUSALS, RefusalDecision


@transaction.atomic
def review_refusal(*, call: Call, decision: str, by: User | None, seen: str | None = None) -> RefusalReview:
    """Record what the study lead decides about a refusal. The same decision again writes nothing.

    `seen` is the decision that the lead's page showed, "" for none; by default the present one is not compared.

    :raises ValidationError: if the call is no refusal, the decision is unknown, or somebody else decided meanwhile.
    """
    unit = lock_unit(call.unit)
    if call.disposition not in REFUSALS:
        raise ValidationError("This call did not end with a refusal.")
    review = RefusalReview.objects.select_related("updated_by").filter(call=call).first()
    if review is not None and review.decision == decision:
        return review
    refuse_if_archived(unit.strand.study)
    if seen is not None and seen != (review.decision if review else ""):
        raise ValidationError(
            f"{review.updated_by if review else 'Somebody'} decided meanwhile: look at it again."
        )
    review = review or RefusalReview(call=call)
    review.decision = decision
    review.stamp(by=by)
    review.full_clean(validate_unique=False, exclude=["call"])
    review.save()
    audit.record(
        by=by,
        verb="refusal.reviewed",
        subject=unit,
        study=unit.strand.study,
        detail={"call": call.pk, "decision": RefusalDecision(decision).value},
    )
    return review
