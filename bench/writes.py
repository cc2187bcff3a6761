"""Benchmarks of concurrent writing: responses and interviews by eight writers, compared with plain inserts."""

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
from bench.generated_study import answers_to, large_study
from bench.large_rows import BEGUN
from bench.timing import Row
from interviews import actions as interviewing
from interviews.models import Interview
from survey import actions as surveying
from survey.models import Response, SampledUnit, Strand
from survey.vocabulary import INTERVIEWED_CODES, StrandKind

WRITERS = 8
MAX_WRITES = 20
"""The largest number of writes of one writer in a round."""
ROUNDS = 3
MAX_RATIO = 2
TABLE = "bench_written"

Writes = list[Callable[[], object]]
"""The functions that one writer calls, one after the other."""


class WritersFailedError(Exception):
    """Some of the writers failed."""


def rows(number: int) -> Iterator[Row]:
    """Yield the rows on sending a response and autosaving an interview, compared with plain statements."""
    study = large_study(number)
    each = max(1, min(MAX_WRITES, number // 100))
    rng = random.Random(scratch.SEED)
    strands = {strand.kind: strand for strand in study.strands.select_related("instrument")}
    _with_table("CREATE TABLE {} (key VARCHAR(36) PRIMARY KEY, body TEXT)")
    for work, prepare in (
        ("survey submission", partial(_submissions, strands[StrandKind.ONLINE_SURVEY], each, rng)),
        ("interview autosave", partial(_autosaves, strands[StrandKind.INITIAL_INTERVIEW], each, rng)),
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
            durations, bare = _in_turn(prepare, other)
            goal = f"at most {MAX_RATIO} times, no error"
            is_met = durations <= MAX_RATIO * bare
            yield Row(f"{work}, {WRITERS} at once", beside, number, durations, bare, goal, is_met)
    _with_table("DROP TABLE {}")


def _with_table(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        if not statement.startswith("DROP"):
            cursor.execute(statement.format(TABLE))


def _submissions(strand: Strand, each: int, rng: random.Random) -> list[Writes]:
    """Return functions that send prepared responses, for each writer."""
    assert strand.instrument is not None
    drafts = Response.objects.bulk_create(
        Response(
            strand=strand,
            instrument=strand.instrument,
            token_hash=secrets.token_hex(32),
            answers=answers_to(strand.instrument.questionnaire, rng),
            created_at=BEGUN,
        )
        for _ in range(WRITERS * each)
    )
    writes: Writes = [
        partial(
            surveying.submit_response,
            response=draft,
            submission_key=uuid.uuid4(),
            seen=surveying.answers_fingerprint(Response.objects.get(pk=draft.pk)),
        )
        for draft in drafts
    ]
    return [writes[start::WRITERS] for start in range(WRITERS)]


def _autosaves(strand: Strand, each: int, rng: random.Random) -> list[Writes]:
    """Return functions that save versions of interviews as autosave does, for each writer."""
    assert strand.instrument is not None
    guide = strand.instrument.questionnaire
    by = User.objects.order_by("pk")[0]
    units = (
        strand.units.exclude(code__in=INTERVIEWED_CODES)
        .select_related("strand__study")
        .order_by("pk")[:WRITERS]
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
            partial(save, unit, versions.get(unit.pk, 0) + place, answers_to(guide, rng), uuid.uuid4())
            for place in range(each)
        ]
        for unit in units
    ]


def _bare(each: int, reads: int, changes: int) -> list[Writes]:
    """Return functions that insert the text of an interview, read it `reads` times and write it `changes` times."""
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
    """Return the median elapsed seconds for one write of each kind, run in turn."""
    durations: tuple[list[float], list[float]] = ([], [])
    for _ in range(min(ROUNDS, timing.MAX_ROUNDS)):
        for made, seconds in zip((prepare(), other()), durations, strict=True):
            seconds.append(_run_writers(made) / sum(len(writes) for writes in made))
    return median(durations[0]), median(durations[1])


def _run_writers(made: Sequence[Writes]) -> float:
    """Run each writer in its own process, all starting together, and return the seconds until the last has ended."""
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
