"""The study report of the demonstration: invented texts of its lead, and quotations of invented interviews."""

from __future__ import annotations

from accounts.models import User
from interviews.models import Interview
from reports.documents.texts_of_study import write_report_text
from reports.quotations import actions
from reports.quotations.sources import may_quote
from survey.models import Study
from survey.vocabulary import StrandKind

INVENTED = "*Invented for the demonstration, as all answers and figures of this study are.*"
TEXTS = {
    "lead": "The study lead of the demonstration (invented), study@example.org",
    "foreword": f"""{INVENTED}

This study asked the prisons and probation services of England and Wales which organisations they work with to support
offenders, what they gain, and what stands in the way. {{engagement | services_by_kind | Prisons | Interviewed}} prisons
and {{engagement | services_by_kind | Probation areas | Interviewed}} probation areas answered on the telephone. We
thank everybody who gave their time.""",
    "conclusions": f"""{INVENTED}

- Working together is common: {{engagement | services_by_kind | Prisons | Share with a social enterprise}} of the
  prisons interviewed, and {{engagement | services_by_kind | Probation areas | Share with a social enterprise}} of
  the probation areas, named a social enterprise.
- The gain named most is employment
  ({{benefits | benefits | Employment for offenders or ex-offenders > All services | Share of those who answered}}
  of those who answered). Much of it rests on a few people:
  {{benefits | drawbacks | Depends on one or two people > All services | Share of those who answered}}
  say that it depends on one or two.
- What stands in the way is often how work is bought:
  {{barriers | by_part | Commissioning favours large providers > All services | Share of those who answered}} say that
  commissioning favours large providers.
- No social enterprise is known at {{gaps | services_by_kind | Prisons | None known}} prisons. Most of these were
  not interviewed, so there may be some.""",
    "recommendations": f"""{INVENTED}

1. **Those who commission**: divide some contracts into parts that a small organisation can bid for, in the next round.
2. **Prisons and probation services**: name two people for each organisation, so that the work goes on when one leaves.
3. **Everybody who pays for a project**: agree at its start who holds the monitoring data, and for how long.
4. **Whoever repeats this study**: begin with the services that were not interviewed.""",
}
QUOTATIONS = (
    (
        StrandKind.EXTENDED_INTERVIEW,
        "It stopped when the one officer who believed in it was moved.",
        "It stopped when the one officer who believed in it was moved.",
        "benefits",
    ),
    (
        StrandKind.EXTENDED_INTERVIEW,
        "Half of the goods made are sold outside, so the work is real.",
        "Half of the goods made are sold outside, so the work is real.",
        "benefits",
    ),
    (
        StrandKind.ENTERPRISE_INTERVIEW,
        "The enterprise, the service and the employer meet once a month.",
        "[…] the service and the employer meet once a month.",
        "engagement",
    ),
)
"""By way of asking what was said about a model of work, what is published of it, and the report that shows it."""
SOURCE = "model"


def write_texts(study: Study, *, by: User) -> None:
    """Write the texts of the study report, with figures as references to the tables."""
    write_report_text(study=study, texts=TEXTS, from_version=0, by=by)


def quote(study: Study, *, proposed_by: User, approved_by: User) -> None:
    """Propose and approve each of QUOTATIONS, from the first interview with these words whose respondent agrees."""
    interviews = Interview.objects.of_study(study).select_related(
        "unit__strand__study", "unit__service__kind"
    )
    for kind, said, published, theme in QUOTATIONS:
        with_words = interviews.filter(
            unit__strand__kind=kind, **{f"answers__{SOURCE}__value": said}
        ).order_by("pk")
        respondent = next(each for each in with_words if may_quote(each))
        quotation = actions.propose(
            respondent=respondent, source=SOURCE, theme=theme, text=published, by=proposed_by
        )
        actions.approve(quotation=quotation, names_checked=False, by=approved_by)
