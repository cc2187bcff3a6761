"""The phrases of a search with their meanings: vocabularies, plain words for them, and every place by its names."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import Count, F, Max

from enterprises.vocabulary import TERMS
from enterprises.words import WordList
from noms.models import Outcode, ProbationArea, Region, Service
from noms.places import TOWNS_FILE
from noms.reference_rows import REFERENCE_WORDS
from noms.vocabulary import NOMS_2009, PRISON, REFERENCE_FRAME
from reports import registry
from search.lexicon import LAND, READ_VOCABULARIES, Lexicon, Meaning, prison_phrases
from search.models import SearchDocument

SYNONYMS_FILE = Path(__file__).parent / "data" / "synonyms.csv"
LEGAL_FORMS = {
    "cic": "Community interest company",
    "charity": "Charity",
    "co_operative": "Co-operative",
    "company": "Limited company",
}
OUTCOMES = {"included": "Social enterprise"}
"""Outcomes as they are sought: whatever the study counts as a social enterprise."""


def forget() -> None:
    """Read the phrases anew at the next look, as after a database was replaced."""
    _kept.clear()


@cache
def synonyms() -> tuple[tuple[str, str, str, bool], ...]:
    """The plain words: phrase, parameter, value, and whether it is a word for a part of its category."""
    with SYNONYMS_FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            (row["phrase"], row["parameter"], row["value"], row["width"] == "narrower")
            for row in csv.DictReader(stream)
        )


@cache
def label_of(parameter: str, value: str) -> str:
    """Return the name of a value that is neither a place nor a service."""
    if parameter in READ_VOCABULARIES:
        return str(TERMS[parameter](value).label)
    if parameter == "report":
        return {each.name: each.title for each in registry.every()}[value]
    if parameter == "kind":
        return REFERENCE_WORDS.kinds[value].heading
    return {"legal_form": LEGAL_FORMS, "outcome": OUTCOMES}.get(parameter, {}).get(value, "Case studies")


class Phrases(NamedTuple):
    """The phrases of one state of the frame. Their words are no misspellings, and may be what a misspelt word means."""

    frame: tuple[int | None, int]
    lexicon: Lexicon
    words: WordList


_kept: list[Phrases] = []
"""The newest phrases, one for a process: they are some thousand small objects."""


def current() -> Phrases:
    """Return the phrases, built anew after the frame changed, by the keys of its documents. One query; six to build."""
    of_the_frame = SearchDocument.objects.filter(kind__in=("service", *LAND))
    found = of_the_frame.aggregate(last=Max("pk"), number=Count("pk"))
    frame = (found["last"], found["number"])
    if not _kept or _kept[0].frame != frame:
        built = Lexicon(_entries())
        _kept[:] = [Phrases(frame, built, WordList(built.words))]
    return _kept[0]


def _entries() -> Iterator[tuple[str, Meaning]]:
    """Return every phrase. Names of places come before nicknames, so that they are found first. Five queries."""
    yield from _terms()
    yield from _services()
    places: dict[tuple[str, str], Region | ProbationArea] = {
        ("region", row.slug): row for row in Region.objects.filter(system__key=NOMS_2009).order_by("position")
    }
    places |= {("area", row.slug): row for row in ProbationArea.objects.all()}
    for (parameter, slug), row in places.items():
        meaning = Meaning(parameter, slug, row.name, point=_point(row))
        yield row.name, meaning
        yield f"{row.name} {parameter}", meaning
    services = {row.slug: row for row in Service.objects.in_frame(REFERENCE_FRAME)}
    for phrase, parameter, slug, _ in synonyms():
        if (place := places.get((parameter, slug))) is not None:
            yield phrase, Meaning(parameter, slug, place.name, point=_point(place))
        elif parameter == "service" and slug in services:
            for written, _is_bare in prison_phrases(phrase):
                yield written, _service(services[slug])
    for outcode, latitude, longitude in Outcode.objects.values_list("outcode", "latitude", "longitude"):
        yield outcode, Meaning("place", outcode, outcode, point=(latitude, longitude))
    yield from _towns()


def _terms() -> Iterator[tuple[str, Meaning]]:
    for vocabulary in READ_VOCABULARIES:
        for term, label in TERMS[vocabulary].choices:
            if term != "other":
                yield label, Meaning(vocabulary, term, label)
    for phrase, parameter, value, is_narrower in synonyms():
        if parameter not in ("service", "region", "area"):
            yield phrase, Meaning(parameter, value, label_of(parameter, value), is_narrower)


def _services() -> Iterator[tuple[str, Meaning]]:
    """Return the names of services, those that are open first. One query."""
    rows = Service.objects.in_frame(REFERENCE_FRAME).order_by(F("closed_on").desc(nulls_first=True), "name")
    for row in rows:
        meaning = _service(row)
        for name in filter(None, (row.name, row.name_today)):
            if row.kind_id != PRISON:
                yield name, meaning
                continue
            for written, is_bare in prison_phrases(name):
                yield written, _service(row, is_bare=is_bare)


def _service(row: Service, *, is_bare: bool = False) -> Meaning:
    return Meaning("service", row.slug, row.name_today or row.name, is_bare=is_bare, point=_point(row))


def _point(row: Service | Region | ProbationArea) -> tuple[float, float] | None:
    if row.latitude is None or row.longitude is None:
        return None
    return row.latitude, row.longitude


def _towns() -> Iterator[tuple[str, Meaning]]:
    with TOWNS_FILE.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            point = (float(row["latitude"]), float(row["longitude"]))
            yield (
                row["name"],
                Meaning("town", row["slug"], row["name"], population=int(row["population"]), point=point),
            )
