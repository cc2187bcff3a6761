"""An interview as one JSON document, and whether two such documents are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from interviews.mention_entry import VOCABULARY_OF, Match, MentionEntry
from interviews.models import Interview, Mention
from interviews.vocabulary import MatchState
from survey import answers as answering
from survey.answers import AnswerState

Document = dict[str, Any]
EMPTY_DOCUMENT: Document = {
    "answers": {},
    "notes": {},
    "mentions": [],
    "held_on": None,
    "began_at": None,
    "ended_at": None,
    "contact": None,
    "status": "draft",
}

MATCH_OF = {
    MatchState.UNMATCHED: Match.LATER,
    MatchState.NEW: Match.NEW,
    MatchState.NOT_AN_ORGANISATION: Match.NOT_AN_ORGANISATION,
}


def entry_of(mention: Mention) -> MentionEntry:
    """Convert a stored mention to an entry. Its terms must be prefetched."""
    terms = {field: tuple(mention.terms_of(vocabulary)) for field, vocabulary in VOCABULARY_OF.items()}
    return MentionEntry(
        key=str(mention.key),
        name_given=mention.name_given,
        described_as=mention.described_as,
        own_words=mention.own_words,
        status=mention.status,
        arrangement=mention.arrangement,
        origin=mention.origin,
        referrals=mention.referrals,
        referrals_are_estimated=mention.referrals_are_estimated,
        evaluation=mention.evaluation,
        match=mention.organisation_id or MATCH_OF[MatchState(mention.match_state)].value,
        activities=terms["activities"],
        groups=terms["groups"],
        stages=terms["stages"],
        payers=terms["payers"],
    )


def iso_moment(moment: dt.datetime | None) -> str | None:
    """Return a moment as documents have it: ISO 8601 in UTC."""
    return moment.astimezone(dt.UTC).isoformat() if moment else None


def document_of(interview: Interview, mentions: Iterable[Mention] | None = None) -> Document:
    """Return the stored interview as a document. Two queries, or none if `mentions` are given."""
    if mentions is None:
        mentions = interview.mentions.prefetch_related("terms")
    return {
        "answers": interview.answers,
        "notes": interview.notes,
        "mentions": [entry_of(mention).as_json() for mention in mentions],
        "held_on": interview.held_on.isoformat(),
        "began_at": iso_moment(interview.began_at),
        "ended_at": iso_moment(interview.ended_at),
        "contact": interview.contact_id,
        "status": interview.status,
    }


def is_same_text(stored: Document, late: Document) -> bool:
    """Return True if both documents have the same text, including the same mentions."""
    return changes_nothing(stored, late) and len(named(late)) == len(stored["mentions"])


def changes_nothing(stored: Document, sent: Document) -> bool:
    """Return True if saving `sent` over `stored` would change nothing but the status.

    Saving leaves alone a mention that is not sent, and a match, date, time or contact that is sent empty.
    """
    return (
        _given_answers(stored["answers"]) == _given_answers(sent["answers"])
        and stored["notes"] == sent["notes"]
        and _are_stored(sent["mentions"], stored["mentions"])
        and all(sent[name] in (None, stored[name]) for name in ("held_on", "began_at", "ended_at"))
        and sent["contact"] in (None, stored["contact"])
    )


def _are_stored(entries: list[dict[str, Any]], stored: list[dict[str, Any]]) -> bool:
    """Return True if each entry is equal to a stored one, or removes one that is not stored."""
    stored_by_key = {entry["key"]: entry for entry in stored}
    for entry in entries:
        before = stored_by_key.get(entry["key"])
        if is_gone(entry):
            if before is not None:
                return False
            continue
        if before is not None and entry["match"] is None:
            entry = entry | {"match": before["match"]}
        if entry != before:
            return False
    return True


def _given_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    read = {name: answering.read(stored) for name, stored in answers.items()}
    return {name: answer for name, answer in read.items() if answer.state is not AnswerState.MISSING}


def named(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the mentions of a document that are not gone."""
    return [entry for entry in document["mentions"] if not is_gone(entry)]


def is_gone(entry: Mapping[str, Any]) -> bool:
    """Return True if a mention is marked as removed or has no name."""
    return bool(entry["is_removed"] or not entry["name_given"])
