"""What waits for a visitor in each study: links with counts, by what their roles let them do."""

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


def work_by_study(studies: Sequence[Study], user: Visitor) -> dict[int, list[Work]]:
    """Return the work of each study for this visitor, by the study's key. At most two queries; none for the public."""
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
        if matches:
            number = unmatched.get(study.pk, 0)
            words = counted(number, "organisation to match", "organisations to match")
            links.append(Work(words, reverse("matching", args=[study.slug])))
        if study in reviewed:
            number = to_review.get(study.pk, 0)
            words = counted(number, "answer to review", "answers to review")
            links.append(Work(words, reverse("study-answers", args=[study.slug])))
    return found
