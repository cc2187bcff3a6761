"""Who may review the answers to the online survey of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.access import may
from survey.models import Study

if TYPE_CHECKING:
    from accounts.roles import Visitor


def may_review(user: Visitor, study: Study) -> bool:
    """Return True for study leads and curators, and for researchers where the study's lead allows it."""
    return may(user, "survey.review") or (study.researchers_review and may(user, "survey.assist"))


def study_to_review(request: HttpRequest, slug: str) -> Study:
    """Return the study of an address below `survey.assist`.

    :raises Http404: if there is no such study.
    :raises PermissionDenied: for a researcher whom its lead does not let review.
    """
    study = get_object_or_404(Study.objects.opened(), slug=slug)
    if not may_review(request.user, study):
        raise PermissionDenied
    return study
