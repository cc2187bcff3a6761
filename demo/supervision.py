"""What the study lead of the demonstration supervises: quotas, checks of interviews, decisions about refusals."""

from demo import submissions
from interviews import actions
from interviews.models import Call, Interview
from interviews.supervision import checking
from interviews.vocabulary import REFUSALS, CheckVerdict, PointAnswer, RefusalDecision
from noms.vocabulary import PRISON
from survey.models import Strand, Study
from survey.vocabulary import StrandKind

PRISONS_WANTED = 110
"""The quota of prisons. Of 135, 97 are interviewed, so that some are still wanted. Probation keeps its target."""

CHECKS = (
    (CheckVerdict.IN_ORDER, "", None),
    (
        CheckVerdict.TO_CORRECT,
        "The number of organisations and the organisations named do not agree. Which is right?",
        "Two of them were named only by what they do. I have added a note.",
    ),
    (CheckVerdict.RING_AGAIN, "Nobody asked whether the service may be named. Please ring and ask.", None),
)
"""The verdict, the note, and the answer of the interviewer, None for a note that is not read yet."""

REVIEWED = (RefusalDecision.STANDS, RefusalDecision.STANDS, RefusalDecision.REOPEN)
"""The decisions about the earliest refusals; the others wait."""


def supervise(study: Study) -> None:
    """Set quotas, check the first interviews of the sample, and review the first refusals.

    Whoever holds an interview does not check it: the lead checks those of the researcher.
    """
    strand = Strand.objects.select_related("study").get(study=study, kind=StrandKind.INITIAL_INTERVIEW)
    lead = study.created_by
    actions.set_quotas(strand=strand, divided_by="kind", quotas={(None, PRISON): PRISONS_WANTED}, by=lead)
    sampled = Interview.objects.filter(unit__in=checking.overview(strand).to_check).exclude(interviewer=lead)
    points = checking.points_of(study)
    for interview, (verdict, note, reply) in zip(sampled.order_by("unit"), CHECKS, strict=False):
        last = PointAnswer.YES if verdict == CheckVerdict.IN_ORDER else PointAnswer.NO
        check = actions.check_interview(
            interview=interview,
            verdict=verdict,
            points=dict.fromkeys(points[1:], PointAnswer.YES) | {points[0]: last},
            note=note,
            version=interview.version,
            submission_key=submissions.key("check", str(interview.unit)),
            by=lead,
        )
        if reply is not None:
            actions.acknowledge_check(check=check, reply=reply, by=interview.interviewer)
    refusals = Call.objects.filter(unit__strand=strand, disposition__in=REFUSALS).order_by("made_at", "pk")
    for call, decision in zip(refusals.select_related("unit"), REVIEWED, strict=False):
        actions.review_refusal(call=call, decision=decision, by=lead)
