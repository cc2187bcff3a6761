"""What respondents said, text by text: with who wrote it down, and the version in which it got these words.

A passage of a text is (key, version, start, end), counted in characters of the words of that version: it is found
again whatever is corrected later, because every version that was saved is kept. Lines end with one character.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from interviews.models import Interview
from survey import answers as answering

ANSWER, MENTION = "answer", "mention"
OF_A_MENTION = {"own_words": "The respondent’s own words", "evaluation": "Evaluation"}


class Text(NamedTuple):
    """One text of an interview. `version` is the interview's in which the text got these words, by `author`.

    `key` is stable: the question's name, or a mention's key and field. `author` is a user's key, None for a command.
    """

    key: str
    label: str
    words: str
    version: int
    author: int | None
    written_at: dt.datetime


def texts_of(interview: Interview) -> list[Text]:
    """What the respondent is on record with now, in the order of the page. Never the interviewer's notes.

    Two queries and one for the mentions; nothing of an interview that has not been saved deliberately.
    """
    versions = list(_versions(interview))
    if not versions:
        return []
    labels = _labels(interview)
    found = []
    for key, words in versions[0].texts.items():
        first = versions[0]
        for earlier in versions[1:]:
            if earlier.texts.get(key) != words:
                break
            first = earlier
        found.append(Text(key, labels.get(key, key), words, first.version, first.author, first.saved_at))
    place = {key: number for number, key in enumerate(labels)}
    return sorted(found, key=lambda text: place.get(text.key, len(place)))


def words_at(interview: Interview, key: str, version: int) -> str | None:
    """The words of a text as they stood in a version; None where there was no such text or version."""
    return next((each.texts.get(key) for each in _versions(interview) if each.version == version), None)


def passage(interview: Interview, key: str, version: int, start: int, end: int) -> str | None:
    """The words from `start` up to `end` of a text in a version; None where there are none there."""
    words = words_at(interview, key, version) or ""
    return words[start:end] if 0 <= start < end <= len(words) else None


class _Version(NamedTuple):
    version: int
    author: int | None
    saved_at: dt.datetime
    texts: Mapping[str, str]


def _versions(interview: Interview) -> Iterator[_Version]:
    """Every saved version, the latest first. Three queries."""
    guide = interview.instrument.questionnaire
    names = [question.name for question in guide.asked() if not question.choices]
    mentions = list(
        interview.mentions.model.history.filter(interview_id=interview.pk)
        .order_by("history_date", "history_id")
        .values("key", "history_type", "history_date", *OF_A_MENTION)
    )
    rows = list(
        interview.history.order_by("-version", "-history_id").values(
            "version", "answers", "history_user", "history_date"
        )
    )
    until = None
    for row in rows:
        said = {name: answering.read(row["answers"].get(name)).value for name in names}
        texts = {
            f"{ANSWER}:{name}": words for name, words in said.items() if isinstance(words, str) and words
        }
        texts |= _mentioned(mentions, until)
        yield _Version(row["version"], row["history_user"], row["history_date"], texts)
        until = row["history_date"]


def _mentioned(rows: list[dict[str, Any]], until: dt.datetime | None) -> dict[str, str]:
    """The texts of the mentions as they stood before a moment: a version's mentions are stored just after it."""
    found: dict[str, str] = {}
    for row in rows:
        if until is not None and row["history_date"] >= until:
            break
        for name in OF_A_MENTION:
            key = f"{MENTION}:{row['key']}:{name}"
            found.pop(key, None)
            if row["history_type"] != "-" and row[name]:
                found[key] = row[name]
    return found


def _labels(interview: Interview) -> dict[str, str]:
    """By key, in the order of the page."""
    found = {
        f"{ANSWER}:{question.name}": question.label
        for question in interview.instrument.questionnaire.asked()
        if not question.choices
    }
    for mention in interview.mentions.all():
        for name, label in OF_A_MENTION.items():
            found[f"{MENTION}:{mention.key}:{name}"] = f"{label}: {mention.name_given}"
    return found
