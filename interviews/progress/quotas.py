"""The cells of a strand with what is interviewed, wanted and possible."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count

from interviews.planning.quotas import QuotaCell, cells, counts_of, quotas_of
from interviews.planning.rules import rules_for
from interviews.worklist import WorklistStatus, ordered_cases
from survey.models import Strand
from survey.vocabulary import INTERVIEWED_CODES


def cells_of(strand: Strand, *, divided_by: str, now: dt.datetime) -> list[QuotaCell]:
    """Return the cells of a strand by this division. A fixed number of queries.

    A case is open if it is not interviewed and the work list does not call it finished.
    """
    open_cases = (
        ordered_cases(strand.study, now=now)
        .filter(strand=strand)
        .exclude(worklist_status=WorklistStatus.FINISHED)
        .exclude(code__in=INTERVIEWED_CODES)
        .order_by()
        .values_list("service__region", "service__kind")
        .annotate(number=Count("pk"))
    )
    return cells(
        counts_of([strand.pk]).get(strand.pk, []),
        divided_by=divided_by,
        target=rules_for(strand).target,
        quotas=quotas_of([strand.pk]).get(strand.pk, {}),
        open_cases={(region, kind or ""): number for region, kind, number in open_cases},
    )
