"""Saving mentions, and the engagements that follow from those of a finished interview."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from enterprises import actions as directory
from enterprises.models import Engagement, Organisation
from enterprises.pii_scan import may_be_published
from enterprises.vocabulary import SourceKind
from interviews import consent
from interviews.history import missing_from_history, save_changes
from interviews.mention_entry import VOCABULARY_OF, Match, MentionEntry
from interviews.models import Interview, Mention, MentionTerm
from interviews.vocabulary import MatchState

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

Terms = set[tuple[str, str]]
"""Pairs of a vocabulary and a term."""

STATE_OF = {
    Match.LATER: MatchState.UNMATCHED,
    Match.NEW: MatchState.NEW,
    Match.NOT_AN_ORGANISATION: MatchState.NOT_AN_ORGANISATION,
}
NOT_IN_THE_INTERVIEW = "The interview it came from no longer says so."


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
    record_history: bool,
) -> None:
    """Save the mentions of an interview as the entries have them, and the engagements if it is finished.

    Call it inside a transaction. A mention without an entry stays as it is; an entry that is blank or marked as
    removed deletes its mention. Unchanged mentions are not written.

    :raises ValidationError: if an organisation is not in the directory.
    """
    existing = {mention.key: mention for mention in stored}
    not_in_history = missing_from_history(existing.values())
    position = max((mention.position for mention in existing.values()), default=0)
    without_entry = dict(existing)
    for entry in entries:
        key = uuid.UUID(entry.key)
        mention = without_entry.pop(key, None) or existing.get(key)
        if entry.is_removed or entry.is_blank:
            if mention is not None:
                _remove(existing.pop(key), by=by)
            continue
        if mention is None:
            position += 1
            mention = existing[key] = Mention(interview=interview, key=key, position=position)
        changes = _changes_of(mention, entry, interview=interview, by=by)
        is_in_history = mention.pk not in not_in_history
        save_changes(mention, changes, by=by, record_history=record_history, is_in_history=is_in_history)
        _write_terms(mention, _terms_of(entry))
    if interview.is_finished:
        for mention in without_entry.values():
            save_engagement(mention=mention, interview=interview, by=by)


def _changes_of(
    mention: Mention,
    entry: MentionEntry,
    *,
    interview: Interview,
    by: User | None,
) -> dict[str, Any]:
    """Return the values of the mention that follow from an entry, with the engagement of a finished interview."""
    changes: dict[str, Any] = {name: getattr(entry, name) for name in SHARED_FIELDS}
    if entry.match is not None:
        changes["match_state"], changes["organisation"] = _match_of(entry)
    if interview.is_finished:
        changed = copy.copy(mention)
        for name, value in changes.items():
            setattr(changed, name, value)
        changes |= _engagement_changes(changed, _terms_of(entry), interview=interview, by=by)
    return changes


def _terms_of(entry: MentionEntry) -> Terms:
    return {
        (vocabulary.value, term)
        for field, vocabulary in VOCABULARY_OF.items()
        for term in getattr(entry, field)
    }


def _write_terms(mention: Mention, terms: Terms) -> None:
    stored = {(row.vocabulary, row.term): row.pk for row in mention.terms.all()}
    if terms == stored.keys():
        return
    if removed := [pk for term, pk in stored.items() if term not in terms]:
        MentionTerm.objects.filter(pk__in=removed).delete()
    MentionTerm.objects.bulk_create(
        MentionTerm(mention=mention, vocabulary=vocabulary, term=term)
        for vocabulary, term in sorted(terms - stored.keys())
    )


def _match_of(entry: MentionEntry) -> tuple[str, Organisation | None]:
    if isinstance(entry.match, str):
        return STATE_OF[Match(entry.match)], None
    organisation = Organisation.objects.select_related("merged_into").filter(pk=entry.match or 0).first()
    if organisation is None:
        raise ValidationError(
            f"The organisation chosen for “{entry.name_given}” is not in the directory any more."
        )
    return MatchState.MATCHED, organisation.merged_into or organisation


def directory_source(mention: Mention) -> str:
    """Return the text with which the directory cites the interview as a source; it does not name the respondent."""
    return f"Named in an interview of “{mention.interview.unit.strand.study.title}”."


def save_engagement(*, mention: Mention, interview: Interview, by: User | None) -> None:
    """Create, change or withdraw the engagement of one stored mention of a finished interview.

    Call it inside a transaction. A new organisation enters the directory unpublished. The next release lists
    the engagement if the respondent agreed that the service may be named.
    """
    terms = {(row.vocabulary, row.term) for row in mention.terms.all()}
    changes = _engagement_changes(mention, terms, interview=interview, by=by)
    save_changes(mention, changes, by=by, record_history=True, is_in_history=True)


def _engagement_changes(
    mention: Mention, terms: Terms, *, interview: Interview, by: User | None
) -> dict[str, Any]:
    """Save the engagement that follows from a mention, and return the match and the engagement for the mention."""
    study = interview.unit.strand.study
    state, organisation, engagement = mention.match_state, mention.organisation, mention.engagement
    if state == MatchState.NEW:
        state = MatchState.MATCHED
        organisation = directory.create_organisation(
            name=mention.name_given,
            by=by,
            source=directory_source(mention),
            is_invented=study.is_demonstration,
            is_from_answer=True,
        )
    if organisation is None or interview.unit.service is None:
        _withdraw(engagement, by=by)
        return {"match_state": state, "organisation": organisation, "engagement": None}
    terms_by_vocabulary: dict[str, list[str]] = {}
    for vocabulary, term in sorted(terms):
        terms_by_vocabulary.setdefault(vocabulary, []).append(term)
    engagement = directory.engage(
        organisation=organisation,
        service=interview.unit.service,
        source_kind=SourceKind.SERVICE_INTERVIEW,
        source=f"Interview with {interview.unit} on {interview.held_on:%-d %B %Y} ({study.title}).",
        by=by,
        status=mention.status,
        arrangement=mention.arrangement,
        origin=mention.origin,
        started_on=engagement.started_on if engagement else None,
        ended_on=engagement.ended_on if engagement else None,
        referrals=mention.referrals,
        referrals_are_estimated=mention.referrals_are_estimated,
        # Text that may identify somebody stays with the interview.
        evaluation=mention.evaluation if may_be_published(mention.evaluation) else "",
        terms=terms_by_vocabulary,
        study_slug=study.slug,
        may_be_listed=consent.may_list_relations(interview),
        engagement=engagement,
    )
    return {"match_state": state, "organisation": organisation, "engagement": engagement}


def _remove(mention: Mention, *, by: User | None) -> None:
    engagement, mention.engagement = mention.engagement, None
    _withdraw(engagement, by=by)
    setattr(mention, "_history_user", by)  # noqa: B010  (an attribute that simple_history reads)
    mention.delete()


def _withdraw(engagement: Engagement | None, *, by: User | None) -> None:
    if engagement is not None:
        directory.withdraw_engagement(engagement=engagement, reason=NOT_IN_THE_INTERVIEW, by=by)
