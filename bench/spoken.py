"""Spoken names matched to the directory, beside comparing each with every name."""

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

SPOKEN = 1_000
COMPARED = {1_000: 200, 100_000: 20}
"""How many of the spoken names are looked for in all names too, by the directory's size; else four."""
BEST = 3
GOAL = 0.2
RECALL = 0.97
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows(number: int) -> Iterator[Row]:
    """How long matching takes beside the other way, and how often the one that is meant is among the first three."""
    meant = labelled()
    every = dict(Organisation.objects.standing().order_by().values_list("pk", "name"))
    some = list(islice(meant, 0, None, max(1, len(meant) // COMPARED.get(number, 4))))
    taken, other = in_turn(
        lambda: [candidates(said, BEST) for said, _ in some],
        lambda: [_compared(said, every) for said, _ in some],
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
    found = share([pk in {one.organisation_id for one in candidates(said, BEST)} for said, pk in meant])
    theirs = share([pk in _compared(said, every) for said, pk in some])
    yield Row(
        f"the one meant is among the first three, of {len(meant)}",
        f"rapidfuzz over all names, of {len(some)}",
        number,
        found,
        theirs,
        f"at least {RECALL:g}",
        found >= RECALL,
        unit="of 1",
    )


def labelled() -> list[tuple[str, int]]:
    """Names as somebody would say or mistype them, each with the organisation that is meant."""
    rng = random.Random(scratch.SEED)
    invented = Organisation.objects.filter(is_invented=True, slug__startswith="invented-").order_by("pk")
    keys = list(invented.values_list("pk", flat=True))
    chosen = rng.sample(keys, min(SPOKEN, len(keys)))
    name_of = dict(invented.filter(pk__in=chosen[:500]).values_list("pk", "name"))
    name_of |= dict(invented.filter(pk__in=chosen[500:]).values_list("pk", "name"))
    return [(loose_name(name_of[pk], rng), pk) for pk in chosen]


def loose_name(name: str, rng: random.Random) -> str:
    """The name without mark and number: whole, without its form, in another order, or with a letter or two wrong."""
    said = names.short(name).rsplit(" ", 1)[0].split()
    way = rng.randrange(6)
    if way == 1 and len(said) > 3:
        del said[-2]
    elif way == 2:
        said = [said[-1], *said[:-1]]
    elif way >= 3:
        for _ in range(1 if way < 5 else 2):
            at = max(range(len(said)), key=lambda each: (len(said[each]) > 4, rng.random()))
            said[at] = mistyped(said[at], rng)
    return " ".join(said)


def mistyped(word: str, rng: random.Random) -> str:
    """The word with one letter lost, doubled, mistaken or changed about."""
    at = rng.randrange(1, max(2, len(word) - 1))
    way = rng.randrange(4)
    if way == 0:
        return word[:at] + word[at + 1 :]
    if way == 1:
        return word[:at] + word[at] + word[at:]
    if way == 2:
        return word[:at] + rng.choice(LETTERS) + word[at + 1 :]
    return word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


def share(met: list[bool]) -> float:
    """How many of these are so, of 1."""
    return sum(met) / len(met)


def _compared(said: str, every: dict[int, str]) -> set[int]:
    found = process.extract(said, every, scorer=fuzz.WRatio, processor=default_process, limit=BEST)
    return {pk for _name, _score, pk in found}
