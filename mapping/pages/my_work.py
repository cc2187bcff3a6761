"""The work of a visitor, by what their roles let them do: links with counts, for each study and beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from accounts.access import may
from accounts.roles import Visitor
from mapping.pages.study_figures import to_review_by_study, unmatched_by_study
from survey.models import Study
from survey.reviewers import may_review
from wording import counted


@dataclass(frozen=True)
class Work:
    """A link to work in one study, with its number in words."""

    words: str
    address: str


MOST_STUDIES = 5
"""How many studies the home page shows. The list of studies has all."""


@dataclass(frozen=True)
class WorkPlace:
    """A study, or the directory, with the work in it."""

    title: str
    links: list[Work]


def work_places(user: Visitor) -> list[WorkPlace]:
    """Return where this visitor works: the studies in fieldwork, or else the newest one, and the directory.

    At most four queries; none for somebody without such work.
    """
    places = []
    if may(user, "interviews.enter") or may(user, "mentions.match"):
        visible = Study.objects.visible_to(user)
        studies = list(visible.in_fieldwork()[:MOST_STUDIES]) or list(visible[:1])
        work = work_by_study(studies, user)
        places += [WorkPlace(study.title, work[study.pk]) for study in studies if work[study.pk]]
    if may(user, "directory.curate"):
        organisations = reverse("admin:enterprises_organisation_changelist")
        places.append(WorkPlace("Directory", [Work("Organisations and their evidence", organisations)]))
    if may(user, "accounts.manage"):
        places.append(
            WorkPlace(
                "Administration", [Work("Accounts, reference data, audit trail", reverse("admin:index"))]
            )
        )
    return places


def work_by_study(studies: Sequence[Study], user: Visitor) -> dict[int, list[Work]]:
    """Return the work of each study for this visitor, by the study's key: pages, and what waits there if anything does.

    At most two queries; none for the public.
    """
    manages, enters = may(user, "study.manage"), may(user, "interviews.enter")
    matches = may(user, "mentions.match")
    reviewed = [study for study in studies if may_review(user, study)]
    unmatched = unmatched_by_study(studies) if matches and studies else {}
    to_review = to_review_by_study(reviewed) if reviewed else {}
    found: dict[int, list[Work]] = {}
    for study in studies:
        links = found[study.pk] = []
        if manages:
            links.append(Work("Tasks", reverse("study-tasks", args=[study.slug])))
        if enters:
            links.append(Work("Work list", reverse("worklist-study", args=[study.slug])))
        if number := unmatched.get(study.pk, 0):
            words = counted(number, "organisation to match", "organisations to match")
            links.append(Work(words, reverse("matching", args=[study.slug])))
        if number := to_review.get(study.pk, 0):
            words = counted(number, "answer to review", "answers to review")
            links.append(Work(words, reverse("study-answers", args=[study.slug])))
    return found
