"""The relations, names and calls of the invented study: millions of plain rows, put in without model instances."""

import datetime as dt
import random
import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import models

from enterprises.bulk_insert import insert
from enterprises.models import Engagement, EngagementTerm
from enterprises.vocabulary import (
    Activity,
    Arrangement,
    EngagementStatus,
    Origin,
    Payer,
    SourceKind,
    Stage,
    Vocabulary,
)
from interviews.models import Call, Mention
from interviews.vocabulary import DescribedAs, Disposition, MatchState
from survey.vocabulary import INTERVIEWED

AT_ONCE = 20_000
FIRST_DAY = dt.date(2009, 6, 15)
BEGUN = dt.datetime.combine(FIRST_DAY, dt.time(9), tzinfo=dt.UTC)
SOURCE = "Invented for the benches."
STATUSES, ARRANGEMENTS, ORIGINS = EngagementStatus.values, Arrangement.values, Origin.values
DESCRIBED = DescribedAs.values
TERMS = (
    (Vocabulary.ACTIVITY.value, Activity.values),
    (Vocabulary.STAGE.value, Stage.values),
    (Vocabulary.PAYER.value, Payer.values),
)
UNMATCHED = (MatchState.UNMATCHED.value, MatchState.UNMATCHED.value, MatchState.NOT_AN_ORGANISATION.value)
FRUITLESS = tuple(
    code.value
    for code in (Disposition.NO_ANSWER, Disposition.BUSY, Disposition.VOICEMAIL, Disposition.CALL_BACK)
)
RELATION = (
    *("organisation_id", "service_id", "status", "arrangement", "origin"),
    *("source_kind", "source", "is_published"),
)
MENTION = (
    *("interview_id", "key", "position", "name_given", "described_as", "match_state"),
    *("organisation_id", "engagement_id", "status", "arrangement", "origin"),
)
CALL = ("unit_id", "made_at", "disposition", "call_back_at", "submission_key", "submission_hash")
NO_HASH = "0" * 64


class Named(NamedTuple):
    """An organisation as one interview named it, and what was said of the relation."""

    interview: int
    service: int
    organisation: int
    position: int
    said: tuple[str, str, str]


def tell(
    held: Sequence[tuple[int, int]], organisations: Sequence[int], number: int, chance: random.Random
) -> None:
    """The organisations that services named, each a relation; and a tenth more of names that were not matched.

    `held`: the interviews with services, each with its service.
    """
    names = (_named(place, held, organisations, chance) for place in range(number + number // 10))
    related = islice(names, number)
    while batch := list(islice(related, AT_ONCE)):
        insert(Engagement, RELATION, (_relation(one, chance) for one in batch))
        newest = Engagement.objects.order_by("-pk").values_list("pk", flat=True)
        made = sorted(newest[: len(batch)])
        insert(Mention, MENTION, (_mention(*pair, chance) for pair in zip(batch, made, strict=True)))
        insert(EngagementTerm, ("engagement_id", "vocabulary", "term"), _terms(made, chance))
    _put(Mention, MENTION, (_mention(one, None, chance) for one in names))


def ring(units: Sequence[tuple[int, str]], number: int, chance: random.Random) -> None:
    """So many calls, shared among the units, which are given with their case codes."""
    _put(Call, CALL, (_call(*divmod(place, len(units)), units, chance) for place in range(number)))


def _put(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    left = iter(rows)
    while batch := list(islice(left, AT_ONCE)):
        insert(model, names, batch)


def _named(
    place: int, held: Sequence[tuple[int, int]], organisations: Sequence[int], chance: random.Random
) -> Named:
    position, one = divmod(place, len(held))
    # Each interview goes through the directory from a place of its own.
    organisation = organisations[(one * 7_919 + position) % len(organisations)]
    said = (chance.choices(STATUSES, (88, 8, 4))[0], chance.choice(ARRANGEMENTS), chance.choice(ORIGINS))
    return Named(*held[one], organisation, position + 1, said)


def _relation(named: Named, chance: random.Random) -> tuple[Any, ...]:
    is_published = chance.random() < 0.8
    source_kind = SourceKind.SERVICE_INTERVIEW.value
    return named.organisation, named.service, *named.said, source_kind, SOURCE, is_published


def _mention(named: Named, engagement: int | None, chance: random.Random) -> tuple[Any, ...]:
    is_matched = engagement is not None
    return (
        named.interview,
        uuid.UUID(int=chance.getrandbits(128)),
        named.position,
        f"What the respondent called number {named.organisation}",
        chance.choice(DESCRIBED),
        MatchState.MATCHED.value if is_matched else chance.choice(UNMATCHED),
        named.organisation if is_matched else None,
        engagement,
        *named.said,
    )


def _terms(relations: Iterable[int], chance: random.Random) -> Iterator[tuple[int, str, str]]:
    for relation in relations:
        for vocabulary, words in TERMS:
            if chance.random() < 0.7:
                yield relation, vocabulary, chance.choice(words)


def _call(attempt: int, one: int, units: Sequence[tuple[int, str]], chance: random.Random) -> tuple[Any, ...]:
    unit, code = units[one]
    is_last = attempt == 0 and code in INTERVIEWED
    made_at = BEGUN + dt.timedelta(days=60 - attempt % 60, minutes=chance.randrange(480))
    disposition = Disposition.COMPLETED.value if is_last else chance.choice(FRUITLESS)
    again = made_at + dt.timedelta(days=1) if disposition == Disposition.CALL_BACK else None
    return unit, made_at, disposition, again, uuid.UUID(int=chance.getrandbits(128)), NO_HASH
