"""A concurrency test of the online survey: many browsers start, type and send the same answers at once.

It checks quality 1 and 2: no answer is duplicated, lost or silently overwritten. It requests the pages as browsers do.
Its rows stay in the database, so it needs a database of its own.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from survey import actions
from survey.models import Response, Strand, Study
from survey.online import tokens
from survey.vocabulary import StrandKind, StudyState

FORM = """| survey |
| | type | name | label | appearance |
| | begin_group | main | Everything | |
| | text | views | What do you think? | multiline |
| | end_group | | | |
| settings |
| | form_title | form_id | version |
| | Many writers | many_writers | 1 |
"""
NAME = "views"
OK, REDIRECT, CONFLICT = 200, 302, 409
HIDDEN = re.compile(rb'name="(submission_key|seen)" value="([^"]*)"')


@dataclass(frozen=True)
class Count:
    """The counts of one scenario. `conflicts` are answers with status 409; the last three must be 0."""

    scenario: str
    requests: int
    conflicts: int
    lost: int
    duplicated: int
    errors: int

    @property
    def is_sound(self) -> bool:
        return not (self.lost or self.duplicated or self.errors)


def run_scenarios(*, keys: int, writers: int) -> Iterator[Count]:
    """Run every scenario with this number of answers (`keys`) and concurrent writers, and yield its counts."""
    strand = _strand()
    with ThreadPoolExecutor(writers) as pool:
        at_once = _Concurrently(pool, writers)
        started, begun = _begin(strand, at_once, keys)
        yield begun
        yield _type(started, at_once)
        yield _send(started, at_once)
        yield _send_again(started, at_once)
        yield _change_afterwards(started, at_once)


class _Concurrently:
    """Runs a task in all writers at once."""

    def __init__(self, pool: ThreadPoolExecutor, writers: int) -> None:
        self.pool, self.writers = pool, writers

    def __call__(self, task: Callable[[int], Any]) -> list[Any]:
        """Return the result of the task for each writer, or the exception it raised."""

        def isolated(number: int) -> Any:
            try:
                return task(number)
            except Exception as error:
                return error
            finally:
                connection.close()

        return list(self.pool.map(isolated, range(self.writers)))


def _strand() -> Strand:
    day = timezone.localdate()
    slug = f"many-writers-{uuid.uuid4().hex[:8]}"
    study = Study(
        slug=slug,
        title="Many writers",
        state=StudyState.OPEN,
        frame_on=day,
        opened_on=day,
        is_demonstration=True,
    )
    study.stamp(by=None)
    study.save()
    strand = Strand(
        study=study,
        kind=StrandKind.ONLINE_SURVEY,
        instrument=actions.publish_instrument(source=FORM, by=None),
        opens_on=day - dt.timedelta(days=1),
    )
    strand.stamp(by=None)
    strand.save()
    return strand


def _begin(strand: Strand, at_once: _Concurrently, keys: int) -> tuple[list[str], Count]:
    """Press Start in all browsers at once: each page that was opened makes one answer."""
    started: list[str] = []
    errors = 0
    for _ in range(keys):
        key = uuid.uuid4()

        def begin(_: int, key: uuid.UUID = key) -> str:
            return actions.begin_response(strand=strand, start_key=key)[1]

        links = at_once(begin)
        errors += sum(isinstance(link, Exception) for link in links)
        started.extend({link for link in links if isinstance(link, str)})
    rows = Response.objects.filter(strand=strand)
    # Answers sent within seconds are set aside as suspicious, so make these look older.
    rows.update(created_at=timezone.now() - dt.timedelta(minutes=5))
    stored = rows.count()
    count = Count(
        "begun at once", keys * at_once.writers, 0, max(0, keys - stored), max(0, stored - keys), errors
    )
    return started, count


def _type(started: list[str], at_once: _Concurrently) -> Count:
    """Type different words in each window: one is stored, and every other gets a page with both versions."""
    tally: Counter[str] = Counter()
    for token in started:
        address = reverse("survey-page", args=[token, "main"])
        seen = _hidden(_browser().get(address).content)["seen"]

        def type_in(number: int, address: str = address, seen: str = seen) -> tuple[int, str, bytes]:
            words = f"The words of window {number}"
            sent = {f"q-{NAME}": words, "seen": seen, "action": "save"}
            answer = _browser().post(address, sent)
            return answer.status_code, words, answer.content

        answers = at_once(type_in)
        saved = [words for status, words, _ in _without_errors(answers, tally) if status == REDIRECT]
        conflicts = [(words, page) for status, words, page in _without_errors(answers) if status == CONFLICT]
        tally["conflicts"] += len(conflicts)
        tally["errors"] += sum(status not in (REDIRECT, CONFLICT) for status, *_ in _without_errors(answers))
        stored = _answer(token).answers.get(NAME, {}).get("value")
        tally["lost"] += sum(words != stored for words in saved) + (not saved)
        tally["lost"] += sum(words.encode() not in page for words, page in conflicts)
    return _count("typed at once", len(started) * at_once.writers, tally)


def _send(started: list[str], at_once: _Concurrently) -> Count:
    """Press Send in all browsers at once: there is one receipt."""
    tally: Counter[str] = Counter()
    for token in started:
        address = reverse("survey-check", args=[token])
        page = _hidden(_browser().get(address).content)
        answers = at_once(partial(_press, address, page))
        _check_receipts(token, answers, tally)
    references = Response.objects.exclude(reference=None).filter(token_hash__in=_hashes(started))
    tally["duplicated"] += len(started) - references.values("reference").distinct().count() - tally["lost"]
    return _count("sent at once", len(started) * at_once.writers, tally)


def _send_again(started: list[str], at_once: _Concurrently) -> Count:
    """Send the same form again, as after a lost connection: the same receipt and no new row."""
    tally: Counter[str] = Counter()
    before = Response.objects.count()
    for token in started:
        answer = _answer(token)
        page = {"submission_key": str(answer.submission_key), "seen": answer.submission_hash}
        address = reverse("survey-check", args=[token])
        answers = at_once(partial(_press, address, page))
        _check_receipts(token, answers, tally)
        tally["lost"] += _answer(token).reference != answer.reference
    tally["duplicated"] += Response.objects.count() - before
    return _count("sent again", len(started) * at_once.writers, tally)


def _change_afterwards(started: list[str], at_once: _Concurrently) -> Count:
    """Change answers after sending: each attempt gets 409, and the answers stay as they were sent."""
    tally: Counter[str] = Counter()
    for token in started:
        answer = _answer(token)
        check, page = reverse("survey-check", args=[token]), reverse("survey-page", args=[token, "main"])

        def change(
            number: int, check: str = check, page: str = page, seen: str = answer.submission_hash
        ) -> int:
            if number % 2:
                return _press_send(check, {"submission_key": str(uuid.uuid4()), "seen": seen})[0]
            typed = {f"q-{NAME}": f"Too late {number}", "seen": seen, "action": "continue"}
            return _browser().post(page, typed).status_code

        for status in _without_errors(at_once(change), tally):
            tally["conflicts" if status == CONFLICT else "errors"] += 1
        now = _answer(token)
        tally["lost"] += (now.answers, now.reference) != (answer.answers, answer.reference)
    return _count("changed after sending", len(started) * at_once.writers, tally)


def _check_receipts(token: str, answers: list[Any], tally: Counter[str]) -> None:
    for status, reference in _without_errors(answers, tally):
        tally["errors"] += status != REDIRECT
        tally["lost"] += status == REDIRECT and reference != _answer(token).reference


def _press(address: str, page: dict[str, str], _: int) -> tuple[int, str | None]:
    return _press_send(address, page)


def _press_send(address: str, page: dict[str, str]) -> tuple[int, str | None]:
    browser = _browser()
    answer = browser.post(address, page)
    if answer.status_code != REDIRECT:
        return answer.status_code, None
    receipt = re.search(r"GH-\w{4}-\w{4}", browser.get(answer.headers["Location"]).content.decode())
    return REDIRECT, receipt[0] if receipt else None


def _without_errors(answers: list[Any], tally: Counter[str] | None = None) -> list[Any]:
    """Return the results that are not exceptions; the exceptions are counted in the tally."""
    if tally is not None:
        tally["errors"] += sum(isinstance(answer, Exception) for answer in answers)
    return [answer for answer in answers if not isinstance(answer, Exception)]


def _count(scenario: str, requests: int, tally: Counter[str]) -> Count:
    return Count(scenario, requests, tally["conflicts"], tally["lost"], tally["duplicated"], tally["errors"])


def _browser() -> Client:
    return Client(headers={"host": "localhost"}, raise_request_exception=False)


def _hidden(page: bytes) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in HIDDEN.findall(page)}


def _hashes(started: list[str]) -> list[str]:
    return [tokens.hash_of(token) for token in started]


def _answer(token: str) -> Response:
    return Response.objects.get(token_hash=tokens.hash_of(token))
