"""The background job that assesses the whole directory again."""

from __future__ import annotations

from accounts.jobs.kinds import Result, register
from accounts.jobs.progress import JobHandle
from enterprises import actions
from enterprises.actions.assessments import ReassessmentProgress
from enterprises.models import Organisation

REASSESSMENT = "reassessment"


@register(REASSESSMENT, permission="directory.curate")
def reassess(handle: JobHandle) -> Result:
    """Assess every organisation by every definition in use. A cancelled job has saved whole batches."""
    total = Organisation.objects.active().count()

    def report(done: ReassessmentProgress) -> None:
        handle.report(done.organisations, total)

    done = actions.assess_all(by=handle.by, progress=report)
    return Result(
        message=f"{done.organisations:,} organisations assessed, {done.changed:,} assessments changed."
    )
