"""A mention as submitted, before it is stored."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError

from enterprises.vocabulary import (
    Activity,
    Arrangement,
    EngagementStatus,
    OffenderGroup,
    Origin,
    Payer,
    Stage,
    Vocabulary,
)
from interviews.vocabulary import DescribedAs

NOT_NAMED = "Name not given"
"""The name stored for an organisation that the respondent could not name."""

VOCABULARY_OF = {
    "activities": Vocabulary.ACTIVITY,
    "groups": Vocabulary.OFFENDER_GROUP,
    "stages": Vocabulary.STAGE,
    "payers": Vocabulary.PAYER,
}
TERMS_OF = {"activities": Activity, "groups": OffenderGroup, "stages": Stage, "payers": Payer}
CHOICES_OF = {
    "described_as": DescribedAs,
    "status": EngagementStatus,
    "arrangement": Arrangement,
    "origin": Origin,
}


class Match(StrEnum):
    """Decisions about a mention other than the key of an organisation."""

    LATER = "later"
    NEW = "new"
    NOT_AN_ORGANISATION = "not_an_organisation"


@dataclass(frozen=True, slots=True)
class MentionEntry:
    """One organisation as it was named. `match` is None for no change, a Match, or the key of an organisation."""

    key: str = ""
    name_given: str = ""
    described_as: str = DescribedAs.NOT_SAID
    own_words: str = ""
    status: str = EngagementStatus.WORKS
    arrangement: str = Arrangement.NOT_KNOWN
    origin: str = Origin.NOT_KNOWN
    referrals: int | None = None
    referrals_are_estimated: bool = False
    evaluation: str = ""
    activities: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    match: int | str | None = None
    is_removed: bool = False

    @property
    def is_blank(self) -> bool:
        """Return True if the entry has only default values."""
        return replace(self, key="", is_removed=False, match=None) == MentionEntry()

    def as_json(self) -> dict[str, Any]:
        """Return the entry as JSON, which `parse` reads."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


FIELDS = frozenset(field.name for field in fields(MentionEntry))


def parse(raw: Mapping[str, Any] | MentionEntry, *, submission_key: uuid.UUID, place: int) -> MentionEntry:
    """Read and check an entry. Without a key it gets one derived from the submission and its place in it.

    :raises ValidationError: for an unknown field, an unknown term, or a value out of range.
    """
    entry = raw if isinstance(raw, MentionEntry) else _from_mapping(raw)
    key = entry.key or str(uuid.uuid5(submission_key, f"mention {place}"))
    try:
        uuid.UUID(key)
    except ValueError:
        raise ValidationError(f"“{key}” is not the key of a mention.") from None
    name = " ".join(entry.name_given.split())
    entry = replace(entry, key=key, name_given=name if name or entry.is_blank else NOT_NAMED)
    _check(entry)
    return entry


def _from_mapping(raw: Mapping[str, Any]) -> MentionEntry:
    unknown = sorted(set(raw) - FIELDS)
    if unknown:
        raise ValidationError(f"A mention has no {', '.join(unknown)}.")
    values = dict(raw)
    for name in VOCABULARY_OF:
        if name in values:
            values[name] = tuple(sorted(set(values[name])))
    if values.get("key"):
        values["key"] = str(values["key"])
    match = values.get("match")
    if match is not None and not isinstance(match, int | str):
        values["match"] = match.pk
    return MentionEntry(**values)


def _check(entry: MentionEntry) -> None:
    for name, words in CHOICES_OF.items():
        if getattr(entry, name) not in words.values:
            raise ValidationError(f"“{getattr(entry, name)}” is not one of: {', '.join(words.values)}.")
    for name, terms in TERMS_OF.items():
        for term in getattr(entry, name):
            if term not in terms.values:
                raise ValidationError(f"“{term}” is not one of: {', '.join(terms.values)}.")
    if len(entry.name_given) > 200:
        raise ValidationError(
            "A name has at most 200 characters. Put the rest under the respondent’s own words."
        )
    if entry.referrals is not None and not 0 <= entry.referrals <= 1_000_000:
        raise ValidationError("Enter the referrals in a year, from 0 to 1,000,000.")
    if entry.referrals_are_estimated and entry.referrals is None:
        raise ValidationError("Enter the number of referrals that is an estimate.")
    if isinstance(entry.match, str) and entry.match not in set(Match):
        raise ValidationError(f"“{entry.match}” is not one of: {', '.join(Match)}, or an organisation.")
