"""Places to measure distances from, as people type them: towns, services, postcodes, areas, regions, points."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import F
from rapidfuzz import fuzz, process

from noms import postcodes
from noms.coordinates import Point, parse_point
from noms.geocoding import find_outcode
from noms.models import ProbationArea, Region, Service
from noms.parsing import full_postcode, outward_code
from noms.vocabulary import REFERENCE_FRAME

TOWNS_FILE = Path(__file__).parent / "data" / "places.csv"
LONGEST = 120
MOST_MILES = 500
"""The longest distance that a reader can ask for."""
LONGEST_SHOWN = 60
TOWN, SERVICE, POSTCODE, OUTCODE, AREA, REGION, POINT = (
    "town", "service", "postcode", "outcode", "area", "region", "point",
)  # fmt: skip
KINDS = {AREA: "probation area", REGION: "region"}
"""The words after a name that is often the name of a town as well."""
MIN_LIKENESS = 75
MAX_SUGGESTIONS = 3
MAX_WORSE = 5
"""How much less alike than the best a name may be to be suggested with it."""
EXAMPLES = "Write a postcode or its first half (LS9), a town, a prison, or a point as latitude,longitude."


@dataclass(frozen=True)
class Place:
    """A place with a point. `note` says what is not exact about the point, in a sentence."""

    kind: str
    slug: str
    name: str
    latitude: float
    longitude: float
    note: str = ""

    @classmethod
    def of(cls, kind: str, row: Service | ProbationArea | Region) -> Place | None:
        """Return the place of a service, an area or a region; None where its point is not known."""
        if row.latitude is None or row.longitude is None:
            return None
        return cls(kind, row.slug, row.name, row.latitude, row.longitude)

    @property
    def point(self) -> Point:
        return Point(self.latitude, self.longitude)

    @property
    def text(self) -> str:
        """The place in the address of a page: kind and slug, a postcode, or the point."""
        return self.name if self.kind in (POSTCODE, OUTCODE, POINT) else f"{self.kind}:{self.slug}"

    @property
    def label(self) -> str:
        """The name as it is shown and may be typed; an area or a region says that it is one."""
        return f"{self.name} ({KINDS[self.kind]})" if self.kind in KINDS else self.name


class UnknownPlaceError(ValueError):
    """A text that names no place that we know. `suggestions` are places of a similar name, the most similar first."""

    def __init__(self, message: str, suggestions: tuple[Place, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


def parse_near(text: str) -> Place | None:
    """Return the place that a text names; None for an empty text.

    :raises UnknownPlaceError: with a sentence that says what to do.
    """
    written = cleaned_text(text)
    if not written:
        return None
    if re.fullmatch(r"[-+0-9.eE ]+(,[-+0-9.eE ]+)+", written):
        try:
            point = parse_point(written)
        except ValueError as error:
            raise UnknownPlaceError(str(error)) from error
        return Place(POINT, str(point), str(point), point.latitude, point.longitude)
    if len(written) <= LONGEST and (found := find_place(written)):
        return found
    shown = written if len(written) <= LONGEST_SHOWN else f"{written[:LONGEST_SHOWN]}…"
    if outward_code(written):
        raise UnknownPlaceError(f"“{shown}” is not a postcode of England or Wales that we know. {EXAMPLES}")
    similar = similar_places(written) if len(written) <= LONGEST else ()
    meant = f"Did you mean {_either([one.label for one in similar])}? " if similar else ""
    raise UnknownPlaceError(f"No place that we know is called “{shown}”. {meant}{EXAMPLES}", similar)


def find_place(text: str) -> Place | None:
    """Return the place that a text names exactly, in any case and spelling of hyphens and accents; else None.

    A name that a town shares with an area, a region or a prison is the town's: “Leeds” is the town, “HMP Leeds” the
    prison, “Durham area” the area. `kind:slug` names one without doubt. At most three queries.
    """
    written = cleaned_text(text)
    if not written or len(written) > LONGEST:
        return None
    kind, colon, slug = written.partition(":")
    if colon:
        return _by_key(kind.strip().lower(), slug.strip().lower())
    if outward_code(written):
        return _by_postcode(written)
    plain = _plain(written)
    if (town := _towns_by_name().get(plain)) is not None:
        return town
    for rows in (_areas, _regions):
        for place, names in rows():
            if plain in names:
                return place
    if (joined := _joined_town(plain)) is not None:
        return joined
    return next((place for place, names in _services() if plain in names), None)


def similar_places(text: str) -> tuple[Place, ...]:
    """Return the places whose names are most similar to a text, at most three. Three queries."""
    named: dict[str, Place] = {}
    of_towns = ((town, (_plain(town.name),)) for town in towns())
    for place, names in (*of_towns, *_areas(), *_regions(), *_services()):
        for name in names:
            named.setdefault(name, place)
    found = process.extract(
        _plain(text), list(named), scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS, limit=3 * MAX_SUGGESTIONS
    )
    best = found[0][1] if found else 0
    alike = (named[name] for name, score, _position in found if score >= best - MAX_WORSE)
    return tuple(dict.fromkeys(alike))[:MAX_SUGGESTIONS]


def cleaned_text(text: str) -> str:
    """Return a text without surplus spaces and characters that no database takes, as long as it can be a place."""
    return " ".join(text.replace("\0", " ").split())[: LONGEST + 1]


@cache
def towns() -> tuple[Place, ...]:
    """The towns of England and Wales of 10,000 people and more, the largest first."""
    with TOWNS_FILE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    largest: dict[str, str] = {}
    for row in rows:
        largest.setdefault(row["name"], row["slug"])
    return tuple(
        Place(
            TOWN,
            row["slug"],
            # The smaller towns of a name have their region with it.
            row["name"]
            if largest[row["name"]] == row["slug"]
            else f"{row['name']}, {_region_in_words(row['region'])}",
            float(row["latitude"]),
            float(row["longitude"]),
        )
        for row in rows
    )


def _region_in_words(slug: str) -> str:
    return " ".join(word if word in ("of", "and") else word.capitalize() for word in slug.split("-"))


@cache
def _towns_by_name() -> dict[str, Place]:
    return {_plain(town.name): town for town in reversed(towns())}


_JOINING = frozenset({"upon", "on", "in", "by", "le", "super", "under"})


def _joined_town(plain: str) -> Place | None:
    """Return the largest town whose name goes on after the text: Stoke is Stoke-on-Trent.

    Or ends with it: Hull is Kingston upon Hull.
    """
    for town in towns():
        name = _plain(town.name)
        after = name.removeprefix(f"{plain} ")
        if (after != name and after.split()[0] in _JOINING) or name.endswith(f" upon {plain}"):
            return town
    return None


def _by_key(kind: str, slug: str) -> Place | None:
    if kind == TOWN:
        return next((town for town in towns() if town.slug == slug), None)
    if kind in (POSTCODE, OUTCODE):
        return _by_postcode(slug.replace("-", " "))
    rows = {SERVICE: _services, AREA: _areas, REGION: _regions}.get(kind)
    if rows is None or not slug:
        return None
    return next((place for place, _names in rows(slug)), None)


def _by_postcode(written: str) -> Place | None:
    """Return the point of a whole postcode if the list of postcodes is installed, else the middle of its first half."""
    outcode, whole = find_outcode(written), full_postcode(written)
    if outcode is None:
        return None
    middle = Place(OUTCODE, outcode.outcode.lower(), outcode.outcode, outcode.latitude, outcode.longitude)
    if whole is None:
        return middle
    slug = whole.lower().replace(" ", "-")
    if point := postcodes.find_point(whole):
        return Place(POSTCODE, slug, whole, point.latitude, point.longitude)
    reason = "is not in our list" if postcodes.is_installed() else "is known here by its first half only"
    note = f"The postcode {whole} {reason}, so distances are from the middle of {outcode.outcode}."
    return Place(POSTCODE, slug, whole, outcode.latitude, outcode.longitude, note)


Named = Iterator[tuple[Place, tuple[str, ...]]]
"""Places, each with the plain names by which it is known."""


def _areas(slug: str = "") -> Named:
    rows = ProbationArea.objects.filter(slug=slug) if slug else ProbationArea.objects.all()
    for row in rows.values_list("slug", "name", "latitude", "longitude"):
        plain = _plain(row[1])
        yield Place(AREA, *row), (plain, f"{plain} area", f"{plain} probation area")


def _regions(slug: str = "") -> Named:
    """Yield the regions with a point, those of 2009 before those of 2021. One query."""
    rows = Region.objects.filter(latitude__isnull=False)
    rows = rows.filter(slug=slug) if slug else rows.filter(system__frame=REFERENCE_FRAME)
    ordered = rows.order_by(F("system__begins_on").asc(nulls_first=True), "position")
    for one, name, latitude, longitude in ordered.values_list("slug", "name", "latitude", "longitude"):
        if latitude is not None and longitude is not None:
            plain = _plain(name)
            yield Place(REGION, one, name, latitude, longitude), (plain, f"{plain} region")


_BEFORE = re.compile(r"^(?:(?:hmp|hmyoi|hm|yoi|prison|the) )+")
_AFTER = re.compile(r" (?:prison|yoi)$")


def _services(slug: str = "") -> Named:
    """Yield the services with a point, those still open first; of one slug that of any frame. One query.

    A prison is known by its names of 2009 and of today, with and without “HMP” or “prison”.
    """
    rows = Service.objects.filter(slug=slug) if slug else Service.objects.in_frame(REFERENCE_FRAME)
    ordered = rows.filter(latitude__isnull=False).order_by(
        F("closed_on").desc(nulls_first=True), "name", "slug"
    )
    for one, name, today, latitude, longitude in ordered.values_list(
        "slug", "name", "name_today", "latitude", "longitude"
    ):
        names = [_plain(name), *([_plain(today)] if today else [])]
        bare = [_AFTER.sub("", _BEFORE.sub("", plain)) for plain in names]
        other = [form.format(plain) for plain in bare for form in ("{}", "hmp {}", "{} prison")]
        if latitude is not None and longitude is not None:
            yield Place(SERVICE, one, today or name, latitude, longitude), (*names, *other)


def _plain(text: str) -> str:
    """Return a name for comparison: small letters without accents, hyphens, brackets and apostrophes."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", letters.replace("'", "").replace("&", " and ")).split()
    return " ".join("st" if word == "saint" else word for word in words)


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
