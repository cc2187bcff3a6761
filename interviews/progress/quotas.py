"""The cells of a strand with what is interviewed, wanted and possible."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from interviews.planning.quotas import QuotaCell, cells, counts_of, quotas_of
from interviews.worklist import ListedCase, WorklistStatus
from survey.models import Strand
from survey.vocabulary import INTERVIEWED_CODES


def cells_of(strand: Strand, cases: QuerySet[ListedCase], *, divided_by: str, target: int) -> list[QuotaCell]:
    """Return the cells of a strand by this division. Three queries.

    `cases` are those of the strand in interviews.worklist.ordered_cases, and `target` is in per cent. A case is open if
    it is not interviewed and the work list does not call it finished.
    """
    open_cases = (
        cases.exclude(worklist_status=WorklistStatus.FINISHED)
        .exclude(code__in=INTERVIEWED_CODES)
        .order_by()
        .values_list("region", "service__kind")
        .annotate(number=Count("pk"))
    )
    return cells(
        counts_of([strand.pk]).get(strand.pk, []),
        divided_by=divided_by,
        target=target,
        quotas=quotas_of([strand.pk]).get(strand.pk, {}),
        open_cases={(region, kind or ""): number for region, kind, number in open_cases},
    )
