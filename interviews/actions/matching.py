"""Saying which organisation a mention means, and taking that back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from enterprises import actions as directory
from enterprises.models import Organisation
from interviews.actions.cases import lock
from interviews.actions.mentions import settle_relation, source_of
from interviews.errors import MentionMovedError
from interviews.history import keep
from interviews.models import Mention
from interviews.vocabulary import Consent, InterviewStatus, MatchState


@transaction.atomic
def resolve_mention(
    *, mention: Mention, organisation: Organisation | None, by: User | None, expected: str = ""
) -> Mention:
    """Say which organisation a mention means; None says that it means no organisation at all.

    The relation of a finished interview follows. A merged entry stands for the one that took it in. With
    `expected`, the state that whoever decided had seen, raises MentionMovedError when it is another by now.
    """
    mention = _held(mention, expected=expected)
    if organisation is not None:
        organisation = organisation.merged_into or organisation
    state = MatchState.MATCHED if organisation else MatchState.NOT_AN_ORGANISATION
    return _resolved(mention, state, organisation, by=by)


@transaction.atomic
def resolve_as_new(*, mention: Mention, name: str, by: User | None, expected: str = "") -> Mention:
    """Enter the organisation that a mention means in the directory, unpublished, under the name it is known by.

    Raises ValidationError for a name that is empty or too long, MentionMovedError as `resolve_mention` does.
    """
    mention = _held(mention, expected=expected)
    if not name.strip():
        raise ValidationError({"name": "Enter the name under which the organisation enters the directory."})
    organisation = directory.create_organisation(
        name=name,
        by=by,
        source=source_of(mention),
        is_invented=mention.interview.unit.strand.study.is_demonstration,
    )
    return resolve_mention(mention=mention, organisation=organisation, by=by)


@transaction.atomic
def undo_resolution(*, mention: Mention, by: User | None, expected: str = "") -> Mention:
    """Leave open again which organisation a mention means; its relation is taken back.

    An organisation that was entered for it stays in the directory, unpublished.
    """
    mention = _held(mention, expected=expected)
    return _resolved(mention, MatchState.UNMATCHED, None, by=by)


def _held(mention: Mention, *, expected: str) -> Mention:
    """The mention as it stands now, its case locked, so that two people at the desk take turns."""
    lock(mention.interview.unit)
    current = (
        Mention.objects.select_related(
            "interview__unit__strand__study", "interview__unit__service", "organisation"
        )
        .filter(pk=mention.pk)
        .first()
    )
    if current is None:
        raise MentionMovedError("The interview no longer names this organisation.")
    if current.interview.status == InterviewStatus.WITHDRAWN:
        raise MentionMovedError("The respondent has withdrawn this interview.")
    if expected and current.match_state != expected:
        meanwhile = (
            current.organisation.name if current.organisation else current.get_match_state_display().lower()
        )
        raise MentionMovedError(f"Somebody decided “{current}” meanwhile: {meanwhile}. Undo that first.")
    return current


def _resolved(
    mention: Mention, state: MatchState, organisation: Organisation | None, *, by: User | None
) -> Mention:
    before = mention.match_state
    is_changed = (before, mention.organisation) != (state, organisation)
    if is_changed:
        mention.match_state, mention.organisation = state, organisation
        keep(mention, by=by)
    interview = mention.interview
    if interview.is_finished:
        settle_relation(
            mention=mention, interview=interview, by=by, was_cleared=interview.may(Consent.NAME_SERVICE)
        )
    if is_changed:
        audit.record(
            by=by,
            verb="mention.resolved",
            subject=mention,
            study=interview.unit.strand.study,
            detail={"from": before, "to": mention.match_state, "organisation": mention.organisation_id},
        )
    return mention
