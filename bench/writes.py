"""Rows of writing: answers sent and interviews saved by eight at once, beside bare inserts by as many."""

import multiprocessing
import random
import secrets
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median
from typing import Any

import orjson
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench import scratch, timing
from bench.large_rows import BEGUN
from bench.large_study import answered, study_of
from bench.timing import Row
from interviews import actions as interviewing
from interviews.models import Interview
from survey import actions as surveying
from survey.models import Response, SampledUnit, Strand
from survey.vocabulary import INTERVIEWED, StrandKind

WRITERS = 8
MOST_EACH = 20
"""What each of them writes in a round."""
ROUNDS = 3
MOST_TIMES = 2
TABLE = "bench_written"

Writes = list[Callable[[], object]]
"""What one writer writes, one after the other."""


class WritersFailedError(Exception):
    """Some of those who wrote at once could not."""


def rows(number: int) -> Iterator[Row]:
    """Sending a survey and saving an interview being entered: beside one insert, and beside as many statements."""
    study = study_of(number)
    each = max(1, min(MOST_EACH, number // 100))
    chance = random.Random(scratch.SEED)
    strands = {strand.kind: strand for strand in study.strands.select_related("instrument")}
    _with_table("CREATE TABLE {} (key VARCHAR(36) PRIMARY KEY, body TEXT)")
    for work, prepare in (
        ("survey submission", partial(_to_send, strands[StrandKind.ONLINE_SURVEY], each, chance)),
        ("interview autosave", partial(_to_save, strands[StrandKind.INITIAL_INTERVIEW], each, chance)),
    ):
        (once, *_), *_ = prepare()
        with CaptureQueriesContext(connection) as captured:
            once()
        sent = [query["sql"].split(maxsplit=1)[0] for query in captured]
        reads, changes = sent.count("SELECT"), sent.count("INSERT") + sent.count("UPDATE")
        for beside, other in (
            ("one bare insert", partial(_bare, each, 0, 1)),
            (f"bare, {reads} reads and {changes} writes", partial(_bare, each, reads, changes)),
        ):
            taken, bare = _in_turn(prepare, other)
            goal = f"at most {MOST_TIMES} times, no error"
            is_met = taken <= MOST_TIMES * bare
            yield Row(f"{work}, {WRITERS} at once", beside, number, taken, bare, goal, is_met)
    _with_table("DROP TABLE {}")


def _with_table(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        if not statement.startswith("DROP"):
            cursor.execute(statement.format(TABLE))


def _to_send(strand: Strand, each: int, chance: random.Random) -> list[Writes]:
    """Answers that are written and checked, and wait for being sent."""
    assert strand.instrument is not None
    drafts = Response.objects.bulk_create(
        Response(
            strand=strand,
            instrument=strand.instrument,
            token_hash=secrets.token_hex(32),
            answers=answered(strand.instrument.questionnaire, chance),
            created_at=BEGUN,
        )
        for _ in range(WRITERS * each)
    )
    writes = [
        partial(
            surveying.submit_response,
            response=draft,
            submission_key=uuid.uuid4(),
            seen=surveying.seen_of(Response.objects.get(pk=draft.pk)),
        )
        for draft in drafts
    ]
    return [writes[start::WRITERS] for start in range(WRITERS)]


def _to_save(strand: Strand, each: int, chance: random.Random) -> list[Writes]:
    """Versions of interviews that are being entered, as the page saves them by itself."""
    assert strand.instrument is not None
    guide = strand.instrument.questionnaire
    by = User.objects.order_by("pk")[0]
    units = (
        strand.units.exclude(code__in=INTERVIEWED).select_related("strand__study").order_by("pk")[:WRITERS]
    )
    versions = dict(
        Interview.objects.filter(unit__in=[unit.pk for unit in units]).values_list("unit", "version")
    )

    def save(unit: SampledUnit, version: int, answers: dict[str, Any], key: uuid.UUID) -> None:
        interviewing.save_interview(
            unit=unit,
            submission_key=key,
            from_version=version,
            answers=answers,
            by=by,
            is_deliberate=False,
        )

    return [
        [
            partial(save, unit, versions.get(unit.pk, 0) + place, answered(guide, chance), uuid.uuid4())
            for place in range(each)
        ]
        for unit in units
    ]


def _bare(each: int, reads: int, changes: int) -> list[Writes]:
    """Transactions that insert the text of an interview, read it and write it again, so many times."""
    body = orjson.dumps({"answers": "Invented. " * 400}).decode()

    def write() -> None:
        key = str(uuid.uuid4())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [key, body])
            for _ in range(reads):
                cursor.execute(f"SELECT body FROM {TABLE} WHERE key = %s", [key])
                cursor.fetchall()
            for _ in range(changes - 1):
                cursor.execute(f"UPDATE {TABLE} SET body = %s WHERE key = %s", [body, key])

    return [[write] * each for _ in range(WRITERS)]


def _in_turn(prepare: Callable[[], list[Writes]], other: Callable[[], list[Writes]]) -> tuple[float, float]:
    """The median seconds for one write of each, made in turn; by the clock, because many processes take part."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(min(ROUNDS, timing.MOST_ROUNDS)):
        for made, seconds in zip((prepare(), other()), taken, strict=True):
            seconds.append(_at_once(made) / sum(len(writes) for writes in made))
    return median(taken[0]), median(taken[1])


def _at_once(made: Sequence[Writes]) -> float:
    """Let each writer write in a process of its own, all beginning together; the seconds until the last is done."""
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    begin = fork.Barrier(len(made) + 1)
    writers = [fork.Process(target=_write, args=(writes, begin)) for writes in made]
    for writer in writers:
        writer.start()
    begin.wait()
    began = time.perf_counter()
    for writer in writers:
        writer.join()
    seconds = time.perf_counter() - began
    if failed := sum(writer.exitcode != 0 for writer in writers):
        raise WritersFailedError(f"{failed} of {len(writers)} writers failed: their errors are above.")
    return seconds


def _write(writes: Writes, begin: Any) -> None:
    connection.ensure_connection()
    begin.wait()
    for write in writes:
        write()
    connection.close()
