"""Setting the quotas of a strand."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from interviews.actions.cases import refuse_if_archived
from interviews.models import Quota, QuotaPlan
from interviews.planning.quotas import Key, division_of, fingerprint, key_of, quotas_of
from interviews.vocabulary import QuotaBy
from survey.models import Strand


@transaction.atomic
def set_quotas(
    *, strand: Strand, divided_by: str, quotas: Mapping[Key, int], by: User | None, seen: str | None = None
) -> None:
    """Set how the target of a strand is divided, and the quotas of its cells. They replace those before.

    `divided_by` is "" for no division; then there are no quotas. A cell without a quota has the target in per cent.
    `seen` is the fingerprint of the quotas that the lead's page showed. The same quotas again write nothing.

    :raises ValidationError: for an unknown division, or if somebody else set quotas meanwhile.
    """
    strand = Strand.objects.select_for_update(of=("self",)).select_related("study").get(pk=strand.pk)
    before = (division_of(strand), quotas_of([strand.pk]).get(strand.pk, {}))
    if before == (divided_by, dict(quotas)):
        return
    refuse_if_archived(strand.study)
    if seen is not None and seen != fingerprint(*before):
        raise ValidationError("Somebody else set quotas meanwhile. Look at them, then send yours again.")
    if divided_by not in ("", *QuotaBy.values):
        raise ValidationError("Choose how the target is divided.")
    if any(key_of(region, kind, divided_by) != (region, kind) for region, kind in quotas):
        raise ValueError("A quota belongs to a cell of another division.")
    Quota.objects.filter(strand=strand).delete()
    if divided_by:
        plan = QuotaPlan.objects.filter(strand=strand).first() or QuotaPlan(strand=strand)
        plan.divided_by = divided_by
        plan.stamp(by=by)
        plan.save()
    else:
        QuotaPlan.objects.filter(strand=strand).delete()
    for (region, kind), target in quotas.items():
        quota = Quota(strand=strand, region_id=region, kind_id=kind or None, target=target)
        quota.stamp(by=by)
        quota.full_clean(validate_unique=False)
        quota.save()
    audit.record(
        by=by,
        verb="quotas.set",
        subject=strand,
        study=strand.study,
        detail={"divided_by": divided_by, "number": len(quotas)},
    )
