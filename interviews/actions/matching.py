"""Matching a mention to an organisation, and undoing it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import User
from enterprises import actions as directory
from enterprises.models import Organisation
from interviews.actions.cases import lock_unit, refuse_if_archived
from interviews.actions.mentions import directory_source, save_engagement
from interviews.errors import MentionChangedError
from interviews.history import save_with_history
from interviews.models import Mention
from interviews.vocabulary import InterviewStatus, MatchState


@transaction.atomic
def resolve_mention(
    *, mention: Mention, organisation: Organisation | None, by: User | None, expected: str = ""
) -> Mention:
    """Match a mention to an organisation; None says that it is not an organisation.

    If the interview is finished, its engagement is saved too. A merged organisation is replaced by the one that it was
    merged into.

    :raises MentionChangedError: if `expected` is given and is not the current match state.
    """
    mention = _lock_mention(mention, expected=expected)
    if organisation is not None:
        organisation = organisation.merged_into or organisation
    state = MatchState.MATCHED if organisation else MatchState.NOT_AN_ORGANISATION
    return _set_match(mention, state, organisation, by=by)


@transaction.atomic
def resolve_as_new(*, mention: Mention, name: str, by: User | None, expected: str = "") -> Mention:
    """Create an organisation of this name in the directory, unpublished, and match the mention to it.

    :raises ValidationError: if the name is empty or too long.
    :raises MentionChangedError: as `resolve_mention`.
    """
    mention = _lock_mention(mention, expected=expected)
    if not name.strip():
        raise ValidationError({"name": "Enter the name under which the organisation enters the directory."})
    organisation = directory.create_organisation(
        name=name,
        by=by,
        source=directory_source(mention),
        is_invented=mention.interview.unit.strand.study.is_demonstration,
        is_from_answer=True,
    )
    return resolve_mention(mention=mention, organisation=organisation, by=by)


@transaction.atomic
def undo_resolution(*, mention: Mention, by: User | None, expected: str = "") -> str:
    """Make a mention unmatched again and withdraw its engagement.

    An organisation that an answer entered leaves the directory too, if nothing else depends on it. Return a sentence
    about what became of it, or an empty string for an organisation with another source.
    """
    mention = _lock_mention(mention, expected=expected)
    organisation = mention.organisation
    _set_match(mention, MatchState.UNMATCHED, None, by=by)
    if organisation is None or not organisation.is_from_answer:
        return ""
    try:
        directory.take_out(organisation=organisation, by=by)
    except ValidationError as refusal:
        return f"“{organisation}” stays in the directory. {' '.join(refusal.messages)}"
    return f"“{organisation}” is taken out of the directory again."


def _lock_mention(mention: Mention, *, expected: str) -> Mention:
    """Return the current state of the mention, and lock its case until the transaction ends.

    :raises CaseClosedError: if the study is archived.
    :raises MentionChangedError: if it was deleted or withdrawn, or `expected` is not its match state.
    """
    refuse_if_archived(lock_unit(mention.interview.unit).strand.study)
    current = (
        Mention.objects.select_related(
            "interview__unit__strand__study", "interview__unit__service", "organisation"
        )
        .filter(pk=mention.pk)
        .first()
    )
    if current is None:
        raise MentionChangedError("The interview no longer names this organisation.")
    if current.interview.status == InterviewStatus.WITHDRAWN:
        raise MentionChangedError("The respondent has withdrawn this interview.")
    if expected and current.match_state != expected:
        decision = (
            current.organisation.name if current.organisation else current.get_match_state_display().lower()
        )
        raise MentionChangedError(f"Somebody decided “{current}” meanwhile: {decision}. Undo that first.")
    return current


def _set_match(
    mention: Mention, state: MatchState, organisation: Organisation | None, *, by: User | None
) -> Mention:
    before = mention.match_state
    is_changed = (before, mention.organisation) != (state, organisation)
    if is_changed:
        mention.match_state, mention.organisation = state, organisation
        save_with_history(mention, by=by)
    interview = mention.interview
    if interview.is_finished:
        save_engagement(mention=mention, interview=interview, by=by)
    if is_changed:
        audit.record(
            by=by,
            verb="mention.resolved",
            subject=mention,
            study=interview.unit.strand.study,
            detail={"from": before, "to": mention.match_state, "organisation": mention.organisation_id},
        )
    return mention
