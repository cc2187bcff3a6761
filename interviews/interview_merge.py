"""Merging a late save of an interview with the stored one, part by part.

A part is one answer, one note, one detail of an organisation named, or the date. The page carries a fingerprint of
each part as it was when the page was opened, so that it is known which of the two texts changed a part.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format

from interviews.interview_diff import Document, is_gone, named
from interviews.mention_entry import CHOICES_OF, TERMS_OF
from survey import answers as answering
from survey.answers import AnswerState
from survey.questionnaire import Questionnaire

Fingerprints = Mapping[str, str]

SCALARS = {
    "held_on": ("Date of the interview", "id_held_on"),
    "began_at": ("Start of the interview", "id_began"),
    "ended_at": ("End of the interview", "id_ended"),
}
"""The label of each date and time, and the id of its field on the page."""

DETAILS = {
    "name_given": "Name",
    "status": "Relation",
    "activities": "What it does",
    "own_words": "Own words",
    "described_as": "Called",
    "arrangement": "Arrangement",
    "origin": "Began",
    "stages": "Stage",
    "groups": "People",
    "payers": "Who pays",
    "referrals": "Referrals in a year",
    "referrals_are_estimated": "Referrals are an estimate",
    "evaluation": "Evaluation",
}
"""The details of a mention in the order of the page. A match is no part: the page sends it only if it was changed."""

REMOVED = "Removed"


class Part(NamedTuple):
    """A part of a document: its value as JSON, and for people its label, its words and its place on the page."""

    value: Any
    label: str
    words: str
    anchor: str


class Difference(NamedTuple):
    """A part that both texts changed, differently, in words. `anchor` is the id of the question on the page."""

    label: str
    stored: str
    late: str
    anchor: str


class Merged(NamedTuple):
    """A merged document: the late one, with the parts that only the stored one had changed.

    `conflicts` are the parts that both changed differently: the document has the late one. `taken_over` are the labels
    of the parts that come from the stored document.
    """

    document: Document
    conflicts: list[Difference]
    taken_over: list[str]

    def take_over(self, label: str) -> None:
        if label not in self.taken_over:
            self.taken_over.append(label)


def fingerprints(questionnaire: Questionnaire, document: Document) -> dict[str, str]:
    """Return the fingerprint of each part of the document that is not empty."""
    return {name: _fingerprint_of(part.value) for name, part in _parts(questionnaire, document).items()}


def read_fingerprints(text: str) -> dict[str, str]:
    """Read the fingerprints that a page sent, or return none if they cannot be read: then every difference is shown."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


def merge(questionnaire: Questionnaire, stored: Document, late: Document, base: Fingerprints) -> Merged:
    """Merge two documents that both started from the one with the fingerprints `base`.

    Without fingerprints both started from an empty document, so that a part is taken from the text that has it.
    """
    merged = Merged(dict(late), [], [])
    stored_parts, late_parts = (
        {name: part for name, part in _parts(questionnaire, document).items() if not _is_detail(name)}
        for document in (stored, late)
    )
    for field in SCALARS:
        # A page that sends no date or time leaves the stored one alone.
        if field not in late_parts:
            stored_parts.pop(field, None)
    from_stored = _compare(stored_parts, late_parts, base, merged)
    for field in ("answers", "notes"):
        late_values = {n: value for n, value in late[field].items() if f"{field}:{n}" not in from_stored}
        stored_values = {n: value for n, value in stored[field].items() if f"{field}:{n}" in from_stored}
        merged.document[field] = late_values | stored_values
    for field in SCALARS:
        if field in from_stored or not late.get(field):
            merged.document[field] = stored.get(field)
    merged.document["mentions"] = list(_merged_mentions(stored, late, base, merged))
    return merged


def _compare(
    stored: Mapping[str, Part], late: Mapping[str, Part], base: Fingerprints, merged: Merged
) -> set[str]:
    """Note the conflicts in `merged`, and return the names of the parts to take from the stored document."""
    from_stored = set()
    for name in {**late, **stored}:
        ours, theirs, before = late.get(name), stored.get(name), base.get(name, "")
        part = ours or theirs
        if part is None or _value(ours) == _value(theirs) or _fingerprint_of(_value(theirs)) == before:
            continue
        if _fingerprint_of(_value(ours)) == before:
            from_stored.add(name)
            merged.take_over(part.label)
        else:
            merged.conflicts.append(Difference(part.label, _words(theirs), _words(ours), part.anchor))
    return from_stored


def _merged_mentions(
    stored: Document, late: Document, base: Fingerprints, merged: Merged
) -> Iterator[dict[str, Any]]:
    """Yield the merged mentions: those of the late document, then those that only the stored one has."""
    before = {entry["key"]: entry for entry in named(stored)}
    for entry in late["mentions"]:
        theirs = before.pop(entry["key"], None)
        before_parts, late_parts = _details(theirs), _details(None if is_gone(entry) else entry)
        if before_parts and late_parts:
            from_stored = _compare(before_parts, late_parts, base, merged)
            fields = [name.split(":")[2] for name in from_stored]
            yield entry | {field: theirs[field] for field in fields if theirs}
        elif not before_parts and not late_parts:
            yield entry
        elif _is_unchanged(before_parts or late_parts, base):
            # One text left it alone and the other removed it.
            if theirs is None:
                merged.take_over(f"{_subject(entry)} (removed)")
            yield entry | {"is_removed": True}
        elif theirs is None and not _was_there(entry["key"], base):
            yield entry
        else:
            kept = theirs or entry
            words = [_all_words(parts) or REMOVED for parts in (before_parts, late_parts)]
            merged.conflicts.append(Difference(_subject(kept), words[0], words[1], f"mention-{kept['key']}"))
            yield kept
    for key, entry in before.items():
        if not _was_there(key, base):
            merged.take_over(_subject(entry))
        yield entry


def _is_detail(name: str) -> bool:
    return name.startswith("mentions:")


def _was_there(key: str, base: Fingerprints) -> bool:
    return f"mentions:{key}:name_given" in base


def _is_unchanged(details: Mapping[str, Part], base: Fingerprints) -> bool:
    """Return True if a mention has the details, and only those, that it had when the page was opened."""
    now = {name: _fingerprint_of(part.value) for name, part in details.items()}
    prefix = next(iter(now)).rsplit(":", 1)[0]
    return now == {name: value for name, value in base.items() if name.startswith(f"{prefix}:")}


def _parts(questionnaire: Questionnaire, document: Document) -> dict[str, Part]:
    """Return the parts of a document that are not empty, in the order of the page."""
    found: dict[str, Part] = {}
    for field, (label, anchor) in SCALARS.items():
        if document.get(field):
            found[field] = Part(document[field], label, _moment_in_words(document[field]), anchor)
    # A finished interview stores its rows completed and a late save does not, so both are completed first.
    answers = questionnaire.completed(document["answers"])
    for question in questionnaire.answerable_questions():
        name, anchor = question.name, f"question-{question.name}"
        answer = answering.read(answers.get(name))
        if answer.state is not AnswerState.MISSING:
            is_given = answer.state is AnswerState.GIVEN
            words = question.display_value(answer.value) if is_given else answer.state.label
            value = [answer.state.value, answer.value]
            found[f"answers:{name}"] = Part(value, question.label, str(words), anchor)
        if note := document["notes"].get(name, ""):
            found[f"notes:{name}"] = Part(note, f"Note on “{question.label}”", note, anchor)
    for entry in named(document):
        found |= _details(entry)
    return found


def _moment_in_words(text: str) -> str:
    """Return a day as “15 July 2009” and a moment as “14:30”."""
    if "T" in text:
        return f"{timezone.localtime(dt.datetime.fromisoformat(text)):%H:%M}"
    return date_format(dt.date.fromisoformat(text), "j F Y")


def _details(entry: Mapping[str, Any] | None) -> dict[str, Part]:
    """Return the details of a mention that are not empty; none without a mention."""
    if entry is None:
        return {}
    return {
        f"mentions:{entry['key']}:{field}": Part(
            entry[field],
            f"{_subject(entry)}: {label.lower()}",
            _detail_in_words(field, entry[field]),
            f"mention-{entry['key']}",
        )
        for field, label in DETAILS.items()
        if not _is_empty(entry[field])
    }


def _subject(entry: Mapping[str, Any]) -> str:
    return f"Organisation named: {entry['name_given']}"


def _all_words(details: Mapping[str, Part]) -> str:
    return "\n".join(f"{part.label.split(': ')[-1].capitalize()}: {part.words}" for part in details.values())


def _detail_in_words(field: str, value: Any) -> str:
    if field in TERMS_OF:
        return ", ".join(str(TERMS_OF[field](word).label) for word in value)
    if field in CHOICES_OF:
        return str(CHOICES_OF[field](value).label)
    return "Yes" if value is True else str(value)


def _value(part: Part | None) -> Any:
    return part.value if part else None


def _words(part: Part | None) -> str:
    return part.words if part else ""


def _is_empty(value: Any) -> bool:
    """Return True for a value that says nothing. Zero says something."""
    return value is None or value is False or value in ("", [])


def _fingerprint_of(value: Any) -> str:
    """Return a fingerprint of a value, "" for an empty one."""
    if _is_empty(value):
        return ""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
