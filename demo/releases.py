"""The releases of the demonstration: two of the study of 2009, the second a revision, and one announced for today's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from accounts.models import User
from demo.plan import PlannedCase
from reports.models import Release
from reports.releases import actions
from survey import actions as surveying
from survey.models import Study

LATE = 20
"""The number of prisons whose answers were written on paper and entered only after the first release."""

FIRST, SECOND, FOLLOW_UP = dt.date(2009, 10, 15), dt.date(2010, 1, 21), dt.date(2010, 11, 18)
PREPARED, RELEASED = dt.time(9, 0), dt.time(14, 30)
REVISION = (
    f"The answers of {LATE} prisons, which were written on paper and had not arrived in time, are counted. The figures "
    "for prisons and for the whole country have moved. Figures of which too few answers changed are as in release 1."
)
WEEKS_AHEAD = 6
"""Today's study announces its first release this number of weeks ahead."""


def late_cases(cases: Iterable[PlannedCase]) -> frozenset[str]:
    """Return the slugs of the prisons whose answers come late.

    None of them may be rung again or has anything to do with an enterprise of its own, so the later interviews do not
    need them.
    """
    found = [
        case.slug
        for case in cases
        if case.is_prison
        and case.values.get("ask_again") == "no"
        and case.values.get("spv_status") == "not_interested"
    ]
    return frozenset(found[:LATE])


def make_release(
    study: Study, day: dt.date, *, note: str = "", prepared_by: User, released_by: User
) -> Release:
    """Release the figures of a study as they are now, prepared and released by two people on one day."""
    morning, afternoon = (
        timezone.make_aware(dt.datetime.combine(day, hour)) for hour in (PREPARED, RELEASED)
    )
    draft = actions.preview(study=study, by=prepared_by, now=morning)
    if note:
        draft = actions.revise(
            release=draft, title=draft.title, revision_note=note, scheduled_for=None, by=prepared_by
        )
    ready = actions.make_ready(release=draft, sha256=draft.sha256, by=prepared_by, now=morning)
    return actions.release(
        release=ready, sha256=ready.sha256, statements=actions.STATEMENTS, by=released_by, now=afternoon
    )


def announce_release(study: Study, *, prepared_by: User) -> Release:
    """List a running study publicly, and announce its first release in the calendar."""
    surveying.set_published(study=study, is_published=True, by=prepared_by)
    day = timezone.localdate() + dt.timedelta(weeks=WEEKS_AHEAD)
    draft = actions.preview(study=study, by=prepared_by)
    draft = actions.revise(
        release=draft,
        title=draft.title,
        revision_note="",
        scheduled_for=timezone.make_aware(dt.datetime.combine(day, PREPARED)),
        by=prepared_by,
    )
    return actions.make_ready(release=draft, sha256=draft.sha256, by=prepared_by)
