"""The relations that a release lists: they become public with it, and go with it."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import User
from enterprises import actions as directory
from enterprises.models import Engagement
from reports.disclosure import ControlledReport
from reports.models import Release
from reports.releases.parts import register_effects, register_part
from reports.releases.public import released
from survey.models import Study

PART = "relations"
"""The name of the part of a release that has the public ids of its relations."""


def build(study: Study, reports: Mapping[str, ControlledReport]) -> list[str]:
    """Return the public ids of the relations that a release of the study lists, in an order that tells nothing."""
    relations = Engagement.objects.to_be_listed(study.slug)
    return [str(public_id) for public_id in relations.values_list("public_id", flat=True)]


def publish_relations(release: Release) -> None:
    """Make the relations public that a new release lists, except those whose consent was taken back meanwhile."""
    _list_those_of_the_current_release(release.study, by=release.released_by)


def take_back_relations(release: Release) -> None:
    """Hide the relations of a withdrawn release that the one now current does not list."""
    _list_those_of_the_current_release(release.study, by=release.withdrawn_by)


def _list_those_of_the_current_release(study: Study, *, by: User | None) -> None:
    current = released(study)
    public_ids = current.part(PART) if current else None
    directory.list_engagements(study_slug=study.slug, public_ids=public_ids or (), by=by)


def register() -> None:
    """Register the part and what follows from a release and its withdrawal."""
    register_part(PART, build)
    register_effects(PART, released=publish_relations, withdrawn=take_back_relations)
