"""Saving mentions, and the engagements that follow from those of a finished interview."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from enterprises import actions as directory
from enterprises.models import Organisation
from enterprises.pii_scan import may_be_published
from enterprises.vocabulary import SourceKind
from interviews.history import missing_from_history, save_changes, save_with_history
from interviews.mention_entry import VOCABULARY_OF, Match, MentionEntry
from interviews.models import Interview, Mention, MentionTerm
from interviews.vocabulary import Consent, MatchState

SHARED_FIELDS = (
    "name_given",
    "described_as",
    "own_words",
    "status",
    "arrangement",
    "origin",
    "referrals",
    "referrals_are_estimated",
    "evaluation",
)
"""Fields that MentionEntry and Mention have in common."""

STATE_OF = {
    Match.LATER: MatchState.UNMATCHED,
    Match.NEW: MatchState.NEW,
    Match.NOT_AN_ORGANISATION: MatchState.NOT_AN_ORGANISATION,
}
NO_LONGER_SAID = "The interview it came from no longer says so."


def stored_mentions(interview: Interview) -> list[Mention]:
    """Return the mentions of an interview with their terms and engagements. Three queries for any number."""
    mentions = interview.mentions.select_related("updated_by", "organisation", "engagement")
    return list(mentions.prefetch_related("terms", "engagement__terms"))


def write_mentions(
    *,
    interview: Interview,
    stored: Iterable[Mention],
    entries: Iterable[MentionEntry],
    by: User | None,
    keeps_history: bool,
) -> list[Mention]:
    """Save the mentions of an interview as the entries have them, and return all its mentions.

    Call it inside a transaction. A mention without an entry stays as it is; an entry that is blank or marked as
    removed deletes its mention. Unchanged mentions are not written.

    :raises ValidationError: if an organisation is not in the directory.
    """
    held = {mention.key: mention for mention in stored}
    unsaved = missing_from_history(held.values())
    place = max((mention.position for mention in held.values()), default=0)
    for entry in entries:
        key = uuid.UUID(entry.key)
        if entry.is_removed or entry.is_blank:
            if key in held:
                _remove(held.pop(key), by=by)
            continue
        if key not in held:
            place += 1
            held[key] = Mention(interview=interview, key=key, position=place)
        mention = held[key]
        _write(mention, entry, by=by, keeps_history=keeps_history, is_recorded=mention.pk not in unsaved)
    return list(held.values())


def _write(
    mention: Mention, entry: MentionEntry, *, by: User | None, keeps_history: bool, is_recorded: bool
) -> None:
    is_new = mention._state.adding
    changes: dict[str, Any] = {name: getattr(entry, name) for name in SHARED_FIELDS}
    if entry.match is not None:
        changes["match_state"], changes["organisation"] = _match_of(entry)
    save_changes(mention, changes, by=by, in_history=keeps_history, is_recorded=is_recorded)
    wanted = {
        (vocabulary.value, term)
        for field, vocabulary in VOCABULARY_OF.items()
        for term in getattr(entry, field)
    }
    held = {(row.vocabulary, row.term): row.pk for row in mention.terms.all()}
    if wanted == held.keys():
        return
    if stale := [pk for pair, pk in held.items() if pair not in wanted]:
        MentionTerm.objects.filter(pk__in=stale).delete()
    MentionTerm.objects.bulk_create(
        MentionTerm(mention=mention, vocabulary=vocabulary, term=term)
        for vocabulary, term in sorted(wanted - held.keys())
    )
    if not is_new:
        mention.refresh_from_db(fields=["terms"])  # clears the prefetched terms


def _match_of(entry: MentionEntry) -> tuple[str, Organisation | None]:
    if isinstance(entry.match, str):
        return STATE_OF[Match(entry.match)], None
    organisation = Organisation.objects.select_related("merged_into").filter(pk=entry.match or 0).first()
    if organisation is None:
        raise ValidationError(
            f"The organisation chosen for “{entry.name_given}” is not in the directory any more."
        )
    return MatchState.MATCHED, organisation.merged_into or organisation


def _remove(mention: Mention, *, by: User | None) -> None:
    _withdraw(mention, reason=NO_LONGER_SAID, by=by)
    setattr(mention, "_history_user", by)  # noqa: B010  (an attribute that simple_history reads)
    mention.delete()


def _withdraw(mention: Mention, *, reason: str, by: User | None) -> None:
    if mention.engagement is None:
        return
    directory.withdraw_engagement(engagement=mention.engagement, reason=reason, by=by)
    mention.engagement = None


def save_engagements(
    *, interview: Interview, mentions: Iterable[Mention], by: User | None, was_cleared: bool | None = None
) -> None:
    """Create, change or withdraw the engagements of a finished interview to fit its mentions.

    Call it inside a transaction. New organisations enter the directory unpublished. An engagement is published if the
    respondent agreed that the service may be named. `was_cleared` is that consent before this save, None for the
    first save.
    """
    if not interview.is_finished:
        return
    for mention in mentions:
        save_engagement(mention=mention, interview=interview, by=by, was_cleared=was_cleared)


def directory_source(mention: Mention) -> str:
    """Return the source that the directory gives for an organisation named in an interview, without the respondent."""
    return f"Named in an interview of “{mention.interview.unit.strand.study.title}”."


def save_engagement(
    *, mention: Mention, interview: Interview, by: User | None, was_cleared: bool | None = None
) -> None:
    """Create, change or withdraw the engagement of one mention of a finished interview."""
    study = interview.unit.strand.study
    before = (mention.match_state, mention.organisation_id, mention.engagement_id)
    if mention.match_state == MatchState.NEW:
        mention.organisation = directory.create_organisation(
            name=mention.name_given,
            by=by,
            source=directory_source(mention),
            is_invented=study.is_demonstration,
        )
        mention.match_state = MatchState.MATCHED
    held = mention.engagement
    if mention.organisation is None or interview.unit.service is None:
        _withdraw(mention, reason=NO_LONGER_SAID, by=by)
    else:
        is_cleared = interview.has_consent(Consent.NAME_SERVICE)
        terms: dict[str, list[str]] = {}
        for term in mention.terms.all():
            terms.setdefault(term.vocabulary, []).append(term.term)
        # A correction does not publish again what a curator has unpublished by hand.
        keeps = held is not None and was_cleared is is_cleared
        mention.engagement = directory.engage(
            organisation=mention.organisation,
            service=interview.unit.service,
            source_kind=SourceKind.SERVICE_INTERVIEW,
            source=f"Interview with {interview.unit} on {interview.held_on:%-d %B %Y} ({study.title}).",
            by=by,
            status=mention.status,
            arrangement=mention.arrangement,
            origin=mention.origin,
            started_on=held.started_on if held else None,
            ended_on=held.ended_on if held else None,
            referrals=mention.referrals,
            referrals_are_estimated=mention.referrals_are_estimated,
            # Text that may identify somebody stays with the interview.
            evaluation=mention.evaluation if may_be_published(mention.evaluation) else "",
            terms=terms,
            is_published=is_cleared and (held.is_published if held is not None and keeps else True),
            engagement=held,
        )
    if before != (mention.match_state, mention.organisation_id, mention.engagement_id):
        save_with_history(mention, by=by)
