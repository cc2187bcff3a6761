"""Relations, mentions and calls of the generated study: millions of rows, inserted without model instances."""

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
from survey.vocabulary import INTERVIEWED_CODES

BATCH = 20_000
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
UNSUCCESSFUL = tuple(
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


class PlannedMention(NamedTuple):
    """One mention of an organisation in an interview. `relation` is its status, arrangement and origin."""

    interview: int
    service: int
    organisation: int
    position: int
    relation: tuple[str, str, str]


def insert_mentions(
    interviews: Sequence[tuple[int, int]], organisations: Sequence[int], number: int, rng: random.Random
) -> None:
    """Insert `number` mentions with their relations, and a tenth of that number of unmatched mentions.

    `interviews` are the primary keys of interviews, each with that of its service.
    """
    names = (
        _planned_mention(place, interviews, organisations, rng) for place in range(number + number // 10)
    )
    related = islice(names, number)
    while batch := list(islice(related, BATCH)):
        insert(Engagement, RELATION, (_relation(one, rng) for one in batch))
        newest = Engagement.objects.order_by("-pk").values_list("pk", flat=True)
        made = sorted(newest[: len(batch)])
        insert(Mention, MENTION, (_mention(*pair, rng) for pair in zip(batch, made, strict=True)))
        insert(EngagementTerm, ("engagement_id", "vocabulary", "term"), _terms(made, rng))
    _insert_all(Mention, MENTION, (_mention(one, None, rng) for one in names))


def insert_calls(units: Sequence[tuple[int, str]], number: int, rng: random.Random) -> None:
    """Insert a number of calls, shared among the units, which are given with their case codes."""
    _insert_all(Call, CALL, (_call(*divmod(place, len(units)), units, rng) for place in range(number)))


def _insert_all(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        insert(model, names, batch)


def _planned_mention(
    place: int, interviews: Sequence[tuple[int, int]], organisations: Sequence[int], rng: random.Random
) -> PlannedMention:
    position, one = divmod(place, len(interviews))
    # Each interview begins at another position of the directory.
    organisation = organisations[(one * 7_919 + position) % len(organisations)]
    relation = (rng.choices(STATUSES, (88, 8, 4))[0], rng.choice(ARRANGEMENTS), rng.choice(ORIGINS))
    return PlannedMention(*interviews[one], organisation, position + 1, relation)


def _relation(mention: PlannedMention, rng: random.Random) -> tuple[Any, ...]:
    is_published = rng.random() < 0.8
    source_kind = SourceKind.SERVICE_INTERVIEW.value
    return mention.organisation, mention.service, *mention.relation, source_kind, SOURCE, is_published


def _mention(mention: PlannedMention, engagement: int | None, rng: random.Random) -> tuple[Any, ...]:
    is_matched = engagement is not None
    return (
        mention.interview,
        uuid.UUID(int=rng.getrandbits(128)),
        mention.position,
        f"What the respondent called number {mention.organisation}",
        rng.choice(DESCRIBED),
        MatchState.MATCHED.value if is_matched else rng.choice(UNMATCHED),
        mention.organisation if is_matched else None,
        engagement,
        *mention.relation,
    )


def _terms(relations: Iterable[int], rng: random.Random) -> Iterator[tuple[int, str, str]]:
    for relation in relations:
        for vocabulary, words in TERMS:
            if rng.random() < 0.7:
                yield relation, vocabulary, rng.choice(words)


def _call(attempt: int, one: int, units: Sequence[tuple[int, str]], rng: random.Random) -> tuple[Any, ...]:
    unit, code = units[one]
    is_last = attempt == 0 and code in INTERVIEWED_CODES
    made_at = BEGUN + dt.timedelta(days=60 - attempt % 60, minutes=rng.randrange(480))
    disposition = Disposition.COMPLETED.value if is_last else rng.choice(UNSUCCESSFUL)
    again = made_at + dt.timedelta(days=1) if disposition == Disposition.CALL_BACK else None
    return unit, made_at, disposition, again, uuid.UUID(int=rng.getrandbits(128)), NO_HASH
