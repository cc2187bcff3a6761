"""Benchmark of matching names: time and recall, compared with rapidfuzz over all names."""

import random
from collections.abc import Iterator
from itertools import islice

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from bench import scratch
from bench.timing import Row, clock, in_turn
from demo import names
from enterprises.matching import candidates
from enterprises.models import Organisation

NAMES = 1_000
SAMPLE_SIZES = {1_000: 200, 100_000: 20}
"""The number of names compared with all names, by the size of the directory; four for other sizes."""
BEST = 3
GOAL = 0.2
RECALL = 0.97
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows(number: int) -> Iterator[Row]:
    """Yield the rows on the time of matching and on its recall among the first three candidates."""
    labelled = labelled_names()
    every = dict(Organisation.objects.active().order_by().values_list("pk", "name"))
    some = list(islice(labelled, 0, None, max(1, len(labelled) // SAMPLE_SIZES.get(number, 4))))
    taken, other = in_turn(
        lambda: [candidates(name, BEST) for name, _ in some],
        lambda: [_compared(name, every) for name, _ in some],
        rounds=1,
        clock=clock(),
    )
    yield Row(
        "match spoken names",
        f"rapidfuzz over all names, {len(some)} of them",
        number,
        taken,
        other,
        f"at most {GOAL:g} times",
        taken <= GOAL * other,
    )
    found = share([pk in {one.organisation_id for one in candidates(name, BEST)} for name, pk in labelled])
    theirs = share([pk in _compared(name, every) for name, pk in some])
    yield Row(
        f"the one labelled is among the first three, of {len(labelled)}",
        f"rapidfuzz over all names, of {len(some)}",
        number,
        found,
        theirs,
        f"at least {RECALL:g}",
        found >= RECALL,
        unit="of 1",
    )


def labelled_names() -> list[tuple[str, int]]:
    """Return pairs of a name as somebody may say or mistype it, and the primary key of the organisation."""
    rng = random.Random(scratch.SEED)
    invented = Organisation.objects.filter(is_invented=True, slug__startswith="invented-").order_by("pk")
    keys = list(invented.values_list("pk", flat=True))
    chosen = rng.sample(keys, min(NAMES, len(keys)))
    name_of = dict(invented.filter(pk__in=chosen[:500]).values_list("pk", "name"))
    name_of |= dict(invented.filter(pk__in=chosen[500:]).values_list("pk", "name"))
    return [(shortened_name(name_of[pk], rng), pk) for pk in chosen]


def shortened_name(name: str, rng: random.Random) -> str:
    """Return the name without mark and number: whole, without its form, reordered, or with one or two typing errors."""
    words = names.short(name).rsplit(" ", 1)[0].split()
    way = rng.randrange(6)
    if way == 1 and len(words) > 3:
        del words[-2]
    elif way == 2:
        words = [words[-1], *words[:-1]]
    elif way >= 3:
        for _ in range(1 if way < 5 else 2):
            at = max(range(len(words)), key=lambda each: (len(words[each]) > 4, rng.random()))
            words[at] = mistyped(words[at], rng)
    return " ".join(words)


def mistyped(word: str, rng: random.Random) -> str:
    """Return the word with one letter left out, doubled, replaced or exchanged."""
    at = rng.randrange(1, max(2, len(word) - 1))
    way = rng.randrange(4)
    if way == 0:
        return word[:at] + word[at + 1 :]
    if way == 1:
        return word[:at] + word[at] + word[at:]
    if way == 2:
        return word[:at] + rng.choice(LETTERS) + word[at + 1 :]
    return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


def share(hits: list[bool]) -> float:
    """Return the share of true values, from 0 to 1."""
    return sum(hits) / len(hits)


def _compared(name: str, every: dict[int, str]) -> set[int]:
    found = process.extract(name, every, scorer=fuzz.WRatio, processor=default_process, limit=BEST)
    return {pk for _name, _score, pk in found}
