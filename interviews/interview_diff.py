"""An interview as one JSON document, and the differences between two such documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from interviews.mention_entry import CHOICES_OF, TERMS_OF, VOCABULARY_OF, Match, MentionEntry
from interviews.models import Interview, Mention
from interviews.vocabulary import MatchState
from survey import answers as answering
from survey.answers import AnswerState
from survey.questionnaire import Questionnaire

Document = dict[str, Any]
EMPTY_DOCUMENT: Document = {
    "answers": {},
    "notes": {},
    "mentions": [],
    "held_on": None,
    "contact": None,
    "status": "draft",
}

MATCH_OF = {
    MatchState.UNMATCHED: Match.LATER,
    MatchState.NEW: Match.NEW,
    MatchState.NOT_AN_ORGANISATION: Match.NOT_AN_ORGANISATION,
}
LABELS = {
    "name_given": "Name",
    "described_as": "Called",
    "own_words": "Own words",
    "status": "Relation",
    "arrangement": "Arrangement",
    "origin": "Began",
    "referrals": "Referrals",
    "evaluation": "Evaluation",
    "activities": "Activities",
    "groups": "People",
    "stages": "Stage",
    "payers": "Who pays",
}


class Difference(NamedTuple):
    """One difference between two documents, in words. `anchor` is the id of the question on the page."""

    label: str
    stored: str
    late: str
    anchor: str


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


def document_of(interview: Interview, mentions: Iterable[Mention] | None = None) -> Document:
    """Return the stored interview as a document. Two queries, or none if `mentions` are given."""
    if mentions is None:
        mentions = interview.mentions.prefetch_related("terms")
    return {
        "answers": interview.answers,
        "notes": interview.notes,
        "mentions": [entry_of(mention).as_json() for mention in mentions],
        "held_on": interview.held_on.isoformat(),
        "contact": interview.contact_id,
        "status": interview.status,
    }


def merge(stored: Document, late: Document) -> Document:
    """Merge two documents: the late one, completed from the stored one wherever the late one is empty."""
    late_keys = {entry["key"] for entry in late["mentions"] if entry["name_given"]}
    return {
        **late,
        "answers": stored["answers"] | late["answers"],
        "notes": stored["notes"] | late["notes"],
        "mentions": [
            *_named(late),
            *(entry for entry in stored["mentions"] if entry["key"] not in late_keys),
        ],
        "held_on": late["held_on"] or stored["held_on"],
    }


def is_same_text(stored: Document, late: Document) -> bool:
    """Return True if both documents have the same text, including the same mentions."""
    return changes_nothing(stored, late) and len(_named(late)) == len(stored["mentions"])


def changes_nothing(stored: Document, sent: Document) -> bool:
    """Return True if saving `sent` over `stored` would change nothing but the status.

    Saving leaves alone a mention that is not sent, and a match, date or contact that is sent empty.
    """
    return (
        _given_answers(stored["answers"]) == _given_answers(sent["answers"])
        and stored["notes"] == sent["notes"]
        and _are_stored(sent["mentions"], stored["mentions"])
        and sent["held_on"] in (None, stored["held_on"])
        and sent["contact"] in (None, stored["contact"])
    )


def _are_stored(entries: list[dict[str, Any]], stored: list[dict[str, Any]]) -> bool:
    """Return True if each entry is equal to a stored one, or removes one that is not stored."""
    stored_by_key = {entry["key"]: entry for entry in stored}
    for entry in entries:
        before = stored_by_key.get(entry["key"])
        if entry["is_removed"] or not entry["name_given"]:
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


def differences(questionnaire: Questionnaire, stored: Document, late: Document) -> list[Difference]:
    """Return the differences between two documents, in the order of the page."""
    found = []
    # A finished interview stores its calculations and a late save does not, so both are completed first.
    completed = [questionnaire.completed(document["answers"]) for document in (stored, late)]
    for question in questionnaire.answerable_questions():
        name = question.name
        pair = [answering.read(answers.get(name)) for answers in completed]
        if pair[0] != pair[1]:
            words = [
                question.display_value(answer.value)
                if answer.state is AnswerState.GIVEN
                else ""
                if answer.state is AnswerState.MISSING
                else answer.state.label
                for answer in pair
            ]
            found.append(Difference(question.label, words[0], words[1], f"question-{name}"))
        notes = [document["notes"].get(name, "") for document in (stored, late)]
        if notes[0] != notes[1]:
            found.append(Difference(f"Note on “{question.label}”", notes[0], notes[1], f"question-{name}"))
    found.extend(_mention_differences(stored, late))
    return found


def _named(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the entries that have a name and are not marked as removed."""
    return [entry for entry in document["mentions"] if entry["name_given"] and not entry["is_removed"]]


def _mention_differences(stored: Mapping[str, Any], late: Mapping[str, Any]) -> list[Difference]:
    entries: dict[str, list[dict[str, Any] | None]] = {}
    for side, document in enumerate((stored, late)):
        for entry in _named(document):
            entries.setdefault(entry["key"], [None, None])[side] = entry
    found = []
    for key, pair in entries.items():
        words = [_in_words(entry) for entry in pair]
        if words[0] != words[1]:
            name = next(entry["name_given"] for entry in pair if entry)
            found.append(Difference(f"Organisation named: {name}", words[0], words[1], f"mention-{key}"))
    return found


def _in_words(entry: Mapping[str, Any] | None) -> str:
    if entry is None:
        return ""
    lines = []
    for name, label in LABELS.items():
        value = entry[name]
        if name in TERMS_OF:
            value = ", ".join(TERMS_OF[name](word).label for word in value)
        elif name in CHOICES_OF:
            value = CHOICES_OF[name](value).label
        elif name == "referrals" and value is not None:
            value = f"{value} a year{', estimated' if entry['referrals_are_estimated'] else ''}"
        if value:
            lines.append(f"{label}: {value}")
    return "\n".join(lines)
